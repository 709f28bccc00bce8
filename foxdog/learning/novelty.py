"""Is a picture like any picture of the pool? By its distance to them in a body's features.

A net that knows two classes gives each picture to one of them, also one of neither. So its own belief cannot tell that
it has never seen anything like it. The distance to the nearest picture that it has seen can (Sun et al. 2022, nearest
neighbours), where features that vary together count once (Mahalanobis' distance, Lee et al. 2018).

Measured with the shipped bodies, in % of pictures that are said to be unlike the pool:

| pictures | drawn pool | pool of photos |
|---|---|---|
| the pool's own test pictures, 300 | 4 | 6 |
| the photos, for the drawn pool, or the drawn pictures, for the photos, all | 73 | 1 |
| other pictures (scikit-image's and scikit-learn's samples), 29 | 86 | 34 |
| noise in each px, 20 | 100 | 25 |
| soft noise, 6 x 6 px enlarged, 20 | 100 | 100 |
| one colour, 20 | 90 | 90 |

So what it notices is mostly foreign, and much that it does not notice is foreign too, on photos above all: there the
drawn foxes and dogs pass for photos. Distances between the features as they are, each with the variance 1, notice less
(at the pool's quantile of 0.99: 55 % and 24 % of the other pictures), and cosine distances still less (34 % and none).
"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import ThreadpoolController

QUANTILE = 0.98  # of the pool's own distances: a picture that is farther away than this is unlike the pool

_THREADS = ThreadpoolController()


@dataclass(frozen=True, eq=False)
class Space:
    """Features turned and scaled, so that over some pictures they are uncorrelated and each has the variance 1."""

    centre: np.ndarray  # float64 (d,)
    axes: np.ndarray  # float64 (d, d)

    def place(self, features: np.ndarray) -> np.ndarray:
        """Where features, float (m, d), lie in it: float64 (m, d)."""
        return (features - self.centre) @ self.axes


@dataclass(frozen=True, eq=False)
class Pool:
    """The pictures that a picture is compared with."""

    space: Space
    places: np.ndarray  # float64 (n, d)
    limit: float  # the distance to the nearest of them beyond which a picture is unlike them all

    def nearest(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of pictures with these features, float (m, d): the nearest of the pool, int (m,), and its distance (m,)."""
        distances = _distances(self.space.place(features), self.places)
        return distances.argmin(axis=1), distances.min(axis=1)


def measure(features: np.ndarray) -> Pool:
    """The pool with these features, float (n, d), and how far its own pictures are from each other.

    For the limit the pool is parted at random into halves. Each picture is compared with the other half, in the space
    of the other half: like a stranger, it has no part in what it is compared with.
    """
    features = features.astype(np.float64)
    order = np.random.default_rng(0).permutation(len(features))
    halves = features[order[::2]], features[order[1::2]]
    with _THREADS.limit(limits=1):  # two threads wait for one another: ten times as long on a busy machine
        own = [_nearest(some, others) for some, others in (halves, halves[::-1])]
        space = _space(features)
    return Pool(space, space.place(features), float(np.quantile(np.concatenate(own), QUANTILE)))


def _nearest(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The distance of each picture of some to the nearest of the others, in the space of these."""
    space = _space(others)
    return _distances(space.place(some), space.place(others)).min(axis=1)


def _space(features: np.ndarray) -> Space:
    """The space of some pictures; their covariance is estimated after Ledoit & Wolf (2004), for n near or below d."""
    from sklearn.covariance import LedoitWolf

    estimate = LedoitWolf().fit(features)
    variances, axes = np.linalg.eigh(estimate.covariance_)
    return Space(estimate.location_, axes / np.sqrt(np.maximum(variances, 1e-12)))


def _distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Euclidean distances, float (m, n), between places (m, d) and (n, d)."""
    squares = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * some @ others.T
    return np.sqrt(np.maximum(squares, 0))
