"""The Pictures page: look at a set, know where it is from and what it hides, fetch the photos, bring your own."""

import base64
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TypeVar

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from foxdog.learning.settings import Settings, SettingsError, largest_initial
from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs
from foxdog.pictures import card, intake
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.dataset_file import manifest_csv
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.sources import notes_on
from foxdog.progress import Progress
from foxdog.text import escape_markdown

A_PAGE = 60  # pictures of the contact sheet
TILE = 84  # px, at least
ALL = "all"
TABS = ("Contact sheet", "Counts", "Left out", "Data card", "Add pictures")
PART = "The learner asks about the pool. It never sees the test set; validation is for choosing a recipe."
LISTED = 200  # files left out that are shown; the manifest lists all
# What cannot be read may be sent too, so that it is named as left out and not dropped without a word.
UPLOAD_TYPES = sorted(suffix.removeprefix(".") for suffix in intake.SUFFIXES | intake.NOT_READ)
T = TypeVar("T")


def page() -> None:
    """Draw the page for the set that is chosen on it."""
    if "turn_to" in st.session_state:  # before the widgets are made, since a widget's value cannot be set after
        st.session_state["show"], st.session_state["view"] = st.session_state.pop("turn_to")
    source, dataset = choose()
    if ready := st.session_state.pop("ready", ""):
        st.success(ready, icon=":material/check:")
    places = st.tabs(TABS, key="view", on_change="rerun")
    for place, draw in zip(places[:-1], (draw_sheet, draw_counts, draw_left_out, draw_card), strict=True):
        if place.open:
            with place:
                draw(source, dataset) if dataset else st.caption("Choose another set, or add pictures.")
    if places[-1].open:
        with places[-1]:
            draw_add()


# Choose


def choose() -> tuple[str, Dataset | None]:
    """The set to look at, by name, and the set itself, if it is there."""
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
            st.caption(f"{error}")
            return source, None
        st.badge(f"{len(dataset):,} pictures", icon=":material/photo_library:", color="gray")
        for label in (1, 0):
            st.badge(f"{(dataset.labels == label).sum():,} {escape_markdown(dataset.classes[label])}", color="gray")
        st.space("stretch")
        draw_use(source)
    return source, dataset


def draw_use(source: str) -> None:
    """The way from the pictures to the run on them."""
    run = runs.current()
    if run and run.source == source and run.loop.dataset.fingerprint == datasets.dataset_of(source).fingerprint:
        if st.button("Back to the run on these", icon=":material/arrow_back:"):
            to_the_run(run)
    elif st.button("Learn from these", type="primary", icon=":material/play_arrow:", help=_lost(run)):
        try:
            to_the_run(start(source))
        except (DatasetError, SettingsError) as error:
            st.error(f"{error}", icon=":material/error:")


def _lost(run: runs.Run | None) -> str:
    answers = len(run.loop.answers) if run else 0
    return f"Starts a new run; the {answers} answers of the present one will be gone." if answers else "Starts a run."


def start(source: str) -> runs.Run:
    """Start a run on the set, with the settings of the present one as far as they fit."""
    run = runs.current()
    settings = run.loop.settings if run else Settings()
    dataset = datasets.dataset_of(source)
    initial, budget = min(settings.initial, largest_initial(dataset)), min(settings.budget, len(dataset.pool))
    return runs.start(source, replace(settings, initial=initial, budget=budget))


def to_the_run(run: runs.Run) -> None:
    """Turn to the page of the run; its settings go into the link, where that page looks for them."""
    usual = asdict(Settings())
    changed = {key: str(value) for key, value in asdict(run.loop.settings).items() if value != usual[key]}
    st.switch_page("foxdog/pages/label.py", query_params={"pictures": run.source, **changed})


# Look


