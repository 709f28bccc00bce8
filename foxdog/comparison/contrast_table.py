"""What the experiments came to, as one table made from their folders: a row for each contrast."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from foxdog.comparison.experiment_folder import TABLE
from foxdog.comparison.experiments import EARLY, LATE, SPENT
from foxdog.comparison.result_folder import CURVES, to_csv
from foxdog.evidence import BASELINE, LEAD, Contrast, contrast, where

FILE = "contrasts.csv"
COLUMNS = ("experiment", "contrast", "unit", "mean", "low", "high", "won", "seeds", "splits")
DECIMALS = 3
LOOK_ALIKES = (  # drawn kinds that are made to look like one of the other class: data/drawn.md
    *("dog shiba", "dog corgi", "dog husky", "dog spitz", "dog shepherd", "dog chihuahua"),
    *("fox red fox", "fox arctic fox", "fox silver fox", "fox fennec"),
)
ALIKE = "look-alikes"
USUAL = {"asking-batch-": "asking", "asking-noise-": "asking-batch-5"}  # what a setting differs from by one value

Tables = Mapping[str, pd.DataFrame]
"""The tables of the finished experiments of one set of pictures, by their names without that of the pictures."""

Named = Iterator[tuple[str, Contrast]]


def contrasts_csv(out: Path, pictures: Sequence[str]) -> bytes:
    """A row for each contrast of each finished experiment: differences in points, or in foxes found.

    Accuracy is the mean over all numbers of labels that both sides have, unless the row says at how many labels or
    answers. Intervals are those of `foxdog.evidence.contrasts`.

    Args:
        out: The folder of the experiments' folders.
        pictures: The names with which those begin.
    """
    rows = []
    for name in pictures:
        tables = read_tables(out, name)
        for experiment in tables:
            for words, found in contrasts_of(experiment, tables):
                foxes = words.startswith("foxes")
                scale = 1 if foxes else 100
                figures = (f"{scale * one:.{DECIMALS}f}" for one in vars(found.mean).values())
                unit, splits = "foxes" if foxes else "points", len({*found.splits.tolist()})
                rows.append((f"{name}-{experiment}", words, unit, *figures, found.won, len(found.seeds), splits))
    return to_csv(pd.DataFrame(rows, columns=list(COLUMNS)))


def read_tables(out: Path, pictures: str) -> Tables:
    """The tables of the finished experiments whose folders begin with the name of these pictures."""
    return {
        file.parent.name.removeprefix(f"{pictures}-"): pd.read_csv(file)
        for table in (CURVES, TABLE)
        for file in sorted(out.glob(f"{pictures}-*/{table}"))
    }


def contrasts_of(experiment: str, tables: Tables) -> Named:
    """The contrasts of an experiment, by their names; none where what it stands beside is not finished."""
    table = tables[experiment]
    if experiment == "asking" or experiment.startswith("asking-"):
        yield from _against_random(table)
        yield from _beside_the_usual(experiment, table, tables)
    elif experiment in OWN:
        yield from OWN[experiment](table, tables)


def _against_random(table: pd.DataFrame, words: str = "") -> Named:
    """Each strategy less random choice."""
    for strategy in table["strategy"].unique():
        if strategy != BASELINE:
            pair = where(table, strategy=strategy), where(table, strategy=BASELINE)
            yield f"{strategy} - {BASELINE}{words}", contrast(*pair)


def _beside_the_usual(experiment: str, table: pd.DataFrame, tables: Tables) -> Named:
    """What uncertainty gains on random choice here, less what it gains in the usual setting: an interaction."""
    for prefix, usual in USUAL.items():
        if experiment.startswith(prefix) and usual in tables:
            both = table, tables[usual]
            labels = {*both[0]["labelled"]} & {*both[1]["labelled"]}
            shared = [one[one["labelled"].isin(labels)] for one in both]
            here, there = (contrast(where(one, strategy=LEAD), where(one, strategy=BASELINE)) for one in shared)
            yield f"what {LEAD} gains here - what it gains in {usual}", here.less(there)


def _pool(table: pd.DataFrame, tables: Tables) -> Named:
    for share, part in table.groupby("pool"):
        yield from _against_random(part, f", {share} of the pool")


def _rare(table: pd.DataFrame, tables: Tables) -> Named:
    for rare, part in table.groupby("rare"):
        yield from _against_random(part, f", one fox in {rare}")
        for labels in (100, 200):
            asking, random = (where(part, strategy=strategy, labelled=labels) for strategy in ("uncertainty", BASELINE))
            found = contrast(asking, random, value="found")
            yield f"foxes found by uncertainty - {BASELINE}, one fox in {rare}, {labels} labels", found


def _again(table: pd.DataFrame, tables: Tables) -> Named:
    """Asking again less asking about new pictures, at the same number of answers."""
    for setting, part in _answered(table):
        new = where(part, again=0, since=0)
        for share in sorted({*part["again"]} - {0}):
            spent = contrast(where(part, again=share, since=0), new, axis="answers", between=(220, 220))
            yield f"{share} of the answers again - none, 220 answers, {setting}", spent
        yield from _all_again(setting, part, new)


def _again_late(table: pd.DataFrame, tables: Tables) -> Named:
    """What SPENT answers gain, early and late, new or again; and asking again less asking about new pictures."""
    for setting, part in _answered(table):
        new = where(part, since=0)
        for since in (EARLY, LATE):
            yield f"{SPENT} new after {since} - before them, {setting}", _gain(new, since)
            if since in {*part["since"]}:  # with right labels nothing is asked again
                again = _gain(where(part, since=since), since)
                yield f"{SPENT} again after {since} - before them, {setting}", again
        yield from _all_again(setting, part, new)


def _gain(runs: pd.DataFrame, since: int) -> Contrast:
    """What the SPENT answers after a number of them gain: the same runs, after less before."""
    after, before = (where(runs, answers=count).assign(answers=since) for count in (since + SPENT, since))
    return contrast(after, before, axis="answers")


def _answered(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The runs of each setting of asking again, after its words."""
    for (noise, doubt, strategy), part in table.groupby(["noise", "doubt", "strategy"]):
        yield f"{strategy}, noise {noise}{' by doubt' if doubt else ''}", part


