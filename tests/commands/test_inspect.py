"""`pictures inspect` prints, and `prepare` writes, addresses that can be copied."""

from dataclasses import replace

from foxdog import __main__ as command
from foxdog.pictures import dataset_file


def test_addresses_are_printed_and_written_as_they_are(tiny, tmp_path, capsys):
    origins = tuple(replace(origin, source="https://www.flickr.com/1", licence="joe@flickr") for origin in tiny.origins)
    dataset_file.save(replace(tiny, origins=origins), tmp_path / "set.arrow")
    assert command.main(["pictures", "inspect", str(tmp_path / "set.arrow"), "--out", str(tmp_path / "a.png")]) == 0
    printed = capsys.readouterr().out
    assert "www.flickr.com" in printed
    assert "joe@flickr" in printed
    assert "2060" not in printed
