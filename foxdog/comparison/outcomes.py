"""What each experiment that is no comparison came to: one sentence, what speaks against it, one picture, all figures.

A sentence calls a difference one only where its interval, as it is printed, leaves out zero. What it is about was fixed
before the results: uncertainty against random choice, one fox in ten, 20 % of the answers wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import scipy

from foxdog.comparison.contrast_table import ALIKE, LOOK_ALIKES, Tables, contrasts_of
from foxdog.comparison.experiment_folder import TABLE
from foxdog.comparison.experiments import EARLY, EXPERIMENTS, LATE, LEARNERS, SPENT
from foxdog.comparison.result import ResultError
from foxdog.comparison.result_folder import CURVES, INSIGHTS
from foxdog.evidence import (
    BASELINE,
    LEAD,
    Contrast,
    Estimate,
    interval_words,
    leaves_out_zero,
    listed,
    outward,
    percent,
    signed_points,
    where,
)

FOXES = "rare foxes found"
FEWEST_TESTED = 20  # test pictures of a kind of which a share says anything
CAVEAT = (
    "The seeds of one split are not independent, so each interval is Student's t over the means of the splits. It is "
    "for its figure alone, without correction for the others. Won counts the seeds above zero; a tie is none."
)
ANSWERED = ("again", "again-late")  # whose runs are counted in answers, of which some label no new picture
UNITS = {
    "rare": "Differences are in points of mean accuracy over the budget, or in foxes found.",
    **dict.fromkeys(ANSWERED, "Differences are in points of accuracy at the number of answers that is named."),
    "kinds": "Differences are between shares, in points.",
}
USUAL_UNIT = "Differences are in points of mean accuracy over the budget."

Points = list[dict[str, str | float]]
"""Of the picture: name of the curve, labelled, and value."""


@dataclass(frozen=True)
class Outcome:
    """What an experiment came to.

    Attributes:
        name: Of its folder.
        asks: Its question.
        command: What computes it, with what it is compared with.
        headline: The answer, in 20 words at most.
        other_side: What speaks against it, limits it or stands beside it.
        value: What the picture shows: "accuracy", or FOXES.
        points: The picture's curves, means over the seeds.
        along: What the picture's horizontal axis counts.
        contrasts: All differences, by their names.
        unit: What they are in, a sentence.
    """

    name: str
    asks: str
    command: str
    headline: str
    other_side: str
    value: str
    points: Points
    along: str
    contrasts: Mapping[str, Contrast]
    unit: str


Said = tuple[str, str, str, Points]
"""Headline, other side, value and points."""
Found = Mapping[str, Contrast]


def outcome_names(out: Path, pictures: str) -> list[str]:
    """The finished experiments on these pictures that are no comparison, by name, in the order in which to list them.

    Args:
        out: The folder of the experiments' folders.
        pictures: The name with which those begin.
    """
    names = [f"{pictures}-{name}" for name in SAY if f"{pictures}-{name}" in EXPERIMENTS]
    return [name for name in names if all(file.is_file() for file in files_of(out, name))]


def files_of(out: Path, name: str) -> list[Path]:
    """The tables of an experiment and of what it is compared with, its own first."""
    pictures, _, short = name.partition("-")
    return [out / name / TABLE, *(out / f"{pictures}-{other}" / CURVES for other in BESIDE.get(short, ()))]


def read_outcome(out: Path, name: str) -> Outcome:
    """What a finished experiment came to.

    Raises:
        ResultError: A table is damaged.
    """
    pictures, _, short = name.partition("-")
    beside = BESIDE.get(short, ())
    try:
        tables = {one: pd.read_csv(file) for one, file in zip((short, *beside), files_of(out, name), strict=True)}
        contrasts = dict(contrasts_of(short, tables))
        said = SAY[short](contrasts, tables[short], tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(f"The tables of {name} are not those of the experiment.") from error
    command = (
        f"python -m foxdog evidence {' '.join([*(f'{pictures}-{one}' for one in beside), name])} --out out/results"
    )
    along = "answers" if short in ANSWERED else "labelled pictures"
    return Outcome(name, EXPERIMENTS[name].asks, command, *said, along, contrasts, UNITS.get(short, USUAL_UNIT))


def insights_markdown(outcome: Outcome) -> str:
    """The outcome as a text, with a row for each difference."""
    lines = [f"# {outcome.asks}", "", f"**{outcome.headline}** {outcome.other_side}", ""]
    lines += [f"Made by `{outcome.command}`.", ""]
    lines += ["| difference | mean | 95 % interval | won |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(cells)} |" for cells in contrast_rows(outcome)]
    return "\n".join([*lines, "", how_sure(outcome), ""])


def how_sure(outcome: Outcome) -> str:
    """What the differences rest on."""
    widest = max(outcome.contrasts.values(), key=lambda one: len(one.seeds))
    splits = len({*widest.splits.tolist()})
    return f"{len(widest.seeds)} seeds on {splits} splits. {outcome.unit} {CAVEAT}"


def contrast_rows(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    """Each difference in words: its name, its mean, its interval, and with how many seeds it is above zero."""
    rows = []
    for name, found in outcome.contrasts.items():
        scale = 0.01 if name.startswith("foxes") else 1  # foxes are counted, and the words are made for points
        mean = Estimate(*(scale * one for one in vars(found.mean).values()))
        rows.append((name, signed_points(mean.value), interval_words(mean), f"{found.won} of {len(found.seeds)}"))
    return rows


def insights(out: Path, pictures: Sequence[str]) -> Iterator[tuple[Path, bytes]]:
    """The text of each finished experiment that is no comparison, with its file."""
    for name in (name for one in pictures for name in outcome_names(out, one)):
        yield out / name / INSIGHTS, insights_markdown(read_outcome(out, name)).encode()


# One function for each experiment


def _rare(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    due = found[f"foxes found by {LEAD} - {BASELINE}, one fox in 10, 100 labels"]
    runs = where(table, rare=10)
    asking, random = (where(runs, strategy=name, labelled=100)["found"].mean() for name in (LEAD, BASELINE))
    initial = where(runs, labelled=runs["labelled"].min())["found"].mean()
    if due.mean.excludes_zero:
        text = f"One fox in ten: 100 labels by {LEAD} hold {asking:.0f} foxes, those by random choice {random:.0f}."
    else:
        text = f"One fox in ten: no reliable difference in the foxes that {LEAD} and random choice find."
    gains = {rare: found[f"{LEAD} - {BASELINE}, one fox in {rare}"] for rare in (2, 5, 10, 20)}
    said = [f"one fox in {rare}, {points_words(gain)}" for rare, gain in gains.items()]
    beside = (
        f"Of either, {initial:.0f} are of the initial set, on average. In accuracy, on test pictures of which half are "
        f"foxes, {LEAD} less random choice is: {'; '.join(said)}."
    )
    return text, beside, FOXES, curves_of(runs, "strategy", value="found")


def _oracle(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    best, asking = found[f"oracle - {BASELINE}"], tables["asking"]
    upto = asking[asking["labelled"] <= table["labelled"].max()]
    points = curves_of(table, "strategy") + curves_of(upto[upto["strategy"].isin((LEAD, BASELINE))], "strategy")
    limits = (
        "Before each label it tries 100 candidates with their true labels, and keeps the one after which the "
        "validation set is learned best. It looks one label ahead and fits that set, so it is no upper bound."
    )
    knows = "A greedy oracle that knows the labels"
    if not leaves_out_zero(best.mean):
        return (
            f"No reliable difference between {knows[0].lower()}{knows[1:]} and random choice.",
            limits,
            "accuracy",
            points,
        )
    if best.mean.value < 0:
        return f"{knows} loses {size(best)} points on random choice.", limits, "accuracy", points
    gained = {name.split(" - ")[0]: one for name, one in found.items() if name.endswith(" labels")}
    none = [name for name, one in gained.items() if not (leaves_out_zero(one.mean) and one.mean.value > 0)]
    shares = {name: one.share_of(best) for name, one in gained.items() if name not in none}
    got = f"{percent(shares[LEAD].value)} of that" if LEAD in shares else "no reliable part"
    text = f"{knows} gains {size(best)} points on random choice; {LEAD} gets {got}."
    some = [f"{name} {_share_words(share)}" for name, share in shares.items()]
    others = [f"Shares of that with their 95 % intervals: {listed(some)}."] if some else []
    others += [f"No reliable part: {listed(none)}."] if none else []
    return text, " ".join([*others, limits]), "accuracy", points


def _share_words(share: Estimate) -> str:
    return f"{percent(share.value)} ({outward(share.low * 100, -1):.0f} to {outward(share.high * 100, 1):.0f} %)"


def _rivals(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    gains = {one: found[f"{LEAD} - {BASELINE}, learned by {one}"] for one in LEARNERS}
    rival = gains["self-training"]
    beside = "where the learner also labels pictures for itself (self-training)"
    if not leaves_out_zero(rival.mean):
        text = f"No reliable gain or loss from asking {beside}."
    else:
        text = f"Asking {'gains' if rival.mean.value > 0 else 'loses'} {size(rival)} points {beside}."
    alone = {one: found[f"{one} - head, questions by {BASELINE}"] for one in LEARNERS if one != "head"}
    said = [f"{one}, {points_words(gain)}" for one, gain in alone.items()]
    strong = [one for one, gain in alone.items() if leaves_out_zero(gain.mean) and gain.mean.value > 0]
    rivals = f"{listed(strong)} gains on it" if strong else "neither gains on it, so asking has no strong rival here"
    other = (
        f"With the usual head, which learns from the labels alone, the difference is {points_words(gains['head'])}; "
        f"with label spreading, {points_words(gains['label-spreading'])}. Against that head, on random questions: "
        f"{'; '.join(said)}: {rivals}. All questions are the head's, not those of the learner that is scored. Bengar "
        "et al. 2021, after self-supervised learning and with few labels, and Chan et al. 2021, beside semi-supervised "
        "learning that learns features too, saw no gain from asking."
    )
    return text, other, "accuracy", curves_of(where(table, learner="self-training"), "strategy")


def _again(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    def spent(noise: float, by_doubt: str = "") -> str:
        return points_words(found[f"0.2 of the answers again - none, 220 answers, {LEAD}, noise {noise}{by_doubt}"])

    setting = f"{LEAD}, noise 0.2"
    due = found[f"0.2 of the answers again - none, 220 answers, {setting}"]
    subject, end = "With 20 % wrong answers, asking again about doubted labels", "after 220 answers"
    if not leaves_out_zero(due.mean):
        text = f"{subject} makes no reliable difference {end}."
    else:
        text = f"{subject} {'gains' if due.mean.value > 0 else 'costs'} {size(due)} points {end}."
    early, late = (found[f"60 answers again - 60 new after {since}, {setting}"] for since in (60, 160))
    more = found[f"the same after 160 - after 60, {setting}"]
    runs = table[(table["noise"] == 0.2) & (table["doubt"] == 0) & (table["strategy"] == LEAD) & (table["since"] == 0)]
    repeated = where(runs, again=0.2, answers=220)["repeated"].mean()
    other = (
        f"Up to one answer in five is then a repeat, {repeated:.0f} of 220 on average. The difference with no wrong "
        f"answers: {spent(0.0)}; with 30 %: {spent(0.3)}; where the oracle errs as the model doubts: "
        f"{spent(0.2, ' by doubt')}. If all of the next 60 answers are repeats: {points_words(early)} from answer 60 "
        f"on, {points_words(late)} from answer 160 on. The later less the earlier: {points_words(more)}."
    )
    names = {0.0: "no repeats", 0.2: "one answer in five a repeat", 0.5: "every other answer a repeat"}
    named = runs[runs["again"].isin(names)].assign(name=lambda rows: rows["again"].map(names))
    return text, other, "accuracy", curves_of(named, "name", axis="answers")


def _again_late(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    def gain(answers: str, noise: float = 0.2) -> str:
        return points_words(found[f"{SPENT} {answers} after {LATE} - before them, {LEAD}, noise {noise}"])

    def ahead(since: int) -> dict[str, Contrast]:
        return {setting: found[f"{SPENT} answers again - {SPENT} new after {since}, {setting}"] for setting in words}

    usual, random, by_doubt = f"{LEAD}, noise 0.2", f"{BASELINE}, noise 0.2", f"{LEAD}, noise 0.2 by doubt"
    words = {
        usual: "20 % wrong",
        f"{LEAD}, noise 0.1": "10 % wrong",
        f"{LEAD}, noise 0.3": "30 % wrong",
        random: "random questions",
        by_doubt: "where the oracle errs as the model doubts",
    }

    def said(gains: Mapping[str, Contrast], settings: Sequence[str]) -> str:
        return "; ".join(f"{words[one]}, {points_words(gains[one])}" for one in settings)

    late, three = ahead(LATE), (usual, random, by_doubt)
    more = {setting: found[f"the same after {LATE} - after {EARLY}, {setting}"] for setting in three}
    due, new = late[usual], "asking about new pictures"
    if not leaves_out_zero(due.mean):
        answer = f"no reliable difference between asking again and {new}"
    else:
        answer = f"asking again is {size(due)} points {'ahead of' if due.mean.value > 0 else 'behind'} {new}"
    other = (
        f"Asked again are labels in doubt, and the oracle answers anew, as another person would. After {LATE} answers "
        f"{SPENT} new pictures gain {gain('new')}, and {SPENT} answers again {gain('again')}; with right labels "
        f"{SPENT} new pictures gain {gain('new', 0.0)}. Asking again less new pictures, in other settings: "
        f"{said(late, [one for one in words if one != usual])}. The same after {EARLY} answers: "
        f"{said(ahead(EARLY), three)}. Late less early: {said(more, three)}."
    )
    names = {0: "new pictures", EARLY: f"again after {EARLY}", LATE: f"again after {LATE}"}
    runs = where(table, noise=0.2, doubt=0, strategy=LEAD)
    named = runs[runs["answers"] >= runs["since"]].assign(name=lambda rows: rows["since"].map(names))
    return f"After {LATE} answers, 20 % wrong: {answer}.", other, "accuracy", curves_of(named, "name", axis="answers")


def _pool(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    quarter, half = (found[f"{LEAD} - {BASELINE}, {share} of the pool"] for share in (0.25, 0.5))
    text = f"With a quarter of the pool, {gain_words(LEAD, quarter)}; with half, {gain_words(LEAD, half)}."
    said = []
    for share, words in {0.25: "a quarter", 0.5: "half"}.items():
        of_share = {name.split(" - ")[0]: one for name, one in found.items() if name.endswith(f", {share} of the pool")}
        reliable = {name: one.mean.value > 0 for name, one in of_share.items() if leaves_out_zero(one.mean)}
        ahead, behind = ([name for name, is_ahead in reliable.items() if is_ahead is way] for way in (True, False))
        said.append(
            f"With {words}, reliably ahead: {listed(ahead) or 'none'}; reliably behind: {listed(behind) or 'none'}."
        )
    said.append(
        f"Each of {len(of_share)} strategies is judged for itself. With a quarter up to 120 pictures are labelled, "
        "with half up to 200. The body has seen the whole pool."
    )
    shown = where(table[table["strategy"].isin((LEAD, BASELINE))], pool=0.25)
    return text, " ".join(said), "accuracy", curves_of(shown, "strategy")


def _diverse_start(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    asking, random = (found[f"typical initial set - random one, {strategy}"] for strategy in (LEAD, BASELINE))
    both_gain = f"{gain_words(LEAD, asking)}; {gain_words('random choice', random)}"
    text = f"From typical pictures instead of random ones: {both_gain}."
    gain = found[f"{LEAD} - {BASELINE}, from typical pictures"]
    other = f"{LEAD.capitalize()} less random choice, both from typical pictures: {points_words(gain)}."
    both = [(table, "typical start"), (tables["asking-initial-20"], "initial set at random")]
    upto = min(one["labelled"].max() for one, _ in both)
    rows = [where(one[one["labelled"] <= upto], strategy=LEAD).assign(name=name) for one, name in both]
    return text, other, "accuracy", curves_of(pd.concat(rows), "name")


def _transfer(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    words = "the head start's questions - {}, learned from scratch"
    due, own = (found[words.format(whose)] for whose in (BASELINE, "its own questions"))
    if leaves_out_zero(due.mean):
        better = "better" if due.mean.value > 0 else "worse"
        text = f"A net from scratch is {size(due)} points {better} with a head start's questions than with random ones."
    else:
        text = "A net from scratch: no reliable difference between a head start's questions and random ones."
    other = (
        f"Against its own questions the difference is {points_words(own)}. Coleman et al. 2020 found that a small "
        "model can choose the pictures that a large one then learns, Lowell et al. 2019 that such labels are not "
        "consistently better for another model than random ones."
    )
    scratch = tables["asking-scratch"]
    rows = [
        table.assign(name="questions of a head start"),
        where(scratch, strategy=LEAD).assign(name="its own questions"),
        where(scratch, strategy=BASELINE).assign(name="random questions"),
    ]
    return text, other, "accuracy", curves_of(pd.concat(rows), "name")


def _kinds(found: Found, table: pd.DataFrame, tables: Tables) -> Said:
    share = "share of the questions - share of the pool"
    mistaken = found[f"wrong labels, noise 0.2: {share}"]
    alike = found.get(f"{ALIKE}: {share}")
    by_kind = {name.removesuffix(f": {share}"): one for name, one in found.items() if one not in (mistaken, alike)}
    runs = where(table, strategy=LEAD, noise=0.0)
    sums = runs.groupby("kind")[["asked", "in_pool", "tested", "surely_wrong"]].sum()
    of_all = sums / sums.sum()

    def said(kind: str) -> str:
        return f"{percent(of_all['asked'][kind])} of questions, {percent(of_all['in_pool'][kind])} of the pool"

    reliable = {kind: one for kind, one in by_kind.items() if _reliable_among(one, len(by_kind))}
    more, less = (
        sorted(
            (kind for kind, one in reliable.items() if sign * one.mean.value > 0),
            key=lambda kind: -abs(reliable[kind].mean.value),
        )
        for sign in (1, -1)
    )
    text = f"Of {len(by_kind)} kinds none is reliably asked about more than its share of the pool."
    if more:
        text = f"{LEAD.capitalize()} asks about {_kind(more[0])} more than its share: {said(more[0])}."
    others = [f"{_kind(kind)}, {said(kind)}" for kind in more[1:]]
    lines = [f"Reliably more, too: {'; '.join(others)}."] if others else []
    if alike:
        of_alike = of_all[of_all.index.isin(LOOK_ALIKES)]
        asked, in_pool = (percent(of_alike[column].sum()) for column in ("asked", "in_pool"))
        lines.append(
            "The kinds that are made to look like one of the other class, put together after the results were known: "
            f"{asked} of questions, {in_pool} of the pool, {points_words(alike)}."
        )
    lines += [f"Reliably less: {'; '.join(f'{_kind(kind)}, {said(kind)}' for kind in less)}."] if less else []
    tested = runs.drop_duplicates(["split", "kind"]).groupby("kind")["tested"].sum()
    wrong = (sums["surely_wrong"] / sums["tested"])[tested >= FEWEST_TESTED]
    if len(wrong) and wrong.max() > 0:
        blind = str(wrong.idxmax())
        lines.append(
            f"Wrong though at least 80 % sure, at the end, are most often {_kind(blind)}: {percent(wrong[blind])} of "
            f"{tested[blind]} test pictures ({said(blind)})."
        )
    lines.append(
        f"Where 20 % of the labels are wrong, their share among the questions less that in the pool is "
        f"{points_words(mistaken)}. Reliable is here what remains so for {len(by_kind)} kinds together (Bonferroni)."
    )
    return text, " ".join(lines), "accuracy", []


def _kind(kind: str) -> str:
    """A kind without its class: "dog husky" is a husky."""
    return kind.partition(" ")[2] or kind


def _reliable_among(found: Contrast, together: int) -> bool:
    """Whether the interval, widened for so many figures together, leaves out zero."""
    freedom = max(1, len({*found.splits.tolist()}) - 1)
    alone, widened = scipy.stats.t.ppf([0.975, 1 - 0.025 / together], freedom)
    mean = found.mean
    margin = (mean.high - mean.low) / 2 * widened / alone
    return bool(abs(mean.value) > margin)


SAY: Mapping[str, Callable[[Found, pd.DataFrame, Tables], Said]] = {
    "again-late": _again_late,
    "again": _again,
    "oracle": _oracle,
    "rare": _rare,
    "rivals": _rivals,
    "transfer": _transfer,
    "diverse-start": _diverse_start,
    "pool": _pool,
    "kinds": _kinds,
}
"""Of each experiment, in the order in which they are listed."""
BESIDE = {"oracle": ("asking",), "transfer": ("asking-scratch",), "diverse-start": ("asking-initial-20",)}
"""The comparisons that an experiment is compared with."""


def curves_of(runs: pd.DataFrame, name: str, value: str = "accuracy", axis: str = "labelled") -> Points:
    """The mean over the seeds at each number of labels or answers, of each curve that the column `name` names."""
    means = runs.groupby([name, axis], sort=False)[value].mean()
    return [
        {"name": str(curve), "labelled": int(labelled), "value": round(float(mean), 4)}
        for (curve, labelled), mean in means.items()
    ]


def points_words(found: Contrast) -> str:
    """A difference in points with its interval, and whether that holds zero."""
    reliable = "" if leaves_out_zero(found.mean) else ", no reliable difference"
    return f"{signed_points(found.mean.value)} points ({interval_words(found.mean)}{reliable})"


def gain_words(who: str, found: Contrast) -> str:
    """What a side gains or loses."""
    if not leaves_out_zero(found.mean):
        return f"no reliable difference for {who}"
    return f"{who} {'gains' if found.mean.value > 0 else 'loses'} {size(found)} points"


def size(found: Contrast) -> str:
    """The size of a difference in points."""
    return f"{abs(found.mean.value) * 100:.1f}"
