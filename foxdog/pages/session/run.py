"""The run of one browser session, and what the buttons do to it.

A click while a script runs makes Streamlit start the next script at once, in another thread, while the first finishes
what it is computing (`runner.fastReruns`, forced on Community Cloud). So every function that changes a run holds the
run's lock, and looks again, once it has the lock, whether there is still something to do.

An answer, a skip, an undo or a correction happens first in a copy of the loop; then it is written into the database,
and only then the copy becomes the run. So an answer that cannot be written now does not count, and the browser, which
hears no word of it, sends it again. Only where the database cannot be used any more the run goes on without it, and the
page says so. Which picture a person has only chosen to be asked about is not written.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from foxdog.learning import findings
from foxdog.learning.lines import MACHINE, PERSON, Line, Loops, follow
from foxdog.learning.loop import AnswerError, Loop, Round
from foxdog.learning.models import Estimator, Model, load_model
from foxdog.learning.recording import Recording, shipped_recording
from foxdog.learning.settings import Settings
from foxdog.pages import texts
from foxdog.pages.session import datasets, keras_import
from foxdog.pages.session.keeping import Keeping
from foxdog.pages.session.round_queue import FairLock, round_queue
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress, silent
from foxdog.store.record import About, StoreError, TakenError
from foxdog.store.tokens import key_of

if TYPE_CHECKING:
    from foxdog.comparison.band import Band

LONGEST_LOOK = 60  # s; whoever takes longer has done something else meanwhile
REDRAW = 0.2  # s that is computed between two drawings of the page, where a round takes milliseconds


@dataclass(frozen=True, eq=False)
class Ahead:
    """What each answer to the open question would make of the run."""

    loop: Loop  # before the answer
    picture: int
    after: dict[int, Loop]  # by label; until Keras is imported, without what is not recorded

    @property
    def complete(self) -> bool:
        """Whether both answers are there."""
        return len(self.after) == 2


@dataclass
class Run:
    """A loop and how the page steps it. Only the session's state holds it.

    Attributes:
        source: The name of the pictures in the settings.
        keeping: How the run is kept in the database; None where it is not.
        rounds_to_go: Rounds that the oracle still has to answer, of `rounds_asked`.
        before_oracle: The loop before these rounds; None once the verdict says what the oracle answered in them.
        ceiling: The accuracy with the whole pool labelled, once it is measured.
        verdict: What the last answer did, in pieces of a sentence.
        alternative: The run as it would be if the last answer had been the other one, where a round takes milliseconds.
        choosing: Whether the person chooses the questions; the loop is then their own.
        other: The loop that is not on screen: the machine's while the person chooses, or the person's; None before.
        chosen: The picture that the person has chosen to be asked about.
        seconds: How long the person looked at each picture before the answer, in all runs of the session: those that
            were "asked" about and "random" ones.
        band: Where eight of ten shipped runs with these settings lie, if there are any; not looked for before
            `band_known`.
        ahead: What each answer to the open question would make of the run, where a round takes milliseconds.
        prediction: What the person expects at the end, one of `texts.PREDICTIONS`, or "".
        past: The number of the earlier round that the person looks at; None for now.
        look: The picture of the crowd that the person looks at.
        id: Tells it from every other run.
        given: Labels that a file gives, by picture: they answer where they can, as the person's. Not kept.
        done: Which browser tab acted last, and the number of its last event that was taken.
        lock: Held while the run is changed, but for the baseline and the ceiling: an answer does not wait for those.
    """

    loop: Loop
    source: str
    keeping: Keeping | None = None
    rounds_to_go: int = 0
    rounds_asked: int = 0
    before_oracle: Loop | None = None
    ceiling: float | None = None
    verdict: list[dict[str, Any]] = field(default_factory=list)
    ahead: Ahead | None = None
    alternative: Loop | None = None
    choosing: bool = False
    other: Loop | None = None
    chosen: int | None = None
    seconds: dict[str, list[float]] = field(default_factory=dict)
    band: "Band | None" = None
    band_known: bool = False
    prediction: str = ""
    past: int | None = None
    look: int | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    given: dict[int, int] = field(default_factory=dict)
    done: tuple[str, int] = ("", 0)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    baseline_lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def quick(self) -> bool:
        """Whether a round takes milliseconds, so that nobody need see it being taught."""
        return self.loop.settings.model == "head-start"

    @property
    def may_answer(self) -> bool:
        """Whether what the person does changes the run: not where the session has it from a link that only shows."""
        return self.keeping is None or self.keeping.may_answer

    @property
    def loops(self) -> Loops:
        """The run's loops, the one on screen and the other one."""
        machine, person = (self.other or self.loop, self.loop) if self.choosing else (self.loop, self.other)
        return Loops(machine, person, PERSON if self.choosing else MACHINE, self.chosen)

    @property
    def can_choose(self) -> bool:
        """Whether a person may choose the questions of a run beside this one."""
        return self.quick and self.loop.settings.batch == 1

    def moved(self, text: str = "") -> None:
        """Drop what was computed for the run as it was before something happened in it, and say what happened."""
        self.ahead = self.alternative = None
        self.verdict = [{"text": text}] if text else []

    @property
    def viewed(self) -> Loop:
        """The loop as it is looked at: as of an earlier round, if the person went back to one."""
        return self.loop if self.past is None else findings.as_of(self.loop, self.past)


