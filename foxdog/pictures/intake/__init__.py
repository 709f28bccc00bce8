"""Anyone's pictures become a Dataset. What cannot be used is left out, with its name and the reason.

The files in the order in which a picture passes them. Each gives the rejects of its step their reason:

1. ``entries``, ``zip_entries``: list the files of a folder, an upload or a zip. Too large, encrypted, a link ...
2. ``layout``: finds each picture's class and kind by its folders. In no class folder, not a dog or fox ...
3. ``facts``: reads photographers, pages and licences from a CSV file. No rejects.
4. ``reading``: decodes one file. Not a picture, damaged, animated, too small ...
5. ``spectra``, ``twins``: compares all pictures. There twice, in both classes.
6. ``groups``: finds what belongs together, which the split must not part. No rejects.
7. ``prepare``: runs these steps and makes the Dataset. In a format that is not read.

``cifar`` prepares a set that comes as arrays instead of files. ``single`` reads one picture that is no part of a set.
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
