"""`python -m foxdog run`: one run by the oracle or by given labels, new or saved, beside its random baseline."""

import argparse
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foxdog.commands.console import check_file, check_out, open_with_progress, progress_bar, read_file
from foxdog.learning.settings import (
    LARGEST_BATCH,
    MODEL_NAMES,
    RAREST,
    STRATEGY_NAMES,
    USUAL_BATCHES,
    Settings,
    SettingsError,
)
from foxdog.text import printable

if TYPE_CHECKING:
    from foxdog.learning.labels import Labels
    from foxdog.learning.loop import Loop
    from foxdog.learning.saved_run import SavedRun

CURVE_AND_RUN = ("curve.csv", "curve.png", "run.json")
FILES = (*CURVE_AND_RUN, "labels.csv", "label-studio.json", "metadata.csv")  # as `foxdog.learning.labels.FILES`


def add(commands: argparse._SubParsersAction) -> None:
    """Add `run` to the commands."""
    run = commands.add_parser(
        "run",
        help="one run by the oracle, beside its random baseline",
        description="Run the loop to the budget, answered by the oracle (the true labels, with noise if asked for), "
        "beside the same run by random choice. Writes curve.csv (round, labelled, accuracy, baseline), curve.png and "
        "run.json (settings, answers, rounds), and the labels as labels.csv, label-studio.json and metadata.csv, and "
        "prints the last round. The same options give the same curve.",
        epilog="Example: %(prog)s --pictures drawn --strategy uncertainty --budget 120 --out out/first",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    run.add_argument("--strategy", choices=STRATEGY_NAMES, default=Settings.strategy, help="the query strategy")
    add_settings(run)
    run.add_argument("--seed", type=int, default=Settings.seed, metavar="N", help="random seed")
    add_out(run, "where the files go (required, but for a look at a saved run)", required=False)
    about = "go on with this saved run (run.json) by its own settings; without --out, say where it stands"
    run.add_argument("--resume", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=about)
    about = (
        "answer by the labels in this file, as a person's, where it has them: CSV, Label Studio's JSON or a manifest"
    )
    run.add_argument("--labels", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=about)
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
    about = f"one fox in N pictures of the pool, 2 to {RAREST}, by leaving foxes out at random; 0 leaves none out"
    option("--rare", type=int, default=Settings.rare, metavar="N", help=about)


def shared_settings(options: argparse.Namespace) -> Settings:
    """What `add_settings` asked for; the batch size is that of the model unless it was given."""
    given = {name: getattr(options, name) for name in ("model", "initial", "budget", "noise", "rare")}
    return Settings(**given, batch=getattr(options, "batch", USUAL_BATCHES[options.model]))


def add_out(parser: argparse.ArgumentParser, what: str, required: bool = True) -> None:
    """Add the folder for a command's files."""
    parser.add_argument("--out", type=Path, required=required, metavar="DIR", default=argparse.SUPPRESS, help=what)


def _run(options: argparse.Namespace) -> None:
    out, record = getattr(options, "out", None), getattr(options, "record", None)
    saved, labels = _saved_run(options), _read_labels(options)
    settings = saved.settings if saved else _settings(options)
    if out:
        check_out(out, FILES)
    elif not saved or record or labels:
        raise SettingsError("Give --out a folder, where the files of the run go.")
    if record:
        check_file(record, ".npz")
    dataset = open_with_progress(options.pictures)
    if saved:
        saved.answers_about(dataset)  # refuses other pictures before these are looked at, and their numbers
    settings.check(dataset)

    from foxdog.learning.labels import labels_of
    from foxdog.learning.loop import Loop
    from foxdog.learning.models import load_model
    from foxdog.learning.saved_run import continue_run

    given = labels_of(dataset, labels) if labels else {}
    with progress_bar("looking at the pictures") as progress:
        model = load_model(settings.model, dataset, progress)
    if saved:
        with progress_bar("learning its answers again") as progress:
            loop = continue_run(saved, dataset, model, progress=progress)
    else:
        loop = Loop(dataset, settings, model)
    if not out:
        print(_where_it_stands(loop))
        return
    _run_to_the_end(loop, given)
    with progress_bar("measuring the ceiling") as progress:
        progress(0, 1)
        ceiling = loop.measure_ceiling()
    _write(loop, ceiling, out, record)
    print(_result(loop, ceiling))


def _settings(options: argparse.Namespace) -> Settings:
    return replace(shared_settings(options), strategy=options.strategy, seed=options.seed)


def _saved_run(options: argparse.Namespace) -> "SavedRun | None":
    """The run that --resume names. Its settings are its own, so options that say otherwise are refused."""
    if "resume" not in options:
        return None
    from foxdog.learning.saved_run import LARGEST, read_saved_run

    saved = read_saved_run(read_file(options.resume, LARGEST))
    asked, usual = asdict(_settings(options)), asdict(Settings(batch=USUAL_BATCHES[options.model]))
    if other := [f"--{name}" for name in asked if asked[name] not in (usual[name], getattr(saved.settings, name))]:
        raise SettingsError(f"A saved run goes on by its own settings: leave out {', '.join(other)}.")
    if "record" in options:
        raise SettingsError("A saved run cannot be recorded: leave out --record.")
    return saved


def _read_labels(options: argparse.Namespace) -> "Labels | None":
    """The labels of the file that --labels names."""
    if "labels" not in options:
        return None
    if "record" in options:
        raise SettingsError("Only a run that the oracle answers is recorded: leave out --labels or --record.")
    from foxdog.learning.labels import LARGEST, read_labels

    return read_labels(read_file(options.labels, LARGEST))


def _write(loop: "Loop", ceiling: float, out: Path, record: Path | None) -> None:
    """Write the curve, its chart, the run, its labels and, if asked for, its recording."""
    from foxdog import charts
    from foxdog.evidence import pictures_and_start
    from foxdog.files import write_files
    from foxdog.learning import labels, run_file

    settings = loop.settings
    chart = charts.learning_curve(run_file.curve_rows(loop), settings.strategy, settings.budget, ceiling)
    title = charts.title(pictures_and_start(loop.dataset.name, settings.model), settings.seed, settings.batch)
    curve, run = run_file.curve_csv(loop), run_file.run_json(loop, ceiling)
    contents = dict(zip(CURVE_AND_RUN, (curve.encode(), charts.png(chart, title), run.encode()), strict=True))
    write_files(out, contents | {name: make(loop).encode() for name, make in labels.FILES.items()})
    if record:
        write_files(record.parent, {record.name: run_file.recording_of(loop, ceiling).to_bytes()})


def _run_to_the_end(loop: "Loop", given: Mapping[int, int]) -> None:
    """Answer by the labels that are given, by picture, and where there is none by the oracle."""
    settings = loop.settings
    with progress_bar("asking and learning") as progress:
        if not loop.rounds:
            loop.teach()
        with ThreadPoolExecutor(1) as beside:  # the baseline learns on the second core
            while not loop.over:
                baseline = beside.submit(loop.step_baseline)
                for picture in loop.query.open if loop.query else ():
                    if picture in given:
                        loop.answer(picture, given[picture])
                loop.step()
                baseline.result()
                progress(loop.rounds[-1].labelled - settings.initial, settings.budget - settings.initial)
        while loop.step_baseline():
            pass


def _where_it_stands(loop: "Loop") -> str:
    last, counts = loop.rounds[-1], Counter(answer.by for answer in loop.answers)
    answers = f"answers by a person: {counts['person']}, by the oracle: {counts['oracle']}"
    asked = loop.query.open[0] if loop.query and loop.query.open else None
    following = "it is over" if asked is None else f"it asks about {loop.dataset.names[asked]}"
    return printable(
        f"{len(loop.labelled)} of {loop.settings.budget} labels ({answers}); {last.accuracy:.1%} by "
        f"{loop.settings.strategy} after round {last.number}; {following}"
    )


def _result(loop: "Loop", ceiling: float) -> str:
    last = loop.rounds[-1]
    assert loop.baseline is not None  # the command always runs paired
    balanced = "" if last.balanced_accuracy is None else f" (balanced accuracy {last.balanced_accuracy:.1%})"
    return (
        f"{last.labelled} labels: {last.accuracy:.1%}{balanced} by {loop.settings.strategy}, "
        f"{loop.baseline.rounds[-1].accuracy:.1%} by random choice, {ceiling:.1%} with all {len(loop.pool)} "
        f"of the pool (one run, seed {loop.settings.seed}, {len(loop.dataset.test)} test pictures)"
    )
