"""The files of an archive as entries, whatever archive its first bytes say it is."""

from pathlib import PurePosixPath
from typing import IO

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.first_bytes import OTHER_PACKERS
from foxdog.pictures.intake.tar_entries import BLOCK, in_tar, is_tar
from foxdog.pictures.intake.zip_entries import in_zip

ARCHIVES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")  # of those that are read


def in_archive(file: IO[bytes], source: str) -> list[Entry]:
    """The files of a zip or a tar that is open for reading and seeking, and stays so; in order of name.

    Raises:
        DatasetError: It is neither, is damaged, or would fill the memory or the disk.
    """
    head = file.read(BLOCK)
    file.seek(0)
    if packer := next((name for start, name in OTHER_PACKERS.items() if head.startswith(start)), ""):
        raise DatasetError(f"{source} is packed by {packer}, which is not read; pack it as an ordinary zip.")
    return in_tar(file, source) if is_tar(head) else in_zip(file, source)


def stem(name: str) -> str:
    """The archive's name without what says that it is one: mine of mine.tar.gz."""
    path = PurePosixPath(name)
    while path.suffix.lower() in ARCHIVES:
        path = path.with_suffix("")
    return path.name if path.name != name else path.stem
