"""A small comparison of the tiny pictures, and how it is computed."""

import csv
import io

from foxdog.comparison import result_folder, workers
from foxdog.learning.settings import Settings
from foxdog.progress import silent

SETTINGS = Settings(initial=4, batch=6, budget=16, noise=0.3)  # hard: curves differ
STRATEGIES = ("k-centre", "uncertainty")
SEEDS = 4
TASKS = SEEDS * (len(STRATEGIES) + 2)  # random, and the ceiling


def fill(folder, dataset, tasks, by=None, progress=silent):
    """Compute the tasks into a folder, by the workers given or in this process; return what is in it then."""
    described = result_folder.describe(dataset, tasks, "a recipe")
    result_folder.check_folder(folder, described)
    result_folder.fill(folder, tasks, by or workers.in_this_process(dataset), described, progress)
    return contents(folder)


def contents(folder):
    """The files of a folder: their bytes by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(table):
    """The rows of a table's bytes."""
    return list(csv.DictReader(io.StringIO(table.decode())))