def draw_sheet(source: str, dataset: Dataset) -> None:
    """Pages of small pictures, of a class, a kind, a part of the split, or all."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = filtered(dataset)
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
            st.image(thumbnail(dataset.originals[picture]), caption=escape_markdown(name), width="stretch", alt=name)
    st.caption(f"{first + 1:,} to {min(first + A_PAGE, len(shown)):,} of {len(shown):,}")


def filtered(dataset: Dataset) -> np.ndarray:
    """The indices of the pictures that the person wants to see, by class, kind and name."""
    one = st.segmented_control(
        "Class", [ALL, *reversed(dataset.classes)], default=ALL, required=True, key=f"class-{dataset.name}"
    )
    of_class = np.full(len(dataset), True) if one == ALL else dataset.labels == dataset.classes.index(str(one))
    kinds = sorted(set(dataset.kinds[of_class].tolist()) - {""})
    kind = st.selectbox("Kind", [ALL, *kinds], key=f"kind-{dataset.name}-{one}", width=180) if kinds else ALL
    part = st.selectbox("Part", [ALL, *card.PARTS], key="part", width=140, help=PART)
    wanted = of_class & ((kind == ALL) | (dataset.kinds == kind)) & ((part == ALL) | (dataset.split == part))
    order = np.lexsort((dataset.names, dataset.kinds, -dataset.labels))
    return order[wanted[order]]


def draw_counts(source: str, dataset: Dataset) -> None:
    """How many of each class and kind, in each part of the split."""
    left, right = st.columns([5, 4], gap="large")
    rows = card.count_rows(dataset)
    left.dataframe(rows, hide_index=True, height="content", alt="Pictures by class, kind and part of the split")
    with right:
        st.markdown("**Mind**")
        sentences = once("warnings", dataset, lambda: card.caveats(dataset))
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        st.caption(
            "The split is fixed. Test and validation hold as many of one class as of the other, and a group (a "
            "photographer, say) stays in one part."
        )


def draw_left_out(source: str, dataset: Dataset) -> None:
    """What was left out when the set was made, and why."""
    if not dataset.rejects:
        st.info("Nothing was left out of this set.", icon=":material/check:")
        return
    reasons = card.count_reasons(dataset.rejects).items()
    st.markdown(" · ".join(f"{reason}: **{count:,}**" for reason, count in reasons))
    rows = [
        {"picture": _data_url(reject.thumbnail), "file": reject.name, "why": f"It {reject.reason}."}  # "is empty", say
        for reject in dataset.rejects[:LISTED]
    ]
    columns = {"picture": st.column_config.ImageColumn("", width=80), "why": st.column_config.TextColumn(width="large")}
    st.dataframe(rows, hide_index=True, column_config=columns, row_height=72, alt="Files that were left out, and why")
    if len(dataset.rejects) > LISTED:
        st.caption(f"The first {LISTED} of {len(dataset.rejects):,}; the manifest lists all.")


def _data_url(encoded: bytes) -> str | None:
    return f"data:image/webp;base64,{base64.b64encode(encoded).decode()}" if encoded else None


def draw_card(source: str, dataset: Dataset) -> None:
    """The data card, and the downloads."""
    text = once("card", dataset, lambda: card.data_card(dataset, notes_on(source)))
    with st.container(horizontal=True):
        download("Data card (Markdown)", lambda: text, f"{dataset.name}.md", "text/markdown")
        download("Manifest (CSV)", lambda: manifest_csv(dataset), f"{dataset.name}.csv", "text/csv")
    with st.container(border=True):
        st.markdown(re.sub("^#", "####", text, flags=re.MULTILINE))  # its headings are smaller than the page's


def once(what: str, dataset: Dataset, make: Callable[[], T]) -> T:
    """What takes a moment to compute of a set, kept for the last set that was looked at."""
    kept = st.session_state.get(f"made-{what}")
    if kept is None or kept[0] is not dataset:
        kept = st.session_state[f"made-{what}"] = dataset, make()
    return kept[1]


def download(label: str, make: Callable[[], str], name: str, kind: str) -> None:
    """A download button; the file is made when it is pressed."""
    st.download_button(label, make, name, kind, on_click="ignore", icon=":material/download:")


# Add


def draw_add() -> None:
    """Fetch the photos; send one's own."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("##### 1,257 real photos")
        st.markdown(
            "Foxes, German shepherds, chihuahuas, collies and dalmatians from Animals with Attributes 2 (Xian et al. "
            "2018). They do not come with the project; this fetches them, 56 MB, checks each, and keeps them."
        )
        draw_fetching()
    with right:
        st.markdown("##### Your own pictures")
        st.markdown(
            "Two classes, at least 40 pictures of each. What cannot be used, or is there twice, is left out and named. "
            "Your pictures stay in this session: nobody else sees them. When you close or reload the page they are "
            "gone for you, and the server drops them with the session, some minutes later or at its next visitor."
        )
        draw_upload()


