"""The command line: `python -m foxdog run | pictures`. Printing lives here; the heavy imports wait until needed."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foxdog.dataset import Dataset
    from foxdog.loop import Loop

BAD_INPUT = 2
FILES = ("curve.csv", "curve.png", "run.json")
STRATEGY_NAMES = ("uncertainty", "committee", "random")  # foxdog.strategies has them too, but imports scikit-learn
Progress = Callable[[int, int], None]


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        The exit status: 0, 2 for bad input (one line on stderr, nothing written), 130 if it was interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except (ValueError, OSError) as error:
        if not _is_bad_input(error):
            raise
        print(f"foxdog: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("foxdog: stopped; nothing was written.", file=sys.stderr)
        return 130
    return 0


def _is_bad_input(error: Exception) -> bool:
    """Whether the person can mend it; any other error is ours and shows its traceback."""
    from foxdog.dataset import DatasetError
    from foxdog.loop import SettingsError

    return isinstance(error, DatasetError | SettingsError | OSError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m foxdog",
        description="Watch a machine learn foxes from dogs by asking. The page is started by: streamlit run "
        "streamlit_app.py",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_pictures(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction) -> None:
    run = commands.add_parser(
        "run",
        help="one run by the oracle, beside its random baseline",
        description="Run the loop to the budget, the true labels (with noise, if asked for) answering, beside the "
        "same run with questions chosen at random. Writes curve.csv (round, labelled, accuracy, baseline), curve.png "
        "and run.json (settings, answers, rounds), and prints the last line of the result. The same options give "
        "the same curve.",
        epilog="Example: python -m foxdog run --pictures drawn --strategy uncertainty --budget 120 --out out/first",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    run.add_argument(
        "--pictures",
        default="drawn",
        metavar="drawn|PATH",
        help="the built-in drawn pictures, a dataset file (.npz), or a folder that holds two folders of pictures",
    )
    run.add_argument("--strategy", choices=STRATEGY_NAMES, default="uncertainty", help="what to ask next")
    run.add_argument("--initial", type=int, default=20, metavar="N", help="labels known from the start")
    run.add_argument("--batch", type=int, default=10, metavar="N", help="questions a round, 1 to 20")
    run.add_argument("--budget", type=int, default=120, metavar="N", help="labels in all, the initial set included")
    run.add_argument("--noise", type=float, default=0.0, metavar="P", help="share of wrong answers, 0 to 0.5")
    run.add_argument("--seed", type=int, default=0, metavar="N", help="random seed")
    run.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="where the three files go (required)",
    )
    run.set_defaults(command=_run)


def _add_pictures(commands: argparse._SubParsersAction) -> None:
    pictures = commands.add_parser("pictures", help="the built-in pictures", description="The built-in pictures.")
    actions = pictures.add_subparsers(required=True, metavar="ACTION")
    draw = actions.add_parser(
        "draw",
        help="draw the built-in pictures again",
        description="Draw the built-in foxes and dogs again, the same as those that come with the project.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    draw.add_argument("--out", type=Path, default=Path("data/drawn.npz"), metavar="FILE", help="the dataset file")
    draw.set_defaults(command=_draw)


def _run(options: argparse.Namespace) -> None:
    from foxdog.loop import Settings

    settings = Settings(options.strategy, options.initial, options.batch, options.budget, options.noise, options.seed)
    _check_out(options.out)
    dataset = _open_pictures(options.pictures)
    settings.check(dataset)

    from foxdog import charts, cnn, store
    from foxdog.loop import Loop

    loop = Loop(dataset, settings, cnn.make_estimator)
    _run_to_the_end(loop)
    with _progress("measuring the ceiling"):
        ceiling = loop.measure_ceiling()
    rows = store.curve_rows(loop)
    chart = charts.learning_curve(rows, settings.strategy, settings.budget, ceiling)
    title = charts.title(dataset.name, settings.seed, settings.batch)
    texts = store.curve_csv(loop), store.run_json(loop, cnn.RECIPE, ceiling)
    curve, run = (text.encode() for text in texts)
    store.write_files(options.out, dict(zip(FILES, (curve, charts.png(chart, title), run), strict=True)))
    print(_result(loop, ceiling))


def _check_out(folder: Path) -> None:
    """Refuse, before minutes of work, a folder that cannot be made or written to."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(f"{there} is a file; give --out a folder.")
    if not os.access(there, os.W_OK):
        raise PermissionError(f"{there} cannot be written to; give --out another folder.")
    for name in FILES:
        if (folder / name).is_dir():
            raise IsADirectoryError(f"{folder / name} is a folder, and a file of that name is to be written.")


def _run_to_the_end(loop: "Loop") -> None:
    settings = loop.settings
    with _progress("asking and learning") as progress:
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
        f"{last.labelled} labels: {last.accuracy:.1%} asking by {loop.settings.strategy}, "
        f"{loop.baseline.rounds[-1].accuracy:.1%} asking at random, {ceiling:.1%} with all {len(loop.dataset.pool)} "
        f"of the pool (one run, seed {loop.settings.seed}, {len(loop.dataset.test)} test pictures)"
    )


def _open_pictures(source: str) -> "Dataset":
    from foxdog.pictures import open_pictures

    with _progress("reading pictures") as progress:
        dataset, rejects = open_pictures(source, progress)
    for reject in rejects:
        print(f"left out {reject.name}: {reject.reason}", file=sys.stderr)
    return dataset


def _draw(options: argparse.Namespace) -> None:
    from foxdog import dataset
    from foxdog.pictures import draw_pictures

    if options.out.suffix != ".npz":
        raise dataset.DatasetError(f"{options.out} must end in .npz, so that --pictures knows it for a dataset file.")

    with _progress("drawing") as progress:
        drawn = draw_pictures(progress)
    dataset.save(drawn, options.out)
    print(f"{options.out}: {len(drawn)} pictures, {options.out.stat().st_size / 1e6:.1f} MB")


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A progress bar on stderr, with the time left; it is moved by calling it with (done, total)."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


if __name__ == "__main__":
    sys.exit(main())
