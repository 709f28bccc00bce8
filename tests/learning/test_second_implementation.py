"""The strategies beside scikit-activeml's on the same features: the same picks, or the difference is named here.

Least confidence, margin, entropy and k-centre (their CoreSet) make the same picks. Two strategies differ:

- TypiClust: scikit-activeml takes min(20, size - 1) neighbours in a cluster, and does not put clusters under five
  points last; ours takes half of a small cluster, as the code of Hacohen et al. 2022 does. On the same clusters the
  same ones are asked about, and of those with more than 40 points the same picture.
- BADGE: scikit-activeml keeps the squared length of a gradient as its distance from the chosen ones, so that the origin
  counts as chosen; the code of Ash et al. 2020, and ours, count from the first point alone. Without that the picks are
  the same, by the same random numbers. (It also writes each gradient twice, once with each sign: no pick changes.)
"""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from foxdog.learning import utilities
from foxdog.learning.utilities import farthest, gradients, scattered, typical, typicality

activeml = pytest.importorskip("skactiveml.pool", reason="scikit-activeml is an extra of the tests")

POOL, KNOWN = 300, 40
COUNT = 20


@pytest.fixture(scope="module", params=range(3))
def made(request):
    """Features float (POOL, 16), labels with NaN for the unknown, the unknown, the known, and a head."""
    rng = np.random.default_rng(request.param)
    centres = rng.normal(0, 1, (6, 16))
    features = centres[rng.integers(0, 6, POOL)] + rng.normal(0, 0.6, (POOL, 16))
    truth = (features[:, 0] + 0.3 * rng.normal(size=POOL) > 0).astype(float)
    labels = np.full(POOL, np.nan)
    known = rng.choice(POOL, KNOWN, replace=False)
    labels[known] = truth[known]
    head = LogisticRegression(C=0.1).fit(features[known], truth[known])
    return features, labels, np.flatnonzero(np.isnan(labels)), known, head


def fitted(made):
    """The same head, as scikit-activeml wants it."""
    from skactiveml.classifier import SklearnClassifier

    features, labels, *_ = made
    return SklearnClassifier(LogisticRegression(C=0.1), classes=[0, 1]).fit(features, labels)


def test_both_have_the_same_head(made):
    features, _, _, _, head = made
    assert fitted(made).predict_proba(features) == pytest.approx(head.predict_proba(features), abs=1e-6)


@pytest.mark.parametrize("method", ["least_confident", "margin_sampling", "entropy"])
def test_uncertainty_makes_the_same_picks(made, method):
    """By each of the three measures, since with two classes they give one ranking."""
    features, labels, unknown, _, head = made
    query = activeml.UncertaintySampling(method=method)
    theirs = query.query(features, labels, fitted(made), fit_clf=False, batch_size=COUNT)
    unsure = 1 - head.predict_proba(features[unknown]).max(axis=1)
    ours = unknown[np.argsort(-unsure, kind="stable")[:COUNT]]
    assert theirs.tolist() == ours.tolist()


def test_k_centre_makes_the_same_picks(made):
    features, labels, unknown, known, _ = made
    even = normalize(features)
    theirs = activeml.CoreSet().query(even, labels, batch_size=COUNT)
    ours, _ = farthest(even[unknown], even[known], COUNT)
    assert theirs.tolist() == unknown[ours].tolist()


def ask_theirs(made, **how):
    """What scikit-activeml's BADGE picks."""
    features, labels, _, _, _ = made
    query = activeml.Badge(random_state=0)
    check = query._validate_data

    def checked(*given, **more):
        found = check(*given, **more)
        query.random_state_ = Same()  # it would make one of its own here
        return found

    query._validate_data = checked
    return query.query(features, labels, fitted(made), fit_clf=False, batch_size=COUNT, **how)


class Same:
    """A generator that makes the same choices for both: where given numbers fall among the summed chances."""

    def __init__(self):
        self.left = np.random.default_rng(5).random(COUNT).tolist()

    def choice(self, count, size=None, replace=True, p=None):
        picked = int(np.searchsorted(np.cumsum(p) / np.sum(p), self.left.pop(0), side="right"))
        return picked if size is None else np.array([picked])


