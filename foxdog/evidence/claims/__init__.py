"""The claims that a comparison is asked about, each with the sentences that can be computed from its curves.

Each claim may turn out false, or undecided, on the pictures at hand: ``fewer_labels``, ``depends``, ``label_noise``.
Their figures are put into words by ``wording``, and the whole claim into one sentence by ``headline``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foxdog.evidence.claims import depends as on_what
from foxdog.evidence.claims import fewer_labels, label_noise
from foxdog.evidence.claims.depends import depends
from foxdog.evidence.claims.fewer_labels import needs_fewer_labels
from foxdog.evidence.claims.headline import Headline
from foxdog.evidence.claims.label_noise import plateaus
from foxdog.evidence.curves import Curves, Shown


@dataclass(frozen=True)
class Claim:
    """One claim, and how it is judged.

    `sentences` takes the curves, other settings on the same pictures, for claims that compare settings, and the
    strategies shown, and returns all that the curves say of the claim. `headline` takes the first two and says the
    claim in one sentence.
    """

    question: str  # the claim in a few words
    heading: str  # the claim in full, without a full stop
    sentences: Callable[[Curves, Sequence[Curves], Shown], list[str]]
    headline: Callable[[Curves, Sequence[Curves]], Headline]
    beyond: str = ""  # what one comparison alone cannot say of the claim, in one sentence; "" if it can say all


CLAIMS = (
    Claim(
        "Fewer labels?",
        "Asking needs fewer labels than random choice for the same accuracy",
        needs_fewer_labels,
        fewer_labels.headline,
    ),
    Claim(
        "It depends?",
        "It depends on the initial model and on the query strategy",
        depends,
        on_what.headline,
        "Of the size of the initial set this comparison alone says nothing: that takes another with --initial.",
    ),
    Claim(
        "A plateau?",
        "It reaches a plateau, after which cleaner labels help more than more labels",
        plateaus,
        label_noise.headline,
        "Of cleaner labels this comparison alone says nothing: that takes one with --noise and one without.",
    ),
)
"""In the order in which they are shown."""
