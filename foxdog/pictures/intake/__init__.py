"""Anyone's pictures become a Dataset. What cannot be used is left out, with its name and the reason.

The README in this folder lists its files in reading order, and which rejects get their reason where.
"""

from foxdog.pictures.intake.facts import FACTS
from foxdog.pictures.intake.prepare import (
    FEWEST,
    NOT_READ,
    SUFFIXES,
    read_source,
    read_two_folders,
    read_upload,
    read_zip,
)

__all__ = ["FACTS", "FEWEST", "NOT_READ", "SUFFIXES", "read_source", "read_two_folders", "read_upload", "read_zip"]
