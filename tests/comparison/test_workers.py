"""Where curves are computed: the same bytes here, on cores and on a Dask cluster."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from making_comparisons import fill

from foxdog.comparison import workers
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import DatasetError

ROOT = Path(__file__).parent.parent.parent
TESTS = ROOT / "tests"


def test_other_pictures_at_the_same_path_are_refused_where_a_task_is_computed(tasks):
    with pytest.raises(DatasetError, match="are not those of the comparison"):
        workers.open_and_compute(replace(tasks[0], fingerprint="0" * 16))


def test_other_versions_are_refused_where_a_task_is_computed(tasks):
    with pytest.raises(SettingsError, match=r"has other versions of keras than the comparison\.$"):
        others = [(name, "0" if name == "keras" else version) for name, version in tasks[0].versions]
        workers.open_and_compute(replace(tasks[0], versions=tuple(others)))


def test_another_initial_model_is_refused_where_a_task_is_computed(tasks):
    """A worker's cache may hold another body of the same pictures."""
    with pytest.raises(
        SettingsError, match=r" has another initial model, tiny-head-start, than the comparison began with\.$"
    ):
        workers.open_and_compute(replace(tasks[0], recipe="another body's"))
    assert workers.open_and_compute(replace(tasks[0], recipe="tiny-head-start"))


def test_a_process_that_is_ended_from_outside_is_one_sentence(tiny, tasks, tmp_path):
    doomed = [*tasks[:2], *(replace(task, load_model="tiny:load_doomed") for task in tasks[2:])]
    with pytest.raises(
        ChildProcessError, match=r"^A process was ended, perhaps for lack of memory: give fewer --jobs\.$"
    ):
        fill(tmp_path / "out", tiny, doomed, workers.on_cores(2))
    assert not (tmp_path / "out" / "curves.csv").exists()


def test_two_processes_give_the_same_bytes(tiny, tasks, tmp_path, reference):
    assert fill(tmp_path / "out", tiny, tasks, workers.on_cores(2)) == reference


@contextmanager
def cluster(size, path, folder=ROOT):
    """A scheduler and so many workers on loopback, each a process of its own in a folder: (address, the workers)."""
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    how = {"env": {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}, "cwd": folder}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with ExitStack() as stack:

        def start(what, *arguments):
            line = [sys.executable, "-m", f"distributed.cli.{what}", *arguments]
            process = stack.enter_context(subprocess.Popen(line, **how, **quiet))
            stack.callback(process.kill)
            return process

        start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")
        once = ("--no-nanny", "--nthreads", "1", "--no-dashboard")  # a nanny would bring a killed worker back
        processes = [start("dask_worker", address, *once) for _ in range(size)]
        from distributed import Client

        with Client(address, timeout="60s") as client:
            if size:
                client.wait_for_workers(size, timeout=60)
        yield address, processes


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes_though_a_worker_is_killed(tiny, tasks, tmp_path, reference):
    slow = [replace(task, load_model="tiny:load_slow") for task in tasks]

    with cluster(2, [TESTS, ROOT]) as (address, processes):

        def kill(done, total):
            if done == 3:
                processes[0].send_signal(signal.SIGKILL)
                processes[0].wait()

        assert fill(tmp_path / "out", tiny, slow, workers.on_dask(address), kill) == reference
        assert processes[0].poll() is not None
        assert processes[1].poll() is None
        with pytest.raises(DatasetError, match="are not those of the comparison"):
            list(workers.on_dask(address)([replace(tasks[0], fingerprint="0" * 16)]))


def test_a_cluster_that_could_only_wait_for_ever_is_refused(tmp_path):
    with (
        cluster(0, [ROOT]) as (address, _),
        pytest.raises(ConnectionError, match="has no workers yet"),
    ):
        workers.on_dask(address)
    (tmp_path / "foxdog.py").touch()  # it hides the project, should that be installed
    with (
        cluster(1, [tmp_path], folder=tmp_path) as (address, _),
        pytest.raises(SettingsError, match="do not find this project: install it there, or start them with PYTHONPATH"),
    ):
        workers.on_dask(address)


def test_a_scheduler_that_does_not_answer_is_one_sentence():
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with pytest.raises(ConnectionError, match=r"^No Dask scheduler answers at nonsense://here\.$"):
        workers.on_dask("nonsense://here")


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"pip install '\.\[dask\]'$"):
        workers.on_dask("tcp://127.0.0.1:1")
