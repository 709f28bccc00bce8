"""All words of the stage. Names of classes and kinds go to the browser as they are: it shows them as bare text."""

from string import ascii_uppercase, digits
from typing import Any

import numpy as np

from foxdog import evidence
from foxdog.learning import findings
from foxdog.learning.loop import Loop, Round
from foxdog.learning.strategy_words import StrategyWords

SHORT = 60  # characters of a class's name
FREE_KEYS = set(ascii_uppercase + digits) - set("SUNCR")  # Skip, Undo, Next and Streamlit itself take these
SETTLED_AFTER = 20  # answers
END = "The run is over."
SKIPPED = "Skipped: it will not be asked again in this run."
UNDONE = "Taken back: here is the question again."
CORRECTED = "Corrected: what was learned from it is learned again, what was asked stays asked. Undo takes it back."
ELSEWHERE = "Another tab has gone on with this run: here is where it is now."
BY_FILE = "Your file of labels has answered. Undo takes its last answer back."
ONLY_SHOWN = "This link only shows the run: others answer."
STOPPED = "Stopped: answer yourself, or let the oracle answer again."

# What the terms mean, for who points at them.
TEST_HELP = "Test accuracy: the share of the test pictures that it gets right. It never learns from these."
LABELS_HELP = "Labels given so far, those of the start included, and the budget: how many may be given."
ROUND_HELP = "A round: it asks, it is answered, it learns from all labels, and it is tested."
ASKING_HELP = "The run on this page: the machine chooses which pictures are labelled."
YOU_HELP = "The run in which you choose which pictures are labelled, from the same start."
CHANCE_HELP = "The random baseline: the same run from the same start, but chance chooses which pictures are labelled."
BALANCED_HELP = "The classes count alike in the balanced accuracy: {:.1%}."
CEILING_HELP = "The ceiling: the accuracy of the same machine once the whole pool is labelled."
BAND_HELP = (
    "Many runs with these settings, each with a seed of its own: at each number of labels eight of ten lie in the "
)
BAND_HELP += "band, the darker one by asking, the bluish one by chance."

Part = dict[str, Any]
"""A piece of a sentence: its `text`, and the `label` whose colour it has, if it names one."""


def opened_labels(labels: int) -> str:
    """What is said when a file has given labels of so many pictures of the pool."""
    return f"Your file has labels of {labels:,} of these pictures: they answer whenever one of these is asked about."


def words(classes: tuple[str, str], shown: int, pool: int) -> dict[str, Any]:
    """The words that stay the same for a whole run, for `stage.js`."""
    first, second = (name[:SHORT] for name in classes)
    crowd = f"{pool:,} pictures" if shown == pool else f"{shown:,} of {pool:,} pictures, drawn at random"
    return {
        "alt": "the picture it asks about",
        "learning": "It learns ...",
        "choose": "You choose",
        "choose_help": "Choose yourself which picture of the crowd is labelled next, from the same start. Can you beat "
        "the machine, and chance?",
        "choose_back": "Back to its questions",
        "choose_here": "Choose a picture of the crowd.",
        "choose_title": "Which picture shall it learn next?",
        "choose_why": "Click one of the crowd, or walk there with the arrow keys and press Enter. The labels teach a "
        "machine of your own.",
        "waiting": "One moment ...",
        "loading": "One moment: the net is still loading ...",
        "skip": "Skip",
        "skip_help": "Do not answer; ask about another.",
        "undo": "Undo",
        "undo_help": "Take back the last answer.",
        "show_guess": "Show its guess",
        "show_guess_help": "What it believes before you answer. Guess yourself first: one learns more.",
        "oracle": "Let the oracle answer:",
        "oracle_help": "The oracle knows the true labels, but for the label noise of the settings.",
        "oracle_1": "next round",
        "oracle_10": "ten rounds",
        "oracle_0": "to the end",
        "predict": "What do you expect at the end?",
        "predict_not": "just run",
        "stop": "Stop",
        "keys": "Keys",
        "keys_help": "Whether the letters on the buttons are keys. Turn them off if you speak to your computer, say.",
        "belief": "By what it believes",
        "belief_help": "Each picture stands where the machine believes it: the surer, the further out.",
        "sight": "By what it sees",
        "sight_help": "What looks alike to its body stands together: two principal components of its features.",
        "sight_note": "pictures that look alike to it stand together",
        "truth": "Show the truth",
        "truth_help": f"Colour each picture by its real class: {first} or {second}.",
        "surely": [f"surely {first}", f"surely {second}"],
        "undecided": "cannot tell",
        "pictures": crowd,
        "crowd": f"The pool: {{dog}} are surely {first} to it, {{fox}} are surely {second}, {{middle}} in between; "
        "{labelled} are labelled. The arrow keys walk through them.",
        "labelled": "labelled {name}",
        "unlabelled": "no label yet",
        "belief_of": "P({name}) {p} %",
        "because": f"the labels that pull it most, + towards {second}:",
        "pull": "{name} {pull}",
        "beliefs": "P({name}) from the first round to now",
        "back": "Back to round",
        "back_help": "Crowd and figures as they were after an earlier round; any answer comes back to now.",
        "point": "{labels} labels: {accuracy} %",
        "asked": "it had asked: {name}",
        "round": "round {round}",
        "mistake_alt": "a test picture that it gets wrong: {guess}",
    }


