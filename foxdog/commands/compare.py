"""`python -m foxdog compare`: strategies x seeds by the oracle, each beside the random run of the same seed."""

import argparse
import sys
from pathlib import Path

from foxdog.commands.console import check_out, open_with_progress, progress_bar
from foxdog.commands.run import add_settings
from foxdog.learning.settings import STRATEGY_NAMES

FILES = ("settings.json", "curves.csv", "ceilings.csv", "summary.csv", "insights.md", "curves.png")


def add(commands: argparse._SubParsersAction) -> None:
    """Add `compare` to the commands."""
    compare = commands.add_parser(
        "compare",
        help="strategies x seeds by the oracle, on all cores or on a Dask cluster",
        description="Run each strategy with each of many random seeds, beside the random strategy with the same "
        "initial pictures and weights, and measure each seed's ceiling. Writes curves.csv (a row a strategy, seed and "
        "round), ceilings.csv and settings.json, and what they come to: summary.csv (a row of figures a strategy), "
        "insights.md (sentences) and curves.png. A curve is kept when it is finished: stopped, the same command goes "
        "on, and with more seeds or strategies it computes only those. The files are the same bytes whatever --jobs.",
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
    place = compare.add_mutually_exclusive_group()
    place.add_argument("--jobs", type=int, default=1, metavar="N", help="processes, about 1 GB each")
    place.add_argument(
        "--dask",
        default=argparse.SUPPRESS,
        metavar="ADDRESS",
        help="a Dask scheduler instead, tcp://host:port; its workers need this project, and the pictures at the same "
        "path (pip install '.[dask]' in the project's folder)",
    )
    compare.add_argument(
        "--out", type=Path, required=True, metavar="DIR", default=argparse.SUPPRESS, help="where it all goes (required)"
    )
    compare.set_defaults(command=_compare)


def _compare(options: argparse.Namespace) -> None:
    from foxdog.comparison import experiment, results, workers
    from foxdog.files import write_files
    from foxdog.learning.settings import Settings, SettingsError

    if options.jobs < 1:
        raise SettingsError(f"The number of jobs must be 1 or more, not {options.jobs}.")
    if options.budget <= options.initial:
        raise SettingsError(f"The budget must be more than the initial set ({options.initial}): there is no curve yet.")
    check_out(options.out, FILES)
    dataset = open_with_progress(options.pictures)
    settings = Settings(initial=options.initial, batch=options.batch, budget=options.budget, noise=options.noise)
    strategies = [name.strip() for name in options.strategies.split(",")]
    works = experiment.plan(options.pictures, dataset, settings, strategies, options.seeds)

    from foxdog.learning import cnn

    described = experiment.description(dataset, works, cnn.RECIPE)
    experiment.check_folder(options.out, described)
    if address := getattr(options, "dask", ""):
        place = workers.on_dask(address)
    else:
        place = workers.on_cores(options.jobs) if options.jobs > 1 else workers.here(dataset)
    try:
        with progress_bar("comparing") as progress:
            experiment.compute(options.out, works, place, described, progress)
    except BaseException:
        done = len(works) - len(experiment.left_to_do(options.out, works))
        print(f"{done} of {len(works)} results are in {options.out}; the same command goes on.", file=sys.stderr)
        raise
    write_files(options.out, results.conclusions(results.read(options.out)))
    curves = sum(not work.ceiling for work in works)
    print(f"{curves} curves and {options.seeds} ceilings, and what they come to: {options.out / 'insights.md'}")
