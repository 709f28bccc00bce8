"""How a round's time and memory grow with the pool and with the labelled set.

    python -m tests.benchmarks.growth [--json FILE] [--plot FILE]

A round is: learn the labelled pictures, score all pictures once, choose ten of the pool. The pictures are made of the
drawn ones, shifted, and lie in a file that is mapped into memory. Each size runs in a process of its own; its memory is
the most that it held, mapped pages left out, beyond what it held when its net was warm and the pictures not yet open.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.memory import Watch

POOLS = (600, 2_000, 6_000, 20_000, 50_000)
LABELLED = (20, 60, 200, 600, 2_000)
USUAL_POOL, USUAL_LABELLED = 2_500, 300
ROUNDS = 5
SIDE = 48


def write_pictures(path: Path, count: int) -> None:
    """A file of uint8 (count, SIDE, SIDE, 3): the drawn pictures again and again, shifted."""
    from foxdog.pictures.sources import open_pictures

    drawn = open_pictures("drawn").pictures
    pictures = np.lib.format.open_memmap(path, "w+", np.uint8, (count, SIDE, SIDE, 3))
    for start in range(0, count, len(drawn)):
        piece = drawn[: count - start]
        pictures[start : start + len(piece)] = np.roll(piece, start // len(drawn), axis=2)
    pictures.flush()


def work(path: Path, labelled: int) -> None:
    """Rounds on the pictures in a file, most of them unlabelled; prints seconds and memory as JSON."""
    from foxdog.learning.estimator import make_estimator
    from foxdog.learning.learner import Learner, Model
    from foxdog.learning.strategies import STRATEGIES

    warm = np.zeros((2, SIDE, SIDE, 3), np.uint8)
    make_estimator(0).fit(warm, np.array([0, 1])).predict_proba(np.zeros((256, SIDE, SIDE, 3), np.uint8))
    watch = Watch()
    pictures = np.load(path, mmap_mode="r")
    learner = Learner(Model("scratch", pictures, make_estimator, members=1), STRATEGIES["uncertainty"], seed=0)
    rng = np.random.default_rng(0)
    taught, candidates = np.arange(labelled), np.arange(labelled, len(pictures))
    phases: dict[str, list[float]] = {"learn": [], "score": [], "choose": []}
    for _ in range(ROUNDS):
        order = [(int(index), int(index) % 2) for index in rng.permutation(taught)]
        for phase, act in (
            ("learn", lambda order=order: learner.teach(order)),
            ("score", lambda: learner.predict(candidates[:1])),
            ("choose", lambda: learner.query(candidates, 10, rng)),
        ):
            started = time.perf_counter()
            act()
            phases[phase].append(time.perf_counter() - started)
    seconds = {phase: round(statistics.median(times), 3) for phase, times in phases.items()}
    print(json.dumps({**seconds, "mb": round(watch.most(), 1)}))


def measure(pool: int, labelled: int, folder: Path) -> dict[str, float]:
    """One size in a fresh process."""
    path = folder / f"{pool + labelled}.npy"
    if not path.exists():
        write_pictures(path, pool + labelled)
    command = [sys.executable, "-m", "tests.benchmarks.growth", "--work", str(path), str(labelled)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return {"pool": pool, "labelled": labelled, **json.loads(done.stdout.splitlines()[-1])}


def chart(rows: list[dict[str, float]], path: Path) -> None:
    """Seconds and memory against the pool and against the labelled set, as a picture."""
    import altair as alt

    def panel(rows: list[dict[str, float]], x: str, y: list[str], title: str) -> alt.Chart:
        points = [{x: row[x], "part": part, title: row[part]} for row in rows for part in y]
        return (
            alt.Chart(alt.Data(values=points))
            .mark_line(point=True)
            .encode(
                x=alt.X(f"{x}:Q", title=x, axis=alt.Axis(tickCount=5)),
                y=alt.Y(f"{title}:Q", title=title),
                color=alt.Color("part:N", title=None),
            )
            .properties(width=320, height=200)
        )

    by_pool = [row for row in rows if row["labelled"] == USUAL_LABELLED]
    by_labelled = [row for row in rows if row["pool"] == USUAL_POOL]
    phases = ["learn", "score", "choose"]
    panels = [
        panel(rows, x, y, title)
        for rows, x in ((by_pool, "pool"), (by_labelled, "labelled"))
        for y, title in ((phases, "seconds"), (["mb"], "MB"))
    ]
    alt.concat(*panels, columns=2).configure(background="white").save(path, scale_factor=2)


def main() -> None:
    """Measure each size, print the table, write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--work", nargs=2, metavar=("FILE", "LABELLED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(Path(options.work[0]), int(options.work[1]))
        return
    sizes = [(pool, USUAL_LABELLED) for pool in POOLS] + [(USUAL_POOL, labelled) for labelled in LABELLED]
    print("   pool  labelled   learn   score  choose  memory")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for pool, labelled in sizes:
            rows.append(row := measure(pool, labelled, Path(folder)))
            seconds = "".join(f"{row[phase]:6.2f} s" for phase in ("learn", "score", "choose"))
            print(f"{pool:7} {labelled:9}{seconds}{row['mb']:5.0f} MB", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    if options.plot:
        chart(rows, options.plot)


if __name__ == "__main__":
    main()
