"""All words of the lessons. A second language is a second file with these names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foxdog.evidence import Estimate, interval_words, signed_points


@dataclass(frozen=True)
class Words:
    """The words of one lesson."""

    title: str
    question: str  # what the class finds out
    watch: str  # what to look at meanwhile
    predict: str = ""  # what the class predicts
    predictions: Mapping[str, str] = field(default_factory=dict)  # what can be predicted: names and words


LESSONS = {
    "fewer-labels": Words(
        "Fewer labels?",
        "Does asking need fewer labels than choosing pictures by chance?",
        "Watch the two curves. They start from the same 20 labels.",
        "Which curve is higher at the end?",
        {"ahead": "asking", "level": "no reliable difference", "behind": "chance"},
    ),
    "it-depends": Words(
        "It depends",
        "What matters more: what the net knows at the start, or how it asks?",
        "Three runs from the same 20 labels. Only one thing changes between two runs.",
        "What makes a reliable difference?",
        {"model": "the initial model", "strategy": "the strategy", "both": "both", "neither": "neither"},
    ),
    "plateau": Words(
        "More labels or better labels?",
        "One label in five is wrong. Do more labels help, or right ones?",
        "Let the oracle answer: it is wrong once in five times. Does the curve still rise at the end?",
        "What gains more: the last 100 labels, or correcting the wrong ones?",
        {"more": "the last 100", "level": "no reliable difference", "better": "correcting"},
    ),
    "guess-the-question": Words(
        "Guess the question",
        "Which picture does the machine ask about next?",
        "It asks about what it is least sure of. What does it not know yet?",
    ),
    "predict-it": Words(
        "Can you predict it now?",
        "Do you understand the machine better after thirty labels?",
        "Say what the machine says, not what the picture shows.",
    ),
    "shortcut": Words(
        "The shortcut",
        "Every fox to learn from has a white tag in the corner. What does the machine learn?",
        "The pool parts perfectly. Does the curve rise, too? Half of the test foxes have no tag.",
        "How will it do where no fox has a tag?",
        {"level": "as well", "worse": "worse"},
    ),
}

# The page of the lessons

LEAD = "Each lesson is one click. The class predicts first, then looks, then reads what came out."
START = "Start"
START_HELP = "Starts a new run."
FIVE_TITLE = "Never heard of it? The five-minute way"
FIVE_MINUTES = (
    ("Minute 1", "Start the lesson *Guess the question*. Six pictures: which one puzzles the machine most? Click it."),
    ("Minute 2", "Look at P(fox), what the machine believes. It asks about the picture that is nearest to 50 %."),
    (
        "Minute 3",
        "Answer fox or dog, and guess again. Ask the class: why does it not ask about a picture it is sure of?",
    ),
    (
        "Minute 4",
        "Start *Fewer labels?*, let the class predict, and press *to the end*. Two curves: asking and chance.",
    ),
    (
        "Minute 5",
        "Say it in one sentence: **It asks about what it is least sure of, to learn more from fewer labels.**",
    ),
)
PAPERS_TITLE = "To print"
PLAN_BUTTON = "Lesson plan, 15 minutes"
CARD_BUTTON = "Model card"
CARD_TITLE = "A model card of your run"
CARD_LEAD = "Fill in what only you know. Accuracy, labels and mistakes come from the run on the page Label."
CARD_NO_RUN = "There is no run yet: start a lesson, or open the page Label."
CARD_WHO = "Labelled by"
CARD_REMARKS = "What we noticed"
CARD_NOT_FOR = "What it must not be used for"
CARD_NOT_FOR_EXAMPLE = "Real animals, or anything that somebody relies on."

# The strip

PREDICT_FIRST = "Predict first, above."
END_LESSON = "End the lesson"
SET_UP_AGAIN = "Set it up again"
NOT_ITS_RUN = "The run on screen is not this lesson's: its settings are others."
STILL = "The sentence comes at the end of the run: {left} labels to go."
EXPECTED_IT = "You expected it: {came}."
EXPECTED_OTHER = "You expected: {predicted}. It came out: {came}."
ONE_RUN = "It is one run; another seed may say otherwise."


def of_the_prediction(predictions: Mapping[str, str], predicted: str, came: str) -> str:
    """What was predicted beside what came out, both among the names of `predictions`."""
    if predicted not in predictions:
        return ""
    if predicted == came:
        return EXPECTED_IT.format(came=predictions[came])
    return EXPECTED_OTHER.format(predicted=predictions[predicted], came=predictions[came])


def percent(share: float) -> str:
    """A share in % with one decimal."""
    return f"{share:.1%}"


def between(low: float, high: float) -> str:
    """The ends of a 95 % interval of a difference of shares."""
    return f"95 % interval {interval_words(Estimate((low + high) / 2, low, high))} points"


# It depends

RUNS = ("head start, uncertainty", "from scratch, uncertainty", "head start, k-centre")
RUN_OF = "Run {number} of {runs}: {name}. Let the oracle answer to the end."
NEXT_RUN = "Next run: {name}"
MODEL_SENTENCE = "The initial model: a head start ends at {first}, from scratch at {second}: {verdict}."
STRATEGY_SENTENCE = "The strategy: uncertainty ends at {first}, k-centre at {second}: {verdict}."
RELIABLE = "a reliable difference ({interval})"
NOT_RELIABLE = "no reliable difference ({interval})"
ONE_RUN_EACH = "One run each is one run: another seed may say otherwise."

# The plateau

NOTHING_WRONG = "No label of this run is wrong, so there is nothing to correct: set it up again with label noise."
GAINS = "The last {last} labels gained {more}. Correcting the {wrong} wrong ones of all {labels} gains {better}"
GAINED_MORE = {
    "better": "right labels gain more",
    "more": "the last labels gained more",
    "level": "no reliable difference",
}
COMPARED = "{gains}: {verdict} ({interval} of the difference)."
EFFORT = "But to find the wrong ones somebody has to look at all {labels} again."


def points(difference: float) -> str:
    """A difference of shares in points, with its sign."""
    return f"{signed_points(difference)} points"


# Guess the question

WHICH = "One of these six it asks about next. Which?"
THIS_ONE = "This one"
HIT = "Right: it asks about number {asked}."
MISS = "You chose number {chosen}; it asks about number {asked}."
BELIEVES = "{number}: P({fox}) {p}"
ASKED = "it asks about this one"
TELL_IT = "Tell it what number {asked} is:"
SCORE = "So far {hits} of {rounds}."
BY_CHANCE = "By chance it would be 1 in 6."
AFTER_ROUNDS = "The sentence comes after {rounds} rounds."
FOUND = "You found the question {hits} times in {rounds}, where chance finds it once in six: {verdict}."
MORE_THAN_CHANCE = "more than luck, you know what puzzles it"
NO_MORE_THAN_CHANCE = "no reliable difference from luck"
LESS_THAN_CHANCE = "less than luck"

# Can you predict it now?

WHAT_DOES_IT_SAY = "What does the machine say of each? Of these six it gets {wrong} wrong."
CHECK = "Check"
GO_ON = "Go on: thirty labels"
GO_ON_AFTER = "To the end of the run"
SAYS = "it says {name}"
IS = "it is a {name}"
SCORED = "You predicted {score} of 6."
THIRTY = "Give it thirty labels: answer, or press *ten rounds* three times. {left} to go, then predict again."
PREDICTED = "You predicted {before} of 6 at the start and {after} of 6 after {labels} labels more: {verdict}."
UNDERSTOOD = "you understand it better"
UNDERSTOOD_LESS = "you understand it less"
NOT_TOLD_APART = "with six pictures no reliable difference"
OF_THE_TRUTH = "Luck gets 3, and whoever always says the true class gets {before} and then {after}."

# The shortcut

LEARNED_THE_MARK = "it learned the tag, not the {fox}"
NOT_THE_MARK = "no reliable difference, so it did not rely on the tag"
WITHOUT_IS_BETTER = "it is better without, so it did not rely on the tag"
MARK = (
    "Where the test foxes have the tag {with_mark} right, where none has it {without}: {verdict}. "
    "Of the foxes without it, it knows {foxes}."
)

# The lesson plan

PLAN_TITLE = "Fox or Dog: a lesson of 15 minutes"
PLAN_AIM = (
    "Aim: afterwards everybody can say what active learning asks, why, and that it does not always win. You need one "
    "screen that all can see, and the page. Nobody need know anything before."
)
PLAN_BEFORE = (
    "Before the lesson: open the page Lessons once. The first start takes some ten seconds. To hide the settings from "
    "the class, add view=class to the address of the page Label."
)
PLAN_HEAD = ("Minute", "On the screen", "With the class")
PLAN = (
    (
        "0 to 1",
        "The page Lessons.",
        "Say: a machine is to tell foxes from dogs. Pictures cost nothing, labels cost work. Which few pictures should "
        "we label?",
    ),
    (
        "1 to 4",
        "Start Guess the question. Six pictures: vote, click, look at P(fox), answer. Three rounds.",
        "Ask: why this one? Because P(fox) is near 50 %, the machine cannot tell. Why not the others? It is sure of "
        "them, so a label would tell it little.",
    ),
    (
        "4 to 5",
        "Go on for two rounds, and read the sentence in the strip.",
        "Let somebody say it in one sentence: it asks about what it is least sure of, to learn more from fewer labels. "
        "That is active learning.",
    ),
    (
        "5 to 7",
        "Start Fewer labels? Read the question in the strip and vote. Press the answer of the majority.",
        "Everybody writes down what they expect before anything runs.",
    ),
    (
        "7 to 9",
        "Answer five pictures together, with F and D. Then press to the end.",
        "Watch the crowd: one label pulls its look-alikes along. Watch the two curves.",
    ),
    (
        "9 to 11",
        "Read the sentence in the strip. Press Next seed, vote again, press to the end.",
        "Does it hold? One run proves little. What does an interval that holds zero mean? No reliable difference.",
    ),
    (
        "11 to 14",
        "Start The shortcut. Look at a few pictures, vote, press to the end, read the sentence.",
        "In the pool it was right nearly always, and for the wrong reason. Where might that happen with real pictures?",
    ),
    (
        "14 to 15",
        "The page Lessons: print the model card.",
        "Fill in together what this machine must not be used for.",
    ),
)
PLAN_FIVE = "Only five minutes"
PLAN_MORE = "More time"
PLAN_MORE_TEXT = (
    "It depends takes about four minutes, More labels or better labels? three, Can you predict it now? five. The page "
    "Compare shows 20 runs of each strategy beside one another."
)

# The model card

CARD_SOURCE = (
    "After Mitchell et al. 2019, Model Cards for Model Reporting. All figures are of one run; another random seed "
    "gives others."
)
CARD_ROWS = {
    "what": "What it is",
    "shown": "What it was shown",
    "who": CARD_WHO,
    "labels": "Labels",
    "accuracy": "Accuracy",
    "chance": "Beside random choice",
    "fails": "Where it fails",
    "not_for": CARD_NOT_FOR,
    "remarks": CARD_REMARKS,
    "again": "To run it again",
}
CARD_WHAT = (
    "A small net that tells {first} from {second}. Initial model: {model}. It asked by the strategy {strategy}, "
    "{batch} a round."
)
CARD_MODELS = {"head-start": "a body that has seen pictures without labels, and a head", "scratch": "from scratch"}
CARD_SHOWN = "{pool:,} pictures of the set {name} to ask about, and {test:,} other ones to test it on."
CARD_LABELS = (
    "{labels} labels: {initial} known from the start, {person} by a person, {oracle} by the oracle. {wrong} of the "
    "{labels} are wrong."
)
CARD_ACCURACY = (
    "{accuracy} of {test} test pictures right (95 % interval {low} to {high}, for the luck of which pictures these "
    "are)."
)
CARD_NO_CHANCE = "There is no run by random choice with as many labels."
CARD_KINDS = ("Class", "Kind", "Labels", "Test pictures", "Wrong")
CARD_BY_NOBODY = "............................................................"
CARD_TRUE_LABELS = "Wrong labels are counted against the labels that the pictures came with."
CARD_AGAIN = "Pictures {fingerprint}, {settings}, recipe {recipe}."
