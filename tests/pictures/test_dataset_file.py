import csv
import io
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from foxdog.pictures import dataset_file
from foxdog.pictures.dataset import SIDE, Dataset, DatasetError, Origin, Reject
from foxdog.pictures.dataset_file import load, manifest_csv, save
from foxdog.pictures.originals import Originals

ROOT = Path(__file__).parent.parent.parent
ODD = "f\\udce9 \\n '\" , ; \U0001f98a é"


@pytest.fixture(scope="module")
def full(tiny) -> Dataset:
    """The tiny set with everything that a set can have."""
    origins = tuple(
        Origin(f"{number:064x}", 1000 + number, 400, 300, f"https://a.example/{number}", "CC BY 2.0")
        for number in range(len(tiny))
    )
    rejects = (Reject("dog/a.jpg", "is animated", b"RIFF-a-thumbnail\0"), Reject(ODD, "is empty (0 bytes)"))
    kinds = np.array([("red", "", ODD)[number % 3] for number in range(len(tiny))])
    return replace(tiny, origins=origins, rejects=rejects, kinds=kinds)


@pytest.fixture(scope="module")
def saved(full, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "set.arrow"
    save(full, path)
    return path


@pytest.fixture
def file(saved, tmp_path):
    return shutil.copy(saved, tmp_path / "set.arrow")


def test_what_is_saved_is_loaded(full, file):
    again = load(file)
    assert again.fingerprint == full.fingerprint
    assert (again.name, again.classes, list(again.originals)) == (full.name, full.classes, full.originals)
    assert (again.origins, again.rejects) == (full.origins, full.rejects)
    for key in ("pictures", "names", "labels", "kinds", "groups", "split"):
        assert (getattr(again, key) == getattr(full, key)).all()
        assert getattr(again, key).dtype == getattr(full, key).dtype


def test_a_set_goes_through_bytes_as_through_a_file(full, file):
    content = dataset_file.dump(full)
    assert content == file.read_bytes()
    again = dataset_file.loads(content)
    assert again.fingerprint == full.fingerprint
    assert (list(again.originals), again.rejects) == (full.originals, full.rejects)
    for damaged in (content[:-9], content[:3000] + b"\0\0\0" + content[3003:], b""):
        with pytest.raises(DatasetError, match="not a dataset file, or it is damaged"):
            dataset_file.loads(damaged)


def test_a_set_without_rejects_has_none_when_it_is_loaded(tiny, tmp_path):
    save(tiny, tmp_path / "set.arrow")
    assert load(tmp_path / "set.arrow").rejects == ()


def test_the_same_dataset_gives_the_same_bytes(full, file, tmp_path):
    save(full, tmp_path / "now.arrow")
    save(load(file), tmp_path / "again.arrow")
    assert file.read_bytes() == (tmp_path / "now.arrow").read_bytes() == (tmp_path / "again.arrow").read_bytes()


def test_arrow_alone_can_read_it(full, file):
    with pa.ipc.open_file(pa.OSFile(str(file))) as reader:
        table = reader.read_all()
    assert table.schema.metadata[b"name"] == b"tiny"
    assert table["name"].to_pylist() == [*full.names.tolist(), "dog/a.jpg", ODD]
    assert table["left_out"].to_pylist() == [None] * len(full) + ["is animated", "is empty (0 bytes)"]
    assert table["original"].to_pylist() == [*full.originals, None, None]


def test_the_originals_stay_in_the_file_until_they_are_asked_for(full, file):
    originals = load(file).originals
    assert isinstance(originals, Originals)
    at = file.read_bytes().index(full.originals[7])
    with file.open("r+b") as spoilt:
        spoilt.seek(at)
        spoilt.write(b"changed")
    assert originals[7] == b"changed" + full.originals[7][7:]


def test_a_file_that_is_made_shorter_while_it_is_open_is_said_and_ends_nothing(file):
    originals = load(file).originals
    os.truncate(file, 100)
    with pytest.raises(DatasetError, match="was changed while it was open"):
        originals[7]


def test_a_file_that_is_replaced_while_it_is_open_is_read_on(full, file):
    again = load(file)
    save(replace(full, originals=full.originals[::-1]), file)
    assert list(again.originals) == full.originals


def test_a_loaded_dataset_leaves_no_file_open(file):
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 - no folder of ours
    again = load(file)
    del again
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208


def test_damage_anywhere_is_seen(full, file):
    whole = file.read_bytes()
    rng = np.random.default_rng(0)
    kept = {"the name": whole.rindex(b"tiny"), "a picture": whole.index(b"VP8L"), "an original": whole.index(b"IDAT")}
    kept |= {"a name": whole.index(b"155156157"), "a thumbnail": whole.index(b"a-thumbnail")}
    for at in (*rng.integers(0, len(whole), 60), *kept.values()):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        file.write_bytes(spoilt)
        assert damage_is_seen(file, whole), f"byte {at} of {len(whole)}"
    for what, at in kept.items():
        file.write_bytes(whole[:at] + b"?" + whole[at + 1 :])
        with pytest.raises(DatasetError, match="it is damaged"):
            load(file)
            pytest.fail(what)


def damage_is_seen(file, whole) -> bool:
    """Refused, or, since a few bytes (between two values) mean nothing, the same dataset all the same."""
    try:
        again = load(file)
    except DatasetError as error:
        assert "\n" not in str(error)
        return True
    file.write_bytes(whole)
    expected = load(file)
    return vars_of(again) == vars_of(expected)


def vars_of(dataset):
    return dataset_file._checksum(dataset), dataset.fingerprint, list(dataset.originals), dataset.rejects


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(file, share):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DatasetError, match="is not a dataset file"):
        load(file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        (b"", "is not a dataset"),
        (b"ARROW1\0\0 nonsense ARROW1", "is not a dataset"),
        (b"PK\x03\x04 nonsense", "make it again with `python -m foxdog pictures prepare`"),
    ],
)
def test_what_is_no_dataset_is_refused_in_one_sentence(tmp_path, content, message):
    path = tmp_path / "set.arrow"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        load(path)


