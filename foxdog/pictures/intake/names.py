"""The names of files in a source: of what characters they are, and whether they stay inside it."""

import re
import unicodedata
from collections.abc import Sequence

import charset_normalizer

DRIVE = re.compile("[A-Za-z]:")  # C:, as Windows begins a name that is not relative
OF_ASIA = ("cp932", "cp949", "gbk")  # Japanese, Korean, Chinese: what zips of Windows there are named in
STANDARD = "cp437"  # what a zip without a mark is named in, by its standard
HIGH = re.compile(rb"[\x80-\xff]+")


def composed(name: str) -> str:
    """The name with each letter and its accent in one character: Macs part the two, so that one folder looks as two."""
    return unicodedata.normalize("NFC", name)


def cleaned(name: str) -> str:
    """An archive's name with its parts parted by one slash each, without the parts that say "here"; composed."""
    slashed = name.replace("\\", "/")  # some Windows programs part the folders by backslashes
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    return composed("/" * slashed.startswith("/") + "/".join(parts))


def points_outside(name: str) -> bool:
    """Whether a cleaned name is of a file outside the archive."""
    return name.startswith("/") or ".." in name.split("/") or bool(DRIVE.match(name))


def decoded(names: Sequence[bytes]) -> list[str]:
    """An archive's names as text, where it does not say of what characters they are: UTF-8, or else by a guess."""
    texts = [_utf8(name) for name in names]
    others = [name for name, text in zip(names, texts, strict=True) if text is None]
    encoding = _guess(others) if others else STANDARD
    return [
        name.decode(encoding) if text is None else text  # the guess fits them all
        for name, text in zip(names, texts, strict=True)
    ]


def _utf8(name: bytes) -> str | None:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guess(names: Sequence[bytes]) -> str:
    """The encoding of names that are not UTF-8.

    A letter with an accent stands alone between ASCII letters, where a word of Asia is a run of high bytes. Without
    this difference "Füchse" in cp437 would be Japanese.
    """
    parts = dict.fromkeys(part for name in names for part in name.split(b"/") if not part.isascii())
    text = b"\n".join(parts)
    runs = [len(run) for run in HIGH.findall(text)]
    if sum(run for run in runs if run > 1) <= sum(runs) / 2:
        return STANDARD
    found = charset_normalizer.from_bytes(text, cp_isolation=[*OF_ASIA, STANDARD], enable_fallback=False)
    fitting = (match.encoding for match in found if all(_fits(name, match.encoding) for name in names))
    return next(fitting, STANDARD)


def _fits(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
