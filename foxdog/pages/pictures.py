"""The Pictures page: look at a set, see where it is from and what may mislead a learner, and add pictures."""

import base64
import re
from dataclasses import asdict, replace

import numpy as np
import streamlit as st

from foxdog.learning.settings import USUAL_BATCHES, Settings, largest_initial
from foxdog.pages.parts import add_pictures, first_look, starting
from foxdog.pages.session import datasets, words
from foxdog.pages.session import run as runs
from foxdog.pictures import card
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.dataset_file import manifest_csv
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.selection import kinds_of, select
from foxdog.pictures.sources import notes_on
from foxdog.text import break_links, one_line

A_PAGE = 60  # pictures of the contact sheet
TILE = 84  # px, at least
TABS = ("Contact sheet", "Counts", "Left out", "Data card", "Add pictures")
PART = "The learner asks about the pool. It never sees the test set; validation is for choosing a recipe."
BOTH = -1  # classes, where a label is asked for
LISTED = 200  # files left out that are shown; the manifest lists all


def page() -> None:
    """Draw the page for the set that is chosen on it."""
    if "turn_to" in st.session_state:  # before the widgets are made, since a widget's value cannot be set after
        st.session_state["show"], st.session_state["view"] = st.session_state.pop("turn_to")
    source, dataset = choose()
    if ready := st.session_state.pop("ready", ""):
        st.success(ready, icon=":material/check:")
    above = st.container()
    *tabs, add = st.tabs(TABS, key="view", on_change="rerun")
    for tab, draw in zip(tabs, (draw_sheet, draw_counts, draw_left_out, draw_card), strict=True):
        if tab.open:
            with tab:
                if dataset:
                    draw(source, dataset)
                else:
                    st.caption("Choose another set, or add pictures.")
    if add.open:
        with add:
            if added := add_pictures.draw():
                left_out = added == datasets.YOURS and datasets.dataset_of(added).rejects
                st.session_state["turn_to"] = added, "Left out" if left_out else "Contact sheet"
                st.rerun()
    if dataset:
        with above:  # drawn last, since it may wait for Keras
            first_look.draw(source, dataset)


# Choose


def choose() -> tuple[str, Dataset | None]:
    """Draw the choice of the set. Returns its name, and the set itself if it is there."""
    offered = datasets.names()
    run = runs.current()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("#### Pictures", width="content")
        source = st.selectbox(
            "Set",
            offered,
            index=offered.index(run.source) if run and run.source in offered else 0,
            key="show",
            persist_state="session",  # not in the link: `st.switch_page` clears it, and may not clear what is bound
            label_visibility="collapsed",
            width=240,
            help="Which set to look at.",
        )
        try:
            dataset = datasets.dataset_of(source)
        except DatasetError as error:
            st.caption(words.sentence(error))
            return source, None
        st.badge(f"{len(dataset):,} pictures", icon=":material/photo_library:", color="gray")
        for label in (1, 0):
            st.badge(f"{len(select(dataset, label)):,} {words.name(dataset.classes[label])}", color="gray")
        st.space("stretch")
        draw_use(source, dataset)
    return source, dataset


def draw_use(source: str, dataset: Dataset) -> None:
    """Draw the way from the pictures to a run on them."""
    run = runs.current()
    same = run and run.source == source and run.loop.dataset.fingerprint == dataset.fingerprint
    if run and same and not first_look.is_older(run, dataset):
        if st.button("Back to the run on these", icon=":material/arrow_back:"):
            turn_to_run(run)
    elif st.button(
        "Learn from these",
        type="primary",
        icon=":material/play_arrow:",
        help=f"Starts a new run. {runs.what_becomes_of(run)}",
    ):
        settings = run.loop.settings if run else Settings()
        initial, budget = min(settings.initial, largest_initial(dataset)), min(settings.budget, len(dataset.pool))
        if started := starting.start(source, replace(settings, initial=initial, budget=budget)):
            turn_to_run(started)


def turn_to_run(run: runs.Run) -> None:
    """Turn to the Label page. The settings of the run go into the link, where that page looks for them."""
    model = run.loop.settings.model
    usual = asdict(Settings()) | {"batch": USUAL_BATCHES[model]}
    changed = {key: str(value) for key, value in asdict(run.loop.settings).items() if value != usual[key]}
    st.switch_page("foxdog/pages/label.py", query_params={"pictures": run.source, **changed})