def what_becomes_of(run: Run | None) -> str:
    """What becomes of the run on screen when another takes its place: a sentence, "" where there is nothing to say."""
    answers = len(run.loop.answers) if run else 0
    if run is None or not answers:
        return ""
    if run.keeping and run.keeping.number is not None and not run.keeping.lost:
        return "The run on screen stays at its link: copy that first, from Share."
    return f"The answers of the run on screen ({answers}) will be gone."


def current() -> Run | None:
    """The session's run, None before the first."""
    return st.session_state.get("run")


def check(source: str, settings: Settings) -> Dataset:
    """The pictures of this name, if a run with these settings can be made of them.

    Raises:
        DatasetError, SettingsError: It cannot.
    """
    dataset = datasets.dataset_of(source)
    settings.check(dataset)
    return dataset


def start(source: str, settings: Settings, progress: Progress = silent) -> Run:
    """Begin a new run in place of the current one, and return it; nothing is taught yet.

    Args:
        source: The name of the pictures.
        settings: All else that decides the run.
        progress: Called with (pictures seen, pictures in all), if the model has to look at them first.

    Raises:
        DatasetError, SettingsError: The run cannot be made; the current one stays.
    """
    loop, before = make_loop(source, settings, progress), current()
    keeping = Keeping(About(source, loop.dataset.fingerprint, loop.recipe, asdict(settings)))
    run = Run(loop, source, keeping, seconds=before.seconds if before else {}, id=id_of(keeping))
    st.session_state.run = run
    return run


def take_over(run: Run, loop: Loop) -> None:
    """Let a new run go on where another loop of the same settings has got to; its answers are kept from here on."""
    with run.lock:
        labelled, lines = set(loop.initial), []
        for one in loop.answers:
            kind = "skip" if one.label is None else "correction" if one.picture in labelled else "answer"
            labelled |= {one.picture} if kind == "answer" else set()
            lines.append(Line(kind, one.picture, one.label, one.by))
        if not _write(run, lines):
            run.keeping = None  # half of a run is worth nothing
        run.loop = loop


def make_loop(source: str, settings: Settings, progress: Progress = silent) -> Loop:
    """The loop of a new run; arguments and errors are those of `start`."""
    dataset = check(source, settings)
    model = _load_model(settings.model, dataset, progress)
    return Loop(dataset, settings, model, recording=recording_of(dataset, settings))


def id_of(keeping: Keeping) -> str:
    """What tells a run from every other: the same for each session that has it from the same link."""
    return key_of(f"run {keeping.token}")[:16]


def recording_of(dataset: Dataset, settings: Settings) -> Recording | None:
    """The recording of this run that comes with the project; None for any other run."""
    recording = shipped_recording()
    return recording if recording.is_of(dataset, settings) else None


