"""The mathematics under the query strategies: arrays in, arrays out, with no learner and no pictures.

A point is a row of features. The higher its utility, the sooner it should be asked about. A function that chooses a
set returns the indices of the chosen points, in the order of choice, and the utility of each. Among equal points it
chooses the first, so the caller shuffles the points.
"""

from functools import cache
from itertools import islice

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances, pairwise_distances_argmin_min

Choice = tuple[np.ndarray, np.ndarray]
"""Indices int (count,), all different, and their utilities float (count,)."""

MOST_CLUSTERS, SMALLEST_CLUSTER, NEIGHBOURS = 500, 5, 20  # Hacohen et al. 2022, appendix


def mutual_information(proba: np.ndarray) -> np.ndarray:
    """The mutual information of label and net, in nats: the entropy of the mean less the mean entropy.

    High where the nets are sure and contradict one another, zero where they agree (BALD, Houlsby et al. 2011).

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
    """Greedy k-centre: again and again the point farthest from all known and chosen ones.

    Sener & Savarese 2018, algorithm 1. It keeps one distance for each point and takes count * n * d steps.

    Args:
        points: float (n, d).
        known: float (m, d), at least one.
        count: How many, n at most.

    Returns:
        The chosen points, and the distance of each from the nearest known or chosen one.
    """
    _, distance = pairwise_distances_argmin_min(points, known)  # in chunks: never n * m numbers at once
    chosen, utilities = np.empty(count, np.intp), np.empty(count)
    for turn in range(count):
        best = int(np.argmax(distance))
        chosen[turn], utilities[turn] = best, distance[best]
        distance = np.minimum(distance, pairwise_distances(points, points[[best]])[:, 0])
        distance[best] = -np.inf  # not again, even if all points left coincide with chosen ones
    return chosen, utilities


def gradients(p: np.ndarray, features: np.ndarray) -> np.ndarray:
    """The gradient of the loss with respect to the last layer's weights, if the predicted class were the true one.

    (p - y) * features for a single sigmoid (Ash et al. 2020, section 3). It is long where the net is unsure, and it
    has the direction of the features.

    Args:
        p: float (n,): P(label = 1).
        features: float (n, d).

    Returns:
        float (n, d).
    """
    return (p - (p > 0.5))[:, None] * features


def scattered(points: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """Long points that are far from one another: the seeding of k-means++ (Arthur & Vassilvitskii 2007).

    The first is the longest, as in the code of Ash et al. 2020; each next is drawn with a probability proportional to
    its squared distance from the nearest chosen one. scikit-learn's `kmeans_plusplus` draws the first uniformly, which
    for a single question would be random choice.

    Args:
        points: float (n, d).
        count: How many, n at most.
        rng: Draws the points.

    Returns:
        The chosen points, and the squared distance of each from the nearest one before it (of the first, from zero).
    """
    squared = (points.astype(np.float64) ** 2).sum(axis=1)
    chosen, utilities = np.empty(count, np.intp), np.empty(count)
    free = np.ones(len(points), bool)
    best = int(np.argmax(squared))
    for turn in range(count):
        chosen[turn], utilities[turn] = best, squared[best]
        free[best] = False
        new = pairwise_distances(points, points[[best]])[:, 0].astype(np.float64) ** 2
        squared = np.where(free, new if turn == 0 else np.minimum(squared, new), 0)
        if turn + 1 < count:
            weight = squared if squared.sum() > 0 else free.astype(float)
            best = int(rng.choice(len(points), p=weight / weight.sum()))
    return chosen, utilities


def typical(points: np.ndarray, known: np.ndarray, count: int, rng: np.random.Generator) -> Choice:
    """The most typical point of each cluster that holds no known one, the largest cluster first.

    TypiClust (Hacohen et al. 2022). k-means makes as many clusters as there will be known points, 500 at most. The
    clusters with the fewest known points come first, those under five points last. When every cluster has had its
    turn, the second most typical point of each follows. A point is typical when its 20 nearest neighbours in its
    cluster are near. k-means takes some tens of passes of (n + m) * clusters * d steps.

    Args:
        points: float (n, d).
        known: float (m, d).
        count: How many, n at most.
        rng: Draws the points.

    Returns:
        The chosen points, and the typicality of each: 1 / the mean distance to its neighbours.
    """
    both = np.concatenate([points, known])
    clusters = min(len(known) + count, MOST_CLUSTERS, len(both))
    cluster_of = KMeans(clusters, n_init=1, random_state=int(rng.integers(2**31))).fit_predict(both)
    cluster_of, covered = cluster_of[: len(points)], np.bincount(cluster_of[len(points) :], minlength=clusters)
    size = np.bincount(cluster_of, minlength=clusters)
    order = np.lexsort((-size, covered, size < SMALLEST_CLUSTER))
    utilities = np.empty(len(points))

    @cache
    def ranked(cluster: int) -> np.ndarray:
        members = np.flatnonzero(cluster_of == cluster)
        utilities[members] = typicality(points[members])
        return members[np.argsort(-utilities[members], kind="stable")]

    in_turn = (ranked(cluster)[place] for place in range(size.max()) for cluster in order[size[order] > place])
    chosen = np.fromiter(islice(in_turn, count), np.intp)
    return chosen, utilities[chosen]


def typicality(points: np.ndarray) -> np.ndarray:
    """1 / the mean distance of each point to its 20 nearest others (half of them, if there are fewer): float (n,)."""
    if len(points) < 2:
        return np.zeros(len(points))
    neighbours = min(NEIGHBOURS, max(1, len(points) // 2))
    distance = pairwise_distances(points)
    nearest = np.partition(distance, neighbours, axis=1)[:, : neighbours + 1]  # itself, at distance 0, is one of them
    return 1 / (nearest.sum(axis=1) / neighbours + 1e-5)