@st.fragment(run_every=timedelta(seconds=1))
def draw_fetching() -> None:
    """The download of the photos, wherever it was started from: how far it is, how to start and to stop it."""
    fetching = datasets.fetching()
    if fetching.going_on:
        share = fetching.done / max(1, fetching.total)
        st.progress(share, text=f"{fetching.done:,} of {fetching.total:,} photos" if fetching.total else "Starting ...")
        st.button("Stop", on_click=fetching.stop, icon=":material/stop_circle:", help="What arrived is kept.")
        return
    if fetching.outcome:
        (st.success if fetching.complete else st.warning)(fetching.outcome)
    if not fetching.complete:
        st.button("Download the photos", on_click=fetching.start, type="primary", icon=":material/download:")
    elif st.button("Look at the photos", icon=":material/photo_library:"):
        turn_to("photos", TABS[0])


def turn_to(source: str, tab: str) -> None:
    """Show another set, and this side of it."""
    st.session_state["turn_to"] = source, tab
    st.rerun()


def draw_upload() -> None:
    """Send a zip, a folder, or files for each class, and make a set of them."""
    way = st.segmented_control(
        "What you have", ["A zip", "A folder", "Files of each class"], default="A zip", required=True, key="way"
    )
    read: Callable[[Progress], Dataset] | None
    if way == "A zip":
        sent = st.file_uploader("A zip that holds two folders of pictures, fox and dog, say", "zip", key="zip")
        read = (lambda progress: intake.read_zip(sent, sent.name, progress)) if sent else None
    elif way == "A folder":
        types = [*UPLOAD_TYPES, "csv"]  # photos.csv says who took what
        files = st.file_uploader("A folder that holds two folders of pictures", types, "directory", key="folder")
        read = _reader([(file.name, file) for file in files], "your folder")
    else:
        one, two = st.columns(2)
        foxes = one.file_uploader("Foxes", UPLOAD_TYPES, accept_multiple_files=True, key="foxes")
        dogs = two.file_uploader("Dogs", UPLOAD_TYPES, accept_multiple_files=True, key="dogs")
        named = [(f"{folder}/{file.name}", file) for folder, some in (("fox", foxes), ("dog", dogs)) for file in some]
        read = _reader(named, "your files") if foxes and dogs else None
    if st.button("Prepare these pictures", type="primary", disabled=read is None) and read:
        prepare(read)


def _reader(files: list[tuple[str, UploadedFile]], called: str) -> Callable[[Progress], Dataset] | None:
    if not files:
        return None
    return lambda progress: intake.read_upload(((name, file.getvalue()) for name, file in files), called, progress)


def prepare(read: Callable[[Progress], Dataset]) -> None:
    """Make a set of what was sent, and turn to it; if none can be made, say why."""
    bar = st.progress(0.0, text="Reading the pictures ...")
    st.caption("A click elsewhere on this page ends this.")

    def note(done: int, total: int) -> None:
        bar.progress(done / max(1, total), text=f"Reading and comparing the pictures: {done:,} of {total:,} steps")

    try:
        dataset = read(note)
    except DatasetError as error:
        bar.empty()
        st.error(f"{error}", icon=":material/error:")
        return
    datasets.keep_upload(dataset)
    left_out = f", {len(dataset.rejects):,} left out" if dataset.rejects else ""
    st.session_state["ready"] = f"{len(dataset):,} pictures are ready{left_out}."
    turn_to(datasets.YOURS, TABS[2] if dataset.rejects else TABS[0])


page()
