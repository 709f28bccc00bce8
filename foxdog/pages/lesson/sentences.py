"""What came out of a lesson, computed from the run. Each sentence can say that there was no reliable difference."""

from foxdog import evidence
from foxdog.learning import findings, what_if
from foxdog.learning.guessing import SIX
from foxdog.learning.loop import Loop
from foxdog.pages.lesson import words
from foxdog.pages.lesson.record import End, Progress
from foxdog.pages.session.words import name
from foxdog.pictures import watermark

ROUNDS = 5  # guesses before there is enough to say
LAST = 100  # labels at the end, whose gain is compared
RELIABLE = 0.05  # the p value below which a count is more than luck


def fewer_labels(progress: Progress, loop: Loop) -> str:
    """Asking against chance at the end of the run, on the same test pictures."""
    paired = findings.last_paired(loop)
    if not loop.over or paired is None or paired[0] is not loop.rounds[-1]:
        return ""
    mine, random = paired
    difference = evidence.paired_difference(mine.correct, random.correct)
    came = "level" if not difference.excludes_zero else "ahead" if difference.value > 0 else "behind"
    wrong = findings.wrong_answers(loop)
    found = evidence.one_run_sentence(difference, mine.labelled, loop.settings.strategy, *wrong)
    return _with_prediction(progress, came, found)


def it_depends(progress: Progress, loop: Loop) -> str:
    """The ends of three runs: the first against each of the two others, on the same test pictures."""
    if len(progress.ends) < len(progress.lesson.runs):
        return ""
    first, by_model, by_strategy = (progress.ends[step] for step in range(3))
    model = evidence.paired_difference(first.correct, by_model.correct)
    strategy = evidence.paired_difference(first.correct, by_strategy.correct)
    names = {(True, True): "both", (True, False): "model", (False, True): "strategy", (False, False): "neither"}
    came = names[model.excludes_zero, strategy.excludes_zero]
    found = [
        _two_ends(words.MODEL_SENTENCE, first, by_model, model),
        _two_ends(words.STRATEGY_SENTENCE, first, by_strategy, strategy),
    ]
    return f"{_with_prediction(progress, came, ' '.join(found))} {words.ONE_RUN_EACH}"


def _two_ends(sentence: str, first: End, second: End, difference: evidence.Estimate) -> str:
    verdict = words.RELIABLE if difference.excludes_zero else words.NOT_RELIABLE
    return sentence.format(
        first=words.percent(first.correct.mean()),
        second=words.percent(second.correct.mean()),
        verdict=verdict.format(interval=words.between(difference.low, difference.high)),
    )


def plateau(progress: Progress, loop: Loop) -> str:
    """What the last labels gained, against what it gains to correct the wrong ones of all."""
    now = loop.rounds[-1]
    before = next((one for one in reversed(loop.rounds) if one.labelled <= now.labelled - LAST), None)
    if not loop.over or before is None:
        return ""
    wrong = what_if.wrong_labels(loop)
    if not wrong:
        return words.NOTHING_WRONG
    then, clean = before.correct, what_if.right_if_corrected(loop)
    difference = evidence.gain_difference(then, now.correct, clean)
    came = "level" if not difference.excludes_zero else "better" if difference.value > 0 else "more"
    gains = words.GAINS.format(
        last=now.labelled - before.labelled,
        more=words.points(now.correct.mean() - then.mean()),
        wrong=wrong,
        labels=now.labelled,
        better=words.points(clean.mean() - now.correct.mean()),
    )
    interval = words.between(difference.low, difference.high)
    found = words.COMPARED.format(gains=gains, verdict=words.GAINED_MORE[came], interval=interval)
    effort = words.EFFORT.format(labels=now.labelled) if came == "better" else words.ONE_RUN
    return f"{_with_prediction(progress, came, found)} {effort}"


def guess_the_question(progress: Progress, loop: Loop) -> str:
    """How often the class found the question, against one in six."""
    from scipy.stats import binomtest

    rounds, hits = len(progress.picks), sum(one.chosen == one.asked for one in progress.picks)
    if rounds < ROUNDS:
        return ""
    reliable = binomtest(hits, rounds, 1 / SIX).pvalue < RELIABLE
    more, less = words.MORE_THAN_CHANCE, words.LESS_THAN_CHANCE
    verdict = (more if hits * SIX > rounds else less) if reliable else words.NO_MORE_THAN_CHANCE
    return words.FOUND.format(hits=hits, rounds=rounds, verdict=verdict)


def predict_it(progress: Progress, loop: Loop) -> str:
    """How many of the machine's answers the class predicted before and after, by Fisher's exact test."""
    from scipy.stats import fisher_exact

    if len(progress.prophecies) < 2:
        return ""
    before, after = progress.prophecies[0], progress.prophecies[-1]
    scores = [[one.score, SIX - one.score] for one in (before, after)]
    reliable = fisher_exact(scores).pvalue < RELIABLE
    better = words.UNDERSTOOD if after.score > before.score else words.UNDERSTOOD_LESS
    found = words.PREDICTED.format(
        before=before.score,
        after=after.score,
        labels=after.labelled - before.labelled,
        verdict=better if reliable else words.NOT_TOLD_APART,
    )
    truth = words.OF_THE_TRUTH.format(before=before.score_of_the_truth, after=after.score_of_the_truth)
    return f"{found} {truth}"


def shortcut(progress: Progress, loop: Loop) -> str:
    """The accuracy where the test foxes carry the mark, against where none does, by Fisher's exact test."""
    from scipy.stats import fisher_exact

    if not loop.over:
        return ""
    dataset, right = loop.dataset, loop.rounds[-1].correct
    half, foxes = watermark.halves(dataset), dataset.labels[dataset.test] == 1
    marked, unmarked = right[half], right[~half]
    counts = [[int(one.sum()), int((~one).sum())] for one in (marked, unmarked)]
    reliable = fisher_exact(counts).pvalue < RELIABLE
    worse = unmarked.mean() < marked.mean()
    learned = words.LEARNED_THE_MARK.format(fox=name(dataset.classes[1]))
    verdict = (learned if worse else words.WITHOUT_IS_BETTER) if reliable else words.NOT_THE_MARK
    found = words.MARK.format(
        with_mark=words.percent(marked.mean()),
        without=words.percent(unmarked.mean()),
        verdict=verdict,
        foxes=words.percent(right[~half & foxes].mean()),
    )
    return _with_prediction(progress, "worse" if reliable and worse else "level", found)


def _with_prediction(progress: Progress, came: str, found: str) -> str:
    predictions = progress.lesson.words.predictions
    return f"{found} {words.of_the_prediction(predictions, progress.prediction, came)}".strip()