FAR = 0.05  # of the test pictures
PREDICTIONS = {
    "far": "asking is ahead by 5 points or more",
    "ahead": "asking is ahead by less",
    "level": "no reliable difference",
    "behind": "chance is ahead",
}


def predictions(strategy: str) -> list[tuple[str, str]]:
    """What can be predicted of the end of a run: names and words; nothing where the run itself is random choice."""
    return [] if strategy == evidence.BASELINE else list(PREDICTIONS.items())


def curve(strategy: str, choosing: bool = False) -> dict[str, str]:
    """The words of the curve."""
    asking = "by chance" if strategy == evidence.BASELINE else "asking"
    asking_help = CHANCE_HELP if strategy == evidence.BASELINE else ASKING_HELP
    return {
        "mine_help": YOU_HELP if choosing else asking_help,
        "other_help": asking_help if choosing else YOU_HELP,
        "random_help": CHANCE_HELP,
        "ceiling_help": CEILING_HELP,
        "band_help": BAND_HELP,
        "labels": "labelled pictures",
        "mine": "you" if choosing else asking,
        "other": "asking" if choosing else "you",
        "random": "chance",
        "ceiling": "all labels",
        "band": "bands: 8 of 10 runs, of {seeds} seeds",
        "so_far": "{end} at {labels}",
    }


def answer_keys(classes: tuple[str, str]) -> tuple[str, str]:
    """The key of each answer: its first letter, or 1 and 2 where those are taken or the same."""
    first, second = (name[0].upper() for name in classes)
    return (first, second) if first != second and {first, second} <= FREE_KEYS else ("1", "2")


def question(classes: tuple[str, str], answered: int, still_open: int) -> str:
    """What is asked, and which question of the round it is."""
    first, second = (name[:SHORT] for name in classes)
    number = f" ({answered + 1} of {answered + still_open})" if answered + still_open > 1 else ""
    return f"Is this a {first} or a {second}?{number}"


def why(strategy: StrategyWords, rank: int, candidates: int) -> str:
    """Why it asks about this picture."""
    doubt = f"the {'' if rank == 1 else ordinal(rank) + ' '}most doubtful of {candidates:,}"
    if strategy.name == evidence.BASELINE:
        return f"Drawn by chance; to the machine it is {doubt}."
    if strategy.name == "uncertainty":
        return f"Why this one? To the machine it is {doubt}."
    return f"Why this one? It is one of {strategy.asks}; to the machine it is {doubt}."


def why_chosen(rank: int, candidates: int) -> str:
    """What the machine thinks of a picture that the person has chosen."""
    doubt = "the most doubtful" if rank == 1 else f"the {ordinal(rank)} most doubtful"
    return f"You chose it. To your machine it is {doubt} of {candidates:,}."


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, ..., 11th, ..."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def verdict(loop: Loop, picture: int, label: int, after: Loop | None = None) -> list[Part]:
    """What an answer did: whether the machine had guessed it, and what it believes since.

    Args:
        loop: Before the answer.
        picture: What it was about.
        label: What it was.
        after: The run after it, if that has learned from it.
    """
    classes = [name[:SHORT] for name in loop.dataset.classes]
    guessed, probability = findings.guess(findings.p_fox(loop, picture))
    parts: list[Part] = [
        {"text": "You said "},
        {"text": classes[label], "label": label},
        {"text": ", it had guessed "},
        {"text": f"{classes[guessed]} ({probability:.0%})", "label": guessed},
        {"text": ": you agree." if guessed == label else ": you disagree."},
    ]
    if after and len(after.rounds) > len(loop.rounds):
        parts.append({"text": changes(loop.rounds[-1], after.rounds[-1], loop.pool)})
    return parts


