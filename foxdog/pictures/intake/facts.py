"""What is known of each picture beyond its folder: an optional CSV file beside the class folders."""

import csv
import io
from collections.abc import Sequence
from pathlib import PurePosixPath

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import MOST_FILES, Entry
from foxdog.text import printable, shorten

FACTS = "photos.csv"  # its columns: file, and any of COLUMNS
COLUMNS = ("kind", "photographer", "page", "url", "licence")

Facts = dict[str, str]  # one picture's, by column


def read_facts(entries: Sequence[Entry], source: str) -> dict[str, Facts]:
    """The facts on each picture, by its name in the source; none where there is no FACTS file, or more than one.

    Raises:
        DatasetError: The file cannot be read, is not such a table, or names none of the pictures.
    """
    found = [entry for entry in entries if PurePosixPath(entry.name).name == FACTS and not entry.problem]
    if len(found) != 1:
        return {}
    folder, names = PurePosixPath(found[0].name).parent, {entry.name for entry in entries}
    facts = {}
    try:
        text = found[0].read().decode("utf-8-sig")  # spreadsheets put a mark before the first name
        for number, row in enumerate(csv.DictReader(io.StringIO(text))):
            if number == MOST_FILES:
                raise DatasetError(f"{found[0].name} in {source} has more than {MOST_FILES:,} rows: make it shorter.")
            name = (folder / row["file"]).as_posix()
            if name in names:  # no others are kept, so that a file of millions of rows does not fill the memory
                facts[name] = {key: shorten(printable(row[key] or "")) for key in COLUMNS if key in row}
    except DatasetError:
        raise
    except (UnicodeDecodeError, KeyError, TypeError, csv.Error):
        raise DatasetError(f"{found[0].name} in {source} must be CSV in UTF-8 with a column named file.") from None
    except Exception as error:  # zipfile raises a dozen kinds on a damaged member
        raise DatasetError(f"{found[0].name} in {source} cannot be read ({type(error).__name__}).") from error
    if not facts:
        raise DatasetError(
            f"{found[0].name} in {source} names none of the pictures; its column file must say fox/name.jpg, say."
        )
    return facts
