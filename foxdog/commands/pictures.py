"""`python -m foxdog pictures`: download, prepare, inspect, pretrain and draw picture sets."""

import argparse
import os
import shlex
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from foxdog.commands.console import (
    MOST_LINES,
    check_file,
    check_out,
    list_rejects,
    open_with_progress,
    progress_bar,
    read_file,
)
from foxdog.files import temporary_beside, write_files
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.progress import Progress
from foxdog.text import printable, split_words

if TYPE_CHECKING:
    from foxdog.pictures.intake import Choice, Proposal

LARGEST_TABLE = 30_000_000  # bytes of a table of labels
SHEETS = Path("out")  # where a contact sheet goes that nobody names


def add(commands: argparse._SubParsersAction) -> None:
    """Add `pictures` and its actions to the commands."""
    pictures = commands.add_parser(
        "pictures",
        help="download, prepare, inspect, pretrain or draw pictures",
        description="The pictures to learn from: fetch the photos, prepare your own, look at a set, let a body "
        "learn it without labels, draw the built-in ones again.",
    )
    actions = pictures.add_subparsers(required=True, metavar="ACTION")
    _add_download(actions)
    _add_prepare(actions)
    _add_inspect(actions)
    _add_pretrain(actions)
    _add_draw(actions)


def _add_download(actions: argparse._SubParsersAction) -> None:
    download = actions.add_parser(
        "download",
        help="fetch the 1,257 real photos",
        description="Fetch the photos that data/photos.csv lists (56 MB), eight at a time, check each, keep them in "
        "the user's cache folder, or in $FOXDOG_PHOTOS_DIR. What is there already is not fetched again. Exits with 1 "
        "when some are still missing.",
        epilog="Then: python -m foxdog run --pictures photos --out out/photos",
    )
    download.add_argument(
        "--mirror",
        default="",
        metavar="URL|FOLDER",
        help="where fox/ and dog/ are, instead of at the photos' own addresses (default: $FOXDOG_MIRROR, if it is set)",
    )
    download.set_defaults(command=_download)


def _add_prepare(actions: argparse._SubParsersAction) -> None:
    prepare = actions.add_parser(
        "prepare",
        help="make a clean data set of your own pictures",
        description="Make a data set file of a folder, a zip or a tar of pictures of two classes, of two folders "
        "named with --fox and --dog, or of CIFAR. Folders, a table of labels or the files' names tell the classes; "
        "where they are not sure, it prints what it would take for which class and the command that accepts that, and "
        "exits with 2. "
        "What cannot be used, or is there twice, is left out and named. Beside FILE.arrow it writes the manifest "
        "FILE.csv and the data card FILE.md.",
        epilog="Example: %(prog)s my-pictures.zip --out out/mine.arrow",
    )
    prepare.add_argument("source", nargs="?", type=Path, metavar="SOURCE", help="a folder, a zip or a tar")
    prepare.add_argument(
        "--class",
        action="append",
        default=[],
        dest="classes",
        metavar="NAME=DIR[,DIR]",
        help="a class, and its folders, labels or beginnings of file names; * means all others. Given twice",
    )
    prepare.add_argument("--labels", type=Path, metavar="FILE", help="a table of labels: CSV, JSON lines or JSON")
    prepare.add_argument(
        "--columns",
        metavar="NAME,LABEL",
        help="its columns that name the picture and have its label, if they are unusual",
    )
    prepare.add_argument(
        "--split-from-folders",
        action="store_true",
        help="keep the split into train and test folders that the pictures came with, instead of making one",
    )
    prepare.add_argument("--fox", type=Path, metavar="DIR", help="a folder of foxes, instead of SOURCE")
    prepare.add_argument("--dog", type=Path, metavar="DIR", help="a folder of dogs, instead of SOURCE")
    prepare.add_argument(
        "--cifar",
        action="store_true",
        help="the 600 foxes of CIFAR-100 and 600 dogs of CIFAR-10, instead of SOURCE (330 MB from the network)",
    )
    prepare.add_argument("--out", type=Path, required=True, metavar="FILE", help="the dataset file, .arrow (required)")
    prepare.set_defaults(command=_prepare)


def _add_inspect(actions: argparse._SubParsersAction) -> None:
    inspect = actions.add_parser(
        "inspect",
        help="print what is in a set and draw its contact sheet",
        description="Print a picture set's data card (counts, what was left out, sources, caveats) and write "
        "a contact sheet of each class and kind.",
    )
    inspect.add_argument(
        "pictures", metavar="NAME|PATH", help="drawn, photos, watermarked, a dataset file, a folder, a zip or a tar"
    )
    inspect.add_argument("--out", type=Path, metavar="PNG", help="the contact sheet (default: out/NAME.png)")
    inspect.set_defaults(command=_inspect)