@pytest.mark.parametrize("what", ["a folder", "a pipe", "a device"])
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path, what):
    path = tmp_path / "set.arrow"
    if what == "a folder":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)  # to open it would be to wait for ever
    else:
        path.symlink_to("/dev/zero")
    seen = []
    thread = threading.Thread(target=lambda: seen.append(refusal(path)), daemon=True)
    thread.start()
    thread.join(5)
    assert seen == [f"{path} is not a file."]


def refusal(path):
    try:
        load(path)
    except DatasetError as error:
        return str(error)


def test_a_file_without_permission_says_so(file, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pa, "OSFile", refused)  # root may read anything
    with pytest.raises(DatasetError, match="cannot be read: you have no permission"):
        load(file)


def forge(file, about=None, rows=None, columns=None):
    """Write the file again: other metadata, other rows (a function of the list), other columns; all else is right."""
    with pa.ipc.open_file(file.read_bytes()) as reader:
        table = reader.read_all()
    known = table.to_pylist()
    schema = (columns or (lambda schema: schema))(table.schema)
    changed = rows(known) if rows else known
    schema = schema.with_metadata(
        table.schema.metadata | {key.encode(): value.encode() for key, value in (about or {}).items()}
    )
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for start in range(0, len(changed), dataset_file.ROWS):
            writer.write_batch(pa.RecordBatch.from_pylist(changed[start : start + dataset_file.ROWS], schema))


def test_what_forge_leaves_alone_is_loaded(full, file):
    forge(file)
    assert load(file).fingerprint == full.fingerprint


@pytest.mark.parametrize("version", [2, 99])
def test_a_file_of_another_version_says_so(file, version):
    forge(file, {"version": str(version)}, lambda rows: rows[:1], lambda schema: schema.remove(3))
    with pytest.raises(DatasetError, match=f"is of version {version}, this program reads 3; make it again"):
        load(file)


def test_a_checksum_of_another_set_is_refused(file):
    forge(file, {"checksum": "0" * 64})
    with pytest.raises(DatasetError, match="it is damaged"):
        load(file)


def test_an_arrow_file_of_others_is_refused(tmp_path):
    path = tmp_path / "set.arrow"
    table = pa.table({"name": ["fox"]})
    for metadata in (None, {"version": "3"}, {"version": "three"}):
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema.with_metadata(metadata)) as writer:
            writer.write_table(table.replace_schema_metadata(metadata))
        with pytest.raises(DatasetError, match="is not a dataset file"):
            load(path)


def webp(side):
    buffer = io.BytesIO()
    Image.new("RGB", (side, side)).save(buffer, "WEBP", lossless=True)
    return buffer.getvalue()


def each(**values):
    """Change these values of every picture's row."""
    return lambda rows: [row | values if row["left_out"] is None else row for row in rows]


def first(**values):
    return lambda rows: [rows[0] | values, *rows[1:]]


FORGED = {
    "labels": {"rows": first(label=7)},
    "no label": {"rows": first(label=None)},
    "labels of another kind": {"columns": lambda schema: schema.set(1, pa.field("label", pa.float64()))},
    "a column more": {"columns": lambda schema: schema.append(pa.field("more", pa.string()))},
    "a column less": {"columns": lambda schema: schema.remove(9)},
    "split": {"rows": first(split="elsewhere")},
    "names": {"rows": each(name="the same")},
    "a name without end": {"rows": first(name="x" * 5000)},
    "no kind": {"rows": first(kind=None)},
    "no origins": {"rows": each(width=None)},
    "no picture": {"rows": first(picture=None)},
    "no original": {"rows": first(original=None)},
    "no name of a reject": {"rows": lambda rows: [*rows[:-1], rows[-1] | {"name": None}]},
    "no thumbnail of a reject": {"rows": lambda rows: [*rows[:-1], rows[-1] | {"picture": None}]},
    "rejects first": {"rows": lambda rows: rows[::-1]},
    "no pictures": {"rows": lambda rows: rows[-2:]},
    "nothing": {"rows": lambda rows: []},
    "large pictures": {"rows": each(picture=webp(SIDE + 1))},
    "dots": {"rows": each(picture=webp(1))},
    "classes": {"about": {"classes": '["dog", "fox", "cat"]'}},
    "one class": {"about": {"classes": "7"}},
    "no checksum": {"about": {"checksum": ""}},
}


