"""Query strategies: which pictures of the pool to ask about next.

modAL calls a strategy with (learner, candidates, n_instances, rng) and gets (positions among the candidates, their
utilities); if it got positions alone, it would call the strategy once more. Candidates are indices of pictures, and
`learner.estimator` is the `IndexClassifier` of the learner, which takes indices too. Most strategies give each picture
a utility and take the highest (`by_utility`). The others choose the whole batch together, so that no picture of it
repeats another (`together`).

CONTRIBUTING.md says how to add one.

Left out on purpose: margin and entropy, which rank two classes as `uncertainty` does, and modAL's expected error
reduction, which takes two fits for every candidate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from modAL.batch import ranked_batch
from modAL.density import information_density
from modAL.disagreement import KL_max_disagreement
from modAL.models import ActiveLearner, Committee
from modAL.uncertainty import classifier_uncertainty
from sklearn.preprocessing import normalize

from foxdog.learning import utilities
from foxdog.learning.utilities import Choice

PASSES = 100  # plausible nets
SWITCH = 40  # labels from which `tcm` asks by uncertainty: the usual initial set and as many typical pictures
MOST_COMPARED = 4_000  # pictures compared in all pairs: three arrays of 64 MB

Utility = Callable[[ActiveLearner, np.ndarray, np.random.Generator], np.ndarray]
"""(learner, indices of the candidates int (n,), rng) -> float (n,)."""

Chooser = Callable[[ActiveLearner, np.ndarray, int, np.random.Generator], Choice]
"""(learner, indices of the candidates int (n,), how many, rng) -> positions int (count,), utilities float (count,)."""


@dataclass(frozen=True)
class Strategy:
    """A query strategy as the learner needs it; `strategy_words` says what it is."""

    name: str
    ask: Callable[..., Choice]  # as modAL calls it: (learner, candidates, n_instances=, rng=) -> (positions, utilities)
    by_committee: bool = False  # whether several nets vote


STRATEGIES: dict[str, Strategy] = {}
"""All strategies by name; the decorators below fill it."""


def by_utility(name: str, by_committee: bool = False) -> Callable[[Utility], Utility]:
    """Register the strategy that asks for the highest utilities; `rng` breaks ties, not the order of the pool."""

    def register(utility: Utility) -> Utility:
        def ask(
            learner: ActiveLearner, candidates: np.ndarray, *, n_instances: int, rng: np.random.Generator
        ) -> Choice:
            values = utility(learner, candidates, rng)
            order = np.lexsort((rng.random(len(values)), -values))[:n_instances]
            return order, values[order]

        STRATEGIES[name] = Strategy(name, ask, by_committee)
        return utility

    return register


def together(name: str) -> Callable[[Chooser], Chooser]:
    """Register the strategy that chooses a batch together, from candidates shuffled by `rng` so that it breaks ties."""

    def register(choose: Chooser) -> Chooser:
        def ask(
            learner: ActiveLearner, candidates: np.ndarray, *, n_instances: int, rng: np.random.Generator
        ) -> Choice:
            order = rng.permutation(len(candidates))
            positions, values = choose(learner, candidates[order], n_instances, rng)
            return order[positions], values

        STRATEGIES[name] = Strategy(name, ask)
        return choose

    return register


@by_utility("uncertainty")
def uncertainty(learner: ActiveLearner, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """1 - P(predicted class), from 0 to 0.5 (least confidence; modAL's `classifier_uncertainty`).

    With two classes margin and entropy give the same ranking (Settles 2009, section 3.1), so they are not offered.
    """
    return classifier_uncertainty(learner, candidates)


@by_utility("committee", by_committee=True)
def disagreement(learner: Committee, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The largest Kullback-Leibler divergence, in nats, of a member from the committee's mean.

    modAL's `KL_max_disagreement`, after McCallum & Nigam 1998, who take the mean over the members. All members but the
    first learn bootstrap samples of the labels (Abe & Mamitsuka 1998): a logistic regression has no other luck.
    """
    return KL_max_disagreement(learner, candidates)


@by_utility("bald")
def bald(learner: ActiveLearner, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """BALD: the mutual information of a picture's label and the net, in nats (Houlsby et al. 2011).

    The nets are drawn around the one that was fitted: from scratch by dropout (Gal et al. 2017), with a head start from
    the head's posterior. They are drawn once for each fit, so a question asked after a skip is judged by the same ones.
    """
    proba = learner.estimator.sampled_proba(candidates, passes=PASSES, seed=len(learner.X_training))
    return utilities.mutual_information(proba)


@together("ranked-batch")
def ranked(learner: ActiveLearner, candidates: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """Unsure pictures, unlike the labelled ones and the batch so far (Cardoso et al. 2017; modAL's `ranked_batch`).

    The more pictures are labelled, the more uncertainty counts. Features have unit length, since modAL adds a distance
    to a probability. modAL computes all distances again for each question: count * candidates * labelled * d steps.
    """
    features, known = (normalize(learner.estimator.features(indices)) for indices in (candidates, learner.X_training))
    seen = SimpleNamespace(X_training=known, on_transformed=False)  # all that `ranked_batch` reads of a learner
    unsure = classifier_uncertainty(learner, candidates)
    return ranked_batch(seen, features, unsure, n_instances=count, metric="euclidean", n_jobs=None)


@by_utility("density")
def dense_uncertainty(learner: ActiveLearner, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Uncertainty times the mean similarity to the other candidates (Settles & Craven 2008; beta = 1).

    modAL's `information_density` on features of unit length. It compares all pairs of pictures. Of more than 4,000
    candidates it compares 4,000, drawn at random; the others get utility 0.
    """
    among = rng.permutation(len(candidates))[:MOST_COMPARED]
    density = information_density(normalize(learner.estimator.features(candidates[among])))
    found = np.zeros(len(candidates))
    found[among] = density * classifier_uncertainty(learner, candidates[among])
    return found


@together("k-centre")
def k_centre(learner: ActiveLearner, candidates: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """The pictures farthest from the labelled set: a core-set (Sener & Savarese 2018), unit-length features.

    With features of any length it would ask about the longest ones.
    """
    features, known = (normalize(learner.estimator.features(indices)) for indices in (candidates, learner.X_training))
    return utilities.farthest(features, known, count)


@together("typical")
def most_typical(learner: ActiveLearner, candidates: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """The most typical picture of each cluster without a label: TypiClust (Hacohen et al. 2022), unit-length features.

    The paper's features come from self-supervised learning, as those of a head start do. From scratch they come from
    the net that has learned the few labels there are, so expect less.
    """
    features, known = (normalize(learner.estimator.features(indices)) for indices in (candidates, learner.X_training))
    return utilities.typical(features, known, count, rng)


@together("tcm")
def typical_then_uncertain(
    learner: ActiveLearner, candidates: np.ndarray, count: int, rng: np.random.Generator
) -> Choice:
    """TypiClust until SWITCH pictures are labelled, then uncertainty: TypiClust-margin (Doucet et al. 2024).

    With few labels the net does not know yet what it does not know, so that uncertainty is no better than chance.
    """
    if len(learner.X_training) < SWITCH:
        return most_typical(learner, candidates, count, rng)
    unsure = classifier_uncertainty(learner, candidates)
    chosen = np.argsort(-unsure, kind="stable")[:count]
    return chosen, unsure[chosen]


@together("badge")
def badge(learner: ActiveLearner, candidates: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """Pictures that would change the last layer most, each in another way: BADGE (Ash et al. 2020)."""
    p = learner.predict_proba(candidates)[:, 1]
    return utilities.scattered(utilities.gradients(p, learner.estimator.features(candidates)), count, rng)


@by_utility("random")
def random_utility(learner: ActiveLearner, candidates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random number in [0, 1) for each picture."""
    return rng.random(len(candidates))
