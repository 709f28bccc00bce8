"""What each experiment that is no comparison came to: one sentence, what speaks against it, one picture, all figures.

A sentence says "no reliable difference" where the interval of its contrast holds zero. What it is about was fixed
before the results: uncertainty against random choice, one fox in ten, 20 % of the labels wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from foxdog.comparison.contrast_table import Tables, contrasts_of, read_tables
from foxdog.comparison.experiments import EXPERIMENTS, LEARNERS
from foxdog.comparison.result_folder import INSIGHTS
from foxdog.evidence import BASELINE, Contrast, interval_words, listed, percent, signed_points, where

LEAD = "uncertainty"
FOXES = "rare foxes found"
Points = list[dict[str, str | float]]
"""Of the picture: name of the curve, labelled, and value."""


@dataclass(frozen=True)
class Outcome:
    """What an experiment came to.

    Attributes:
        name: Of its folder.
        asks: Its question.
        headline: The answer, in 20 words at most.
        other_side: What speaks against it, limits it or stands beside it.
        value: What the picture shows: "accuracy", or FOXES.
        points: The picture's curves, means over the seeds; along the labels, or of `again` along the answers.
        contrasts: All differences, by their names.
    """

    name: str
    asks: str
    headline: str
    other_side: str
    value: str
    points: Points
    contrasts: Mapping[str, Contrast]


Said = tuple[str, str, str, Points]
"""Headline, other side, value and points."""


def outcomes(out: Path, pictures: str) -> list[Outcome]:
    """What the finished experiments on these pictures came to, in the order in which they are listed.

    Args:
        out: The folder of the experiments' folders.
        pictures: The name with which those begin.
    """
    tables, found = read_tables(out, pictures), []
    for name, say in SAY.items():
        if name in tables and (contrasts := dict(contrasts_of(name, tables))):
            experiment = EXPERIMENTS[f"{pictures}-{name}"]
            said = say(contrasts, tables[name], tables)
            found.append(Outcome(experiment.name, experiment.asks, *said, contrasts))
    return found


def insights_markdown(outcome: Outcome) -> str:
    """The outcome as a text, with a row for each difference."""
    lines = [f"# {outcome.asks}", "", f"**{outcome.headline}** {outcome.other_side}", ""]
    lines += [f"Made by `python -m foxdog evidence {outcome.name} --out out/results`.", ""]
    lines += ["| difference | mean | 95 % interval | won |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(cells)} |" for cells in contrast_rows(outcome)]
    seeds = next(iter(outcome.contrasts.values()))
    splits = len({*seeds.splits.tolist()})
    lines += ["", f"{CAVEAT} Here they are {splits}, with {len(seeds.seeds)} seeds in all.", ""]
    return "\n".join(lines)


CAVEAT = (
    "Differences are in points of mean accuracy over the budget, or in foxes found. The seeds of one split are not "
    "independent, so each interval is Student's t over the means of the splits; intervals are for each figure alone."
)


def contrast_rows(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    """Each difference in words: its name, its mean, its interval, and with how many seeds it is above zero."""
    rows = []
    for name, found in outcome.contrasts.items():
        mean = found.mean
        if name.startswith("foxes"):
            words = f"{mean.value:+.1f}", f"{mean.low:+.1f} to {mean.high:+.1f}"
        else:
            words = signed_points(mean.value), interval_words(mean)
        rows.append((name, *words, f"{found.won} of {len(found.seeds)}"))
    return rows


def insights(out: Path, pictures: Sequence[str]) -> dict[Path, bytes]:
    """The text of each finished experiment that is no comparison, by its file."""
    found = [outcome for name in pictures for outcome in outcomes(out, name)]
    return {out / one.name / INSIGHTS: insights_markdown(one).encode() for one in found}


# One function for each experiment


def _rare(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    due = found[f"foxes found by {LEAD} - {BASELINE}, one fox in 10, 100 labels"]
    runs = where(table, rare=10)
    asking, random = (where(runs, strategy=name, labelled=100)["found"].mean() for name in (LEAD, BASELINE))
    if due.mean.excludes_zero:
        text = f"One fox in ten: 100 labels by {LEAD} hold {asking:.0f} foxes, those by random choice {random:.0f}."
    else:
        text = f"One fox in ten: no reliable difference in the foxes that {LEAD} and random choice find."
    gains = {rare: found[f"{LEAD} - {BASELINE}, one fox in {rare}"] for rare in (2, 5, 10, 20)}
    said = [f"with one fox in {rare} {points_words(gain)}" for rare, gain in gains.items()]
    beside = f"In accuracy, on test pictures of which half are foxes, {LEAD} gains on random choice: {'; '.join(said)}."
    return text, beside, FOXES, curves_of(runs, "strategy", value="found")


def _oracle(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    perfect = found[f"oracle - {BASELINE}"]
    asking = tables["asking"]
    upto = asking[asking["labelled"] <= table["labelled"].max()]
    points = curves_of(table, "strategy") + curves_of(upto[upto["strategy"].isin((LEAD, BASELINE))], "strategy")
    limits = (
        "It tries 100 candidates for each label with their true labels and keeps the best on the validation set, so it "
        "is no upper bound."
    )
    if not perfect.mean.low > 0:
        return "No reliable difference between perfect asking and random choice.", limits, "accuracy", points
    gained = {
        name.split(" - ")[0]: one.mean.value / perfect.mean.value
        for name, one in found.items()
        if name.endswith(" labels")
    }
    share = percent(gained[LEAD])
    text = f"Perfect asking gains {abs_points(perfect)} points on random choice; {LEAD} gets {share} of them."
    others = [f"{name} {percent(share)}" for name, share in gained.items() if name != LEAD]
    return text, f"{f'The others get: {listed(others)}. ' if others else ''}{limits}", "accuracy", points


def _rivals(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    gains = {one: found[f"{LEAD} - {BASELINE}, learned by {one}"] for one in LEARNERS}
    rival = gains["self-training"].mean
    beside = "where self-training learns the pictures without a label too"
    if not rival.excludes_zero:
        text = f"No reliable gain from asking {beside}."
    else:
        text = f"Asking {'gains' if rival.value > 0 else 'loses'} {abs_points(gains['self-training'])} points {beside}."
    alone = {one: found[f"{one} - head, questions by {BASELINE}"] for one in LEARNERS if one != "head"}
    said = [f"{one} {points_words(gain)}" for one, gain in alone.items()]
    spread = points_words(gains["label-spreading"])
    other = (
        f"With the labels alone it gains {points_words(gains['head'])}; where label spreading learns, {spread}. Bengar "
        "et al. 2021 and Chan et al. 2021 found no gain beside such learners. Theirs gain much from the pictures "
        f"without a label; on these features they gain on the head, with random questions: {'; '.join(said)}."
    )
    learned = table[table["learner"] == "self-training"]
    return text, other, "accuracy", curves_of(learned, "strategy")


def _again(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    def spent(noise: float, by_doubt: str = "") -> Contrast:
        return found[f"0.2 of the answers again - none, 220 answers, {LEAD}, noise {noise}{by_doubt}"]

    due = spent(0.2)
    subject = "With 20 % wrong answers, asking again about doubted labels"
    if due.mean.excludes_zero:
        verb = "gains" if due.mean.value > 0 else "costs"
        text = f"{subject} {verb} {abs_points(due)} points, at equal numbers of answers."
    else:
        text = f"{subject} makes no reliable difference, at equal numbers of answers."
    setting = f"{LEAD}, noise 0.2"
    early, late = (found[f"60 answers again - 60 new after {since}, {setting}"] for since in (60, 160))
    more = found[f"the same after 160 - after 60, {setting}"]
    other = (
        f"One answer in five is spent so. With no wrong answers that makes {points_words(spent(0.0))}, with 30 % wrong "
        f"{points_words(spent(0.3))}, and where doubted pictures are answered wrongly more often "
        f"{points_words(spent(0.2, ' by doubt'))}. The last 60 answers spent so make {points_words(early)} after 60 "
        f"answers and {points_words(late)} after 160: {points_words(more)} more where the curve is flatter."
    )
    runs = table[(table["noise"] == 0.2) & (table["doubt"] == 0) & (table["strategy"] == LEAD) & (table["since"] == 0)]
    names = {0.0: "none again", 0.2: "20 % again", 0.5: "50 % again"}
    named = runs[runs["again"].isin(names)].assign(name=lambda rows: rows["again"].map(names))
    return text, other, "accuracy", curves_of(named, "name", axis="answers")


def _pool(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    quarter, half = (found[f"{LEAD} - {BASELINE}, {share} of the pool"] for share in (0.25, 0.5))
    text = f"In a quarter of the pool {LEAD} {gain_words(quarter)}; in half of it {gain_words(half)}."
    shares = {0.25: "a quarter", 0.5: "half"}
    said = []
    for share, words in shares.items():
        of_share = {name.split(" - ")[0]: one for name, one in found.items() if name.endswith(f", {share} of the pool")}
        ahead = [name for name, one in of_share.items() if one.mean.low > 0]
        behind = [name for name, one in of_share.items() if one.mean.high < 0]
        said.append(
            f"In {words} of it {listed(ahead) or 'no strategy'} {'are' if len(ahead) > 1 else 'is'} ahead of random "
            f"choice, and {listed(behind) or 'none'} behind."
        )
    shown = where(table[table["strategy"].isin((LEAD, BASELINE))], pool=0.25)
    return text, " ".join(said), "accuracy", curves_of(shown, "strategy")


def _diverse_start(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    words = "typical initial set - random one"
    if f"{words}, {LEAD}" not in found:
        gain = found[f"{LEAD} - {BASELINE}, from typical pictures"]
        return (
            f"From typical pictures, {LEAD} {gain_words(gain)} on random choice.",
            "",
            "accuracy",
            curves_of(table, "strategy"),
        )
    asking, random = (found[f"{words}, {strategy}"] for strategy in (LEAD, BASELINE))
    subject = "An initial set of typical pictures, not random ones"
    text = f"{subject}: {LEAD} {gain_words(asking)}; random choice {gain_words(random)}."
    gain = found[f"{LEAD} - {BASELINE}, from typical pictures"]
    other = f"From typical pictures {LEAD} makes {points_words(gain)} on random choice."
    both = [(table, "typical start"), (tables["asking-initial-20"], "random start")]
    upto = min(one["labelled"].max() for one, _ in both)
    rows = [where(one[one["labelled"] <= upto], strategy=LEAD).assign(name=f"{LEAD}, {name}") for one, name in both]
    return text, other, "accuracy", curves_of(pd.concat(rows), "name")


def _transfer(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    due, own = (
        found[f"the head start's questions - {whose}, learned from scratch"]
        for whose in (BASELINE, "its own questions")
    )
    if due.mean.excludes_zero:
        words = f"{abs_points(due)} points {'better' if due.mean.value > 0 else 'worse'} from"
        text = f"A net from scratch learns {words} a head start's questions than from random ones."
    else:
        text = "A net from scratch: no reliable difference between a head start's questions and random ones."
    other = (
        f"Against its own questions they make {points_words(own)}. Coleman et al. 2020 found that a small model may "
        "ask for a large one, Lowell et al. 2019 that labels asked for by one model help another no more than random "
        "ones."
    )
    scratch = tables["asking-scratch"]
    rows = [
        table.assign(name="questions of a head start"),
        where(scratch, strategy=LEAD).assign(name="its own questions"),
        where(scratch, strategy=BASELINE).assign(name="random questions"),
    ]
    return text, other, "accuracy", curves_of(pd.concat(rows), "name")


def _kinds(found: Mapping[str, Contrast], table: pd.DataFrame, tables: Tables) -> Said:
    share = "share of the questions - share of the pool"
    mistaken = found[f"wrong labels, noise 0.2: {share}"]
    by_kind = {name.removesuffix(f": {share}"): one for name, one in found.items() if one is not mistaken}
    most, least = (pick(by_kind, key=lambda name: by_kind[name].mean.value) for pick in (max, min))
    runs = where(table, strategy=LEAD, noise=0.0)
    sums = runs.groupby("kind")[["asked", "in_pool", "tested", "surely_wrong"]].sum()
    of_all = sums / sums.sum()
    text = (
        f"{LEAD.capitalize()} asks most about {most}: {percent(of_all['asked'][most])} of its questions, "
        f"{percent(of_all['in_pool'][most])} of the pool."
    )
    wrong = sums["surely_wrong"] / sums["tested"]
    blind = wrong.idxmax()
    other = (
        f"Least, against its share of the pool, it asks about {least}. Surely wrong at the end are most often test "
        f"pictures of {blind}, {percent(wrong[blind])} of them; of that kind are {percent(of_all['asked'][blind])} of "
        f"the questions and {percent(of_all['in_pool'][blind])} of the pool. Where 20 % of the labels are wrong, wrong "
        f"ones are among the questions by {points_words(mistaken)} more often than in the pool. Of {len(by_kind)} "
        "kinds these are the extremes, so their figures flatter."
    )
    return text, other, "accuracy", []


SAY: Mapping[str, Callable[[Mapping[str, Contrast], pd.DataFrame, Tables], Said]] = {
    "oracle": _oracle,
    "rare": _rare,
    "again": _again,
    "rivals": _rivals,
    "transfer": _transfer,
    "diverse-start": _diverse_start,
    "pool": _pool,
    "kinds": _kinds,
}
"""Of each experiment, in the order in which they are shown."""


def curves_of(runs: pd.DataFrame, name: str, value: str = "accuracy", axis: str = "labelled") -> Points:
    """The mean over the seeds at each number of labels or answers, of each curve that the column `name` names."""
    means = runs.groupby([name, axis], sort=False)[value].mean()
    return [
        {"name": str(curve), "labelled": int(labelled), "value": round(float(mean), 4)}
        for (curve, labelled), mean in means.items()
    ]


def points_words(found: Contrast) -> str:
    """A difference in points with its interval, and whether that holds zero."""
    reliable = "" if found.mean.excludes_zero else ", no reliable difference"
    return f"{signed_points(found.mean.value)} points ({interval_words(found.mean)}{reliable})"


def gain_words(found: Contrast) -> str:
    """A difference as a verb with its object."""
    if not found.mean.excludes_zero:
        return "gains nothing reliably"
    return f"{'gains' if found.mean.value > 0 else 'loses'} {abs_points(found)} points"


def abs_points(found: Contrast) -> str:
    """The size of a difference in points."""
    return f"{abs(found.mean.value) * 100:.1f}"
