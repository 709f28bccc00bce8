import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from foxdog.pictures.dataset_file import load, save
from foxdog.pictures.originals import OriginalsWriter


def test_originals_are_a_sequence(tiny, tmp_path):
    save(tiny, tmp_path / "set.arrow")
    originals = load(tmp_path / "set.arrow").originals
    assert len(originals) == len(tiny)
    assert originals[-1] == tiny.originals[-1]
    assert list(originals) == tiny.originals
    assert list(originals[3:29:2]) == tiny.originals[3:29:2]
    assert list(originals.select([50, 2, 50])) == [tiny.originals[index] for index in (50, 2, 50)]
    assert originals.select([50, 2])[1] == tiny.originals[2]
    assert list(originals[4:4]) == []
    with pytest.raises(IndexError):
        originals[len(tiny)]


def test_what_was_written_comes_back_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    writer = OriginalsWriter()
    for original in (b"one", b"", b"three"):
        writer.append(original)
    originals = writer.finish()
    del writer
    assert list(originals) == [b"one", b"", b"three"]
    assert list(originals.select([2, 0])) == [b"three", b"one"]
    del originals
    assert list(tmp_path.iterdir()) == []


def test_many_threads_may_read_at_once():
    writer = OriginalsWriter()
    written = [bytes([number]) * 1000 for number in range(200)]
    for original in written:
        writer.append(original)
    originals = writer.finish()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(originals.__getitem__, list(range(200)) * 10)) == written * 10
    finally:
        sys.setswitchinterval(interval)


def test_nothing_written_is_an_empty_sequence():
    assert list(OriginalsWriter().finish()) == []


def test_a_full_disk_is_an_oserror(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", Full)
    with pytest.raises(OSError, match="No space left"):
        OriginalsWriter().append(b"one")
