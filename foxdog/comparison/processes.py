"""Tasks computed in processes of their own, which end with the process that started them.

Each process runs `python -m foxdog.comparison.worker`. It gets tasks on its standard input and gives each back with its
table on its standard output. A thread of it reads the input: when that closes, the process ends at once, in the middle
of a fit if need be. The system closes the input when the starter ends, also by SIGKILL, so nothing goes on computing
for nobody. The computed tables are the same as those of any other worker.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from typing import Any

from foxdog.comparison import messages
from foxdog.comparison.plan import Task

WORKER = "foxdog.comparison.worker"
LOOK = 0.2  # s between two calls of `meanwhile`
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # a core a process
CORES = os.cpu_count() or 1
ENDED = "A process was ended, perhaps for lack of memory: give fewer --jobs."


def compute_in_processes(
    tasks: Sequence[Task], jobs: int, low_priority: bool = False, meanwhile: Callable[[], object] = lambda: None
) -> Generator[tuple[Task, Any], None, None]:
    """Compute tasks in so many processes of this machine; each takes about 1 GB. Close the generator to end them.

    Args:
        tasks: What to compute.
        jobs: How many processes.
        low_priority: Whether they run only when nothing else wants the cores, where the system can do that.
        meanwhile: Called a few times a second; what it raises ends the processes.

    Yields:
        A task and its table, in the order in which they are finished.

    Raises:
        ChildProcessError: One of the processes was ended from outside.
        DatasetError, SettingsError, OSError: A task cannot be computed; the message says why.
    """
    left = iter(tasks)
    answers: queue.Queue[tuple[_Process, Any]] = queue.Queue()
    with ExitStack() as stack:
        working = 0
        for task in islice(left, jobs):
            process = _Process(low_priority, answers, operations=max(1, CORES // jobs))
            stack.callback(process.end)
            process.send(task)
            working += 1
        while working:
            meanwhile()
            with suppress(queue.Empty):
                process, answer = answers.get(timeout=LOOK)
                working -= 1
                if isinstance(answer, BaseException):
                    raise answer
                for task in islice(left, 1):
                    process.send(task)
                    working += 1
                yield answer


class _Process:
    """One process that computes, as its starter sees it; a thread puts what comes from it into a queue."""

    def __init__(self, low_priority: bool, answers: "queue.Queue[tuple[_Process, Any]]", operations: int) -> None:
        """Start it; of TensorFlow's operations it computes so many at the same time."""
        self._answers = answers
        command = [sys.executable, "-m", WORKER]
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**ONE_THREAD, **os.environ, "TF_NUM_INTEROP_THREADS": str(operations), "PYTHONPATH": path}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        )
        self.send(low_priority)
        threading.Thread(target=self._read, name="comparison process", daemon=True).start()

    def send(self, what: object) -> None:
        """Send a task, or first whether it is to run at low priority; one that has ended is noticed by the reader."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            messages.write(self._process.stdin, what)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                answer = pickle.loads(messages.read(self._process.stdout))
            except (EOFError, ValueError):  # it has ended, or its pipe is closed
                answer = ChildProcessError(ENDED)
            self._answers.put((self, answer))
            if isinstance(answer, ChildProcessError):
                return

    def end(self) -> None:
        """End it, whatever it computes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
