"""Result folders, made up, as `python -m foxdog compare` writes them."""

import json

import numpy as np
import pandas as pd
from made_curves import LABELLED, noisy, rising

from foxdog.comparison.result_folder import CEILINGS, CURVES, FORMAT, SETTINGS
from foxdog.evidence import CEILING_COLUMNS, CURVE_COLUMNS


def write_result(
    folder,
    pictures="drawn",
    model="scratch",
    noise=0.0,
    initial=20,
    seeds=20,
    saving=0.2,
    strategies=("uncertainty", "badge"),
):
    """Write curves of strategies that each save a share of the labels, the first the most; return the folder."""
    labelled = LABELLED[initial <= LABELLED]
    shares = {name: saving * (1 - rank / max(1, len(strategies))) for rank, name in enumerate(strategies)}
    truths = {name: rising(labelled / (1 - share), 0.9 - noise / 2) for name, share in shares.items()}
    truths["random"] = rising(labelled, 0.9 - noise / 2)
    measured = noisy(np.random.default_rng(0), truths, seeds)
    same = {"pictures": pictures, "model": model, "noise": noise}
    setting = same | {"initial": initial, "batch": 10, "budget": int(labelled[-1])}
    curves = [
        setting
        | {"strategy": name, "seed": seed, "round": number, "labelled": labels, "accuracy": f"{accuracy[number]:.4f}"}
        for name, of_seeds in measured.items()
        for seed, accuracy in enumerate(of_seeds)
        for number, labels in enumerate(labelled.tolist())
    ]
    ceilings = [same | {"seed": seed, "labelled": 750, "accuracy": f"{0.92 - noise / 2:.4f}"} for seed in range(seeds)]
    folder.mkdir(parents=True)
    _write(folder / CURVES, CURVE_COLUMNS, curves)
    _write(folder / CEILINGS, CEILING_COLUMNS, ceilings)
    about = {
        "format": FORMAT,
        "pictures": {"name": pictures, "fingerprint": "0", "classes": ["dog", "fox"], "pool": 750, "test": 300},
        "recipe": "made up",
        **{name: setting[name] for name in ("model", "initial", "batch", "budget", "noise")},
        "versions": {"numpy": "1.0"},
        "strategies": [*strategies, "random"],
        "seeds": seeds,
    }
    (folder / SETTINGS).write_text(json.dumps(about))
    return folder


def _write(file, columns, rows):
    file.write_text(pd.DataFrame(rows, columns=list(columns)).to_csv(index=False, lineterminator="\n"))