def by_oracle(before: Loop, after: Loop) -> list[Part]:
    """What the oracle answered, and what that changed; nothing where the run's end says it.

    Args:
        before: The run before the first of its answers.
        after: The run after the last one.
    """
    given = after.labelled[len(before.labelled) :]
    noisy = after.settings.noise > 0  # then its labels need not be the true ones
    parts: list[Part]
    if len(given) == 1:
        ((_, label),) = given
        name = after.dataset.classes[label][:SHORT]
        parts = [
            {"text": "The oracle's label: " if noisy else "The true label: "},
            {"text": name, "label": label},
            {"text": "."},
        ]
    elif after.over or not given:
        return []
    else:
        parts = [{"text": f"{len(given)} labels by the oracle." if noisy else f"{len(given)} true labels."}]
    if before.rounds and len(after.rounds) > len(before.rounds):
        parts.append({"text": changes(before.rounds[-1], after.rounds[-1], after.pool)})
    return parts


def what_if(loop: Loop, other: Loop, label: int) -> dict[str, str]:
    """What would be if the last answer had been the other one: the question, and what would be different.

    Args:
        loop: The run.
        other: As it would be.
        label: The other answer.
    """
    name = loop.dataset.classes[label][:SHORT]
    moved = int(((loop.rounds[-1].proba > 0.5) != (other.rounds[-1].proba > 0.5))[loop.pool].sum())
    sides = "no picture stands" if moved == 0 else "1 picture stands" if moved == 1 else f"{moved} pictures stand"
    text = f"If you had said {name}: {other.rounds[-1].accuracy:.1%} right, and {sides} on the other side."
    return {"ask": f"What if I had said {name}?", "text": text}


def changes(old: Round, new: Round, pool: np.ndarray) -> str:
    """What a round changed: the test accuracy, and how many pictures of the pool, int (n,), changed sides."""
    moved = int(((old.proba > 0.5) != (new.proba > 0.5))[pool].sum())
    sides = "no picture" if moved == 0 else "1 picture" if moved == 1 else f"{moved} pictures"
    if old.accuracy == new.accuracy:
        return f" Still {new.accuracy:.1%} right; {sides} changed sides."
    return f" {old.accuracy:.1%} to {new.accuracy:.1%} right; {sides} changed sides."


def figures(loop: Loop, past: Round | None = None) -> list[list[str]]:
    """The figures above the curve, as of a past round or of now: each a value, what it is, and what that means."""
    last = past or (loop.rounds[-1] if loop.rounds else None)
    labels = past.labelled if past else len(loop.labelled)
    balanced = last.balanced_accuracy if last else None
    about = TEST_HELP if balanced is None else f"{TEST_HELP} {BALANCED_HELP.format(balanced)}"
    return [
        [f"{last.accuracy:.1%}" if last else "...", f"of {len(loop.dataset.test)} test pictures right", about],
        [f"{labels} of {loop.settings.budget}", "labels", LABELS_HELP],
        [f"round {last.number if last else 0}", "", ROUND_HELP],
    ]


def curve_in_words(loop: Loop) -> str:
    """The curve for those who do not see it."""
    name = "The random baseline, so far" if _is_behind(loop) else "The random baseline"
    said = []
    for whose, rounds in (("Last", loop.rounds), (name, loop.baseline.rounds if loop.baseline else [])):
        if learned := [one for one in rounds if one.is_learned]:
            said.append(f"{whose}: {learned[-1].accuracy:.1%} with {learned[-1].labelled} labels.")
    return " ".join(["Test accuracy against labelled pictures.", *(said or ["No point yet."])])


def _is_behind(loop: Loop) -> bool:
    """Whether the random baseline has yet to learn rounds that the run has learned."""
    return bool(loop.baseline and len(loop.baseline.rounds) < len(loop.rounds) and not loop.baseline.over)


