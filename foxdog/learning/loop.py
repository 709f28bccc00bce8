"""The active-learning loop: query, answer, teach, score. The one place that holds state.

    loop = Loop(dataset, Settings(strategy="uncertainty"), load_model("head-start", dataset))
    loop.teach()                                    # round 0: the initial set
    while loop.query:
        for picture in loop.query.open:
            loop.answer(picture, label)             # or loop.answer_by_oracle(), or loop.skip(picture)
        loop.teach()                                # fit, score, and the next query

Settings and the answers in their order are the run; all else can be computed from them again (`replay`).
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from foxdog.learning.models import Model
from foxdog.learning.recording import Given, RecordedRound, Recording
from foxdog.learning.settings import Settings, rare_foxes
from foxdog.pictures.dataset import UNEVEN, Dataset
from foxdog.progress import Progress, silent

if TYPE_CHECKING:
    from foxdog.learning.learner import Learner

INITIAL_STREAM, NOISE_STREAM, QUERY_STREAM, RARE_STREAM = range(4)  # one stream of random numbers for each use


Fit = Callable[[], np.ndarray]
"""Makes a fit, and returns P(label = 1) for every picture of the dataset: float32 (n,)."""


class AnswerError(ValueError):
    """An answer names a picture that is not being asked about, or there is nothing to undo, to correct or to teach."""


@dataclass(frozen=True)
class Answer:
    """The answer to one question; of a picture that has a label already, its correction."""

    picture: int  # its index in the dataset
    label: int | None  # 0 or 1; None for a skip
    by: str  # "person" or "oracle"


@dataclass(frozen=True)
class Query:
    """The pictures asked about in one round. It stays the same until each is answered or skipped."""

    round: int  # the number of the round whose learner asks
    answered: tuple[int, ...]  # in order, without the skipped ones
    open: tuple[int, ...]  # still to be answered, the most useful first


@dataclass(frozen=True, eq=False)
class Round:
    """What one fit gave. Where its question was known before, the fit is made when its result is first asked for."""

    number: int  # from 0, the initial set
    labelled: int  # pictures in the labelled set, the initial set included
    new: tuple[int, ...]  # the pictures that were labelled since the round before
    dataset: Dataset
    fit: Fit

    @property
    def is_learned(self) -> bool:
        """Whether the fit is made."""
        return "proba" in self.__dict__

    def learn(self) -> None:
        """Make the fit, if it is not made."""
        _ = self.proba

    @cached_property
    def proba(self) -> np.ndarray:
        """P(label = 1) for every picture of the dataset: float32 (n,)."""
        return self.fit()

    @cached_property
    def correct(self) -> np.ndarray:
        """Whether it gets each picture of the test set right, in the order of `Dataset.test`: bool (m,)."""
        test = self.dataset.test
        return (self.proba[test] > 0.5) == self.dataset.labels[test]

    @property
    def accuracy(self) -> float:
        """The share of the test set that it gets right."""
        return float(np.mean(self.correct))

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean over both classes of the share that it gets right of the test set.

        None where the test set's classes are at most UNEVEN of it apart, as every split here makes them: it can differ
        from the accuracy by a point at most then.
        """
        foxes = self.dataset.labels[self.dataset.test] == 1
        counts = np.bincount(foxes, minlength=2)
        if np.ptp(counts) <= UNEVEN * counts.sum() or not counts.all():
            return None
        return float(np.mean([np.mean(self.correct[foxes]), np.mean(self.correct[~foxes])]))


