"""Look through its eyes: a picture as the net sees it, and what covering a part of it changes."""

import base64
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from foxdog.learning import findings, occlusion
from foxdog.learning.loop import Loop, Round
from foxdog.pages.closer.patch import component
from foxdog.pages.session import words
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import media
from foxdog.pictures.dataset import SIDE
from foxdog.pictures.encoding import to_bytes
from foxdog.text import one_line

KEY = "eyes"  # of what the session keeps
ASKED = -1  # stands for the picture that is asked about
MISTAKES = 12  # at most that are offered
MOST_SEEN = 8  # pictures whose covered copies are kept, at most 1 MB each
MOST_KEPT = 200  # results


@dataclass
class Eyes:
    """What one run's net makes of covered pictures; computed once.

    Attributes:
        run: The run's id.
        seen: Of a picture, what the net gets of it and of its covered copies. No answer changes it.
        believed: P(label = 1) of these, by round and picture: float (1 + cells²,).
        last: The picture that was shown last.
    """

    run: str
    seen: OrderedDict[int, np.ndarray] = field(default_factory=OrderedDict)
    believed: OrderedDict[tuple[Round, int], np.ndarray] = field(default_factory=OrderedDict)
    last: int | None = None


def draw(run: Run) -> None:
    """Draw the choice of a picture, and the chosen one with its patch."""
    eyes = st.session_state.get(KEY)
    if eyes is None or eyes.run != run.id:
        eyes = st.session_state[KEY] = Eyes(run.id)
    picture = choose(run, eyes)
    if picture is None:
        st.caption("No picture is asked about; choose one of its mistakes.")
        return
    with st.spinner("It looks at the picture, with a patch at each place ...", show_time=False):
        p = believe(run, eyes, picture)
    component.mount(scene(run.loop, picture, p))


def choose(run: Run, eyes: Eyes) -> int | None:
    """Draw the choice of a picture; None where the question is chosen and there is none."""
    loop = run.loop
    offered = [picture for picture, _, _ in findings.worst_mistakes(loop)[:MISTAKES]]
    if loop.over and offered and "eyes-picture" not in st.session_state:
        st.session_state["eyes-picture"] = offered[0]  # no picture is asked about any more
    before = st.session_state.get("eyes-picture", ASKED)
    if before != ASKED and 0 <= before < len(loop.dataset) and before not in offered:
        offered.append(before)  # it may have been learned since, and that is worth a look

    def name(picture: int) -> str:
        return "The picture it asks about" if picture == ASKED else describe(loop, picture)

    chosen = st.selectbox("Picture", [ASKED, *offered], format_func=name, key="eyes-picture", width=420)
    if chosen != ASKED:
        eyes.last = chosen
    elif not (run.rounds_to_go and eyes.last is not None):  # the oracle answers quicker than anyone looks
        eyes.last = loop.query.open[0] if loop.query and loop.query.open else None
    return eyes.last


def describe(loop: Loop, picture: int) -> str:
    """A test picture in words that no round changes, since a select box knows its options by their words."""
    dataset = loop.dataset
    what = str(dataset.kinds[picture]) or dataset.classes[dataset.labels[picture]]
    return f"Test picture {picture}, {one_line(what, words.SHORT)}, which it got wrong"


def believe(run: Run, eyes: Eyes, picture: int) -> np.ndarray:
    """P(label = 1) of a picture and of its covered copies, as `occlusion.occluded` orders them: float (1 + cells²,)."""
    loop = run.loop
    if picture not in eyes.seen:
        eyes.seen[picture] = loop.model.see(occlusion.occluded(loop.dataset.pictures[picture]))
        shorten(eyes.seen, MOST_SEEN)
    with run.lock:  # another script may teach the learner meanwhile
        key = loop.rounds[-1], picture
        if key not in eyes.believed:
            eyes.believed[key] = loop.judge(eyes.seen[picture])
            shorten(eyes.believed, MOST_KEPT)
        return eyes.believed[key]


def shorten(kept: OrderedDict[Any, np.ndarray], most: int) -> None:
    """Drop the oldest of what is kept, until no more than `most` are left."""
    while len(kept) > most:
        kept.popitem(last=False)


def scene(loop: Loop, picture: int, p: np.ndarray) -> dict[str, Any]:
    """What the browser needs to draw a picture and its patch: plain data."""
    dataset = loop.dataset
    pixels = to_bytes(Image.fromarray(dataset.pictures[picture]), "PNG")
    original = dataset.originals[picture]
    kind = {b"RIFF": "image/webp", b"\x89PNG": "image/png"}.get(original[:4], "image/jpeg")
    return {
        "pixels": f"data:image/png;base64,{base64.b64encode(pixels).decode()}",
        "original": media(original, kind, f"picture-{picture}"),
        "side": dataset.pictures.shape[1],
        "cell": occlusion.CELL,
        "patch": occlusion.PATCH,
        "grey": occlusion.GREY,
        "p": [round(float(one), 4) for one in p],
        "classes": list(dataset.classes),
        "words": WORDS,
    }


WORDS = {
    "sentence": "Move the patch over the picture. Where it changes the machine's mind, the machine looked.",
    "original": "the picture",
    "seen": f"what it sees, {SIDE} px across",
    "net": "The picture as the machine sees it, and a patch. The arrow keys move the patch, Escape lifts it.",
    "belief": "P({name}) {p} %",
    "without": "Without the patch {p} %, the thin line.",
    "bare": "Without the patch.",
    "map": "Show where it looked",
    "lift": "Lift the patch",
    "speaks_up": "speaks for {name}: with a patch there, P({first}) falls, by up to {most} points",
    "speaks_down": "speaks for {name}: with a patch there, P({first}) rises, by up to {most} points",
    "said": "Patch in row {row} of {across}, column {column} of {across}: P({name}) {p} %.",
    "lifted": "The patch is lifted: P({name}) {p} %.",
}
