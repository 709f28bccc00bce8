"""What happened in a run, line by line, and how the run becomes of its lines again.

Settings and lines are the run. Its person may also choose questions, in a second loop from the same start; a line says
to which of the two loops it belongs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foxdog.learning.loop import AnswerError, Loop
from foxdog.progress import Progress, silent

MACHINE, PERSON = "machine", "person"  # who chooses the questions of a loop


@dataclass(frozen=True)
class Line:
    """One thing that happened in a run."""

    kind: str  # "answer", "skip", "undo", "correction", or "turn": to this loop from the other one
    picture: int | None = None  # its index in the dataset; of an undo, that of the answer taken back
    label: int | None = None  # 0 or 1, of an answer or a correction
    by: str = "person"  # or "oracle"
    loop: str = MACHINE
    seconds: float | None = None  # how long the person looked at the picture


@dataclass(frozen=True, eq=False)
class Loops:
    """The loops of a run, and which of them is on screen."""

    machine: Loop
    person: Loop | None = None
    on: str = MACHINE
    chosen: int | None = None  # the picture that the person has chosen to be asked about and has not answered


def follow(loops: Loops, lines: Sequence[Line], progress: Progress = silent) -> Loops:
    """The loops after these lines; those that are passed in stay as they are.

    A loop that waits to be taught after its last line is not taught here.

    Args:
        loops: The loops before.
        lines: What happened then.
        progress: Called with (lines done, lines in all).

    Raises:
        AnswerError: The lines do not belong to these loops.
    """
    loops = replace(loops, machine=loops.machine.fork(), person=loops.person and loops.person.fork())
    for done, line in enumerate(lines, 1):
        if line.loop == PERSON and loops.person is None:
            loops = replace(loops, person=loops.machine.by_person())
        if line.kind == "turn":
            loops = replace(loops, on=line.loop, chosen=None)
        else:
            loop = loops.person if line.loop == PERSON else loops.machine
            assert loop is not None
            _apply(loop, line)
            loops = replace(loops, chosen=line.picture if line.kind == "undo" else None)
        progress(done, len(lines))
    return loops


def _apply(loop: Loop, line: Line) -> None:
    asks_about = line.picture if line.kind in ("answer", "skip") else None
    if loop.to_teach and line.kind != "undo":  # an undo takes back what would be learned here
        loop.teach(asked=(asks_about,) if asks_about is not None and loop.settings.batch == 1 else None)
    if line.loop == PERSON and asks_about is not None:
        loop.ask_about(asks_about)
    match line:
        case Line("answer", int(picture), int(label)):
            loop.answer(picture, label, line.by)
        case Line("skip", int(picture)):
            loop.skip(picture)
        case Line("correction", int(picture), int(label)):
            loop.correct(picture, label, line.by)
        case Line("undo"):
            loop.undo()
        case _:
            raise AnswerError(f"A run has no line like this: {line.kind}.")