@pytest.mark.parametrize("key", FORGED)
def test_a_forged_file_is_refused_though_its_checksum_is_right(file, key, monkeypatch):
    checksum = dataset_file._checksum
    monkeypatch.setattr(dataset_file, "_checksum", lambda dataset: checksum(dataset) and "right")
    forge(file, **{"about": {"checksum": "right"} | FORGED[key].get("about", {})} | without_about(FORGED[key]))
    with pytest.raises(DatasetError):
        load(file)


def without_about(changes):
    return {key: change for key, change in changes.items() if key != "about"}


def test_a_forger_who_changes_nothing_is_let_through(full, file, monkeypatch):
    monkeypatch.setattr(dataset_file, "_checksum", lambda dataset: "right")
    forge(file, {"checksum": "right"})
    assert load(file).fingerprint == full.fingerprint


def test_more_rows_than_the_memory_holds_are_not_read(file, monkeypatch):
    monkeypatch.setattr(dataset_file, "MOST_ROWS", 100)
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(file)


def test_a_batch_of_more_rows_than_are_written_is_not_taken_apart(file, monkeypatch):
    with pa.ipc.open_file(file.read_bytes()) as reader:
        table = reader.read_all()
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    seen = []
    monkeypatch.setattr(dataset_file, "_decode_small", seen.append)
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(file)
    assert seen == []


def test_a_small_picture_that_is_large_is_not_decoded(file, monkeypatch):
    forge(file, rows=first(picture=webp(1000)))
    seen = []
    monkeypatch.setattr(Image.Image, "convert", lambda image, mode: seen.append(image.size))
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(file)
    assert seen == []


def test_a_false_offset_is_not_followed_out_of_the_file(full, file):
    """Arrow itself does not look: the process would end."""
    lengths = np.cumsum([0, *map(len, full.originals[: dataset_file.ROWS])]).astype("<i4")
    whole = file.read_bytes()
    assert lengths.tobytes() in whole
    false = lengths.copy()
    false[3:] += 2_000_000_000
    file.write_bytes(whole.replace(lengths.tobytes(), false.tobytes()))
    code = "import sys; from pathlib import Path; from foxdog.pictures import dataset_file\n"
    code += "dataset_file._checksum = lambda dataset: list(dataset.originals) and 'right'\n"
    code += "try: dataset_file.load(Path(sys.argv[1]))\nexcept dataset_file.DatasetError as error: print(error)"
    child = subprocess.run([sys.executable, "-c", code, file], cwd=ROOT, capture_output=True, text=True)
    assert (child.returncode, child.stdout.count("it is damaged")) == (0, 1), child.stderr


@pytest.mark.parametrize("when", ["an original is written", "the file is renamed", "it is stopped"])
def test_a_save_that_fails_leaves_the_old_file_and_no_other(full, file, tmp_path, monkeypatch, when):
    before = file.read_bytes()
    error: BaseException = OSError("No space left on device")

    def fail(*_args, **_kwargs):
        raise error

    broken = full
    if when == "an original is written":

        class Failing(list):
            def __iter__(self):
                yield b"first"
                fail()

        broken = replace(full, originals=Failing(full.originals))
    elif when == "the file is renamed":
        monkeypatch.setattr(os, "replace", fail)
    else:
        error = KeyboardInterrupt()
        monkeypatch.setattr(dataset_file, "to_bytes", fail)
    with pytest.raises(type(error)):
        save(broken, file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_save_makes_the_folder(full, tmp_path):
    save(full, tmp_path / "a" / "b" / "set.arrow")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["set.arrow"]


def test_the_manifest_is_a_row_for_each_picture_and_each_reject(full):
    rows = list(csv.DictReader(io.StringIO(manifest_csv(full), newline="")))
    assert len(rows) == len(full) + len(full.rejects)
    first, left_out = rows[0], rows[-1]
    assert first == {
        "name": "000",
        "label": full.classes[full.labels[0]],
        "kind": "red",
        "group": full.groups[0],
        "split": full.split[0],
        "sha256": full.origins[0].sha256,
        "bytes": "1000",
        "width": "400",
        "height": "300",
        "source": "https://a.example/0",
        "licence": "CC BY 2.0",
        "left_out": "",
    }
    assert (left_out["name"], left_out["left_out"], left_out["sha256"]) == (ODD, "is empty (0 bytes)", "")
    assert rows[2]["kind"] == ODD