def insight(loop: Loop) -> str:
    """What the curve says so far, and no more."""
    test = len(loop.dataset.test)
    start = f"Accuracy on {test} test pictures that it never learns from; both curves start from the same labels."
    sentences = [_against_random(loop) or start]
    if _is_behind(loop):
        sentences.append("The random baseline is still learning.")
    if found := findings.settled(loop, SETTLED_AFTER):
        labels, changed = found
        sentences.append(f"The last {labels} labels changed the side of {changed} of {len(loop.pool)} pictures.")
    wrong, given = findings.wrong_answers(loop)
    clause = evidence.wrong_answers_clause(wrong, given)
    if wrong and clause not in sentences[0]:
        sentences.append(f"{clause}.")
    return " ".join(sentences)


def your_choices(yours: Loop, machine: Loop) -> str:
    """What the person's own choice of questions is worth so far, against chance and against the machine's."""
    paired = findings.last_paired(yours)
    if paired is None or paired[0].number == 0:
        return "Your machine has the same start as the other one and as chance: what you choose makes the difference."
    mine, random = paired
    difference = evidence.paired_difference(mine.correct, random.correct)
    wrong = findings.wrong_answers(yours)
    sentences = [evidence.one_run_sentence(difference, mine.labelled, "your choice", *wrong)]
    asked = {one.labelled: one for one in machine.rounds}
    if mine.labelled in asked:
        to_machine = evidence.paired_difference(mine.correct, asked[mine.labelled].correct)
        points = f"{abs(to_machine.value) * 100:.1f} points"
        side = "level with" if to_machine.value == 0 else f"{points} {'ahead of' if to_machine.value > 0 else 'behind'}"
        sure = "" if to_machine.excludes_zero else ", no reliable difference"
        sentences.append(f"You are {side} the machine's own questions{sure}.")
    else:
        sentences.append(f"The machine's own questions have got to {machine.rounds[-1].labelled} labels so far.")
    return " ".join(sentences)


def _against_random(loop: Loop) -> str:
    paired = findings.last_paired(loop)
    if paired is None or paired[0].number == 0:
        return ""
    mine, random = paired
    if loop.settings.strategy == evidence.BASELINE and (mine.proba == random.proba).all():
        return "This run is its own baseline: random choice."
    difference = evidence.paired_difference(mine.correct, random.correct)
    wrong = findings.wrong_answers(loop)
    return evidence.one_run_sentence(difference, mine.labelled, loop.settings.strategy, *wrong)


def oracle_at_work(done: int, rounds: int) -> str:
    """How far the oracle is."""
    return f"The oracle answers: round {done} of {rounds}."


def end(loop: Loop, mistakes: int, prediction: str) -> str:
    """Why the run is over, what came out, and what had been predicted, one of PREDICTIONS or ""."""
    why_over = {
        "budget": f"The budget of {loop.settings.budget} labels is used up.",
        "pool": "No picture is left to ask about.",
    }[loop.over]
    tested = len(loop.dataset.test)
    found = f"It gets {loop.rounds[-1].accuracy:.1%} of the {tested} test pictures right."
    worst = f" Its worst of {mistakes} mistakes, and how sure it was:" if mistakes else ""
    expected = _of_the_prediction(loop, prediction)
    return f"{why_over} {found}{expected} One run alone proves little: try another seed.{worst}"


def _of_the_prediction(loop: Loop, prediction: str) -> str:
    paired = findings.last_paired(loop)
    if prediction not in PREDICTIONS or paired is None or paired[0] is not loop.rounds[-1]:
        return ""
    mine, random = paired
    difference = evidence.paired_difference(mine.correct, random.correct)
    side = "behind" if difference.value < 0 else "far" if difference.value >= FAR else "ahead"
    came = side if difference.excludes_zero else "level"
    points = f" ({100 * difference.value:+.1f} points)"
    if came == prediction:
        return f" You expected it: {PREDICTIONS[came]}{points}."
    return f" You expected: {PREDICTIONS[prediction]}. It came out: {PREDICTIONS[came]}{points}."


def guess(name: str, probability: float) -> str:
    """A guess and its probability."""
    return f"{name[:SHORT]} {probability:.0%}"


def learning(loop: Loop) -> str:
    """What the learner is doing while it cannot take answers."""
    if not loop.rounds:
        return f"It learns from {len(loop.initial)} pictures with labels, drawn at random ..."
    return f"It learns from {len(loop.labelled)} labels ..."
