"""A stranger's words (names of files, classes, kinds and sets) made safe for a terminal, a file or Markdown."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

LONGEST = 1000  # characters: numpy stores every name of a set in the room of the longest
FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # a spreadsheet takes a cell that begins so for a formula
SEVERAL = {"is": "are", "was": "were", "has": "have", "lies": "lie", "unpacks": "unpack"}
JOINER = "\u2060"  # a word joiner: it is invisible and has no width


def printable(text: str) -> str:
    """The text in characters that any terminal and any file can take; the others as escapes."""
    known = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in known)


def shorten(text: str, longest: int = LONGEST) -> str:
    """The text, or the beginning and end of one that is longer than `longest` characters."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]}...{text[-half:]}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, printable and not too long."""
    return shorten(printable(" ".join(text.split())), longest)


def count_of(number: int, reason: str, what: str = "") -> str:
    """How many, and the reason, a phrase that begins with a verb, in words: 3 are not there (404)."""
    verb, rest = reason.split(" ", 1)
    return f"{number:,}{what} {SEVERAL.get(verb, verb) if number > 1 else verb} {rest}"


def escape_markdown(text: str, longest: int = LONGEST) -> str:
    """The text as Markdown that shows it as it is, on one line: a backslash stops what the grammar of Markdown reads.

    Brackets become entities, since `st.badge` puts a backslash of its own before them.
    """
    escaped = re.sub(r"([\\`*_<>|$~#!&])", r"\\\1", one_line(text, longest))
    escaped = escaped.replace("[", "&#91;").replace("]", "&#93;")
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped)


def break_links(markdown: str) -> str:
    """The Markdown with an invisible word joiner in each bare address, e-mail address and emoji name (:fox:).

    Browsers' renderers look for those after the Markdown was read, where no backslash stops them.
    """
    return re.sub(r"[:@](?=\S)|www(?=\.)", rf"\g<0>{JOINER}", markdown, flags=re.IGNORECASE)


def escape_formula(text: str) -> str:
    """The text as a cell of a CSV that no spreadsheet takes for a formula: a quotation mark before what begins as one.

    That is what OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection). `unescape_formula` gives the
    text back, also where it began with quotation marks of its own.
    """
    return f"'{text}" if text.lstrip("'")[:1] in {*FORMULA_STARTS} else text


def unescape_formula(cell: str) -> str:
    """The text that `escape_formula` made this cell of."""
    return cell[1:] if cell.startswith("'") and escape_formula(cell) != cell else cell


def split_words(text: str) -> list[str]:
    """The words of a list parted by commas; one that holds a comma stands in quotation marks, as in CSV."""
    return [word.strip() for word in next(csv.reader([text], skipinitialspace=True), []) if word.strip()]


def join_words(words: Iterable[str]) -> str:
    """A list that `split_words` takes apart again."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(words)
    return text.getvalue()


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV, in which no text is a formula; a text that holds a line break is quoted.

    Args:
        columns: The heading of each column.
        rows: The cells of each row, in the order of the columns. None becomes an empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text)  # it ends a line by \r\n, and so quotes a text that holds either of the two
    lines = []
    for row in (columns, *rows):
        writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
        lines.append(text.getvalue().removesuffix("\r\n") + "\n")
        text.seek(0)
        text.truncate()
    return "".join(lines)
