"""Tables of experiments whose outcome is known."""

from pathlib import Path

import numpy as np
import pandas as pd

SEEDS = 10
NOISES = ((0.0, 0), (0.1, 0), (0.2, 0), (0.3, 0), (0.2, 1))  # and whether they grow with the model's doubt
PLANS = ((0.0, 0), (0.1, 0), (0.2, 0), (0.3, 0), (0.5, 0), (0.0, 60), (0.0, 160))  # share asked again, or since when
LEARNERS = ("head", "self-training", "label-spreading")


def runs(gain, points=(20, 100, 200), **columns):
    """Runs of ten seeds on five splits: `gain` more than others, or more by chance alone if it is None."""
    luck, chance = np.random.default_rng(0).normal(0.6, 0.02, SEEDS), np.tile([0.01, -0.01], SEEDS // 2)
    above = chance * np.repeat([1, -1, 1, -1, 1], 2) if gain is None else np.full(SEEDS, gain)
    return pd.DataFrame(
        [
            {
                **{"seed": seed, "split": seed // 2, "labelled": count, "answers": count, "repeated": count // 10},
                **{"accuracy": luck[seed] + above[seed], "found": 5 + round(1000 * above[seed] * count / 100)},
                **columns,
            }
            for seed in range(SEEDS)
            for count in points
        ]
    )


def both(gain, **columns):
    return [runs(gain, strategy="uncertainty", **columns), runs(0.0, strategy="random", **columns)]


def kinds(gain):
    """Two kinds, of which huskies are half of the pool and 50 % and `gain` of the questions."""
    rows = []
    for noise in (0.0, 0.2):
        for seed in range(SEEDS):
            for kind, sign in (("dog husky", 1), ("fox red", -1)):
                asked = 50 + round(100 * sign * (gain or 0))
                wrong = {"wrong_in_pool": 20, "wrong_asked": 10 + round(100 * (gain or 0))} if noise else {}
                counts = {"in_pool": 100, "asked": asked, "tested": 50, "surely_wrong": 10 + 5 * sign}
                rows.append(
                    {"seed": seed, "split": seed // 2, "strategy": "uncertainty", "noise": noise, "kind": kind}
                    | {"labelled": 200, "accuracy": 0.8, "wrong_in_pool": 0, "wrong_asked": 0}
                    | counts
                    | wrong
                )
    return pd.DataFrame(rows)


def tables(name, gain):
    """All that an experiment is read from, with such a gain in what its sentence is about."""
    match name:
        case "rare":
            return {name: [one for rare in (2, 5, 10, 20) for one in both(gain, rare=rare)]}
        case "oracle":
            perfect = [runs(gain, (20, 100), strategy="oracle")]
            return {name: perfect, "asking": [*both(0.01), runs(0.0, strategy="badge")]}
        case "rivals":
            return {name: [one for learner in LEARNERS for one in both(gain, learner=learner)]}
        case "again":
            parts = []
            for noise, doubt in NOISES:
                for again, since in PLANS if noise else PLANS[:5]:
                    points = (20, 120, 220) if since != 60 else (20, 120)
                    spent = gain if again or since else 0.0
                    known = {"noise": noise, "doubt": doubt, "again": again, "since": since}
                    parts.append(runs(spent, points, strategy="uncertainty", **known))
            return {name: parts}
        case "again-late":
            parts = []
            for noise, doubt in NOISES:
                for since in (0, 80, 440) if noise else (0,):
                    points = [count for count in (20, 80, 200, 440, 560) if count <= (since or 440) + 120]
                    for strategy in ("uncertainty", "random") if noise == 0.2 else ("uncertainty",):
                        known = {"noise": noise, "doubt": doubt, "again": 0.0, "since": since, "strategy": strategy}
                        rows = runs(0.0, points, **known)
                        if since:  # only after that many answers it is another run
                            late = runs(gain, points, **known)
                            rows["accuracy"] = rows["accuracy"].where(rows["answers"] <= since, late["accuracy"])
                        parts.append(rows)
            return {name: parts}
        case "pool":
            return {name: [one for share in (0.25, 0.5) for one in both(gain, pool=share)]}
        case "diverse-start":
            start = [runs(gain, strategy=strategy, start="typical") for strategy in ("uncertainty", "random")]
            return {name: start, "asking-initial-20": both(0.0)}
        case "transfer":
            return {name: [runs(gain, strategy="uncertainty", learner="scratch")], "asking-scratch": both(0.0)}
        case "kinds":
            return {name: [kinds(gain)]}


def write_experiment(out: Path, name, gain):
    """Write the tables of an experiment on drawn pictures, and of those that it stands beside."""
    for table, parts in tables(name, gain).items():
        folder = out / f"drawn-{table}"
        folder.mkdir(exist_ok=True)
        is_comparison = table.startswith("asking")
        pd.concat(parts).to_csv(folder / ("curves.csv" if is_comparison else "table.csv"), index=False)
        if not is_comparison:
            (folder / "experiment.json").write_text("{}")
