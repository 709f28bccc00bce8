"""All that the pages rely on and Streamlit does not document; look here first when Streamlit is upgraded.

- A number in the link that is infinite raises an OverflowError inside `st.number_input`, and a value that a select box
  does not offer is ignored without a word: `parts.link` looks at the link before the widgets do.
- A callback sees the value of a select box as the browser sent it, before Streamlit has compared it with the options:
  `session.datasets` and `Settings.check` refuse what was not offered.
- Whatever is deleted from `st.query_params` before its widget is made is gone after `st.rerun()`, too.
- Bare addresses and emoji names become links and emoji after Markdown was read, so that backslashes do not stop them:
  `foxdog.text.escape_markdown` does.
- A session that nobody looks at is dropped, and all that only its state holds with it: `session.background` needs that.
"""

import time

from streamlit.delta_generator import DeltaGenerator as Slot

__all__ = ["Slot", "flush"]

FLUSH = 0.1  # s


def flush() -> None:
    """Let the browser take off what an `st.empty` showed; what is put there at once stays behind, greyed out."""
    time.sleep(FLUSH)
