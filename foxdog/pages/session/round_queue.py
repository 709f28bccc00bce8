"""The server's queue for rounds from scratch: one round at a time, and who asks first learns first.

A round from scratch takes all cores for a second or two. If thirty visitors computed theirs side by side, each would
wait for all others; one after another, half of them wait less than half as long. Each round is asked for anew, so a run
of many rounds takes turns with all other runs. Baselines and ceilings wait until nobody waits for a question. Rounds of
a head start take milliseconds and never come here; what the page looks ahead takes turns by `FairLock`.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

ABSENT = 30.0  # s without a script that waits; then the browser is gone, and its place too
LEAST, LATER = 2.0, 20.0  # s that a script waits before the page is drawn again
USUAL = 2.0  # s a round, until one was measured
WORDS = {1: "One", 2: "Two", 3: "Three"}
BLINK = 0.05  # s; in less nothing was learned: another script of the session had done it


@dataclass(eq=False)
class _Place:
    """A place in the queue."""

    later: bool  # whether it waits behind every question
    seen: float  # when a script last waited, s of `time.monotonic`
    waiting: int = 0  # scripts that wait now; none for a moment while the page is drawn again


class FairLock:
    """A lock that is given in the order of asking; Python's own goes to whoever is quickest."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()  # who has it is the first

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for it, and hold it as long as the block takes."""
        mine = object()
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: self._waiting[0] is mine)
        try:
            yield
        finally:
            with self._changed:
                self._waiting.popleft()
                self._changed.notify_all()


class RoundQueue:
    """Lets one round after another be computed.

    A script waits for the turn of its run for a few seconds, draws the page again with the place in the queue, and
    waits again. The place stays meanwhile, but no turn is lost to it: who comes next and does wait is let in.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._places: dict[tuple[str, bool], _Place] = {}  # in the order of arrival
        self._learns = ""  # the run whose round is in hand; "" between two rounds
        self._began = 0.0  # when that round was begun, s of `time.monotonic`
        self._took: deque[float] = deque(maxlen=20)  # s, of the last rounds

    @contextmanager
    def turn(self, run: str, later: bool = False) -> Iterator[bool]:
        """Wait for a while for the turn of this run. Yields whether it has come; the turn ends with the block.

        Args:
            run: The run's id.
            later: Whether it waits behind every question: a baseline or a ceiling.
        """
        with self._changed:
            place = self._places.setdefault((run, later), _Place(later, time.monotonic()))
            place.waiting += 1
            longest = LATER if later else max(LEAST, float(self._before(place)))
            mine = self._changed.wait_for(lambda: self._next() is place, longest)
            place.waiting -= 1
            place.seen = time.monotonic()
            if mine:
                self._learns, self._began = run, place.seen
                del self._places[run, later]
        if not mine:
            yield False
            return
        try:
            yield True
        finally:
            with self._changed:
                took = time.monotonic() - self._began
                if not later and took > BLINK:
                    self._took.append(took)
                self._learns = ""
                self._changed.notify_all()

    def waits(self, run: str) -> tuple[int, float]:
        """How many rounds come before this run's next one, and about how many seconds they take."""
        with self._changed:
            if self._learns == run:
                return 0, 0.0
            before = self._before(self._places.get((run, False)))
            pace = sum(self._took) / len(self._took) if self._took else USUAL
            done = min(pace, time.monotonic() - self._began) if self._learns else 0.0
            return before, before * pace - done

    def _before(self, place: _Place | None) -> int:
        """The rounds before a place, or before one that is taken now; the one in hand is one of them."""
        count = int(bool(self._learns))
        for other in self._there():
            if other is place:
                break
            count += not other.later
        return count

    def _there(self) -> list[_Place]:
        """The places whose browser is there, in the order of arrival; the others are dropped."""
        oldest = time.monotonic() - ABSENT
        for key in [key for key, place in self._places.items() if not place.waiting and place.seen < oldest]:
            del self._places[key]
        return list(self._places.values())

    def _next(self) -> _Place | None:
        """Whose turn it is; None while a round is being computed, and while nobody waits."""
        if self._learns:
            return None
        there = self._there()
        first = [place for place in there if not place.later] or there
        return next((place for place in first if place.waiting), None)


@st.cache_resource(show_spinner=False)
def round_queue() -> RoundQueue:
    """The server's only queue."""
    return RoundQueue()


def place_in_words(run: str) -> str:
    """What comes before the round of this run, for the page; "" where it is its turn."""
    before, seconds = round_queue().waits(run)
    if not before:
        return ""
    count = WORDS.get(before, str(before))
    return f"{count} round{'s' if before > 1 else ''} before yours, about {max(1, round(seconds))} s ..."
