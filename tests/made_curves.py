"""Learning curves made up so that the truth is known."""

import numpy as np

from foxdog.evidence import Curves

LABELLED = np.arange(20, 301, 10)
FLAT = np.interp(LABELLED, [20, 100, 300], [0.60, 0.80, 0.80])


def rising(labelled, height=0.90, gain=0.35, slowness=80):
    """A smooth learning curve that nears `height`; made `slowness` times k, it needs k times the labels."""
    return height - gain * np.exp(-np.asarray(labelled) / slowness)


def curves(accuracy, seeds=None, labelled=None, **setting):
    """Curves of the drawn pictures from bare arrays, strategy -> (seeds, rounds)."""
    accuracy = {name: np.asarray(values, dtype=float) for name, values in accuracy.items()}
    rows, rounds = accuracy["random"].shape
    labelled = LABELLED[:rounds] if labelled is None else np.asarray(labelled)
    known = {"pictures": "drawn", "model": "scratch", "initial": int(labelled[0]), "batch": 10}
    known |= {"budget": int(labelled[-1]), "noise": 0.0, "ceilings": np.full(rows, np.nan)}
    seeds = tuple(range(rows)) if seeds is None else seeds
    known["splits"] = (0,) * rows
    return Curves(**(known | setting), seeds=seeds, labelled=labelled, accuracy=accuracy)


def noisy(rng, truths, seeds=20, own=0.015, slow=0.015, shared=0.02, pictures=300):
    """What seeds would measure of true curves, strategy -> (rounds,).

    Each seed has luck of its own that all strategies share (`shared`), and each curve luck that lasts for some rounds
    (`slow`) and luck of one round (`own`), all standard deviations; accuracies are multiples of 1 / pictures.
    """
    luck = rng.normal(0, shared, (seeds, 1))
    measured = {}
    for name, truth in truths.items():
        steps = rng.normal(0, slow, (seeds, len(truth)))
        lasting = [steps[:, 0]]
        for step in steps.T[1:]:
            lasting.append(0.6 * lasting[-1] + 0.8 * step)  # 0.6^2 + 0.8^2 = 1: the deviation stays what it is
        found = truth + luck + np.array(lasting).T + rng.normal(0, own, steps.shape)
        measured[name] = np.clip(np.round(found * pictures) / pictures, 0, 1)
    return measured


def with_saving(rng, share, seeds=20, labelled=LABELLED, slowness=80, **luck):
    """Curves of an `uncertainty` that truly needs `1 - share` of random's labels for any accuracy."""
    truths = {
        "uncertainty": rising(labelled / (1 - share), slowness=slowness),
        "random": rising(labelled, slowness=slowness),
    }
    return curves(noisy(rng, truths, seeds, **luck), labelled=labelled)


def measured(seed=0, seeds=20, luck=None, **truths):
    """What seeds would measure of true curves, with the usual luck or with other standard deviations of it."""
    return noisy(np.random.default_rng(seed), truths, seeds, **(luck or {}))


def calm(seed=0, seeds=20, **truths):
    """The same with so little luck that what is true is found."""
    return measured(seed, seeds, {"own": 0.003, "slow": 0.003}, **truths)
