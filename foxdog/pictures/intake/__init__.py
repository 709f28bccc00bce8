"""Anyone's pictures become a Dataset. What cannot be used is left out, with its name and the reason.

The files in the order in which a picture passes them. Each gives the rejects of its step their reason:

1. ``entries``, ``folder_entries``: list the files of an upload, a folder. Too large, a link ...
   ``archives``, ``zip_entries``, ``tar_entries``: those of an archive, by ``names``, ``unpacking``. Encrypted ...
2. ``candidates``, ``first_bytes``: tell which are pictures, and what the others are. A film, an archive ...
3. ``layout``: proposes each picture's class and kind, by its folders (``naming`` says what their names mean), a table
   of labels (``label_tables``) or its own name. In no class folder, not a dog or fox, a mask ...
4. ``facts``: reads photographers, pages and licences from a CSV file. A column that is not known.
5. ``reading``: decodes one file. Not a picture, damaged, animated, too small ...
6. ``spectra``, ``twins``: compares all pictures. There twice, in both classes.
7. ``groups``: finds what belongs together, which the split must not part. No rejects.
8. ``prepare``: runs these steps and makes the Dataset. No rejects.

``cifar`` prepares a set that comes as arrays instead of files. ``single`` reads one picture that is no part of a set.
"""

from foxdog.pictures.intake.archives import ARCHIVES
from foxdog.pictures.intake.candidates import NOT_READ, SUFFIXES
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.facts import FACTS
from foxdog.pictures.intake.layout import Choice, Proposal, UnsureError
from foxdog.pictures.intake.prepare import FEWEST, read_archive, read_source, read_two_folders, read_upload

__all__ = [
    "ARCHIVES",
    "FACTS",
    "FEWEST",
    "NOT_READ",
    "SUFFIXES",
    "Choice",
    "Entry",
    "Proposal",
    "UnsureError",
    "read_archive",
    "read_source",
    "read_two_folders",
    "read_upload",
]
