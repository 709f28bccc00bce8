"""A person's own pictures, tried on the run's machine. They live in the session's memory and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from foxdog.learning import challenge, novelty
from foxdog.learning.loop import Loop, Round
from foxdog.pages.session import words
from foxdog.pages.session.run import Run
from foxdog.pictures.intake.reading import UnusableError
from foxdog.pictures.intake.single import read_sent
from foxdog.progress import Progress, silent

KEY = "own"  # of what the session keeps
MOST = 10  # pictures


@dataclass(eq=False)
class OwnPicture:
    """One picture that a person tries."""

    number: int  # no other picture of the session has it
    name: str  # the file's, as it was sent
    small: np.ndarray  # uint8 (SIDE, SIDE, 3): what the net sees
    original: bytes  # encoded: what a person sees
    sha256: str  # of the file
    truth: int | None = None  # its label, if the person has said it


@dataclass
class Own:
    """The pictures, and what the run makes of them.

    Attributes:
        run: The id of the run that judges them.
        classes: Its classes, which the truths mean.
        pictures: In the order in which they were sent.
        sent: How often files were sent.
        refused: Of the files sent last, a sentence for each that was left out: Markdown.
        last: The number of the newest picture.
        seen: What the run's net gets of a picture.
        believed: P(label = 1), by round and picture.
    """

    run: str = ""
    classes: tuple[str, str] = ("", "")
    pictures: list[OwnPicture] = field(default_factory=list)
    sent: int = 0
    refused: list[str] = field(default_factory=list)
    last: int = 0
    seen: dict[OwnPicture, np.ndarray] = field(default_factory=dict)
    believed: dict[tuple[Round, OwnPicture], float] = field(default_factory=dict)

    def remove(self, picture: OwnPicture) -> None:
        """Drop a picture; one that is gone stays gone."""
        self.pictures = [one for one in self.pictures if one is not picture]
        self.seen.pop(picture, None)
        self.believed = {key: p for key, p in self.believed.items() if key[1] is not picture}


def of(run: Run) -> Own:
    """The session's pictures, for this run: a new run keeps them and judges them anew."""
    own: Own = st.session_state.setdefault(KEY, Own())
    if own.run != run.id:
        own.seen, own.believed, own.run = {}, {}, run.id
        if own.classes != run.loop.dataset.classes:
            own.classes = run.loop.dataset.classes
            for picture in own.pictures:
                picture.truth = None
    return own


def take(own: Own, files: Iterable[tuple[str, bytes]]) -> None:
    """Add the files that were sent, each with its name; say of each that is left out why."""
    own.sent += 1
    own.refused = []
    for name, data in files:
        if problem := _add(own, name, data):
            own.refused.append(f"{words.name(name)} {problem}.")


def _add(own: Own, name: str, data: bytes) -> str:
    """Add one file. Returns why it is left out, "" where it is not."""
    if len(own.pictures) >= MOST:
        return f"is left out: {MOST} pictures are the most; remove one first"
    try:
        picture = read_sent(name, data)
    except UnusableError as unusable:
        return words.plain(unusable.reason)
    if any(one.sha256 == picture.origin.sha256 for one in own.pictures):
        return "is there already"
    own.last += 1
    own.pictures.append(OwnPicture(own.last, name, picture.small, picture.original, picture.origin.sha256))
    return ""


def judged(run: Run) -> Own | None:
    """The session's pictures, judged as of the last round; None where there are none."""
    if KEY not in st.session_state or not run.loop.rounds:
        return None
    own = of(run)
    if not own.pictures:
        return None
    _judge(run, own, run.loop, run.loop.rounds[-1:])
    return own


def judge(run: Run, own: Own, progress: Progress = silent) -> dict[OwnPicture, float] | None:
    """P(label = 1) of each picture, as of the last round; the rounds before it are judged too, where that is quick.

    From scratch a round takes seconds to learn again, so a picture is judged in the rounds that it is there for.

    Args:
        run: The run.
        own: The pictures.
        progress: Called with (rounds done, rounds to do). What is done when it raises is kept.

    Returns:
        None where another script has taken back the last round meanwhile: that one draws the run.
    """
    every = run.quick and not run.rounds_to_go  # the oracle is not kept waiting
    loop, rounds, pictures = run.loop, list(run.loop.rounds), list(own.pictures)
    _judge(run, own, loop, rounds if every else rounds[-1:], progress)
    there = set(rounds)
    own.believed = {key: p for key, p in own.believed.items() if key[0] in there}
    last = {picture: own.believed.get((rounds[-1], picture)) for picture in pictures}
    known = {picture: p for picture, p in last.items() if p is not None}
    return known if len(known) == len(pictures) else None


def _judge(run: Run, own: Own, loop: Loop, rounds: Sequence[Round], progress: Progress = silent) -> None:
    """Judge each picture as of each of these rounds of the run's loop, once."""
    if new := [picture for picture in own.pictures if picture not in own.seen]:
        inputs = loop.model.see(np.stack([picture.small for picture in new]))
        own.seen |= dict(zip(new, inputs, strict=True))
    missing = {one: [picture for picture in own.pictures if (one, picture) not in own.believed] for one in rounds}
    missing = {one: some for one, some in missing.items() if some}
    for done, (one, some) in enumerate(missing.items(), 1):
        with run.lock:  # another script may teach the learner meanwhile
            if one not in loop.rounds:
                continue  # or take the round back
            number = None if one is loop.rounds[-1] else one.number
            p = loop.judge(np.stack([own.seen[picture] for picture in some]), number)
        own.believed |= {(one, picture): float(of_it) for picture, of_it in zip(some, p, strict=True)}
        progress(done, len(missing))


def shares_right(own: Own, loop: Loop) -> list[tuple[int, float]]:
    """Of each round that judged pictures whose truth is known: its labels, and the share of them that is right."""
    shares = []
    for one in loop.rounds:
        known = [
            (own.believed[one, picture], picture.truth)
            for picture in own.pictures
            if picture.truth is not None and (one, picture) in own.believed
        ]
        if known:
            p, labels = np.array(known).T
            shares.append((one.labelled, challenge.share_right(p, labels)))
    return shares


def strange(own: Own, pictures: Sequence[OwnPicture], loop: Loop) -> tuple[list[bool], list[int]] | None:
    """Of each of these pictures: whether it is unlike all of the pool, and the nearest picture of the pool.

    None from scratch, where there are no fixed features to compare.
    """
    if loop.model.inputs.ndim != 2:
        return None
    pool = _pool(loop.dataset.fingerprint, loop.recipe, loop)
    nearest, distances = pool.nearest(np.stack([own.seen[picture] for picture in pictures]))
    return (distances > pool.limit).tolist(), loop.dataset.pool[nearest].tolist()


@st.cache_resource(show_spinner=False, max_entries=4)
def _pool(fingerprint: str, recipe: str, _loop: Loop) -> novelty.Pool:
    """The pool as pictures are compared with it, measured once for all sessions."""
    return novelty.measure(_loop.model.inputs[_loop.dataset.pool])
