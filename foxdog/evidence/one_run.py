"""What a single run can say: the luck of which pictures are in the test set is known, that of the seed is not."""

import numpy as np

from foxdog.evidence.intervals import Estimate
from foxdog.evidence.rounding import interval_words

NORMAL_95 = 1.959964


def paired_difference(first_right: np.ndarray, second_right: np.ndarray) -> Estimate:
    """The difference of two accuracies on the same test pictures.

    The adjusted interval of Bonett & Price 2012 ("Adjusted Wald confidence interval for a difference of binomial
    proportions based on paired data"), which stays honest where the nets differ on few pictures. It covers the luck of
    which pictures are in the test set, but not that of the initial set or weights: only many seeds show that.

    Args:
        first_right: bool (n,), whether the one net gets each test picture right.
        second_right: The same of the other net.
    """
    pictures = len(first_right)
    won = int((first_right & ~second_right).sum())
    lost = int((~first_right & second_right).sum())
    p_won, p_lost = (won + 1) / (pictures + 2), (lost + 1) / (pictures + 2)
    centre = p_won - p_lost
    margin = NORMAL_95 * ((p_won + p_lost - centre**2) / (pictures + 2)) ** 0.5
    return Estimate((won - lost) / pictures, centre - margin, centre + margin)


def gain_difference(then: np.ndarray, now: np.ndarray, clean: np.ndarray) -> Estimate:
    """By how much the gain from `now` to `clean` is larger than that from `then` to `now`.

    With the normal interval of a mean over the test pictures. Like every interval of a single run it covers the luck of
    which pictures are in the test set, and no other.

    Args:
        then: bool (m,), whether the net with fewer labels gets each test picture right.
        now: The same of the net with all labels.
        clean: The same of the net with all labels, corrected.
    """
    gains = clean.astype(float) - 2 * now.astype(float) + then.astype(float)
    margin = NORMAL_95 * gains.std(ddof=1) / len(gains) ** 0.5
    return Estimate(float(gains.mean()), float(gains.mean() - margin), float(gains.mean() + margin))


def wrong_answers_clause(wrong: int, answers: int) -> str:
    """How many of a person's answers differ from the true labels, as a clause whose verb agrees."""
    return f"{wrong} of your {answers} answers {'differs' if wrong == 1 else 'differ'} from the true labels"


def one_run_sentence(difference: Estimate, labelled: int, strategy: str, wrong: int = 0, answers: int = 0) -> str:
    """What a single run says about its last round, in words that claim no more.

    A person's wrong answers make the run worse, but not its baseline, which gets true labels. Then there is no verdict
    on the strategy: where the run is not ahead, they are named as the likely cause.

    Args:
        difference: Of the strategy's accuracy minus that of random choice, from `paired_difference`.
        labelled: Labels at that round.
        strategy: Its name.
        wrong: How many of a person's answers differ from the true labels.
        answers: How many a person gave.
    """
    points = f"{abs(difference.value) * 100:.1f} points"
    interval = f"95 % interval of the difference {interval_words(difference)}"
    if difference.value == 0:
        found = f"With {labelled} labels {strategy} and random choice are level ({interval})"
    else:
        side = "ahead of" if difference.value > 0 else "behind"
        found = f"With {labelled} labels {strategy} is {points} {side} random choice ({interval})"
    if wrong:
        given = f"{wrong_answers_clause(wrong, answers)}, while the oracle answered random choice"
        if difference.value < 0 or not difference.excludes_zero:
            return f"{found}. {given}: that is the likely cause, so this says nothing of {strategy}."
        return f"{found}, though {given}. It is one run; another seed may say otherwise."
    luck = "more than the luck of which pictures are in the test set"
    verdict = luck if difference.excludes_zero else "no reliable difference"
    return f"{found}: {verdict}. It is one run; another seed may say otherwise."
