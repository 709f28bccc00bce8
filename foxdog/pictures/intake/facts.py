"""What is known of each picture beyond its folder: an optional CSV file beside the class folders."""

import csv
import io
from collections.abc import Sequence
from pathlib import PurePosixPath

from foxdog.pictures.dataset import DatasetError, Reject
from foxdog.pictures.intake.entries import MOST_FILES, Entry
from foxdog.pictures.intake.names import composed
from foxdog.text import printable, shorten

FACTS = "photos.csv"  # its columns, in any order and case: FILE, and any of COLUMNS
FILE = "file"
COLUMNS = ("kind", "photographer", "group", "page", "url", "licence")  # a group counts before a photographer
OF_A_LIST = ("label", "bytes", "sha256")  # which a list to download by has, and the files themselves say

Facts = dict[str, str]  # one picture's, by column


def read_facts(entries: Sequence[Entry], source: str) -> tuple[dict[str, Facts], list[Reject]]:
    """The facts on each picture, by its name in the source, and the columns that are passed over.

    There are none where there is no FACTS file, or more than one.

    Raises:
        DatasetError: The file cannot be read, is not such a table, or names none of the pictures.
    """
    found = [entry for entry in entries if PurePosixPath(entry.name).name == FACTS and not entry.problem]
    if len(found) != 1:
        return {}, []
    folder, names = PurePosixPath(found[0].name).parent, {entry.name for entry in entries}
    facts = {}
    try:
        text = found[0].read().decode("utf-8-sig")  # spreadsheets put a mark before the first name
        table = csv.DictReader(io.StringIO(text))
        table.fieldnames = [name.strip().lower() for name in table.fieldnames or ()]
        unknown = [name for name in table.fieldnames if name not in (FILE, *COLUMNS, *OF_A_LIST)]
        for number, row in enumerate(table):
            if number == MOST_FILES:
                raise DatasetError(f"{found[0].name} in {source} has more than {MOST_FILES:,} rows: make it shorter.")
            name = (folder / composed(row[FILE].strip())).as_posix()
            if name in names:  # no others are kept, so that a file of millions of rows does not fill the memory
                facts[name] = {key: shorten(printable((row[key] or "").strip())) for key in COLUMNS if key in row}
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
    if not unknown:
        return facts, []
    named = shorten(printable(", ".join(repr(name) for name in unknown)))
    return facts, [
        Reject(found[0].name, f"has columns that say nothing here ({named}; known are {', '.join(COLUMNS)})")
    ]
