"""The patch as Streamlit's component. Its module, style and pictures are files that the browser keeps."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from foxdog.pages.stage import component as stage
from foxdog.pages.streamlit_compat import media

HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("foxdog-patch", js=(stage.HERE / "loader.js").read_text(encoding="utf-8"))


def mount(data: dict[str, Any]) -> None:
    """Draw a picture and its patch; `data` is what `eyes.scene` makes."""
    module = media((HERE / "patch.js").read_bytes(), "text/javascript", "patch.js")
    style = media((HERE / "patch.css").read_bytes(), "text/css", "patch.css")
    plain = {**data, "modules": [module], "style": style}
    _component()(key="patch", data=(plain,))  # see `streamlit_compat` for the tuple