def ours_of(made):
    features, _, unknown, _, head = made
    points = gradients(head.predict_proba(features[unknown])[:, 1], features[unknown])
    return points, unknown[scattered(points, COUNT, Same())[0]].tolist()


def test_badge_makes_the_same_first_pick_and_then_counts_the_origin_as_chosen(made):
    theirs, chances = ask_theirs(made, return_utilities=True)
    points, ours = ours_of(made)
    assert ours[0] == theirs[0]
    first = made[2].tolist().index(ours[0])
    from_first, from_origin = (((points - point) ** 2).sum(axis=1) for point in (points[first], 0))
    found = np.nan_to_num(chances[1][made[2]])
    assert found == pytest.approx(np.minimum(from_first, from_origin) / np.minimum(from_first, from_origin).sum())
    assert found != pytest.approx(from_first / from_first.sum())


def test_badge_makes_the_same_picks_once_the_origin_does_not_count(made, monkeypatch):
    from skactiveml.pool import _badge

    distances, lengths = _badge._d_2, []

    def from_the_first_point(points, chosen, latest=None):
        if not len(np.atleast_1d(chosen)):
            lengths.append(distances(points, chosen))
            return lengths[0]
        return distances(points, chosen, np.inf if latest is lengths[0] else latest)

    monkeypatch.setattr(_badge, "_d_2", from_the_first_point)
    assert list(ask_theirs(made)) == ours_of(made)[1]


def clusters_of(features, count):
    return KMeans(count, n_init=1, random_state=0).fit_predict(features)


def test_typiclust_makes_the_same_picks_on_the_same_large_clusters(made, monkeypatch):
    """With few labels the clusters are large, so that both take 20 neighbours; then all differences are gone."""
    features, _, _, _, _ = made
    even = normalize(features)
    known = np.array([0, 1])
    labels = np.full(POOL, np.nan)
    labels[known] = [0.0, 1.0]
    unknown = np.flatnonzero(np.isnan(labels))
    shared = Clusters(even)
    monkeypatch.setattr(utilities, "KMeans", lambda count, **_: shared.of(count))
    ours, _ = typical(even[unknown], even[known], 2, np.random.default_rng(0))
    query = activeml.TypiClust(cluster_algo=GivenClusters, cluster_algo_dict={"shared": shared}, k=20)
    theirs = query.query(even, labels, batch_size=2)
    homes = shared.homes(4)
    assert homes[unknown[ours]].tolist() == homes[theirs].tolist()
    free = [home for home in homes[theirs] if not np.isin(home, homes[known]) and (homes == home).sum() > 40]
    for home, mine, other in zip(homes[theirs], unknown[ours], theirs, strict=True):
        if home in free:
            assert mine == other
    assert free


def test_typicality_is_the_same_where_both_take_twenty_neighbours(made):
    from skactiveml.pool._typi_clust import _typicality

    features = normalize(made[0])[:100]
    theirs = _typicality(features, np.arange(100), 20)
    assert typicality(features) == pytest.approx(theirs, rel=1e-3)  # ours adds 1e-5 to a mean, theirs 1e-7 to a sum
    assert typicality(features).argmax() == theirs.argmax()


class Clusters:
    """The same k-means clusters for both, whatever the order of the points."""

    def __init__(self, features):
        self.features = features

    def homes(self, count):
        return clusters_of(self.features, count)

    def of(self, count):
        return GivenClusters(count, shared=self)


class GivenClusters:
    """What both call for clusters."""

    def __init__(self, n_clusters, shared=None):
        self.n_clusters, self.shared = n_clusters, shared

    def fit_predict(self, points):
        homes = self.shared.homes(self.n_clusters)
        nearest = np.abs(points[:, None] - self.shared.features[None]).sum(axis=2).argmin(axis=1)
        return homes[nearest]
