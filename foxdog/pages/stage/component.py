"""The stage as Streamlit's component: its modules and pictures are files that the browser keeps."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from foxdog.pages.streamlit_compat import media

KEY = "stage"
HERE = Path(__file__).parent
TYPES = {".js": "text/javascript", ".css": "text/css"}


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("foxdog-stage", js=(HERE / "loader.js").read_text(encoding="utf-8"))


def mount(data: dict[str, Any], on_events: Callable[[], None]) -> None:
    """Draw the stage.

    Args:
        data: What `scene.scene` makes.
        on_events: Called before the page is drawn again when the person has done something; see `events`.
    """
    modules = [_file(name) for name in ("stage.js", "crowd.js", "curve.js")]
    plain = {**data, "modules": modules, "style": _file("stage.css")}
    _component()(key=KEY, data=(plain,), on_events_change=on_events)  # see `streamlit_compat` for the tuple


def events() -> Any:  # noqa: ANN401 - whatever a browser sends
    """What the browser has sent last."""
    state = st.session_state.get(KEY)
    return state.get("events") if state else None


def _file(name: str) -> str:
    return media((HERE / name).read_bytes(), TYPES[Path(name).suffix], name)
