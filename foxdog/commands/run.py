"""`python -m foxdog run`: one run by the oracle, beside its random baseline."""

import argparse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foxdog.commands.console import check_file, check_out, open_with_progress, progress_bar
from foxdog.learning.settings import LARGEST_BATCH, MODEL_NAMES, STRATEGY_NAMES, USUAL_BATCHES, Settings

if TYPE_CHECKING:
    from foxdog.learning.loop import Loop

FILES = ("curve.csv", "curve.png", "run.json")


def add(commands: argparse._SubParsersAction) -> None:
    """Add `run` to the commands."""
    run = commands.add_parser(
        "run",
        help="one run by the oracle, beside its random baseline",
        description="Run the loop to the budget, answered by the oracle (the true labels, with noise if asked for), "
        "beside the same run by random choice. Writes curve.csv (round, labelled, accuracy, baseline), curve.png and "
        "run.json (settings, answers, rounds), and prints the last round. The same options give the same curve.",
        epilog="Example: %(prog)s --pictures drawn --strategy uncertainty --budget 120 --out out/first",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    run.add_argument("--strategy", choices=STRATEGY_NAMES, default=Settings.strategy, help="the query strategy")
    add_settings(run)
    run.add_argument("--seed", type=int, default=Settings.seed, metavar="N", help="random seed")
    add_out(run, "where the three files go (required)")
    about = "write the run, its baseline and their ceiling to FILE.npz too, as the page's recorded run is kept"
    run.add_argument("--record", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=about)
    run.set_defaults(command=_run)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the pictures, and the settings that all runs of a comparison share."""
    parser.add_argument(
        "--pictures",
        default="drawn",
        metavar="drawn|PATH",
        help="the built-in drawn pictures, a dataset file (.arrow), or a folder that holds two folders of pictures",
    )
    option = parser.add_argument
    about = "what it knows before the first label: a body that has seen the pool without labels, or nothing"
    option("--model", choices=MODEL_NAMES, default=Settings.model, help=about)
    initial = "labels at the start, of pictures drawn at random until both classes are there"
    option("--initial", type=int, default=Settings.initial, metavar="N", help=initial)
    usual = f"{USUAL_BATCHES['head-start']} with a head start, {USUAL_BATCHES['scratch']} from scratch"
    about = f"questions a round, 1 to {LARGEST_BATCH} (default: {usual})"
    option("--batch", type=int, default=argparse.SUPPRESS, metavar="N", help=about)
    option("--budget", type=int, default=Settings.budget, metavar="N", help="labels allowed, the initial set included")
    noise = "share of the oracle's answers that are wrong, 0 to 0.5"
    option("--noise", type=float, default=Settings.noise, metavar="P", help=noise)


def shared_settings(options: argparse.Namespace) -> Settings:
    """What `add_settings` asked for; the batch size is that of the model unless it was given."""
    given = {name: getattr(options, name) for name in ("model", "initial", "budget", "noise")}
    return Settings(**given, batch=getattr(options, "batch", USUAL_BATCHES[options.model]))


def add_out(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the folder for a command's files."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", default=argparse.SUPPRESS, help=what)


def _run(options: argparse.Namespace) -> None:
    settings = replace(shared_settings(options), strategy=options.strategy, seed=options.seed)
    check_out(options.out, FILES)
    record = getattr(options, "record", None)
    if record:
        check_file(record, ".npz")
    dataset = open_with_progress(options.pictures)
    settings.check(dataset)

    from foxdog import charts
    from foxdog.evidence import pictures_and_start
    from foxdog.files import write_files
    from foxdog.learning import models, run_file
    from foxdog.learning.loop import Loop

    with progress_bar("looking at the pictures") as progress:
        model = models.load_model(settings.model, dataset, progress)
    loop = Loop(dataset, settings, model)
    _run_to_the_end(loop)
    with progress_bar("measuring the ceiling"):
        ceiling = loop.measure_ceiling()
    rows = run_file.curve_rows(loop)
    chart = charts.learning_curve(rows, settings.strategy, settings.budget, ceiling)
    title = charts.title(pictures_and_start(dataset.name, settings.model), settings.seed, settings.batch)
    curve, run = run_file.curve_csv(loop), run_file.run_json(loop, ceiling)
    contents = curve.encode(), charts.png(chart, title), run.encode()
    write_files(options.out, dict(zip(FILES, contents, strict=True)))
    if record:
        write_files(record.parent, {record.name: run_file.recording_of(loop, ceiling).to_bytes()})
    print(_result(loop, ceiling))


def _run_to_the_end(loop: "Loop") -> None:
    settings = loop.settings
    with progress_bar("asking and learning") as progress:
        loop.teach()
        with ThreadPoolExecutor(1) as beside:  # the baseline learns on the second core
            while not loop.over:
                baseline = beside.submit(loop.step_baseline)
                loop.step()
                baseline.result()
                progress(loop.rounds[-1].labelled - settings.initial, settings.budget - settings.initial)
        while loop.step_baseline():
            pass


def _result(loop: "Loop", ceiling: float) -> str:
    last = loop.rounds[-1]
    assert loop.baseline is not None  # the command always runs paired
    return (
        f"{last.labelled} labels: {last.accuracy:.1%} by {loop.settings.strategy}, "
        f"{loop.baseline.rounds[-1].accuracy:.1%} by random choice, {ceiling:.1%} with all {len(loop.dataset.pool)} "
        f"of the pool (one run, seed {loop.settings.seed}, {len(loop.dataset.test)} test pictures)"
    )
