"""What the page's link asks for: a value that is not on offer is taken out of it, and the page says so."""

from collections.abc import Callable, Mapping

import streamlit as st

from foxdog.pages.session import words

LONG = 60  # s: the first start takes ten
Offered = Callable[[str], bool]
"""Whether a widget offers this value, as it is written in the link."""


def between(lowest: float, highest: float, whole: bool = False) -> Offered:
    """Whether a text is a number in this range."""

    def offered(text: str) -> bool:
        try:
            number = float(text)
        except ValueError:
            return False
        return lowest <= number <= highest and (number.is_integer() or not whole)

    return offered


def check(offers: Mapping[str, Offered]) -> None:
    """Before the widgets of these keys are made, run the page again without what the link asks of them in vain."""
    asked = {key: st.query_params.get_all(key) for key in offers if key not in st.session_state}
    in_vain = {key: texts for key, texts in asked.items() if texts[1:] or not all(map(offers[key], texts))}
    if ignored := {key: ", ".join(texts) for key, texts in in_vain.items()}:
        for key in ignored:
            del st.query_params[key]
        st.session_state["ignored"] = st.session_state.get("ignored", {}) | ignored
        st.rerun()


def say_what_was_ignored() -> None:
    """Name the values that `check` took out, once."""
    if ignored := st.session_state.pop("ignored", {}):
        values = ", ".join(f"{key} = {words.name(text) or 'nothing'}" for key, text in ignored.items())
        st.toast(f"Not on offer, so ignored in the link: {values}.", icon=":material/link_off:", duration=LONG)
