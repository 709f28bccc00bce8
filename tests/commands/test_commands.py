import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import PER_CLASS, encoded, noise, packed, sized_png, two_classes, write
from PIL import Image

from foxdog import __main__ as command
from foxdog.commands import run as run_command
from foxdog.learning import models
from foxdog.learning.settings import STRATEGY_NAMES
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures import card, dataset_file, photos
from foxdog.pictures.dataset import Reject

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def tiny_file(tiny, tiny_model, tmp_path, monkeypatch):
    """A dataset file, and a net that learns it at once."""
    monkeypatch.setattr(models, "load_model", tiny_model)
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return tmp_path / "tiny.arrow"


def run(tiny_file, out, *more):
    settings = ["--initial", "6", "--batch", "3", "--budget", "18"]
    return command.main(["run", "--pictures", str(tiny_file), "--out", str(out), *settings, *more])


def test_a_run_writes_its_files_and_one_line(tiny_file, tmp_path, capsys):
    assert run(tiny_file, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(run_command.FILES)
    assert (tmp_path / "out" / "curve.csv").read_text().count("\n") == 1 + 5
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.startswith("18 labels: ")
    assert "one run, seed 0" in printed
    of_run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (of_run["settings"]["model"], of_run["recipe"]) == ("head-start", "tiny-head-start")


@pytest.mark.parametrize(("model", "batch"), [("head-start", 1), ("scratch", 10)])
def test_the_batch_is_the_usual_one_of_the_model_unless_it_is_given(tiny_file, tmp_path, model, batch, capsys):
    common = ["run", "--pictures", str(tiny_file), "--model", model, "--budget", "32", "--out", str(tmp_path)]
    for given, expected in (([], batch), (["--batch", "4"], 4)):
        assert command.main([*common, *given]) == 0
        settings = json.loads((tmp_path / "run.json").read_text())["settings"]
        assert (settings["model"], settings["batch"]) == (model, expected)
    assert command.main([*common, "--batch", "0"]) == 2
    assert capsys.readouterr().err.endswith("The batch size must be 1 to 20, not 0.\n")


def test_the_same_options_give_the_same_bytes(tiny_file, tmp_path):
    for out in ("a", "b"):
        run(tiny_file, tmp_path / out, "--strategy", "committee", "--noise", "0.1", "--seed", "7")
    assert (tmp_path / "a" / "curve.csv").read_bytes() == (tmp_path / "b" / "curve.csv").read_bytes()
    assert (tmp_path / "a" / "run.json").read_bytes() == (tmp_path / "b" / "run.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--pictures", "/no/such/folder"], "does not exist"),
        (["--budget", "100000"], "The budget must be"),
        (["--initial", "1"], "The initial set must be"),
        (["--noise", "0.9"], "The label noise must be"),
        (["--seed", "-1"], "The random seed must be"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(tiny_file, tmp_path, capsys, options, sentence):
    assert run(tiny_file, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith("foxdog: ")
    assert sentence in error
    assert not (tmp_path / "out").exists()


def test_an_out_that_is_a_file_is_refused_before_any_work(tiny_file, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert run(tiny_file, tmp_path / "out") == 2
    assert "give --out a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_in_the_way_of_a_file_is_refused_before_any_work(tiny_file, tmp_path, capsys):
    (tmp_path / "out" / "curve.png").mkdir(parents=True)
    assert run(tiny_file, tmp_path / "out") == 2
    assert "is a folder" in capsys.readouterr().err
    assert not (tmp_path / "out" / "curve.csv").exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("drawn", "must end in .arrow"),
        ("taken.arrow", "is a folder"),
        ("file/drawn.arrow", "is a file"),
        ("closed/drawn.arrow", "cannot be written to"),
    ],
)
def test_what_cannot_be_written_is_refused_before_minutes_of_drawing(tmp_path, capsys, monkeypatch, out, sentence):
    (tmp_path / "taken.arrow").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "closed").mkdir()
    temporary_file = tempfile.TemporaryFile

    def closed(dir):
        if Path(dir).name == "closed":  # root may write anywhere
            raise PermissionError
        return temporary_file(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", closed)
    monkeypatch.setattr("foxdog.drawn.dataset.draw_dataset", None)  # not begun
    before = everything(tmp_path)
    assert command.main(["pictures", "draw", "--out", str(tmp_path / out)]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert sentence in printed.err
    assert everything(tmp_path) == before


@pytest.mark.parametrize("what", ["pipe", "folder", "npz", "text"])
def test_a_set_file_that_is_none_is_one_line(tmp_path, capsys, what):
    path = tmp_path / ("set.npz" if what == "npz" else "set.arrow")
    if what == "pipe":
        os.mkfifo(path)  # to open it would be to wait for ever
    elif what == "folder":
        path.mkdir()
    elif what == "npz":
        np.savez(path, version=np.array(2))
    else:
        path.write_text("Dear fox")
    assert command.main(["run", "--pictures", str(path), "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    expected = (
        "is not a file." if what in ("pipe", "folder") else "make it again with `python -m foxdog pictures prepare`."
    )
    assert error.strip().endswith(expected)


@pytest.mark.parametrize(
    "options", [["--strategy", "psychic"], ["--batch", "many"], ["--model", "genius"], ["--frobnicate"]]
)
def test_unknown_options_exit_with_2(tiny_file, tmp_path, options):
    with pytest.raises(SystemExit) as stop:
        run(tiny_file, tmp_path / "out", *options)
    assert stop.value.code == 2


def test_an_interrupted_run_writes_nothing(tiny_file, tmp_path, capsys, monkeypatch):
    def interrupted(loop, given):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_command, "_run_to_the_end", interrupted)
    assert run(tiny_file, tmp_path / "out") == 130
    assert "nothing is half-written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_error_of_ours_is_not_dressed_up_as_bad_input(tiny_file, tmp_path, monkeypatch):
    def broken(loop, given):
        raise ValueError("a bug")

    monkeypatch.setattr(run_command, "_run_to_the_end", broken)
    with pytest.raises(ValueError, match="a bug"):
        run(tiny_file, tmp_path / "out")


def test_settings_name_every_strategy():
    assert tuple(STRATEGIES) == STRATEGY_NAMES


def test_help_is_complete_and_comes_within_a_second_or_so():
    started = time.perf_counter()
    help_text = subprocess.run(
        [sys.executable, "-m", "foxdog", "run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert time.perf_counter() - started < 3  # 0.1 s when nothing else runs
    options = ("pictures", "model", "strategy", "initial", "batch", "budget", "noise", "rare", "seed", "out")
    assert all(f"--{option}" in help_text for option in options)


def test_a_bad_folder_exits_with_2_from_the_shell(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "foxdog", "run", "--pictures", str(tmp_path), "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "it must hold two folders of them" in done.stderr


@pytest.fixture
def folder(tmp_path):
    """A source with two faults."""
    faults = {"fox/broken.jpg": b"Dear fox", "dog/again.png": two_classes()["dog/000.png"]}
    return write(tmp_path / "mine", two_classes() | faults)


def prepare(*arguments):
    return command.main(["pictures", "prepare", *map(str, arguments)])


def test_prepare_writes_the_set_its_manifest_and_its_card(folder, tmp_path, capsys):
    out = tmp_path / "out" / "set.arrow"
    assert prepare(folder, "--out", out) == 0
    assert sorted(path.name for path in out.parent.iterdir()) == ["set.arrow", "set.csv", "set.md"]
    dataset = dataset_file.load(out)
    assert len(dataset) == 2 * PER_CLASS
    assert [reject.name for reject in dataset.rejects] == ["dog/again.png", "fox/broken.jpg"]
    assert out.with_suffix(".csv").read_text() == dataset_file.manifest_csv(dataset)
    assert out.with_suffix(".md").read_text() == card.data_card(dataset)
    printed = capsys.readouterr()
    assert printed.out == (
        "mine, by its folders:\n  dog: 43 pictures, class dog\n  fox: 43 pictures, class fox\n"
        f"{out}: 84 pictures (42 fox, 42 dog), 2 left out; manifest {out.with_suffix('.csv')}, "
        f"data card {out.with_suffix('.md')}\n"
    )
    assert "left out dog/again.png: is there twice (the same file as dog/000.png)\n" in printed.err
    assert "left out fox/broken.jpg: is a text, not a picture\n" in printed.err


def test_prepare_reads_a_zip_and_gives_the_same_bytes_each_time(folder, tmp_path):
    (tmp_path / "mine.zip").write_bytes(packed({f"mine/{name}": data for name, data in two_classes().items()}))
    for out in ("a", "b"):
        assert prepare(tmp_path / "mine.zip", "--out", tmp_path / out / "set.arrow") == 0
    for name in ("set.arrow", "set.csv", "set.md"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_many_rejects_are_counted_not_listed(folder, tmp_path, capsys):
    write(folder, {f"fox/broken{i:03d}.jpg": b"Dear fox" for i in range(60)})
    assert prepare(folder, "--out", tmp_path / "set.arrow") == 0
    error = capsys.readouterr().err
    assert error.count("left out ") == 41
    assert "left out 22 more\n" in error
    assert (tmp_path / "set.csv").read_text().count("is a text, not a picture") == 61


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give either SOURCE, or both --fox and --dog, or --cifar."),
        (["{mine}", "--cifar"], "Give either SOURCE, or both --fox and --dog, or --cifar."),
        (["{mine}", "--fox", "{mine}/fox", "--dog", "{mine}/dog"], "Give either SOURCE"),
        (["--fox", "{mine}/fox"], "Give either SOURCE, or both --fox and --dog"),
        (["--dog", "{mine}/dog"], "Give either SOURCE, or both --fox and --dog"),
        (["--fox", "{mine}/fox", "--dog", "{mine}/cat"], "is not a folder"),
        (["{mine}/nowhere"], "does not exist"),
        (["{mine}/fox"], "must hold two folders of pictures"),
        (["{mine}/fox/000.png"], "is not a zip file"),
        (["{mine}", "--out", "{mine}/set"], "must end in .arrow"),
        (["{mine}", "--out", "{mine}/set.zip"], "must end in .arrow"),
        (["{mine}", "--out", "{mine}/taken.arrow"], "is a folder"),
        (["{mine}", "--out", "{mine}/card.arrow"], "card.md is a folder"),
        (["{mine}", "--out", "{mine}/manifest.arrow"], "manifest.csv is a folder"),
        (["{mine}", "--out", "{mine}/fox/000.png/set.arrow"], "000.png is a file"),
        (["{mine}", "--out", "{mine}/photos.arrow"], "The manifest would replace"),
    ],
)
def test_bad_input_to_prepare_is_one_line_and_nothing_is_written(folder, tmp_path, capsys, arguments, sentence):
    for name in ("taken.arrow", "card.md", "manifest.csv"):
        (folder / name).mkdir()
    before = everything(tmp_path)
    out = [] if "--out" in arguments else ["--out", tmp_path / "out" / "set.arrow"]
    assert prepare(*(one.format(mine=folder) for one in arguments), *out) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("foxdog: ")
    assert sentence in printed.err
    assert everything(tmp_path) == before


def test_prepare_needs_out(folder, capsys):
    with pytest.raises(SystemExit) as stop:
        prepare(folder)
    assert stop.value.code == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("when", ["reading", "saving", "the card", "the last file"])
def test_an_interrupted_prepare_leaves_the_old_files_and_no_others(folder, tmp_path, capsys, monkeypatch, when):
    out = tmp_path / "out" / "set.arrow"
    assert prepare(folder, "--out", out) == 0
    before = {path.name: path.read_bytes() for path in out.parent.iterdir()}
    write(folder, {"fox/more.png": encoded(noise(5), "PNG")})

    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    owner, name = {
        "reading": ("foxdog.pictures.intake.prepare", "read_picture"),
        "saving": ("foxdog.pictures.dataset_file", "to_bytes"),
        "the card": ("foxdog.pictures.card", "data_card"),
        "the last file": ("foxdog.commands.pictures", "write_files"),
    }[when]
    monkeypatch.setattr(f"{owner}.{name}", stopped)
    assert prepare(folder, "--out", out) == 130
    assert "nothing is half-written" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.parent.iterdir()} == before


def inspect(*arguments):
    return command.main(["pictures", "inspect", *map(str, arguments)])


def test_inspect_prints_the_card_and_writes_the_sheet(folder, tmp_path, capsys):
    assert prepare(folder, "--out", tmp_path / "set.arrow") == 0
    capsys.readouterr()
    out = tmp_path / "sheets" / "sheet.png"
    assert inspect(tmp_path / "set.arrow", "--out", out) == 0
    printed = capsys.readouterr().out
    assert printed == (tmp_path / "set.md").read_text() + f"\nContact sheet: {out}\n"
    assert [path.name for path in out.parent.iterdir()] == ["sheet.png"]
    assert Image.open(out).format == "PNG"


def test_inspect_takes_a_folder_and_names_the_sheet_after_it(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert inspect(folder) == 0
    printed = capsys.readouterr()
    assert "# Data card: mine" in printed.out
    assert "left out fox/broken.jpg" in printed.err
    assert (tmp_path / "out" / "mine.png").exists()


@pytest.mark.parametrize("name", ["../../over", "/tmp/over", "a\0\x1b[31m"])
def test_a_strangers_file_neither_names_the_sheets_folder_nor_speaks_to_the_terminal(
    tiny, tmp_path, capsys, monkeypatch, name
):
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    stranger = replace(
        tiny, name=name, kinds=np.full(len(tiny), "\x1b]0;title\x07"), rejects=(Reject("\x1b[2J", "is bad"),)
    )
    dataset_file.save(stranger, tmp_path / "set.arrow")
    assert inspect(tmp_path / "set.arrow") == 0
    printed = capsys.readouterr()
    assert "\x1b" not in (printed.out + printed.err)
    assert len(list((work / "out").iterdir())) == 1
    assert everything(tmp_path) - {"set.arrow", "deep", "deep/work", "deep/work/out"} == {
        f"deep/work/out/{path.name}" for path in (work / "out").iterdir()
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{here}/nowhere.arrow"], "does not exist"),
        (["{here}/mine", "--out", "{here}/sheet.jpg"], "must end in .png"),
        (["{here}/mine", "--out", "{here}/taken.png"], "is a folder"),
        (["{here}/mine", "--out", "{here}/mine/fox/000.png/sheet.png"], "is a file"),
    ],
)
def test_bad_input_to_inspect_is_one_line_and_nothing_is_written(folder, tmp_path, capsys, arguments, sentence):
    (tmp_path / "taken.png").mkdir()
    before = everything(tmp_path)
    assert inspect(*(one.format(here=tmp_path) for one in arguments)) == 2
    assert sentence in capsys.readouterr().err.strip().splitlines()[-1]
    assert everything(tmp_path) == before


def test_an_interrupted_inspect_leaves_no_half_a_sheet(folder, tmp_path, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Image.Image, "save", stopped)
    assert prepare(folder, "--out", tmp_path / "set.arrow") == 130
    monkeypatch.undo()
    monkeypatch.setattr("foxdog.pictures.contact_sheet.contact_sheet", stopped)
    assert inspect(folder, "--out", tmp_path / "sheet.png") == 130
    assert everything(tmp_path) == {"mine", *(f"mine/{name}" for name in everything(folder))}


def test_odd_files_print_no_warnings(tmp_path):
    """Pillow warns of large pictures and of broken EXIF; a person reads what was left out and no more."""
    files = {**two_classes(), "fox/large.png": sized_png(10_000, 10_000), "dog/exif.jpg": broken_exif()}
    write(tmp_path / "mine", files)
    done = subprocess.run(
        [sys.executable, "-m", "foxdog", "pictures", "prepare", tmp_path / "mine", "--out", tmp_path / "set.arrow"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Warning" not in done.stderr
    assert "left out fox/large.png: has too many pixels (10000 x 10000)" in done.stderr


def broken_exif():
    return encoded(noise(6), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")


# pictures download


@pytest.fixture
def a_few_photos(tmp_path, monkeypatch):
    """A list of three photos and a mirror that has them."""
    rows = []
    for number in range(3):
        data = encoded(noise(number))
        write(tmp_path / "mirror", {f"fox/{number}.jpg": data})
        digest = hashlib.sha256(data).hexdigest()
        rows.append(f"fox/{number}.jpg,fox,fox,{len(data)},{digest},http://nowhere/{number}.jpg,,,")
    header = "file,label,kind,bytes,sha256,url,photographer,page,licence"
    (tmp_path / "list.csv").write_text("\n".join([header, *rows]))
    monkeypatch.setattr(photos, "LIST", tmp_path / "list.csv")
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(tmp_path / "photos"))
    return tmp_path / "mirror"


def download(mirror):
    return command.main(["pictures", "download", "--mirror", str(mirror)])


def test_download_fetches_all_and_says_where_they_are(a_few_photos, tmp_path, capsys):
    assert download(a_few_photos) == 0
    assert f"All 3 photos are here. They are in {tmp_path / 'photos'}." in capsys.readouterr().out
    assert len(list((tmp_path / "photos" / "fox").iterdir())) == 3


def test_an_incomplete_download_exits_with_1_and_names_what_is_missing(a_few_photos, capsys):
    (a_few_photos / "fox" / "1.jpg").unlink()
    assert download(a_few_photos) == 1
    error = capsys.readouterr().err
    assert "fox/1.jpg is not there" in error
    assert "2 of 3 photos are here" in error


def test_a_mirror_that_is_nothing_exits_with_2(a_few_photos, tmp_path, capsys):
    assert download(tmp_path / "nowhere") == 2
    assert capsys.readouterr().err.strip().endswith("nor a folder to fetch the photos from.")
    assert not (tmp_path / "photos").exists()


def test_a_dead_mirror_is_one_line_and_leaves_no_folders(a_few_photos, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(photos, "IN_A_ROW", 2)
    monkeypatch.setenv("NO_PROXY", "*")
    assert download("http://127.0.0.1:9/photos") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "0 of 3 photos are here; no network: 2 photos in a row had no connection to 127.0.0.1:9. Try again later.\n"
    )
    assert not (tmp_path / "photos").exists()


@pytest.mark.parametrize("action", [["pictures", "download"], ["run", "--pictures", "photos", "--out", "out"]])
def test_a_photos_folder_of_an_unknown_user_is_one_line(a_few_photos, tmp_path, capsys, monkeypatch, action):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", "~nobody-such")
    assert command.main(action) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "foxdog: ~nobody-such cannot be found: there is no user of that name; give a path without ~.\n"
    )


def test_photos_that_are_not_there_yet_say_how_to_get_them(tiny_file, a_few_photos, tmp_path, capsys):
    assert command.main(["run", "--pictures", "photos", "--out", str(tmp_path / "out")]) == 2
    assert "python -m foxdog pictures download" in capsys.readouterr().err
