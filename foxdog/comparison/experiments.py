"""The experiments behind the project's claims: what each asks, and which runs it needs. One record, one result folder.

All have a head start unless they say otherwise. Each is computed with 50 seeds, ten on each of five splits of the
pictures into pool, validation and test set; from scratch, where a round takes a hundred times as long, with 20 seeds,
four on each split. Split 0 is the one that the set comes with, and its body the one that comes with the project. Each
other split has a body of its own, which has seen no picture but those of its pool and has learned for 400 updates.
Budgets are cut so that all of it can be computed in a little over two hours on two cores of a new processor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foxdog.comparison.plan import Option
from foxdog.evidence import BASELINE
from foxdog.learning.settings import STRATEGY_NAMES, Settings

SPLITS = 5
SEEDS, SEEDS_FROM_SCRATCH = 50, 20
PICTURES = ("drawn", "photos")
BUDGET = 200
TRIED = 100  # candidates that the greedy oracle tries for each label
BOTH = ("uncertainty", BASELINE)
QUICK = ("uncertainty", "bald", "density", "k-centre", "badge", BASELINE)  # some that take milliseconds a round
NOISES = ((0.0, 0), (0.1, 0), (0.2, 0), (0.3, 0), (0.2, 1))  # of asking again; and whether they grow with the doubt
EARLY, LATE = 80, 440  # answers; at the later one uncertainty has reached its plateau in `-asking-long`
SPENT = 120  # answers after either, on asking again as long as a label is in doubt, or all on new pictures
LEARNERS = ("head", "self-training", "label-spreading")  # of the questions, as `protocols.rivals` knows them


@dataclass(frozen=True)
class Run:
    """Curves of one setting: each strategy with each seed."""

    settings: Settings  # its strategy and seed do not matter
    strategies: tuple[str, ...] = BOTH
    protocol: str = "loop"  # a name in `protocols.PROTOCOLS`
    options: tuple[tuple[str, Option], ...] = ()  # of the protocol


@dataclass(frozen=True)
class Experiment:
    """A question and the runs that answer it."""

    name: str  # of its folder
    asks: str
    pictures: str  # what `open_pictures` takes
    runs: tuple[Run, ...]
    seeds: int = SEEDS
    splits: int = SPLITS
    kept: int = 1  # every so many rounds of a curve are in its table, and the last one

    @property
    def is_comparison(self) -> bool:
        """Whether its folder is one that `foxdog compare` could have made: strategies in the loop, by one setting."""
        return len(self.runs) == 1 and self.runs[0].protocol == "loop" and not self.runs[0].settings.rare

    def split_of(self, seed: int) -> int:
        """On which split a seed is run: the first seeds on split 0, the next on split 1, and so on."""
        return seed * self.splits // self.seeds


def _experiments() -> Iterator[Experiment]:
    """All experiments: the cheapest and most valuable first, those from scratch last."""
    for each in (_batch_10, _initial, _noise, _again, _again_late, _rare):
        for pictures in PICTURES:
            yield from each(pictures)
    for each in (_one_question, _batch, _pool, _long, _kinds):
        for pictures in PICTURES:
            yield from each(pictures)
    for each in (_oracle, _rivals, _diverse_start, _transfer, _scratch):
        for pictures in PICTURES:
            yield from each(pictures)


def _one_question(pictures: str) -> Iterator[Experiment]:
    question = "Does asking need fewer labels than random choice, with one question a round?"
    yield _asking(pictures, "", question, strategies=STRATEGY_NAMES)


def _batch_10(pictures: str) -> Iterator[Experiment]:
    question = "Does asking need fewer labels than random choice, with ten questions a round?"
    yield _asking(pictures, "-batch-10", question, batch=10, strategies=STRATEGY_NAMES)


def _batch(pictures: str) -> Iterator[Experiment]:
    for batch, strategies in ((5, QUICK), (20, BOTH)):
        question = f"Does asking need fewer labels with {batch} questions a round?"
        yield _asking(pictures, f"-batch-{batch}", question, batch=batch, strategies=strategies)


def _initial(pictures: str) -> Iterator[Experiment]:
    for initial in (2, 10, 20, 40):
        question = f"Does asking need fewer labels from an initial set of {initial}?"
        yield _asking(pictures, f"-initial-{initial}", question, initial=initial, batch=2)


def _noise(pictures: str) -> Iterator[Experiment]:
    """Beside these stands `-batch-5`, where no label is wrong."""
    for noise in (0.1, 0.2, 0.3):
        percent = round(100 * noise)
        question = f"Does asking still need fewer labels where {percent} % of the labels are wrong?"
        strategies = ("uncertainty", "k-centre", "badge", BASELINE)
        yield _asking(pictures, f"-noise-{percent}", question, strategies, batch=5, noise=noise)


def _long(pictures: str) -> Iterator[Experiment]:
    question = "Where do more labels stop helping, up to most of the pool?"
    yield _asking(pictures, "-long", question, batch=10, budget=600)


def _scratch(pictures: str) -> Iterator[Experiment]:
    """From scratch, and beside it with a head start: with as many seeds, so that both run a seed on the same split."""
    question = "Does asking need fewer labels {}?"
    for name, model, words in (
        ("-beside-scratch", "head-start", "with a head start, on the seeds of the runs from scratch"),
        ("-scratch", "scratch", "from scratch"),
    ):
        found = _asking(pictures, name, question.format(words), model=model, batch=20)
        yield replace(found, seeds=SEEDS_FROM_SCRATCH)


def _asking(
    pictures: str, name: str, asks: str, strategies: tuple[str, ...] = BOTH, **settings: str | float
) -> Experiment:
    """Strategies in the loop, against random choice."""
    run = Run(replace(Settings(budget=BUDGET), **settings), strategies)  # type: ignore[arg-type]
    kept = 2 if run.settings.batch == 1 else 1  # so that a table has 3 MB at most
    return Experiment(f"{pictures}-asking{name}", asks, pictures, (run,), kept=kept)


def _again(pictures: str) -> Iterator[Experiment]:
    """Asking again against asking about new pictures: as a share of all answers, and from 60 or 160 answers on."""
    question = "Is an answer better spent on a new picture, or on asking again about a doubted label?"
    runs = []
    for noise, doubt in NOISES:
        plans = [(share, 0) for share in (0.0, 0.1, 0.2, 0.3, 0.5)]
        if noise:
            plans += [(0.0, 60), (0.0, 160)]
        for share, since in plans:
            budget = since + 60 if since else 220
            strategies = BOTH if noise == 0.2 and share in (0.0, 0.2) else BOTH[:1]
            options = (("again", share), ("since", since), ("doubt", doubt))
            runs.append(Run(Settings(batch=10, budget=budget, noise=noise), strategies, "again", options))
    yield Experiment(f"{pictures}-again", question, pictures, tuple(runs), kept=2)


def _again_late(pictures: str) -> Iterator[Experiment]:
    """Asking again against asking about new pictures, well before the plateau of right labels and after it."""
    question = "Once right labels help little more, is an answer better spent on asking again about a doubted label?"
    runs = []
    for noise, doubt in NOISES:
        for since in (0, EARLY, LATE) if noise else (0,):
            options = (("again", 0.0), ("since", since), ("doubt", doubt))
            settings = Settings(batch=10, budget=(since or LATE) + SPENT, noise=noise)
            runs.append(Run(settings, BOTH if noise == 0.2 else BOTH[:1], "again", options))
    yield Experiment(f"{pictures}-again-late", question, pictures, tuple(runs), kept=6)


def _rare(pictures: str) -> Iterator[Experiment]:
    """One fox in two, five, ten or twenty pictures of the pool."""
    question = "How many of the rare foxes does asking find, and how well does it learn them?"
    runs = tuple(Run(Settings(budget=BUDGET, batch=5, rare=rare)) for rare in (2, 5, 10, 20))
    yield Experiment(f"{pictures}-rare", question, pictures, runs)


def _pool(pictures: str) -> Iterator[Experiment]:
    """Beside these stands `-batch-5`, with the whole pool."""
    question = "Does asking need fewer labels in a quarter and in half of the pool?"
    runs = tuple(
        Run(Settings(budget=budget, batch=5), QUICK, "smaller-pool", (("pool", share),))
        for share, budget in ((0.25, 120), (0.5, BUDGET))
    )
    yield Experiment(f"{pictures}-pool", question, pictures, runs)


def _kinds(pictures: str) -> Iterator[Experiment]:
    question = "Which kinds are asked about, and which are surely wrong and never asked about?"
    runs = tuple(Run(Settings(batch=5, budget=BUDGET, noise=noise), QUICK, "kinds") for noise in (0.0, 0.2))
    yield Experiment(f"{pictures}-kinds", question, pictures, runs)


def _oracle(pictures: str) -> Iterator[Experiment]:
    question = "What would perfect asking be worth?"
    run = Run(Settings(budget=120), (BASELINE,), "greedy", (("tried", TRIED),))
    yield Experiment(f"{pictures}-oracle", question, pictures, (run,), kept=2)


def _rivals(pictures: str) -> Iterator[Experiment]:
    question = "Does asking gain anything beside learners that use the pictures without a label?"
    settings = Settings(batch=10, budget=BUDGET)
    runs = tuple(Run(settings, BOTH, "rivals", (("learner", one),)) for one in LEARNERS)
    yield Experiment(f"{pictures}-rivals", question, pictures, runs)


def _diverse_start(pictures: str) -> Iterator[Experiment]:
    """Beside it stands `-initial-20`, with initial sets drawn at random."""
    question = "Is an initial set of typical pictures better than one drawn at random?"
    run = Run(Settings(budget=120, batch=2), BOTH, "diverse-start", (("start", "typical"),))
    yield Experiment(f"{pictures}-diverse-start", question, pictures, (run,))


def _transfer(pictures: str) -> Iterator[Experiment]:
    """Beside it stands `-scratch`, where the net from scratch learns its own questions."""
    question = "Does a net from scratch learn as well from the labels that a head start asked for?"
    run = Run(Settings(batch=20, budget=BUDGET), BOTH[:1], "transfer", (("learner", "scratch"),))
    yield Experiment(f"{pictures}-transfer", question, pictures, (run,), SEEDS_FROM_SCRATCH)


EXPERIMENTS = {one.name: one for one in _experiments()}
"""All experiments by name, in the order in which they are computed."""
