"""Which files of a source are taken for pictures: by their suffix, or else by their first bytes."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.facts import FACTS
from foxdog.pictures.intake.first_bytes import ARCHIVE, is_picture, is_text, why_no_picture

SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".heic", ".heif", ".hif", ".gif", ".bmp"}
NOT_READ = {".tif", ".tiff"}
ARCHIVES = {".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"}
PASSED_OVER = {  # what lies beside pictures, and nobody takes for one
    *(".txt", ".md", ".rst", ".log", ".json", ".jsonl", ".xml", ".csv", ".tsv", ".yaml", ".yml", ".toml", ".ini"),
    *(".cfg", ".html", ".htm", ".css", ".js", ".py", ".ipynb", ".sh", ".bat", ".m", ".r", ".url", ".lnk", ".db"),
    *(".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"),
    *(".npy", ".npz", ".mat", ".pkl", ".h5", ".parquet", ".arrow", ".lst", ".names", ".cache"),
}
PROBLEMS = {
    **{suffix: f"is in a format that is not read ({suffix}); save it as JPEG or PNG" for suffix in NOT_READ},
    **dict.fromkeys(ARCHIVES, ARCHIVE),
}


def find_problems(entries: Iterable[Entry]) -> dict[str, str]:
    """Why each file is no picture, by its name; "" of those that are to be read as pictures.

    A file that is neither called a picture nor begins as one is passed over, where it is a text or has the suffix of
    what lies beside pictures; any other has its reason.
    """
    found = ((entry.name, _problem(entry)) for entry in entries)
    return {name: problem for name, problem in found if problem is not None}


def _problem(entry: Entry) -> str | None:
    """None where it is passed over."""
    path = PurePosixPath(entry.name)
    suffix = path.suffix.lower()
    if suffix in PASSED_OVER:
        return entry.problem or None if path.name == FACTS else None
    if entry.problem or suffix in ARCHIVES:
        return entry.problem or PROBLEMS[suffix]
    if suffix.startswith(tuple(SUFFIXES)):  # .jpg_large and .jpg?w=600 too
        return ""
    try:
        head = entry.first_bytes()
    except Exception as error:  # a disk's or an archive's; zipfile raises a dozen kinds on a damaged member
        return f"cannot be read ({type(error).__name__})"
    if is_picture(head):
        return ""
    return PROBLEMS.get(suffix) or (None if is_text(head) else why_no_picture(head))
