"""What a lesson is, and how far a session is in one."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pages.lesson.words import Words


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        name: In links.
        words: All that it says.
        runs: The settings of its runs, in order; most lessons have one.
        sentence: What came out, computed; "" while there is not enough to say.
        pictures: The name of its pictures.
    """

    name: str
    words: Words
    runs: tuple[Settings, ...]
    sentence: Callable[["Progress", Loop], str]
    pictures: str = "drawn"


@dataclass(frozen=True, eq=False)
class End:
    """How one of a lesson's runs ended."""

    seed: int
    labelled: int
    correct: np.ndarray  # bool (m,), whether it gets each test picture right


@dataclass(frozen=True)
class Pick:
    """A guess which picture is asked about."""

    answered: int  # how many answers there were
    pictures: tuple[int, ...]
    chosen: int
    asked: int


@dataclass(frozen=True)
class Prophecy:
    """A guess what the machine says of pictures."""

    labelled: int  # how many labels it had
    pictures: tuple[int, ...]
    guessed: tuple[int, ...]  # the label of each, as of the two below
    said: tuple[int, ...]  # by the machine
    true: tuple[int, ...]

    @property
    def score(self) -> int:
        """How many were guessed."""
        return sum(mine == its for mine, its in zip(self.guessed, self.said, strict=True))

    @property
    def score_of_the_truth(self) -> int:
        """How many one guesses who always says the true class."""
        return sum(true == its for true, its in zip(self.true, self.said, strict=True))


@dataclass
class Progress:
    """How far the session is in a lesson. Only the session's state holds it.

    Attributes:
        lesson: Which.
        step: The number of the run, from 0.
        run: The id of the run on screen that belongs to it; "" while that is still to start.
        prediction: What the class expects, one of the words' predictions, or "".
        ends: How the runs ended, by step.
        picks: The guesses which picture is asked about.
        prophecies: The guesses what the machine says.
        looking: Whether the class looks at how its last prophecy came out.
    """

    lesson: Lesson
    step: int = 0
    run: str = ""
    prediction: str = ""
    ends: dict[int, End] = field(default_factory=dict)
    picks: list[Pick] = field(default_factory=list)
    prophecies: list[Prophecy] = field(default_factory=list)
    looking: bool = False
