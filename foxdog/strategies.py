"""Query strategies: which pictures of the pool to ask about next.

A strategy is a pure function from what the learner thinks of the pool to a utility for each picture, higher = ask
sooner. `most_useful` turns it into what modAL calls: (learner, candidates) -> (positions among them, utilities).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from modAL.disagreement import KL_max_disagreement
from modAL.uncertainty import classifier_uncertainty

Utility = Callable[..., np.ndarray]
"""(learner, indices of the candidates int (n,), rng) -> float (n,)."""


@dataclass(frozen=True)
class Strategy:
    """A query strategy as settings, help texts and the learner know it.

    Attributes:
        name: What settings and the command line call it.
        asks: What it asks about, in a few words that follow "asks about".
        utility: How useful each picture's label would be.
        members: How many nets vote; one unless it is a committee.
        source: Where it comes from.
    """

    name: str
    asks: str
    utility: Utility
    members: int
    source: str


def random_utility(learner: object, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Any picture is as good as any other: uniform in [0, 1)."""
    return rng.random(len(candidates))


def uncertainty(learner: object, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """1 - P(predicted class), from 0 to 0.5 (least confidence; modAL's `classifier_uncertainty`).

    With two classes margin and entropy give the same ranking (Settles 2009, section 3.1), so they are not offered.
    """
    return classifier_uncertainty(learner, candidates)


def disagreement(learner: object, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The largest Kullback-Leibler divergence, in nats, of a member from the committee's mean.

    modAL's `KL_max_disagreement`, after McCallum & Nigam 1998, who take the mean over the members.
    """
    return KL_max_disagreement(learner, candidates)


STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "uncertainty", "the pictures it is least sure of", uncertainty, 1, "least confidence: Lewis & Gale 1994"
        ),
        Strategy(
            "committee",
            "the pictures on which three nets disagree most",
            disagreement,
            3,
            "query by committee: Seung et al. 1992",
        ),
        Strategy("random", "any picture, at random", random_utility, 1, "the baseline"),
    )
}


def most_useful(utility: Utility) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """The strategy, as modAL calls it, that asks about the pictures of highest utility.

    It always returns a pair, since modAL runs a strategy twice that returns bare indices. Ties are broken by `rng`
    and not by the order of the pool.
    """

    def query_strategy(
        learner: object, candidates: np.ndarray, *, n_instances: int, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        utilities = utility(learner, candidates, rng)
        order = np.lexsort((rng.random(len(utilities)), -utilities))[:n_instances]
        return order, utilities[order]

    return query_strategy
