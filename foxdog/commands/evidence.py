"""`python -m foxdog evidence`: the experiments behind the project's claims, computed again."""

import argparse
import sys
from typing import TYPE_CHECKING

from foxdog.commands.compare import add_workers, check_workers, workers_of
from foxdog.commands.console import check_out, progress_bar
from foxdog.commands.run import add_out
from foxdog.learning.settings import SettingsError

if TYPE_CHECKING:
    from foxdog.comparison.experiment_folder import Planned
    from foxdog.pictures.dataset import Dataset


def add(commands: argparse._SubParsersAction) -> None:
    """Add `evidence` to the commands."""
    evidence = commands.add_parser(
        "evidence",
        help="the experiments behind the claims, on all cores or on a Dask cluster",
        description="Compute experiments again, each into a folder of its own. Pictures are parted into pool, "
        "validation and test set in five ways; each has a body that has seen its own pool only, made when it is first "
        "needed, in some minutes. Each curve is kept when it is finished: after a stop the same command goes on.",
        epilog="Example: %(prog)s drawn-asking drawn-rare --jobs 2 --out out/results",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    evidence.add_argument("names", nargs="*", metavar="NAME", help="experiments; --list names them")
    evidence.add_argument("--all", action="store_true", help="all experiments")
    evidence.add_argument("--list", action="store_true", help="say what each experiment asks, and compute nothing")
    add_workers(evidence)
    add_out(evidence, "where the folders go (required, but for --list)", required=False)
    evidence.set_defaults(command=_evidence)


def _evidence(options: argparse.Namespace) -> None:
    from foxdog.comparison.experiments import EXPERIMENTS, PICTURES

    if options.list:
        for one in EXPERIMENTS.values():
            print(f"{one.name}: {one.asks} ({one.seeds} seeds, {one.splits} splits)")
        return
    if unknown := [name for name in options.names if name not in EXPERIMENTS]:
        raise SettingsError(f"There is no experiment {', '.join(unknown)}; --list names them.")
    if bool(options.names) == options.all:
        raise SettingsError("Give the names of experiments, or --all; --list names them.")
    if "out" not in options:
        raise SettingsError("Give --out a folder, where the folders of the experiments go.")
    check_workers(options)

    from foxdog.comparison import contrast_table, experiment_folder, outcomes, variance
    from foxdog.files import write_files

    chosen = [EXPERIMENTS[name] for name in (options.names or EXPERIMENTS)]
    check_out(options.out, ())
    planned: list[Planned] = []
    splits: dict[tuple[str, int], list[Dataset]] = {}
    for one in chosen:
        key = one.pictures, one.splits
        with progress_bar(f"{one.pictures}: a body learns a split") as progress:
            splits[key] = splits.get(key) or experiment_folder.open_splits(one, progress)
        planned.append(experiment_folder.plan_experiment(one, options.out, splits[key]))
    try:
        with progress_bar("experiments") as progress:
            experiment_folder.compute(planned, workers_of(options), progress, _tell)
    except BaseException:
        print(f"What is finished is kept in {options.out}; the same command goes on.", file=sys.stderr)
        raise
    tables = {
        contrast_table.FILE: contrast_table.contrasts_csv(options.out, PICTURES),
        variance.FILE: variance.variance_csv(options.out, PICTURES),
    }
    write_files(options.out, tables)
    for file, text in outcomes.insights(options.out, PICTURES):
        write_files(file.parent, {file.name: text})


def _tell(one: "Planned") -> None:
    print(f"{one.experiment.name}: {one.table_file}", file=sys.stderr)
