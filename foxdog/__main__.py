"""The command line: `foxdog run | compare | evidence | pictures`, also as `python -m foxdog`. See `foxdog.commands`."""

import argparse
import sys
from pathlib import Path

from foxdog.commands import compare, evidence, pictures, run
from foxdog.files import FileError
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import DatasetError
from foxdog.text import printable

BAD_INPUT = 2
HOW_TO_START_THE_PAGE = "The page is started in a checkout of the project: streamlit run streamlit_app.py"


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        The exit status: 0; 1 where a download is not complete; 2 for bad input (one line on stderr, nothing
        written); 130 if it was interrupted.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if "command" not in options:
        parser.error(f"give a command: run, compare, evidence or pictures. {HOW_TO_START_THE_PAGE}")
    try:
        status = options.command(options)
    except (DatasetError, SettingsError, FileError, OSError) as error:  # any other is a bug and shows its traceback
        print(printable(f"foxdog: {error}"), file=sys.stderr)  # a path may hold a line break
        return BAD_INPUT
    except KeyboardInterrupt:
        print("foxdog: stopped; nothing is half-written.", file=sys.stderr)
        return 130
    return status or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="foxdog" if Path(sys.argv[0]).stem == "foxdog" else "python -m foxdog",
        description=f"Watch a machine learn foxes from dogs by asking. {HOW_TO_START_THE_PAGE}",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    run.add(commands)
    compare.add(commands)
    evidence.add(commands)
    pictures.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