def _add_pretrain(actions: argparse._SubParsersAction) -> None:
    pretrain = actions.add_parser(
        "pretrain",
        help="let a body learn a set's pool without labels",
        description="Train the set's own body on the pictures of its pool, without labels, by self-supervision: one "
        "and a half to three minutes on two cores. Runs on these pictures with a head start then begin from it. The "
        "built-in sets come with theirs.",
        epilog="Example: %(prog)s out/mine.arrow",
    )
    pretrain.add_argument("pictures", metavar="SET", help="drawn, photos, a dataset file, a folder, a zip or a tar")
    pretrain.add_argument("--updates", type=int, metavar="N", help="of the weights (default: 400)")
    hue = "how far colours turn in what it learns from, 0 to 0.5 turns of the colour circle (default: 0); more where "
    pretrain.add_argument("--hue", type=float, default=0.0, metavar="H", help=f"{hue}colours do not tell the classes")
    pretrain.add_argument("--again", action="store_true", help="also if the set has a body already")
    pretrain.add_argument(
        "--out", type=Path, metavar="FILE", help="the body, .npz (default: where runs look for it, in the user's cache)"
    )
    pretrain.add_argument(
        "--features", action="store_true", help="write beside it what it sees in the set's pictures: FILE-features.npz"
    )
    pretrain.set_defaults(command=_pretrain)


