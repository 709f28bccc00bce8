"""A table of classes and kinds whose rows can be chosen."""

from collections.abc import Mapping, Sequence

import streamlit as st


def draw(
    rows: Sequence[Mapping[str, object]], helps: Mapping[str, str], key: str, alt: str
) -> list[tuple[object, object]]:
    """Draw the rows and what their numbers mean. Returns class and kind of the rows that are chosen."""
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={name: st.column_config.NumberColumn(name, help=text) for name, text in helps.items()},
        key=key,
        on_select="rerun",
        selection_mode="multi-row",
        alt=alt,
    ).selection.rows
    return [(rows[row]["class"], rows[row]["kind"]) for row in chosen if row < len(rows)]
