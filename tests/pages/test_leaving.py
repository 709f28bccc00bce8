"""What a session held goes when the session has gone."""

import gc
import os
import time
import weakref
from types import SimpleNamespace

import pytest
from serving import ROOT, serve

from foxdog.pages import streamlit_compat
from foxdog.pages.session import leaving
from foxdog.pages.streamlit_compat import drop_sessions_that_left


class Node:
    """Something that refers to itself, so that only the collector finds it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_nobody_refers_to_is_given_back():
    gc.disable()
    try:
        seen = weakref.ref(Node())
        assert seen() is not None
        leaving.give_back()
        assert seen() is None
    finally:
        gc.enable()


def test_memory_is_given_back_once_sessions_were_dropped(monkeypatch):
    dropped, given = iter([0, 2, 0]), []

    def rest(seconds):
        if given and next(dropped, None) is None:
            raise InterruptedError

    monkeypatch.setattr(leaving, "time", SimpleNamespace(sleep=rest))
    monkeypatch.setattr(leaving, "drop_sessions_that_left", lambda: next(dropped))
    monkeypatch.setattr(leaving, "give_back", lambda: given.append(True))
    with pytest.raises((InterruptedError, StopIteration)):
        leaving._watch()
    assert given == [True]


def test_without_a_server_there_is_nothing_to_drop(monkeypatch):
    monkeypatch.setattr(streamlit_compat.Runtime, "exists", lambda: False)
    assert drop_sessions_that_left() == 0


@pytest.mark.slow
def test_a_session_of_the_server_goes_soon_after_its_browser(tmp_path):
    """The server runs with a look each half second and keeps who has left for one second."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import websockets
    from streamlit.proto.BackMsg_pb2 import BackMsg

    (tmp_path / "sitecustomize.py").write_text(
        "import threading, time\n"
        "def watch():\n"
        "    from foxdog.pages.session import leaving\n"
        "    leaving.LOOK = 0.5\n"
        "    before = leaving.drop_sessions_that_left\n"
        "    def drop():\n"
        "        gone = before()\n"
        "        print('dropped', gone, flush=True) if gone else None\n"
        "        return gone\n"
        "    leaving.drop_sessions_that_left = drop\n"
        "import sys\n"
        "if 'streamlit' in sys.orig_argv:\n"
        "    watch()\n"
    )

    async def visit(address):
        async with websockets.connect(address, subprotocols=["streamlit"], proxy=None) as socket:
            message = BackMsg()
            message.rerun_script.query_string = ""
            await socket.send(message.SerializeToString())
            await socket.recv()
            await asyncio.sleep(2)

    path = os.pathsep.join(map(str, (tmp_path, ROOT)))
    environment = {"PYTHONPATH": path, "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
    with serve(tmp_path / "output.txt", **environment) as server:
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
            thread.submit(asyncio.run, visit(address)).result()
        end = time.monotonic() + 30
        while "dropped 1" not in server.output.read_text():
            assert time.monotonic() < end, server.output.read_text()
            time.sleep(0.2)