def _all_again(setting: str, part: pd.DataFrame, new: pd.DataFrame) -> Named:
    """All answers from some number on spent on asking again, less on new pictures; then the later less the earlier."""
    found = {}
    for since, answered in part[part["since"] > 0].groupby("since"):
        end = answered["answers"].max()
        found[since] = contrast(answered, new, axis="answers", between=(end, end))
        yield f"{end - since} answers again - {end - since} new after {since}, {setting}", found[since]
    if len(found) == 2:
        (early, one), (late, other) = found.items()
        yield f"the same after {late} - after {early}, {setting}", other.less(one)


def _oracle(table: pd.DataFrame, tables: Tables) -> Named:
    if "asking" not in tables:
        return
    asking = tables["asking"]
    for strategy in asking["strategy"].unique():
        yield f"oracle - {strategy}", contrast(table, where(asking, strategy=strategy))
        if strategy != BASELINE:
            pair = where(asking, strategy=strategy), where(asking, strategy=BASELINE)
            yield f"{strategy} - {BASELINE}, 20 to 120 labels", contrast(*pair, between=(20, 120))


def _rivals(table: pd.DataFrame, tables: Tables) -> Named:
    for learner, part in table.groupby("learner"):
        yield from _against_random(part, f", learned by {learner}")
        for strategy in ("uncertainty", BASELINE):
            if learner != "head":
                pair = where(part, strategy=strategy), where(table, learner="head", strategy=strategy)
                yield f"{learner} - head, questions by {strategy}", contrast(*pair)


def _diverse_start(table: pd.DataFrame, tables: Tables) -> Named:
    yield from _against_random(table, ", from typical pictures")
    if "asking-initial-20" in tables:
        for strategy in table["strategy"].unique():
            pair = (where(one, strategy=strategy) for one in (table, tables["asking-initial-20"]))
            yield f"typical initial set - random one, {strategy}", contrast(*pair)


def _transfer(table: pd.DataFrame, tables: Tables) -> Named:
    if "asking-scratch" in tables:
        for strategy in ("uncertainty", BASELINE):
            own = where(tables["asking-scratch"], strategy=strategy)
            whose = "its own questions" if strategy != BASELINE else BASELINE
            yield f"the head start's questions - {whose}, learned from scratch", contrast(table, own)


def _kinds(table: pd.DataFrame, tables: Tables) -> Named:
    """Of each kind, and of the pictures with a wrong label: their share of uncertainty's questions, less the pool's."""
    words = "share of the questions - share of the pool"
    asking = where(table, strategy="uncertainty")
    clean = _in_all(where(asking, noise=0.0))
    every = clean.drop_duplicates("seed").set_index("seed")[["split", "all_asked", "all_in_pool"]]
    for kind, rows in clean.groupby("kind"):  # a split that lacks the kind has none of it
        whole = every.join(rows.set_index("seed")[["asked", "in_pool"]]).fillna(0).reset_index()
        yield f"{kind}: {words}", _shares(whole, "asked", "in_pool")
    alike = clean[clean["kind"].isin(LOOK_ALIKES)]
    if {*LOOK_ALIKES} <= {*alike["kind"]}:  # photos of chihuahuas are of no kind that was made so
        of_seed = alike.groupby("seed")[["asked", "in_pool"]].sum()
        yield f"{ALIKE}: {words}", _shares(every.join(of_seed).fillna(0).reset_index(), "asked", "in_pool")
    for noise in sorted({*asking["noise"]} - {0}):
        runs = _in_all(where(asking, noise=noise)).groupby(["seed", "split"], as_index=False)
        wrong = runs.agg({"wrong_asked": "sum", "wrong_in_pool": "sum", "all_asked": "first", "all_in_pool": "first"})
        yield f"wrong labels, noise {noise}: {words}", _shares(wrong, "wrong_asked", "wrong_in_pool")


def _in_all(runs: pd.DataFrame) -> pd.DataFrame:
    """The rows, with how many pictures were asked about and in the pool in the whole run."""
    sums = runs.groupby("seed")[["asked", "in_pool"]].transform("sum")
    return runs.assign(all_asked=sums["asked"], all_in_pool=sums["in_pool"])


def _shares(rows: pd.DataFrame, asked: str, in_pool: str) -> Contrast:
    rows = rows.sort_values("seed")
    differences = rows[asked] / rows["all_asked"] - rows[in_pool] / rows["all_in_pool"]
    return Contrast(rows["seed"].to_numpy(), rows["split"].to_numpy(), differences.to_numpy())


OWN: Mapping[str, Callable[[pd.DataFrame, Tables], Named]] = {
    "again": _again,
    "again-late": _again_late,
    "rare": _rare,
    "pool": _pool,
    "oracle": _oracle,
    "rivals": _rivals,
    "diverse-start": _diverse_start,
    "transfer": _transfer,
    "kinds": _kinds,
}
"""Of the experiments that are no comparison."""