class Loop:
    """One run of active learning, stepped from outside.

    Attributes:
        dataset: The pictures.
        settings: Everything else that decides the run.
        answers: The answers so far, skips and corrections included, in order.
        rounds: The rounds so far; empty until round 0 is taught.
        query: The open query; None before round 0 and when the run is over.
        oracle_labels: The oracle's label of each picture of the dataset, int (n,), wrong ones among them where the
            settings say so.
        pool: The pictures that may be asked about, indices, ascending: the dataset's pool, or the part of it in which
            foxes are as rare as the settings say.
        initial: The indices of the initial set, in the order of labelling.
        baseline: The same run by random choice, answered by the oracle; None if this is one.
        recording: Where rounds are that need not be computed; None where there is none.
        recipe: What its nets are and how they learn, so that runs of different recipes can be told apart.
        model: What its nets know before the first label, and what they get of each picture.
    """

    def __init__(
        self,
        dataset: Dataset,
        settings: Settings,
        model: Model,
        *,
        paired: bool = True,
        recording: Recording | None = None,
    ) -> None:
        """Set up a run; nothing is trained before `teach`.

        Args:
            dataset: The pictures.
            settings: Checked against the dataset.
            model: What its nets know before the first label, as `models.load_model` gives it.
            paired: Whether to keep a random baseline beside the run.
            recording: Where rounds are that need not be computed, as long as the answers are the recorded ones.

        Raises:
            SettingsError: A setting is out of range for the dataset.
        """
        settings.check(dataset)
        self.dataset = dataset
        self.settings = settings
        self.answers: list[Answer] = []
        self.rounds: list[Round] = []
        self.query: Query | None = None
        self.pool = self._draw_pool()
        self.initial = self._draw_initial()
        self.recipe = model.recipe
        self.model = model
        self.recording = recording
        self._recorded = recording.run_of(dataset, settings, model.recipe) if recording else None
        self._own_learner: Learner | None = None
        self._before: list[tuple[Query | None, int, Sequence[Round]]] = []  # for undo, of each answer: the query and
        # the number of rounds before it, and the rounds that it replaced
        self.oracle_labels = self._draw_oracle_labels()
        by_chance = replace(settings, strategy="random")
        self.baseline = Loop(dataset, by_chance, model, paired=False, recording=recording) if paired else None

    # State

    @property
    def labelled(self) -> list[tuple[int, int]]:
        """The labelled set in the order of labelling, the initial set first: (picture, label)."""
        labels = {picture: int(self.oracle_labels[picture]) for picture in self.initial}
        labels |= {answer.picture: answer.label for answer in self.answers if answer.label is not None}
        return list(labels.items())  # a correction keeps its picture's place

    @property
    def to_teach(self) -> bool:
        """Whether every question of the round is answered, so that `teach` is the next step."""
        return not self.rounds or (self.query is not None and not self.query.open)

    @property
    def over(self) -> str:
        """Why there is nothing more to ask: "budget", "pool", or "" while there is."""
        if not self.rounds or self.query is not None:
            return ""
        return "budget" if len(self.labelled) >= self.settings.budget else "pool"

    def candidates(self) -> np.ndarray:
        """The pictures of the pool that are not labelled, skipped or in the open query: indices, ascending."""
        free = np.zeros(len(self.dataset), dtype=bool)
        free[self.pool] = True
        free[self.initial] = False
        free[[answer.picture for answer in self.answers]] = False
        free[list(self.query.open) if self.query else []] = False
        return np.flatnonzero(free)

    # Answer

    def answer(self, picture: int, label: int, by: str = "person") -> None:
        """Label a picture that is being asked about.

        Raises:
            AnswerError: The picture is not being asked about; nothing has changed.
        """
        if label not in (0, 1):
            raise AnswerError(f"A label is 0 or 1, not {label!r}.")
        self._take(Answer(picture, label, by))

    def skip(self, picture: int) -> None:
        """Skip a picture: it is never asked about again, and the next best picture is asked about instead.

        Raises:
            AnswerError: The picture is not being asked about; nothing has changed.
        """
        if self.rounds:  # after an undo the learner may have learned more than the last round's labels
            self._learner.teach(self.labelled[: self.rounds[-1].labelled])
        query = self._take(Answer(picture, None, "person"))
        query = replace(query, open=query.open + self._ask(1))
        self.query = query if query.open or query.answered else None  # if all are skipped nothing is left to teach

    def answer_by_oracle(self) -> None:
        """Answer all open questions with the true labels, but for the label noise of the settings."""
        for picture in self.query.open if self.query else ():
            self.answer(picture, int(self.oracle_labels[picture]), by="oracle")

    def correct(self, picture: int, label: int, by: str = "person", progress: Progress = silent) -> None:
        """Give a labelled picture another label. All that was learned from it is learned again; what was asked stays.

        Args:
            picture: One of the labelled set, the initial set included.
            label: 0 or 1.
            by: Who corrects it.
            progress: Called with (rounds learned again, rounds to learn again).

        Raises:
            AnswerError: The picture has no label, or this one, or a round waits to be taught; nothing has changed.
        """
        if self.to_teach:
            raise AnswerError("Teach the round first: its labels can be corrected then.")
        order = dict(self.labelled)
        if label not in (0, 1) or order.get(picture, label) == label:
            raise AnswerError("Only a label that is there can be corrected, and only to the other class.")
        place = list(order).index(picture)
        first = next((one.number for one in self.rounds if one.labelled > place), len(self.rounds))
        replaced = tuple(self.rounds[first:])
        self.answers.append(Answer(picture, label, by))
        try:
            again = []
            for one in replaced:
                again.append(self._teach_again(one))
                progress(len(again), len(replaced))
        except BaseException:
            self.answers.pop()
            raise
        self._before.append((self.query, first, replaced))
        self.rounds[first:] = again

    def ask_about(self, picture: int) -> None:
        """Ask about this picture in place of the next question of the round.

        Raises:
            AnswerError: The run asks nothing now, or the picture is not in the pool, has a label or was skipped.
        """
        if not (self.query and self.query.open) or picture not in {*self.candidates().tolist(), *self.query.open}:
            raise AnswerError("Only a picture of the pool without a label can be asked about.")
        others = [one for one in self.query.open if one != picture]
        self.query = replace(self.query, open=(picture, *others)[: len(self.query.open)])

    def undo(self) -> Answer:
        """Take back the last answer, skip or correction, and what was learned from it; ask about the picture again.

        Returns:
            The answer taken back.

        Raises:
            AnswerError: There is no answer to undo.
        """
        if not self.answers:
            raise AnswerError("There is no answer to undo.")
        self.query, first, replaced = self._before.pop()
        self.rounds[first:] = replaced
        return self.answers.pop()

    def after(self, picture: int, label: int) -> "Loop":
        """This run as it will be after a person's answer, taught if that ends the round; this one stays as it is.

        Both share the baseline, which no answer changes.

        Raises:
            AnswerError: The picture is not being asked about.
        """
        later = self.fork()
        later._own_learner = None
        later.answer(picture, label)
        if later.to_teach:
            later.teach()
        return later

    def fork(self) -> "Loop":
        """The same run again: what happens to one of the two leaves the other as it is.

        Both share the baseline, which no answer changes, and the learner, which learns anew what it is asked about. So
        two threads must not step both at once.
        """
        other = copy(self)
        other.answers, other.rounds, other._before = list(self.answers), list(self.rounds), list(self._before)
        return other

    def is_recorded(self, picture: int, label: int) -> bool:
        """Whether this answer to an open question leads to a round that is recorded, so that nothing is computed."""
        return self._recorded_round((picture, label)) is not None

    def _take(self, answer: Answer) -> Query:
        query = self.query
        if query is None or answer.picture not in query.open:
            raise AnswerError("That picture is not being asked about any more; nothing was changed.")
        self._before.append((query, len(self.rounds), ()))
        self.answers.append(answer)
        still_open = tuple(picture for picture in query.open if picture != answer.picture)
        answered = query.answered if answer.label is None else (*query.answered, answer.picture)
        self.query = replace(query, answered=answered, open=still_open)
        return self.query

    # Teach

    def teach(self, asked: tuple[int, ...] | None = None) -> Round:
        """Retrain on all that is labelled, score it, and open the next query.

        Args:
            asked: The pictures of that query, if the run was stepped before and they are known; else they are chosen.

        Raises:
            AnswerError: Questions are still open, the run is over, or `asked` cannot be asked about.
        """
        if not self.to_teach:
            raise AnswerError("The run is over." if self.over else "Answer every question of the round first.")
        labelled, known = self.labelled, self._recorded_round()
        count = min(self.settings.batch, self.settings.budget - len(labelled))
        if asked is not None and (len(asked) > count or not {*asked} <= {*self.candidates().tolist()}):
            raise AnswerError("Only pictures of the pool without a label can be asked about.")
        done = Round(
            number=len(self.rounds),
            labelled=len(labelled),
            new=self.query.answered if self.query else tuple(self.initial),
            dataset=self.dataset,
            fit=self._fit_of(labelled, known, chooses=asked is None),
        )
        if asked is None:
            done.learn()
            asked = known.asked if known else self._ask(count)
        self.query = Query(done.number, (), asked) if asked else None
        self.rounds.append(done)
        return done

    def _fit_of(self, labelled: list[tuple[int, int]], known: RecordedRound | None, chooses: bool) -> Fit:
        """What a round believes: recorded, learned now by the learner that chooses, or to be learned when needed."""
        if known or chooses:
            proba = known.proba if known else _learn(self.model, self._learner, labelled)
            return lambda: proba
        return partial(_learn_apart, self.model, self.settings.seed, labelled)

    def _teach_again(self, one: Round) -> Round:
        """The round as the labels that it learned are now; it is learned at once if it was learned before."""
        again = replace(one, fit=self._fit_of(self.labelled[: one.labelled], None, chooses=False))
        if one.is_learned:
            again.learn()
        return again

    def _recorded_round(self, *more: Given) -> RecordedRound | None:
        """The round that the answers, and these after them, lead to, where it is recorded."""
        given = [*((answer.picture, answer.label) for answer in self.answers), *more]
        return self._recorded.round_after(given) if self._recorded else None

    def learn_apart(self, labelled: list[tuple[int, int]]) -> np.ndarray:
        """P(label = 1) of every picture, as a learner of its own believes that has learned these: float32 (n,).

        Args:
            labelled: Pictures and their labels. Nothing of the run changes.
        """
        return _learn_apart(self.model, self.settings.seed, labelled)

    @property
    def _learner(self) -> "Learner":
        """The run's learner, made when a round first has to be computed."""
        if self._own_learner is None:
            self._own_learner = _new_learner(self.model, self.settings.strategy, self.settings.seed)
        return self._own_learner

    def _ask(self, count: int) -> tuple[int, ...]:
        rng = self._rng(QUERY_STREAM, len(self.answers))
        return tuple(self._learner.query(self.candidates(), count, rng).tolist())

    def step(self) -> Round:
        """One round by the oracle: answer the open questions, teach."""
        self.answer_by_oracle()
        return self.teach()

    def by_person(self) -> "Loop":
        """A run from the same start in which a person chooses the questions, by `ask_about`; it shares the baseline."""
        other = Loop(self.dataset, replace(self.settings, strategy="random"), self.model, paired=False)
        other.baseline = self.baseline
        return other

    # Other pictures

    def judge(self, inputs: np.ndarray, number: int | None = None) -> np.ndarray:
        """P(label = 1) of pictures that are not in the dataset: float (m,). Nothing of the run changes.

        Args:
            inputs: (m, ...), what the model sees of them: `model.see(pictures)`.
            number: As of which round; None for the last. Any but the last is learned again for it.
        """
        last = number is None or number == len(self.rounds) - 1
        learner = self._learner if last else _new_learner(self.model, "random", self.settings.seed)
        learner.teach(self.labelled[: self.rounds[-1 if number is None else number].labelled])
        return learner.predict_others(inputs)

    # Compare

    @property
    def baseline_is_behind(self) -> bool:
        """Whether the random baseline has rounds to learn until it is as far as this run."""
        baseline = self.baseline
        return baseline is not None and not baseline.over and len(baseline.rounds) < len(self.rounds)

    @property
    def baseline_is_recorded(self) -> bool:
        """Whether the rounds of the random baseline need not be computed."""
        return self.baseline is not None and self.baseline._recorded is not None

    def step_baseline(self) -> bool:
        """Teach the random baseline one round if it is behind this run; return whether it was."""
        if self.baseline is None or not self.baseline_is_behind:
            return False
        self.baseline.step()
        return True

    def measure_ceiling(self) -> float:
        """The test accuracy with the whole pool labelled by the oracle: the same recipe, seed and label noise."""
        if self.recording and self._recorded:
            return self.recording.ceiling
        ceiling = _new_learner(self.model, "random", self.settings.seed)
        ceiling.teach([(int(picture), int(self.oracle_labels[picture])) for picture in self.pool])
        right = (ceiling.predict(self.dataset.test) > 0.5) == self.dataset.labels[self.dataset.test]
        return float(np.mean(right))

    # Random numbers

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self.settings.seed, *stream])

    def _draw_pool(self) -> np.ndarray:
        """The dataset's pool without the foxes that are left out, drawn at random; all of it if none is."""
        pool = self.dataset.pool
        foxes = pool[self.dataset.labels[pool] == 1]
        staying = rare_foxes(self.dataset, self.settings.rare)
        return np.setdiff1d(pool, self._rng(RARE_STREAM).permutation(foxes)[staying:])

    def _draw_initial(self) -> list[int]:
        """The initial set: drawn at random from the pool, and drawn again while all of it is of one class."""
        rng = self._rng(INITIAL_STREAM)
        while True:
            initial = rng.permutation(self.pool)[: self.settings.initial]
            if len(np.unique(self.dataset.labels[initial])) == 2:
                return initial.tolist()

    def _draw_oracle_labels(self) -> np.ndarray:
        """The oracle's label of each picture, int (n,). A wrong one stays wrong for the whole run."""
        wrong = self._rng(NOISE_STREAM).random(len(self.dataset)) < self.settings.noise
        return np.where(wrong, 1 - self.dataset.labels, self.dataset.labels)


