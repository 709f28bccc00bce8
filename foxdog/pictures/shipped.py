"""Where the files are that come with the project."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "data"
DATA = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "data"
"""The project's `data` folder: inside the package where that was installed, beside it in a checkout."""
