"""Fifty runs leave no more files and threads open than two."""

import gc
import threading
from pathlib import Path

import pytest

from foxdog import __main__ as command
from foxdog.learning import models

OPEN = Path("/proc/self/fd")


def files_and_threads_open():
    gc.collect()
    return len(list(OPEN.iterdir())), threading.active_count()


@pytest.mark.slow
@pytest.mark.skipif(not OPEN.is_dir(), reason="the system does not list open files in /proc")
def test_fifty_runs_leave_no_more_open_than_two(monkeypatch, tmp_path, tiny_model):
    monkeypatch.setattr(models, "load_model", tiny_model)
    arguments = ["run", "--initial", "4", "--batch", "2", "--budget", "6", "--out", str(tmp_path)]
    for run in range(50):
        assert command.main(arguments) == 0
        if run == 1:
            after_two = files_and_threads_open()
    assert files_and_threads_open() == after_two