def _add_draw(actions: argparse._SubParsersAction) -> None:
    draw = actions.add_parser(
        "draw",
        help="draw the built-in pictures again",
        description="Draw the built-in foxes and dogs again, the same as those that come with the project.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    draw.add_argument("--out", type=Path, default=Path("data/drawn.arrow"), metavar="FILE", help="the dataset file")
    draw.set_defaults(command=_draw)


def _download(options: argparse.Namespace) -> int:
    from foxdog.pictures import photos

    folder = photos.home()
    with progress_bar("fetching photos") as progress:
        outcome = photos.download(folder, options.mirror, progress)
    if outcome.present == outcome.total:
        print(f"{outcome} They are in {folder}.")
        return 0
    if not outcome.stopped:  # which names the one reason for all
        for file, reason in islice(outcome.failed.items(), MOST_LINES):
            print(f"{file} {reason}", file=sys.stderr)
    print(f"{outcome} They are kept in {folder}." if outcome.present else outcome, file=sys.stderr)
    return 1


def _prepare(options: argparse.Namespace) -> None:
    manifest, card = options.out.with_suffix(".csv"), options.out.with_suffix(".md")
    check_file(options.out, ".arrow", (manifest.name, card.name))
    _keep_facts(options.source, manifest)
    choice = _choice(options)
    with progress_bar("reading pictures") as progress:
        dataset = _read(options, choice, progress)
    list_rejects(dataset)
    _write(dataset, options.out, manifest, card)
    foxes, dogs = (f"{(dataset.labels == label).sum():,} {dataset.classes[label]}" for label in (1, 0))
    print(
        f"{options.out}: {len(dataset):,} pictures ({foxes}, {dogs}), {len(dataset.rejects):,} left out; "
        f"manifest {manifest}, data card {card}"
    )


def _keep_facts(source: Path | None, manifest: Path) -> None:
    """Refuse to write the manifest over the facts that came with the pictures."""
    from foxdog.pictures.intake import FACTS

    if source and manifest.name == FACTS and manifest.parent.resolve() == source.resolve():
        raise DatasetError(f"The manifest would replace {manifest}, which is read; give --out another name.")


def _write(dataset: Dataset, out: Path, manifest: Path, card: Path) -> None:
    """Write all three files, the dataset's last; none gets its name before all that takes time is done."""
    from foxdog.pictures.card import data_card
    from foxdog.pictures.dataset_file import manifest_csv, save

    texts = {manifest.name: manifest_csv(dataset).encode(), card.name: data_card(dataset).encode()}
    with temporary_beside(out) as temporary:
        save(dataset, temporary)
        write_files(out.parent, texts)
        os.replace(temporary, out)


def _choice(options: argparse.Namespace) -> "Choice":
    """What the options say about the classes of SOURCE."""
    from foxdog.pictures.intake import Choice, Entry

    given = [options.source is not None, bool(options.fox or options.dog), options.cifar]
    if sum(given) != 1 or bool(options.fox) != bool(options.dog):
        raise DatasetError("Give either SOURCE, or both --fox and --dog, or --cifar.")
    said = options.classes or options.labels or options.columns or options.split_from_folders
    if said and options.source is None:
        raise DatasetError("--class, --labels, --columns and --split-from-folders are about SOURCE: give one.")
    classes: dict[str, list[str]] = {}
    for one in options.classes:
        name, _, groups = one.partition("=")
        if not (name.strip() and split_words(groups)):
            raise DatasetError(f"--class takes a class's name and its folders, fox=red,arctic say, not {one}.")
        classes.setdefault(name.strip(), []).extend(split_words(groups))
    columns = split_words(options.columns or "")
    if options.columns and len(columns) != 2:
        raise DatasetError("--columns takes two columns: the one that names the picture, and the one of its label.")
    table = None
    if options.labels:
        data = read_file(options.labels, LARGEST_TABLE)
        table = Entry(options.labels.name, lambda: data)
    return Choice(classes, options.split_from_folders, table, (columns[0], columns[1]) if columns else None)


def _read(options: argparse.Namespace, choice: "Choice", progress: Progress) -> Dataset:
    from foxdog.pictures import intake

    if options.cifar:
        from foxdog.pictures.intake.cifar import read_cifar

        return read_cifar(progress)
    if options.fox:
        return intake.read_two_folders(options.dog, options.fox, progress)
    try:
        return intake.read_source(options.source, progress, choice=choice, say=_say)
    except intake.UnsureError as error:
        _say(error.proposal, sys.stderr)
        table = ["--labels", str(options.labels)] if options.labels else []
        table += ["--columns", options.columns] if options.columns else []
        kept = ["--split-from-folders"] if options.split_from_folders else []
        again = shlex.join([*table, *kept, "--out", str(options.out)])
        raise DatasetError(
            f"{options.source} does not say for sure which pictures are of which class: {error.proposal.doubt}. "
            f"To accept this, or with other classes: foxdog pictures prepare {shlex.quote(str(options.source))} "
            f"{error.proposal.options()} {again}"
        ) from None


def _say(proposal: "Proposal", out: TextIO | None = None) -> None:
    for line in proposal.lines():
        print(printable(line), file=out)


def _inspect(options: argparse.Namespace) -> None:
    from foxdog.pictures.card import data_card
    from foxdog.pictures.contact_sheet import contact_sheet
    from foxdog.pictures.encoding import to_bytes
    from foxdog.pictures.sources import notes_on

    if options.out:
        check_file(options.out, ".png")
    else:
        check_out(SHEETS, ())
    dataset = open_with_progress(options.pictures)
    name = Path(printable(dataset.name)).name  # a stranger's dataset file may name a path, or control the terminal
    out = options.out or SHEETS / f"{name}.png"
    check_file(out, ".png")
    print("\n".join(map(printable, data_card(dataset, notes_on(options.pictures)).split("\n"))))
    write_files(out.parent, {out.name: to_bytes(contact_sheet(dataset), "PNG")})
    print(f"Contact sheet: {out}")


def _pretrain(options: argparse.Namespace) -> None:
    if options.updates is not None and options.updates < 1:
        raise SettingsError(f"The number of updates must be 1 or more, not {options.updates}.")
    if not 0 <= options.hue <= 0.5:
        raise SettingsError(f"The turn of the hue must be 0 to 0.5, not {options.hue}.")
    if options.out:
        check_file(options.out, ".npz")

    from foxdog.learning.head_start import bodies

    check_out(options.out.parent if options.out else bodies.cache_folder(), ())
    dataset = open_with_progress(options.pictures)
    name = printable(dataset.name)
    from foxdog.learning.head_start.body import features

    if not options.again and bodies.find(dataset):
        print(f"{name} has a body already, from which runs on these pictures start: --again trains another.")
        return
    out = options.out or bodies.cache_file(dataset)
    check_out(out.parent, (out.name, *([bodies.features_file(out).name] if options.features else [])))
    with progress_bar("learning without labels") as progress:
        body = bodies.make_body(dataset, options.updates or bodies.UPDATES, options.hue, progress)
    bodies.save(body, out, features(body.weights, dataset.pictures) if options.features else None)
    found = bodies.find(dataset)
    starts = "now start from it" if found and found.digest == body.digest else "do not start from it"
    print(
        f"{out}: a body that has learned the {len(dataset.pool):,} pictures of {name}'s pool, without labels; ", end=""
    )
    print(f"runs on these pictures {starts}")


def _draw(options: argparse.Namespace) -> None:
    from foxdog.drawn.dataset import draw_dataset
    from foxdog.pictures.dataset_file import save

    check_file(options.out, ".arrow")
    with progress_bar("drawing") as progress:
        drawn = draw_dataset(progress)
    save(drawn, options.out)
    print(f"{options.out}: {len(drawn)} pictures, {options.out.stat().st_size / 1e6:.1f} MB")