def _load_model(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    """The initial model; its first estimator imports Keras."""
    model = load_model(name, dataset, progress)

    def make_estimator(seed: int) -> Estimator:
        keras_import.import_keras()
        return model.make_estimator(seed)

    return replace(model, make_estimator=make_estimator)


# What takes time. Each of these is done once, also if two scripts of the session call it at the same moment.


def teach(run: Run) -> None:
    """Teach the learner what is labelled, if it is time to."""
    with run.lock:
        loop = run.loop
        if loop.to_teach:
            loop.teach()
            if run.verdict and not run.quick and len(loop.rounds) > 1:
                run.verdict = [
                    *run.verdict,
                    {"text": texts.changes(loop.rounds[-2], loop.rounds[-1], loop.pool)},
                ]
        _say_what_the_oracle_answered(run)


def step_baseline(run: Run) -> bool:
    """Teach the random baseline one round. Returns whether there was one to teach."""
    with run.baseline_lock:
        return run.loop.step_baseline()


def measure_ceiling(run: Run) -> bool:
    """Measure the ceiling. Returns whether that was still to do."""
    with run.baseline_lock:
        if run.ceiling is not None:
            return False
        loop = run.loop
        noise, seed, rare = loop.settings.noise, loop.settings.seed, loop.settings.rare
        run.ceiling = _ceiling(loop.dataset.fingerprint, loop.recipe, noise, seed, rare, loop)
        return True


@st.cache_data(show_spinner=False, max_entries=100)
def _ceiling(fingerprint: str, recipe: str, noise: float, seed: int, rare: int, _loop: Loop) -> float:
    """The ceiling, measured once for all sessions: no other setting changes it."""
    return _loop.measure_ceiling()


def prepare(run: Run) -> None:
    """Compute what the page waits for before it is drawn: the round of a head start, and what comes recorded."""
    if run.quick:
        teach(run)
        while run.loop.baseline_is_recorded and step_baseline(run):
            pass
        if run.loop.recording and not run.rounds_to_go:
            measure_ceiling(run)
    look_ahead(run, at_once=True)


def go_on(run: Run) -> bool:
    """Compute the next thing that the page does not wait for. Returns whether the run is to be drawn again.

    From scratch that is one round, a round of the baseline, or the ceiling, in this order, each in its turn. With a
    head start it is what the next answer would change, as many rounds by the oracle as fit between two drawings, the
    baseline and the ceiling. One session at a time computes these: an answer that is given meanwhile shares the
    processor with one other session, and not with thirty.
    """
    drawn = computed(run)
    if run.quick:
        asked = run.loop
        with _one_session.held():
            if run.loop is asked:  # else another script of the session goes on from there
                if not _answer_by_file(run):
                    look_ahead(run)
                if not _answer_rounds(run):
                    _learn_what_is_behind(run)
            look_for_band(run)
    elif run.loop.to_teach or _answer_by_file(run) or _answer_a_round(run):
        with round_queue().turn(run.id) as has_come:
            if has_come:
                teach(run)
        return True
    elif look_ahead(run) or _compute_later(run):
        return True
    else:
        look_for_band(run)
    return computed(run) != drawn


_one_session = FairLock()


def computed(run: Run) -> tuple[object, ...]:
    """All that `go_on` computes, as far as it has got: it changes with each of its steps."""
    loop, baseline = run.loop, run.loop.baseline
    learned = sum(one.is_learned for one in _rounds(run))
    return loop, learned, run.rounds_to_go, baseline and len(baseline.rounds), run.ceiling, run.band, run.ahead


def _rounds(run: Run) -> list[Round]:
    """The rounds of all the run's loops."""
    return [one for loop in (run.loop, run.other) if loop for one in loop.rounds]


def _learn_what_is_behind(run: Run) -> None:
    """Learn as much as fits between two drawings: rounds of a run that was opened, the baseline, the ceiling."""
    began = time.monotonic()
    behind = [one for one in _rounds(run) if not one.is_learned]
    while time.monotonic() - began < REDRAW:
        if behind:
            behind.pop(0).learn()
        elif not step_baseline(run):
            measure_ceiling(run)
            return


@contextmanager
def _in_turn(run: Run) -> Iterator[None]:
    """Wait for the run's turn in the server's queue, if its rounds take seconds; the caller does not hold its lock."""
    if run.quick:
        yield
        return
    while True:
        with round_queue().turn(run.id) as has_come:
            if has_come:
                yield
                return


def _compute_later(run: Run) -> bool:
    """Learn what is behind, one round or the ceiling, when nobody waits for a question. Returns whether one is due.

    For nets from scratch, whose rounds wait in the server's queue.
    """
    behind = [one for one in _rounds(run) if not one.is_learned]
    if not behind and not run.loop.baseline_is_behind and run.ceiling is not None:
        return False
    with round_queue().turn(run.id, later=True) as has_come:
        if has_come and behind:
            behind[0].learn()
        elif has_come:
            step_baseline(run) or measure_ceiling(run)
    return True


def look_for_band(run: Run) -> bool:
    """Look for shipped runs with these settings. Returns whether there are some that were not known before."""
    with run.baseline_lock:
        loop = run.loop
        if run.band_known or (loop.recording and not keras_import.is_awake()):  # what it imports would be in the way
            return False
        run.band = _band(loop.dataset.fingerprint, loop.recipe, replace(loop.settings, seed=0), loop)
        run.band_known = True
        return run.band is not None


@st.cache_data(show_spinner=False, max_entries=100)
def _band(fingerprint: str, recipe: str, settings: Settings, _loop: Loop) -> "Band | None":
    """The band, read once for all sessions."""
    from foxdog.comparison.band import find_band  # pandas takes half a second to import

    return find_band(_loop)


def _answer_a_round(run: Run) -> bool:
    """Let the oracle answer one round, if it was asked to. Returns whether there is something to teach or to draw.

    That may also be a round that an earlier script let it answer, before Streamlit stopped that script.
    """
    with run.lock:
        if run.loop.over:
            run.rounds_to_go = 0
        elif run.rounds_to_go and not run.loop.to_teach:
            if not _happen(run, Loop.answer_by_oracle):
                run.rounds_to_go = 0
                return True  # the page says why
            run.rounds_to_go = max(0, run.rounds_to_go - 1)  # it may have been stopped meanwhile
        return run.loop.to_teach


def _answer_by_file(run: Run) -> bool:
    """Give the answers that a file of labels gives: where a round takes milliseconds, those that fit between drawings.

    They are written in one transaction. Returns whether there were any.
    """

    def answer(loop: Loop) -> None:
        began = time.monotonic()
        while (known := _asked_of_file(run, loop)) and time.monotonic() - began < REDRAW:
            for picture in known:
                loop.answer(picture, run.given[picture])
            if run.quick and loop.to_teach:
                loop.teach()

    with run.lock:
        if run.choosing or not _asked_of_file(run, run.loop) or not _happen(run, answer):
            return False
        run.moved(texts.BY_FILE)
        return True


def _asked_of_file(run: Run, loop: Loop) -> list[int]:
    """The open questions that a file of labels answers."""
    return [picture for picture in loop.query.open if picture in run.given] if loop.query else []


def _answer_rounds(run: Run) -> bool:
    """Let the oracle answer as many rounds as fit between two drawings. Returns whether there is something to draw.

    They are written in one transaction.
    """
    done = 0

    def answer_rounds(loop: Loop) -> None:
        nonlocal done
        began = time.monotonic()
        while not loop.over and run.rounds_to_go > done and (not done or time.monotonic() - began < REDRAW):
            loop.step()
            done += 1

    with run.lock:
        if not run.rounds_to_go or run.loop.over:
            run.rounds_to_go = 0
            return False
        if not _happen(run, answer_rounds):
            run.rounds_to_go = 0
            return True  # the page says why
        run.rounds_to_go = 0 if run.loop.over else max(0, run.rounds_to_go - done)  # it may have been stopped meanwhile
        _say_what_the_oracle_answered(run)
        return True


def _say_what_the_oracle_answered(run: Run) -> None:
    """Let the verdict say it once all its rounds are learned, unless something else is to be said since."""
    if run.before_oracle and not run.rounds_to_go and not run.verdict and not run.loop.to_teach:
        run.verdict, run.before_oracle = texts.by_oracle(run.before_oracle, run.loop), None


def _happen(run: Run, change: Callable[[Loop], object], *lines: Line) -> bool:
    """Let something happen in the run, once it is written down. Returns whether it did.

    If another tab was faster, the run is now where that tab has brought it.

    Args:
        run: The session's run; the caller holds its lock.
        change: What happens to the loop.
        lines: What is to be written; without any, the answers that `change` gives.
    """
    if not run.may_answer:
        return False
    later = run.loop.fork()
    answered = len(later.answers)
    try:
        change(later)
    except AnswerError:  # it comes too late: nothing is to be done
        return False
    where = PERSON if run.choosing else MACHINE
    new = [Line("answer", one.picture, one.label, one.by, where) for one in later.answers[answered:]]
    if not _write(run, [replace(line, loop=where) for line in lines] or new):
        return False
    run.loop = later
    return True


def _write(run: Run, lines: Sequence[Line]) -> bool:
    """Write down what is about to happen. Returns whether it may.

    If another tab was faster, the run is brought up to date instead. If the database does not write,
    `run.keeping.problem` says why.
    """
    if run.keeping is None:
        return True
    try:
        run.keeping.add(lines)
    except TakenError:
        catch_up(run)
        return False
    except StoreError:
        run.rounds_to_go = 0
        return False
    return True


def catch_up(run: Run) -> bool:
    """Bring the run up to date with what other sessions have done in it. Returns whether they have."""
    with run.lock:
        keeping = run.keeping
        if keeping is None or not (news := keeping.news()):
            return False
        adopt(run, follow(run.loops, news))
        keeping.lines += len(news)
        run.past = None
        run.moved(texts.ELSEWHERE)
        return True


def adopt(run: Run, loops: Loops) -> None:
    """Make these the loops of the run."""
    run.choosing, run.chosen = loops.on == PERSON, loops.chosen
    if run.choosing and loops.person:
        run.loop, run.other = loops.person, loops.machine
    else:
        run.loop, run.other = loops.machine, loops.person


def look_ahead(run: Run, at_once: bool = False) -> bool:
    """Compute what each answer to the open question would make of the run, where that takes milliseconds.

    Args:
        run: The run.
        at_once: Whether to do only what needs no net; the page is drawn before the nets learn.

    Returns:
        Whether there is more to draw than before.
    """
    with run.lock:
        loop = run.loop
        awake = keras_import.is_awake() or not loop.recording
        if run.ahead and run.ahead.loop is loop and (run.ahead.complete or not awake):
            return False
        if at_once and run.quick and awake:
            run.ahead = None
            return False
        before, run.ahead = run.ahead, None
        asks = loop.query and loop.query.open and (not run.choosing or run.chosen in loop.query.open)
        if run.may_answer and not run.rounds_to_go and loop.query and asks and (run.quick or len(loop.query.open) > 1):
            picture = loop.query.open[0]
            known = [label for label in (0, 1) if awake or loop.is_recorded(picture, label)]
            run.ahead = Ahead(loop, picture, {label: loop.after(picture, label) for label in known})
        return run.ahead is not None or before is not None


# What the person does. `events` calls these as the browser says it.


def answer(run: Run, picture: int, label: int, seconds: object = None) -> bool:
    """Give the person's answer to the question that was on screen.

    Args:
        run: The session's run.
        picture: What the question was about.
        label: 0 or 1.
        seconds: How long the person looked, as a browser says it.

    Returns:
        Whether there was such a question, and the answer counts.
    """
    with run.lock:
        loop, ahead = run.loop, run.ahead
        if not (loop.query and picture in loop.query.open):
            return False
        line = Line("answer", picture, label, seconds=looked(seconds), loop=PERSON if run.choosing else MACHINE)
        if not run.quick:
            said = texts.verdict(loop, picture, label)
            if not _happen(run, lambda later: later.answer(picture, label), line):
                return False
            run.verdict, run.ahead = said, None
        else:
            known = ahead.after if ahead and ahead.loop is loop and ahead.picture == picture else {}
            later = known.get(label) or loop.after(picture, label)
            if not run.may_answer or not _write(run, [line]):
                return False
            run.loop, run.alternative = later, known.get(1 - label)
            run.verdict = texts.verdict(loop, picture, label, later)
        keep_seconds(run, line)
        return True


def looked(seconds: object) -> float | None:
    """How long the person looked at a picture, in s; None where that says nothing."""
    return float(seconds) if isinstance(seconds, int | float) and 0 < seconds < LONGEST_LOOK else None


def keep_seconds(run: Run, line: Line) -> None:
    """Keep how long a person looked before an answer, for asked and for random pictures apart."""
    if line.seconds is None or line.loop == PERSON or line.kind != "answer":
        return
    by = "random" if run.loops.machine.settings.strategy == "random" else "asked"
    run.seconds.setdefault(by, []).append(line.seconds)


def choose(run: Run, on: bool) -> None:
    """Turn to the run whose questions the person chooses, or back to the machine's."""
    with run.lock:
        if on == run.choosing or not run.can_choose or run.rounds_to_go or not run.may_answer:
            return
        if not _write(run, [Line("turn", loop=PERSON if on else MACHINE)]):
            return
        other = run.other or run.loop.by_person()
        run.loop, run.other, run.choosing, run.chosen = other, run.loop, on, None
        run.look = run.before_oracle = None
        run.moved()


def ask_about(run: Run, picture: int) -> None:
    """Ask about the picture that the person has chosen."""
    with run.lock, suppress(AnswerError):
        if not run.may_answer:
            return
        run.loop.ask_about(picture)
        run.chosen = picture
        run.moved()


def correct(run: Run, picture: int, label: int, progress: Progress = silent) -> None:
    """Give a labelled picture another label, and learn again what was learned from it, all in one turn."""
    with _in_turn(run), run.lock:
        line = Line("correction", picture, label)
        if _happen(run, lambda later: later.correct(picture, label, progress=progress), line):
            run.moved(texts.CORRECTED)


def skip(run: Run, picture: int) -> None:
    """Leave the picture on screen unanswered."""
    with run.lock:
        if _happen(run, lambda later: later.skip(picture), Line("skip", picture)):
            run.moved(texts.SKIPPED)


def undo(run: Run) -> None:
    """Take back the last answer."""
    with run.lock:
        if not run.loop.answers:
            return
        picture = run.loop.answers[-1].picture
        if _happen(run, Loop.undo, Line("undo", picture)):
            run.given.pop(picture, None)  # or the file would answer it again
            if run.loop.query and picture in run.loop.query.open:
                run.chosen = picture
            run.moved(texts.UNDONE)


def ask_oracle(run: Run, rounds: int, answered: int) -> None:
    """Let the oracle answer the next rounds.

    Args:
        run: The session's run.
        rounds: How many; 0 for all.
        answered: How many answers there were when it was asked to: a second N is not a second round.
    """
    with run.lock:
        loop = run.loop
        if (
            len(loop.answers) != answered
            or loop.to_teach
            or loop.over
            or run.rounds_to_go
            or run.choosing
            or not run.may_answer
        ):
            return
        left = findings.rounds_left(loop)
        run.rounds_to_go = run.rounds_asked = min(rounds, left) if rounds > 0 else left
        run.before_oracle = loop
        run.moved()


def stop_oracle(run: Run) -> None:
    """Stop after the round that is being taught."""
    run.rounds_to_go, run.before_oracle = 0, None
    run.verdict = [{"text": texts.STOPPED}]
