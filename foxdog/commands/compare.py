"""`python -m foxdog compare`: strategies x seeds, answered by the oracle, beside random choice with the same seed."""

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from foxdog.commands.console import check_out, open_with_progress, progress_bar
from foxdog.commands.run import add_out, add_settings, shared_settings
from foxdog.files import write_files
from foxdog.learning.settings import STRATEGY_NAMES, SettingsError
from foxdog.pictures.dataset import Dataset

if TYPE_CHECKING:
    from foxdog.comparison.workers import Workers


def add(commands: argparse._SubParsersAction) -> None:
    """Add `compare` to the commands."""
    compare = commands.add_parser(
        "compare",
        help="strategies x seeds by the oracle, on all cores or on a Dask cluster",
        description="Run each strategy with each of many random seeds, beside the random strategy with the same "
        "initial pictures and weights, and measure each seed's ceiling. Writes curves.csv (a row for each strategy, "
        "seed and round), ceilings.csv and settings.json, and what they come to: summary.csv (a row of figures for "
        "each strategy), insights.md (sentences) and curves.png. Each curve is kept when it is finished: after a stop "
        "the same command goes on, and with more seeds or strategies it computes only those. The files are the same "
        "bytes whatever --jobs is.",
        epilog="Example: %(prog)s --strategies uncertainty,badge --seeds 20 --jobs 4 --out out/compare",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    compare.add_argument(
        "--strategies",
        default="uncertainty",
        metavar="A,B,...",
        help=f"some of {', '.join(STRATEGY_NAMES)}; random is always one",
    )
    compare.add_argument("--seeds", type=int, default=20, metavar="N", help="random seeds 0 to N - 1")
    add_settings(compare)
    add_workers(compare)
    add_out(compare, "where it all goes (required)")
    compare.set_defaults(command=_compare)


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add what computes the curves."""
    workers = parser.add_mutually_exclusive_group()
    workers.add_argument("--jobs", type=int, default=1, metavar="N", help="processes, about 1 GB each")
    workers.add_argument(
        "--dask",
        default=argparse.SUPPRESS,
        metavar="ADDRESS",
        help="a Dask scheduler instead, tcp://host:port; its workers need this project, and the pictures at the same "
        "path (pip install '.[dask]' in the project's folder)",
    )


def _compare(options: argparse.Namespace) -> None:
    from foxdog.comparison import result_folder
    from foxdog.comparison.plan import import_load_model, plan_tasks
    from foxdog.comparison.report import report_files
    from foxdog.comparison.result import read_result

    check_workers(options)
    check_out(options.out, result_folder.FILES)
    for folder in result_folder.FOLDERS:
        check_out(options.out / folder, ())
    dataset = open_with_progress(options.pictures)
    settings, strategies = shared_settings(options), [name.strip() for name in options.strategies.split(",")]
    plan = partial(plan_tasks, options.pictures, dataset, settings, strategies, options.seeds)
    plan()  # refuses what cannot be planned before the pictures are looked at
    with progress_bar("looking at the pictures") as progress:
        recipe = import_load_model()(settings.model, dataset, progress).recipe
    tasks = plan(recipe)
    described = result_folder.describe(dataset, tasks, recipe)
    result_folder.check_folder(options.out, described)
    workers = workers_of(options, dataset)
    try:
        with progress_bar("comparing") as progress:
            result_folder.fill(options.out, tasks, workers, described, progress)
    except BaseException:
        done = len(tasks) - len(result_folder.left_to_do(options.out, tasks))
        kept = f"{done} of {len(tasks)} curves and ceilings are in {options.out}"
        print(f"{kept}; the same command goes on.", file=sys.stderr)
        raise
    write_files(options.out, report_files(read_result(options.out)))
    curves = sum(not task.ceiling for task in tasks)
    insights = options.out / result_folder.INSIGHTS
    print(f"{curves} curves and {options.seeds} ceilings, and what they come to: {insights}")


def check_workers(options: argparse.Namespace) -> None:
    """Refuse what cannot compute anything."""
    if options.jobs < 1:
        raise SettingsError(f"The number of jobs must be 1 or more, not {options.jobs}.")
    if "dask" in options and not options.dask.strip():
        raise SettingsError("--dask needs the address of a Dask scheduler: tcp://host:port.")


def workers_of(options: argparse.Namespace, dataset: Dataset | None = None) -> "Workers":
    """What computes the curves: a Dask cluster, several processes, or this one.

    Args:
        options: As `add_workers` has them.
        dataset: The pictures of all tasks, if they are the same and open.
    """
    from foxdog.comparison import workers

    if "dask" in options:
        return workers.on_dask(options.dask)
    if options.jobs > 1:
        return workers.on_cores(options.jobs)
    return workers.in_this_process(dataset) if dataset else workers.here
