"""Processes that compute for a starter: they end with it, and one of low priority leaves the cores to the others."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from making_comparisons import fill

from foxdog.comparison import worker, workers
from foxdog.pictures.dataset import DatasetError

PROC = Path("/proc")
ROOT = Path(__file__).parent.parent.parent
STARTER = """
import pickle, sys
from foxdog.comparison.processes import compute_in_processes
tasks = pickle.load(sys.stdin.buffer)
for task, table in compute_in_processes(tasks, jobs=2, low_priority=True):
    print("computed", flush=True)
"""
needs_proc = pytest.mark.skipif(not PROC.is_dir(), reason="the system does not list processes in /proc")


def children(parent):
    """The numbers of the processes that this one has started."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def wait_for(happened, seconds=30):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def ended(process):
    return not (PROC / str(process)).exists() or ") Z " in (PROC / str(process) / "stat").read_text()


def held(tasks):
    """The tasks, so that each learns until it is ended."""
    return [replace(task, load_model="tiny:load_held") for task in tasks]


@needs_proc
@pytest.mark.parametrize(
    ("signal_number", "seconds"), [(signal.SIGKILL, 0.2), (signal.SIGKILL, 8), (signal.SIGTERM, 8)]
)
def test_they_end_with_their_starter_however_it_ends(tasks, signal_number, seconds):
    """While they begin, and while they learn."""
    import pickle

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert starter.stdin
    with starter:
        starter.stdin.write(pickle.dumps(held(tasks)))
        starter.stdin.close()
        wait_for(lambda: len(children(starter.pid)) == 2)
        started = children(starter.pid)
        time.sleep(seconds)
        starter.send_signal(signal_number)
        starter.wait(10)
        wait_for(lambda: all(ended(one) for one in started), seconds=5)


@needs_proc
def test_they_end_when_nobody_wants_their_tables_any_more(tasks):
    before = set(children(os.getpid()))
    computed = workers.on_cores(2)(tasks[:4])
    with closing(computed):
        next(computed)
        assert len(set(children(os.getpid())) - before) == 2
    assert set(children(os.getpid())) == before


@needs_proc
def test_what_is_called_meanwhile_can_end_them(tasks):
    before = set(children(os.getpid()))

    def meanwhile():
        if set(children(os.getpid())) - before:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(workers.at_low_priority(meanwhile)(held(tasks)))
    assert set(children(os.getpid())) == before


@needs_proc
def test_one_of_low_priority_leaves_the_cores_to_the_others(tasks):
    own = os.getpriority(os.PRIO_PROCESS, 0)
    before, seen = set(children(os.getpid())), []
    computed = workers.at_low_priority(
        lambda: seen.extend(os.getpriority(os.PRIO_PROCESS, one) for one in set(children(os.getpid())) - before)
    )
    list(computed(tasks[:2]))
    assert max(seen) == min(19, own + worker.LOWEST)
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


def test_it_gives_the_same_bytes(tiny, tasks, tmp_path, reference):
    assert fill(tmp_path / "out", tiny, tasks, workers.at_low_priority()) == reference


def test_what_a_task_is_refused_for_comes_back_as_it_was_said(tasks):
    with pytest.raises(DatasetError, match="are not those of the comparison"):
        list(workers.on_cores(1)([replace(tasks[0], fingerprint="0" * 16)]))
