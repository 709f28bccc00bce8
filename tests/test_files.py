"""Files are written whole or not at all, also by two writers at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foxdog.files import temporary_beside, write_files

OLD = {"a": b"1", "b": b"2"}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_written_and_nothing_else_is_left(tmp_path):
    write_files(tmp_path / "deep" / "out", OLD)
    assert contents(tmp_path / "deep" / "out") == OLD


def test_when_one_cannot_be_written_none_is(tmp_path, monkeypatch):
    write_files(tmp_path, OLD)
    write_bytes = Path.write_bytes

    def full(path, content):
        if content == b"new b":
            raise OSError("No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_files(tmp_path, {"a": b"new a", "b": b"new b"})
    monkeypatch.undo()
    assert contents(tmp_path) == OLD


def test_two_writers_of_one_folder_never_meet(tmp_path):
    """A reader sees one writer's bytes or the other's, whole; neither writer fails."""
    sizes = (100_000, 200_000)

    def write(size):
        for _ in range(50):
            write_files(tmp_path, {"a": b"x" * size, "b": b"y" * size})

    def read(_):
        return [len((tmp_path / "a").read_bytes()) for _ in range(200)]

    write_files(tmp_path, {"a": b"x" * sizes[0]})
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, size) for size in sizes]
        lengths = {length for reader in pool.map(read, range(2)) for length in reader}
        for writer in writers:
            writer.result()
    assert lengths <= set(sizes)
    assert sorted(contents(tmp_path)) == ["a", "b"]


def test_a_temporary_file_that_was_not_renamed_is_removed(tmp_path):
    with pytest.raises(KeyboardInterrupt), temporary_beside(tmp_path / "set.arrow") as temporary:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt
    assert contents(tmp_path) == {}


def test_a_renamed_file_stays_and_others_may_read_it_as_any_new_file(tmp_path):
    with temporary_beside(tmp_path / "a") as temporary:
        temporary.write_bytes(b"1")
        os.replace(temporary, tmp_path / "a")
    (tmp_path / "plain").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode
