"""The process that computes tasks for the one that started it, and ends with it: see `processes`.

It imports nothing of weight before its thread reads the standard input, so it ends at once even while it begins.
"""

import os
import pickle
import queue
import sys
import threading
from typing import IO

from foxdog.comparison.messages import read, write

LOWEST = 19  # the niceness at which a process runs only on what the others leave


def main() -> None:
    """Compute the tasks that come on standard input, the first message being whether to run at low priority."""
    given = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no table
    messages: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_receive, args=(given, messages), name="tasks", daemon=True).start()
    if pickle.loads(messages.get()) and hasattr(os, "nice"):
        os.nice(LOWEST)
    from foxdog.comparison.workers import open_and_compute  # pandas, and with the first task Keras
    from foxdog.learning.settings import SettingsError
    from foxdog.pictures.dataset import DatasetError

    while True:
        task = pickle.loads(messages.get())
        try:
            answer: object = open_and_compute(task)
        except (DatasetError, SettingsError, OSError) as error:  # what a person is told in a sentence
            answer = error
        write(answers, answer)


def _receive(given: IO[bytes], messages: "queue.Queue[bytes]") -> None:
    """Pass messages on; end the process, in the middle of a fit too, when the starter has gone."""
    while True:
        try:
            messages.put(read(given))
        except EOFError:
            os._exit(0)


if __name__ == "__main__":
    main()
