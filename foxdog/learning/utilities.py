"""Which of some points to choose: the mathematics under the query strategies, with no learner and no pictures in it.

Points are features, a row each; utilities are higher for what should be asked about sooner. A function that chooses a
set returns (places of the chosen in the order of choice, a utility for each). Ties go to the first, so who calls
shuffles.
"""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances, pairwise_distances_argmin_min

Choice = tuple[np.ndarray, np.ndarray]
"""Places int (count,), all different, and their utilities float (count,)."""

MOST_CLUSTERS, SMALLEST_CLUSTER, NEIGHBOURS = 500, 5, 20  # Hacohen et al. 2022, appendix


def mutual_information(proba: np.ndarray) -> np.ndarray:
    """What the label would tell of which net is right, in nats: the entropy of the mean less the mean entropy.

    High where the nets are sure and contradict one another, zero where all are equally unsure (Houlsby et al. 2011).

    Args:
        proba: float (nets, n): P(label = 1) as each net sees it.

    Returns:
        float (n,), from 0 to ln 2.
    """
    return _entropy(proba.mean(axis=0)) - _entropy(proba).mean(axis=0)


def _entropy(p: np.ndarray) -> np.ndarray:
    p = np.clip(p.astype(np.float64), 1e-12, 1 - 1e-12)
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def farthest(points: np.ndarray, known: np.ndarray, count: int) -> Choice:
    """One after another the point that is farthest from all known and chosen ones (greedy k-centre).

    Sener & Savarese 2018, algorithm 1. It holds one distance a point, and takes count * n * d steps.

    Args:
        points: float (n, d).
        known: float (m, d), at least one.
        count: How many, n at most.

    Returns:
        The chosen, and how far each was from the nearest known or chosen one.
    """
    _, distance = pairwise_distances_argmin_min(points, known)  # in chunks: never n * m numbers at once
    chosen, utilities = np.empty(count, np.intp), np.empty(count)
    for place in range(count):
        best = int(np.argmax(distance))
        chosen[place], utilities[place] = best, distance[best]
        distance = np.minimum(distance, pairwise_distances(points, points[[best]])[:, 0])
        distance[best] = -np.inf  # not again, even if all that is left lies upon chosen ones
    return chosen, utilities


def gradients(p: np.ndarray, features: np.ndarray) -> np.ndarray:
    """The gradient of the loss by the last layer's weights, as if the predicted class were the true one.

    (p - y) * features for a single sigmoid (Ash et al. 2020, section 3): long where the net is unsure, and pointing
    where its features point.

    Args:
        p: float (n,): P(label = 1).
        features: float (n, d).

    Returns:
        float (n, d).
    """
    return (p - (p > 0.5))[:, None] * features


def scattered(points: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """Points that are long and far from one another: the seeding of k-means++ (Arthur & Vassilvitskii 2007).

    The first is the longest, as in the code of Ash et al. 2020; each next is drawn with a probability proportional to
    its squared distance from the nearest chosen one. scikit-learn's `kmeans_plusplus` draws the first from all alike,
    which for a single question would be asking at random.

    Args:
        points: float (n, d).
        count: How many, n at most.
        rng: Where chance comes from.

    Returns:
        The chosen, and the squared distance of each from the nearest one before (of the first, from zero).
    """
    squared = (points.astype(np.float64) ** 2).sum(axis=1)
    chosen, utilities = np.empty(count, np.intp), np.empty(count)
    free = np.ones(len(points), bool)
    best = int(np.argmax(squared))
    for place in range(count):
        chosen[place], utilities[place] = best, squared[best]
        free[best] = False
        new = pairwise_distances(points, points[[best]])[:, 0].astype(np.float64) ** 2
        squared = np.where(free, new if place == 0 else np.minimum(squared, new), 0)
        if place + 1 < count:
            weight = squared if squared.sum() > 0 else free.astype(float)
            best = int(rng.choice(len(points), p=weight / weight.sum()))
    return chosen, utilities


def typical(points: np.ndarray, known: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """The most typical point of each cluster that holds no known one, the largest cluster first.

    TypiClust (Hacohen et al. 2022): as many clusters as there will be known points (500 at most), by k-means; those
    with the fewest known points come first, clusters under five points last; when every cluster has had its turn, the
    second most typical of each. A point is typical when its 20 nearest neighbours in its cluster are near. k-means
    takes some tens of passes of (n + m) * clusters * d steps.

    Args:
        points: float (n, d).
        known: float (m, d).
        count: How many, n at most.
        rng: Where chance comes from.

    Returns:
        The chosen, and the typicality of each: 1 / the mean distance to its neighbours.
    """
    both = np.concatenate([points, known])
    clusters = min(len(known) + count, MOST_CLUSTERS, len(both))
    home = KMeans(clusters, n_init=1, random_state=int(rng.integers(2**31))).fit_predict(both)
    home, covered = home[: len(points)], np.bincount(home[len(points) :], minlength=clusters)
    size = np.bincount(home, minlength=clusters)
    order = np.lexsort((-size, covered, size < SMALLEST_CLUSTER))
    turn = np.argsort(order)  # (clusters,): when each is served
    utilities, rank = np.empty(len(points)), np.empty(len(points), np.intp)
    for cluster in range(clusters):
        members = np.flatnonzero(home == cluster)
        utilities[members] = typicality(points[members])
        rank[members[np.argsort(-utilities[members], kind="stable")]] = np.arange(len(members))
    chosen = np.lexsort((turn[home], rank))[:count]
    return chosen, utilities[chosen]


def typicality(points: np.ndarray) -> np.ndarray:
    """1 / the mean distance of each point to its 20 nearest others (half of them, if there are fewer): float (n,)."""
    if len(points) < 2:
        return np.zeros(len(points))
    neighbours = min(NEIGHBOURS, max(1, len(points) // 2))
    distance = pairwise_distances(points)
    nearest = np.partition(distance, neighbours, axis=1)[:, : neighbours + 1]  # itself, at distance 0, is one of them
    return 1 / (nearest.sum(axis=1) / neighbours + 1e-5)