def replay(
    dataset: Dataset,
    settings: Settings,
    answers: Sequence[Answer],
    model: Model,
    paired: bool = True,
    *,
    recording: Recording | None = None,
    progress: Progress = silent,
) -> Loop:
    """Compute a run again from its settings and answers.

    Args:
        dataset: The pictures.
        settings: Those of the run.
        answers: In order, with skips and corrections.
        model: As for `Loop`.
        paired: As for `Loop`.
        recording: As for `Loop`.
        progress: Called with (answers computed again, answers in all).

    Raises:
        AnswerError: The answers do not belong to these settings and pictures.
    """
    loop = Loop(dataset, settings, model, paired=paired, recording=recording)
    loop.teach()
    for done, answer in enumerate(answers, 1):
        _give_again(loop, answer)
        progress(done, len(answers))
    return loop


def _give_again(loop: Loop, answer: Answer) -> None:
    """Give the answer to the loop and, if that ends the round, teach it."""
    if answer.label is not None and answer.picture in dict(loop.labelled):
        loop.correct(answer.picture, answer.label, answer.by)
        return
    chosen_by_person = loop.settings.strategy == "random" and loop.settings.batch == 1  # as in `Loop.by_person`
    if chosen_by_person and loop.query and loop.query.open and answer.picture not in loop.query.open:
        loop.ask_about(answer.picture)
    if answer.label is None:
        loop.skip(answer.picture)
    else:
        loop.answer(answer.picture, answer.label, answer.by)
    if loop.to_teach:
        loop.teach()


def _new_learner(model: Model, strategy: str, seed: int) -> "Learner":
    from foxdog.learning.learner import Learner  # modAL and scikit-learn take a second or two to import
    from foxdog.learning.strategies import STRATEGIES

    return Learner(model, STRATEGIES[strategy], seed)


def _learn(model: Model, learner: "Learner", labelled: list[tuple[int, int]]) -> np.ndarray:
    """P(label = 1) of every picture once the learner has learned these: float32 (n,)."""
    learner.teach(labelled)
    return learner.predict(np.arange(len(model.inputs))).astype(np.float32)


def _learn_apart(model: Model, seed: int, labelled: list[tuple[int, int]]) -> np.ndarray:
    """The same with a learner of its own."""
    return _learn(model, _new_learner(model, "random", seed), labelled)