# Look


def draw_sheet(source: str, dataset: Dataset) -> None:
    """Draw pages of small pictures of a class, a kind and a part of the split, or of all."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = choose_pictures(source, dataset)
        st.space("stretch")
        pages = -(-len(shown) // A_PAGE)
        number = st.pagination(pages, key=f"page-{hash(shown.tobytes())}-{dataset.fingerprint}") if pages > 1 else 1
    if not len(shown):
        st.info("No picture of this kind is in this part.", icon=":material/search_off:")
        return
    first = (number - 1) * A_PAGE
    with st.grid(min_column_width=TILE, gap="small"):
        for picture in shown[first : first + A_PAGE]:
            name = str(dataset.kinds[picture]) or dataset.classes[dataset.labels[picture]]
            st.image(thumbnail(dataset.originals[picture]), caption=words.name(name), width="stretch", alt=name)
    st.caption(f"{first + 1:,} to {min(first + A_PAGE, len(shown)):,} of {len(shown):,}")


def choose_pictures(source: str, dataset: Dataset) -> np.ndarray:
    """Draw the choice of class, kind and part. Returns the indices of the pictures."""

    def plain(name: str | None) -> str:  # the options of a select box are no Markdown
        return "all" if name is None else one_line(name, words.SHORT)

    classes = {BOTH: "all", **{label: words.name(dataset.classes[label]) for label in (1, 0)}}
    chosen = st.segmented_control(
        "Class", classes, format_func=classes.__getitem__, default=BOTH, required=True, key=f"class-{source}"
    )
    label = chosen if chosen in (0, 1) else None
    kinds = kinds_of(dataset, label)
    key = f"kind-{source}-{label}"
    kind = st.selectbox("Kind", [None, *kinds], format_func=plain, key=key, width=180) if kinds else None
    part = st.selectbox("Part", [None, *card.PARTS], format_func=plain, key="part", width=140, help=PART)
    return select(dataset, label, kind, part)


def draw_counts(source: str, dataset: Dataset) -> None:
    """Draw how many pictures each class and kind has in each part of the split."""
    left, right = st.columns([5, 4], gap="large")
    rows = card.count_rows(dataset)
    left.dataframe(rows, hide_index=True, height="content", alt="Pictures by class, kind and part of the split")
    with right:
        st.markdown("**Caveats**")
        st.markdown("\n".join(f"- {break_links(sentence)}" for sentence in card.caveats(dataset)))
        st.caption(break_links(card.split_in_words(dataset)))


def draw_left_out(source: str, dataset: Dataset) -> None:
    """Draw what was left out when the set was made, and why."""
    if not dataset.rejects:
        st.info("Nothing was left out of this set.", icon=":material/check:")
        return
    reasons = card.count_reasons(dataset.rejects).items()
    st.markdown(" · ".join(f"{words.plain(reason)}: **{count:,}**" for reason, count in reasons))
    rows = [
        {"picture": _data_url(reject.thumbnail), "file": reject.name, "why": f"It {reject.reason}."}  # "is empty", say
        for reject in dataset.rejects[:LISTED]
    ]
    columns = {"picture": st.column_config.ImageColumn("", width=80), "why": st.column_config.TextColumn(width="large")}
    st.dataframe(rows, hide_index=True, column_config=columns, row_height=72, alt="Files that were left out, and why")
    if len(dataset.rejects) > LISTED:
        st.caption(f"The first {LISTED} of {len(dataset.rejects):,}; the manifest lists all.")


def _data_url(encoded: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(encoded).decode()}" if encoded else ""


def draw_card(source: str, dataset: Dataset) -> None:
    """Draw the data card and the downloads; each file is made when its button is pressed."""
    text = card.data_card(dataset, notes_on(source))
    files = (
        ("Data card (Markdown)", lambda: text, f"{source}.md", "text/markdown"),
        ("Manifest (CSV)", lambda: manifest_csv(dataset), f"{source}.csv", "text/csv"),
    )
    with st.container(horizontal=True):
        for label, make, name, kind in files:
            st.download_button(label, make, name, kind, on_click="ignore", icon=":material/download:")
    with st.container(border=True):
        shown = re.sub("^#", "####", text, flags=re.MULTILINE)  # its headings are smaller than the page's
        st.markdown(break_links(shown))


page()
