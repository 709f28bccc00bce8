"""Pictures of the set in rows, with a caption each."""

from collections.abc import Iterable

import streamlit as st

from foxdog.learning import findings
from foxdog.pages.session import words
from foxdog.pictures.dataset import Dataset

MOST = 24  # pictures
WIDTH = 96  # px


def draw(dataset: Dataset, pictures: Iterable[tuple[int, str]], alt: str) -> None:
    """Draw pictures in rows.

    Args:
        dataset: Theirs.
        pictures: Of each its index, and its caption as Markdown; MOST of them are drawn.
        alt: What they are, for who cannot see them; "{kind}" stands for the kind of each.
    """
    with st.container(horizontal=True, gap="small"):
        for picture, caption in list(pictures)[:MOST]:
            what = alt.format(kind=findings.kind_or_class(dataset, picture))
            st.image(dataset.originals[picture], caption=caption, width=WIDTH, alt=what)


def count(pictures: list[int], what: str) -> str:
    """How many pictures there are, and how many of them are drawn."""
    shown = f" ({MOST} are shown)" if len(pictures) > MOST else ""
    return f"{len(pictures)} {what}{shown}"


def name(dataset: Dataset, picture: int) -> str:
    """The kind of a picture as Markdown, or its class."""
    return words.name(findings.kind_or_class(dataset, picture))
