"""The download against a real server on this machine, with one fault after the other put in."""

import errno
import hashlib
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from urllib3.exceptions import ReadTimeoutError

from foxdog.pictures import mirror
from foxdog.pictures import photos as photos_module
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.photos import Outcome, Photo, download, home, listed, present

ROOT = Path(__file__).parent.parent.parent
ATTEMPTS = 1 + mirror.RETRY.total
CSV = "file,label,kind,bytes,sha256,url,photographer,page,licence"


class Handler(BaseHTTPRequestHandler):
    """Serves `server.contents` under any prefix; what is in `server.faults` for a photo goes wrong, in turn."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every answer waits 40 ms

    def do_GET(self):
        name = "/".join(self.path.split("/")[-2:])
        with self.server.lock:
            self.server.asked[name] += 1
            self.server.paths.append(self.path)
            self.server.agents.add(self.headers["User-Agent"])
            self.server.connections.add(self.client_address)
            fault = next(self.server.faults.get(name, iter(())), self.server.fault)
        getattr(self, "do_" + fault.split()[0])(self.server.contents[name], *fault.split()[1:])

    def do_well(self, body, length=None):
        self.send_response(200)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_status(self, body, code, wait=""):
        self.send_response(int(code))
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_wrong(self, body):
        self.do_well(body[:-1] + b"?")

    def do_short(self, body):
        self.do_well(b"<p>Please log in.</p>")

    def do_cut(self, body):
        self.close_connection = True
        self.do_well(body[: len(body) // 2], str(len(body)))

    def do_reset(self, body):
        self.close_connection = True

    def do_pause(self, body):
        self.do_well(body[:1], str(len(body)))
        time.sleep(0.05)
        self.wfile.write(body[1:])

    def do_silence(self, body):
        self.server.closing.wait(20)
        self.close_connection = True

    def do_drip(self, body):
        self._drip(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode())

    def do_headerdrip(self, body):
        self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")

    def do_endless(self, body):
        self._drip(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", body, 0)

    def _drip(self, start, drop=b"x", pause=0.02):
        self.close_connection = True
        try:
            self.wfile.write(start)
            while not self.server.closing.wait(pause):
                self.wfile.write(drop)
                self.server.sent += len(drop)
        except OSError:
            self.server.hung_up += 1

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, contents):
        super().__init__(("127.0.0.1", 0), Handler)
        self.contents, self.faults, self.fault = contents, {}, "well"
        self.asked, self.paths, self.agents, self.connections = Counter(), [], set(), set()
        self.sent = self.hung_up = 0
        self.lock, self.closing = threading.Lock(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what is tested


@pytest.fixture
def serve():
    servers = []

    def start(contents):
        servers.append(Server(contents))
        threading.Thread(target=servers[-1].serve_forever, args=(0.05,), daemon=True).start()
        return servers[-1]

    yield start
    for server in servers:
        server.closing.set()
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No mirror, no proxy, no waiting, and no thread left over."""
    for name in (photos_module.MIRROR, photos_module.HOME):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(mirror, "RETRY", mirror.RETRY.new(backoff_factor=0))
    monkeypatch.setattr("foxdog.pictures.photos.LONGEST", 20.0)
    yield
    wait_for(lambda: not working(), 2)


def working():
    """The threads of a download that have not ended."""
    return [thread for thread in threading.enumerate() if "(worker)" in thread.name]


def fake(number, size=3000):
    name = f"{('fox', 'dog')[number % 2]}/{number:03d}.jpg"
    return name, hashlib.shake_128(name.encode()).digest(size)


@pytest.fixture
def contents():
    return dict(fake(number) for number in range(40))


def rows(contents, url):
    return [
        Photo(name, name[:3], "", len(body), hashlib.sha256(body).hexdigest(), f"{url}/own%2B/{name}", "", "", "")
        for name, body in contents.items()
    ]


@pytest.fixture
def server(serve, contents):
    return serve(contents)


@pytest.fixture
def wanted(server, contents, tmp_path, monkeypatch):
    """The photos of a list that stands in for the shipped one."""
    photos = rows(contents, server.url)
    monkeypatch.setattr(photos_module, "LIST", write_list(tmp_path, photos))
    return photos


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "there" / "photos"


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def closed_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def test_the_list_holds_the_facts():
    photos = listed()
    assert Counter(photo.label for photo in photos) == {"fox": 659, "dog": 598}
    assert len({photo.file for photo in photos}) == len({photo.sha256 for photo in photos}) == len(photos) == 1257
    for photo in photos:
        assert (
            photo.file.startswith(f"{photo.label}/")
            and Path(photo.url).name.replace("%2B", "-") == Path(photo.file).name
        )
        assert photo.url.startswith("https://") and re.search(r"/[0-9a-f]{40}/", photo.url)  # a pinned commit
        assert re.fullmatch(r"[0-9a-f]{64}", photo.sha256) and 10_000 < photo.bytes < 100_000


ELSEWHERE = ["../x.jpg", "/etc/x.jpg", "fox/../../x.jpg", "fox\\x.jpg", "./x.jpg", "c:/x.jpg", "fox/c:x.jpg"]


@pytest.mark.parametrize("name", [*ELSEWHERE, "x.jpg", "fox/.x.jpg", "fox/x.png", "fox/x.jpg\n", ""])
def test_a_name_that_leads_elsewhere_is_refused(wanted, name):
    with pytest.raises(DatasetError, match="which is not like fox/name"):
        replace(wanted[0], file=name)


@pytest.mark.parametrize("name", ["FOXDOG_PHOTOS_DIR", "FOXDOG_MIRROR"])
def test_a_path_of_an_unknown_user_is_refused_in_a_sentence(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, "~nobody-such/photos")
    with pytest.raises(DatasetError, match=r"^~nobody-such/photos cannot be found: there is no user of that name"):
        download(home() if name == "FOXDOG_PHOTOS_DIR" else tmp_path)


def test_photos_are_kept_where_the_environment_says_or_in_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert home().parts[-2:] == ("foxdog", "photos")
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(tmp_path / "class"))
    assert home() == tmp_path / "class"


def test_present_are_those_of_the_listed_size(folder, wanted, server):
    assert present(folder) == []
    download(folder, server.url)
    (folder / wanted[0].file).unlink()
    (folder / wanted[1].file).write_bytes(b"cut")
    (folder / wanted[2].file).unlink()
    (folder / wanted[2].file).mkdir()
    assert present(folder) == wanted[3:]


def test_all_arrive_whole_under_their_names_and_nothing_else_does(folder, wanted, server, contents):
    outcome = download(folder, server.url)
    assert outcome == Outcome(total=40, present=40, failed={}, stopped="")
    assert files(folder) == contents
    assert server.agents == {"foxdog"}
    assert len(server.connections) <= photos_module.WORKERS  # kept alive
    plain = folder / "plain"
    plain.touch()
    assert (folder / wanted[0].file).stat().st_mode == plain.stat().st_mode  # another user may read what I fetched


def test_progress_is_told_in_the_callers_thread_to_the_end(folder, wanted, server):
    seen = []

    def note(*counts):
        seen.append((*counts, threading.current_thread()))

    download(folder, server.url, note)
    assert seen == [(done, 40, threading.current_thread()) for done in range(1, 41)]
    seen.clear()
    for photo in wanted[:3]:
        (folder / photo.file).unlink()
    download(folder, server.url, note)
    assert [done for done, *_ in seen] == [38, 39, 40]  # what is there already counts from the start


def test_without_a_mirror_each_is_fetched_from_its_own_address(folder, wanted, server):
    assert download(folder).present == 40
    assert all(path.startswith("/own%2B/") for path in server.paths)


@pytest.mark.parametrize("end", ["", "/"])
def test_a_mirror_is_an_address_with_or_without_a_slash(folder, wanted, server, end):
    download(folder, f"{server.url}/some/where{end}")
    assert sorted(server.paths) == sorted(f"/some/where/{photo.file}" for photo in wanted)


@pytest.mark.parametrize("form", ["path", "url", "environment"])
def test_a_mirror_is_a_folder_and_verified_just_the_same(folder, wanted, server, contents, tmp_path, monkeypatch, form):
    mirror = tmp_path / "a mirror"
    download(mirror, server.url)
    server.asked.clear()
    (mirror / wanted[3].file).write_bytes(b"?" * wanted[3].bytes)
    (mirror / wanted[4].file).unlink()
    given = {"path": str(mirror), "url": mirror.as_uri(), "environment": ""}[form]
    if form == "environment":
        monkeypatch.setenv("FOXDOG_MIRROR", str(mirror))
    outcome = download(folder, given)
    assert outcome.failed == {
        wanted[3].file: "arrived with other bytes than listed",
        wanted[4].file: "is not there",
    }
    assert outcome.present == len(files(folder)) == 38
    assert not server.asked


def test_what_is_there_and_verified_is_not_fetched_again(folder, wanted, server, contents):
    download(folder, server.url)
    server.asked.clear()
    (folder / wanted[0].file).unlink()
    (folder / wanted[1].file).write_bytes(b"?" * wanted[1].bytes)  # the listed size, other bytes
    (folder / wanted[2].file).write_bytes(b"")
    outcome = download(folder, server.url)
    assert server.asked == {photo.file: 1 for photo in wanted[:3]}
    assert outcome.present == 40
    assert files(folder) == contents


def test_what_is_there_and_cannot_be_read_is_fetched_again(folder, wanted, server, monkeypatch):
    download(folder, server.url)

    def failing(path, read=Path.read_bytes):
        if path.name == "000.jpg":
            raise OSError(errno.EIO, "bad sector")
        return read(path)

    server.asked.clear()
    monkeypatch.setattr(Path, "read_bytes", failing)
    download(folder, server.url)
    assert server.asked == {photo.file: 1 for photo in wanted if photo.file.endswith("000.jpg")}


@pytest.mark.parametrize("fault", [*(f"status {code}" for code in (408, 429, 500, 502, 503, 504)), "reset"])
def test_a_passing_fault_is_tried_again(folder, wanted, server, contents, fault):
    server.faults = {name: iter([fault]) for name in list(contents)[:5]}
    outcome = download(folder, server.url)
    assert outcome == Outcome(40, 40, {}, "")
    assert server.asked == {name: 2 if name in server.faults else 1 for name in contents}
    assert files(folder) == contents


@pytest.mark.parametrize("fault", ["cut", "wrong", "short"])
def test_what_did_not_arrive_whole_is_fetched_by_the_next_call(folder, wanted, server, contents, fault):
    server.faults = {name: iter([fault]) for name in list(contents)[:5]}
    assert set(download(folder, server.url).failed) == set(server.faults)
    assert len(files(folder)) == 35
    assert download(folder, server.url).present == 40
    assert files(folder) == contents


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("status 500", "was refused for now (500)"),
        ("cut", "was cut off"),
        ("wrong", "arrived with other bytes than listed"),
        ("short", "arrived with other bytes than listed"),
        ("endless", "is longer than listed"),
        ("silence", "got no answer for 0 s"),
        ("reset", "had no connection to 127.0.0.1"),
    ],
)
def test_a_lasting_fault_is_named_and_stops_no_other(folder, wanted, server, contents, monkeypatch, fault, reason):
    monkeypatch.setattr(mirror, "SILENCE", 0.3)
    bad = wanted[5].file
    server.faults[bad] = itertools.repeat(fault)
    outcome = download(folder, server.url)
    assert list(outcome.failed) == [bad]
    assert outcome.failed[bad].startswith(reason)
    assert (outcome.present, outcome.stopped) == (39, "")
    assert server.asked[bad] == (ATTEMPTS if fault in ("status 500", "silence", "reset") else 1)
    assert files(folder) == {name: body for name, body in contents.items() if name != bad}


@pytest.mark.parametrize(("code", "reason"), [(404, "is not there"), (410, "is not there"), (403, "was refused")])
def test_a_plain_no_is_not_asked_twice_and_stops_no_other(folder, wanted, server, contents, code, reason):
    bad = list(contents)[:30]
    server.faults = {name: itertools.repeat(f"status {code}") for name in bad}
    outcome = download(folder, server.url)
    assert outcome.failed == dict.fromkeys(bad, f"{reason} ({code})")
    assert (outcome.present, outcome.stopped) == (10, "")
    assert set(server.asked.values()) == {1}


def test_a_body_longer_than_listed_is_not_read_on(folder, wanted, server):
    server.faults[wanted[0].file] = itertools.repeat("endless")
    download(folder, server.url)
    assert server.sent < 16e6  # the buffers on the way, not what would have come


def test_a_drip_holds_a_photo_no_longer_than_the_deadline(folder, wanted, server, monkeypatch):
    monkeypatch.setattr("foxdog.pictures.photos.LONGEST", 1.0)
    server.faults[wanted[0].file] = itertools.repeat("drip")
    started = time.monotonic()
    outcome = download(folder, server.url)
    assert time.monotonic() - started < 3
    assert outcome.failed == {wanted[0].file: "took longer than 1 s"}
    assert outcome.present == 39


def test_headers_that_drip_hold_nothing_for_ever(folder, wanted, server, monkeypatch):
    monkeypatch.setattr("foxdog.pictures.photos.HUNG", 1.0)
    server.faults[wanted[0].file] = itertools.repeat("headerdrip")
    started = time.monotonic()
    outcome = download(folder, server.url)
    assert time.monotonic() - started < 4
    assert (outcome.present, outcome.stopped) == (39, "no answer for 1 s")
    server.closing.set()
    wait_for(lambda: not working())


def test_the_server_says_when_to_ask_again_within_a_bound(folder, wanted, server, monkeypatch):
    server.faults[wanted[0].file] = iter(["status 429 1"])
    started = time.monotonic()
    assert download(folder, server.url).present == 40
    assert time.monotonic() - started > 1
    monkeypatch.setattr(mirror, "RETRY", mirror.RETRY.new(retry_after_max=0.1))
    server.faults[wanted[0].file] = itertools.repeat("status 429 3600")
    (folder / wanted[0].file).unlink()
    server.asked.clear()
    assert download(folder, server.url).failed == {wanted[0].file: "was refused for now (429)"}
    assert server.asked == {wanted[0].file: ATTEMPTS}


def test_all_attempts_at_a_silent_server_end_before_the_download_is_given_up():
    retry, waited = mirror.RETRY, 0
    for _ in range(retry.total):
        retry = retry.increment("GET", "/", error=ReadTimeoutError(None, "/", ""))
        waited += max(retry.get_backoff_time(), retry.retry_after_max)
    assert waited > 0
    assert ATTEMPTS * mirror.SILENCE + waited < photos_module.HUNG


def test_no_network_is_said_once(folder, wanted):
    host = f"127.0.0.1:{closed_port()}"
    outcome = download(folder, f"http://anna:secret@{host}/photos")
    assert outcome.stopped == f"no network: 8 photos in a row had no connection to {host}"
    assert (outcome.present, len(outcome.failed)) == (0, 8)
    assert str(outcome) == f"0 of 40 photos are here; {outcome.stopped}. Try again later."
    assert not folder.parent.exists()  # no empty folders


def test_a_network_lost_on_the_way_is_said_too_and_what_came_is_kept(folder, wanted, server, contents):
    server.faults = {name: itertools.repeat("reset") for name in list(contents)[10:]}
    outcome = download(folder, server.url)
    assert outcome.stopped.startswith("no network")
    assert outcome.present == len(files(folder)) == 10


@pytest.mark.parametrize(
    ("fault", "stopped"),
    [
        ("status 503", "8 photos in a row were refused for now (503)"),
        ("short", "8 photos in a row arrived with other bytes than listed"),  # a login page in place of everything
    ],
)
def test_a_server_that_serves_no_photo_is_left_in_peace(folder, wanted, server, fault, stopped, monkeypatch):
    monkeypatch.setattr(mirror, "RETRY", mirror.RETRY.new(backoff_factor=0.05))  # as in earnest, longer than a stop
    server.fault = fault
    outcome = download(folder, server.url)
    assert outcome.stopped == stopped
    assert sum(server.asked.values()) <= ATTEMPTS * (8 + photos_module.WORKERS)


def test_failures_that_are_not_in_a_row_stop_nothing(folder, wanted, server, contents, monkeypatch):
    monkeypatch.setattr("foxdog.pictures.photos.WORKERS", 1)  # so that the order is known
    server.faults = {name: itertools.repeat("wrong") for number, name in enumerate(contents) if number % 8}
    outcome = download(folder, server.url)
    assert (outcome.present, len(outcome.failed), outcome.stopped) == (5, 35, "")


def test_with_nothing_left_to_try_nothing_is_stopped(folder, wanted, server, tmp_path):
    server.fault = "wrong"
    write_list(tmp_path, wanted[:8])
    outcome = download(folder, server.url)
    assert (len(outcome.failed), outcome.stopped) == (8, "")


def test_what_arrived_before_a_stop_is_counted_though_no_progress_was_told(folder, wanted, server):
    stop = threading.Event()

    def slow(done, total):
        time.sleep(0.3)
        stop.set()

    outcome = download(folder, server.url, slow, stop)
    assert outcome.present == len(files(folder)) > 1


def test_a_stop_keeps_what_arrived_and_the_next_call_fetches_only_the_rest(folder, wanted, server, contents):
    stop = threading.Event()
    server.fault = "pause"
    first = download(folder, server.url, lambda done, total: done < 15 or stop.set(), stop)
    assert first.stopped == "stopped"
    assert 15 <= first.present == len(files(folder)) <= 15 + 2 * photos_module.WORKERS  # each may end one and begin one
    assert str(first) == f"{first.present} of 40 photos are here; stopped. Try again later: what arrived is kept."
    server.asked.clear()
    second = download(folder, server.url)
    assert second.present == 40
    assert sum(server.asked.values()) == 40 - first.present
    assert files(folder) == contents


@pytest.mark.parametrize("fault", ["drip", "status 503", "silence"])
def test_a_stop_is_soon(folder, wanted, server, monkeypatch, fault):
    monkeypatch.setattr(mirror, "RETRY", mirror.RETRY.new(backoff_factor=0.5))
    server.fault = fault
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    timer.start()
    started = time.monotonic()
    outcome = download(folder, server.url, stop=stop)
    assert time.monotonic() - started < (0.9 if fault == "drip" else 1.9)
    assert (outcome.stopped, outcome.present, outcome.failed) == ("stopped", 0, {})
    if fault == "silence":  # those that wait for an answer end when they get one, or at their time-out
        server.closing.set()
    wait_for(lambda: not working(), 4)
    assert not folder.exists()


def test_a_program_ends_though_a_server_holds_its_threads(folder, wanted, server, tmp_path):
    server.fault = "headerdrip"
    code = "import threading; stop = threading.Event(); threading.Timer(1, stop.set).start()\n"
    code += fetching(write_list(tmp_path, wanted), folder, server.url, ", stop=stop") + "; print(outcome.stopped)"
    child = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=15)
    assert child.stdout == "stopped\n", child.stderr
    assert server.sent > 0


def test_a_stop_after_the_last_photo_is_none(folder, wanted, server):
    stop = threading.Event()
    outcome = download(folder, server.url, lambda done, total: done == total and stop.set(), stop)
    assert outcome == Outcome(40, 40, {}, "")


class Rerun(BaseException):
    """As Streamlit ends a script."""


def test_an_error_in_progress_ends_the_download_and_is_raised(folder, wanted, server):
    def progress(done, total):
        if done == 10:
            raise Rerun

    server.fault = "pause"
    with pytest.raises(Rerun):
        download(folder, server.url, progress)
    wait_for(lambda: not working(), 2)
    kept = files(folder)
    assert 10 <= len(kept) < 40 and all(name.endswith(".jpg") for name in kept)
    assert sum(server.asked.values()) <= 10 + 2 * photos_module.WORKERS


def test_an_error_of_our_own_is_not_hidden(folder, wanted, server, monkeypatch):
    monkeypatch.setattr("foxdog.pictures.photos._read", None)
    with pytest.raises(TypeError):
        download(folder, server.url)


def test_a_full_disk_stops_it_at_once(folder, wanted, server, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("foxdog.pictures.photos.write_files", full)
    outcome = download(folder, server.url)
    assert (outcome.stopped, outcome.present, outcome.failed) == ("the disk is full", 0, {})
    assert str(outcome) == "0 of 40 photos are here; the disk is full. Try again later."
    assert files(folder) == {}


def test_a_disk_that_is_really_full_stops_it_too(wanted, server, tmp_path):
    write_list(tmp_path, wanted)
    (tmp_path / "small").mkdir()
    mount = f"mount -t tmpfs -o size=64k none {tmp_path}/small"
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "sh", "-c", mount]).returncode:
        pytest.skip("no small disk can be mounted here")
    code = (
        fetching(tmp_path / "photos.csv", tmp_path / "small", server.url) + "; print(outcome.stopped, outcome.present)"
    )
    command = f'{mount} && "$0" -c "$1" && ls -A {tmp_path}/small/*/'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", command, sys.executable, code], cwd=ROOT, capture_output=True, text=True
    )
    said, *left = done.stdout.splitlines()
    assert said.startswith("the disk is full"), done.stderr
    assert int(said.split()[-1]) == sum(name.endswith(".jpg") for name in left) > 5
    assert not any(name.endswith(".part") for name in left)


def test_what_cannot_be_written_is_named_and_stops_no_other(folder, wanted, server):
    (folder / wanted[0].file).mkdir(parents=True)
    outcome = download(folder, server.url)
    assert outcome.failed == {wanted[0].file: "could not be written (Is a directory)"}
    assert outcome.present == len(files(folder)) == 39


def fetching(facts, folder, mirror, more=""):
    """Code that downloads with a list of its own."""
    return (
        "from pathlib import Path; from foxdog.pictures import photos; "
        f"photos.LIST = Path({str(facts)!r}); outcome = photos.download(Path({str(folder)!r}), {mirror!r}{more})"
    )


def write_list(folder, photos):
    lines = [CSV, *(",".join(map(str, vars(photo).values())) for photo in photos)]
    (folder / "photos.csv").write_text("\n".join(lines))
    return folder / "photos.csv"


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_after_a_kill_only_the_rest_is_fetched_and_nothing_is_left_over(folder, wanted, server, contents, tmp_path):
    write_list(tmp_path, wanted)
    server.fault = "pause"
    child = subprocess.Popen([sys.executable, "-c", fetching(tmp_path / "photos.csv", folder, server.url)], cwd=ROOT)
    wait_for(lambda: sum(server.asked.values()) >= 20)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    left = files(folder)
    arrived = [name for name in left if name.endswith(".jpg")]
    assert all(left[name] == contents[name] for name in arrived)  # nothing half-written has a photo's name
    assert 0 < len(arrived) < 40
    time.sleep(0.2)  # what the killed one asked for is counted
    server.asked.clear()
    outcome = download(folder, server.url)
    assert outcome.present == 40
    assert sum(server.asked.values()) == 40 - len(arrived)
    assert files(folder) == contents


def test_only_leftovers_of_a_download_are_swept(folder, wanted, server, contents):
    own = ["fox/thesis.part", "fox/.000.jpg.part", "fox/.notes", "dog/.mydraft1.part", ".x.jpg"]
    for name in [*own, "fox/.0123456789abcdef.part"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"mine")
    download(folder, server.url)
    assert files(folder) == {**contents, **dict.fromkeys(own, b"mine")}


def test_two_downloads_into_one_folder_do_not_harm_each_other(folder, wanted, server, contents):
    server.fault = "pause"
    outcomes = []
    first = threading.Thread(target=lambda: outcomes.append(download(folder, server.url)))
    first.start()
    wait_for(lambda: sum(server.asked.values()) >= 12)
    outcomes.append(download(folder, server.url))  # it may sweep away what the first is writing
    first.join()
    assert [outcome.present for outcome in outcomes] == [40, 40]
    assert files(folder) == contents


@pytest.mark.parametrize(
    "mirror",
    ["nowhere", "ftp://127.0.0.1/x", "http://", "http://[::1", "http://host:port/", "file:///nowhere", "http:/x"],
)
def test_a_mirror_that_is_neither_address_nor_folder_is_refused_first(folder, wanted, mirror):
    with pytest.raises(DatasetError, match="neither an address") as error:
        download(folder, mirror)
    assert "\n" not in str(error.value)
    assert not folder.exists()


@pytest.mark.parametrize("spoil", ["is a file", "is in a file", "has a file for a class"])
def test_a_folder_that_cannot_be_written_to_is_refused_first(folder, wanted, server, spoil, monkeypatch):
    if spoil == "is a file":
        folder.parent.mkdir()
        folder.touch()
    elif spoil == "is in a file":
        folder.parent.touch()
    else:
        folder.mkdir(parents=True)
        (folder / "fox").touch()
    with pytest.raises(DatasetError, match=r"^Photos cannot be kept in .*; choose another folder\.$"):
        download(folder, server.url)
    assert not server.asked


def test_a_folder_without_leave_to_write_is_refused_first(folder, wanted, server, monkeypatch):
    (folder / "fox").mkdir(parents=True)
    temporary_file = tempfile.TemporaryFile

    def closed(dir):
        if dir == folder / "fox":  # root may write anywhere
            raise PermissionError
        return temporary_file(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", closed)
    with pytest.raises(DatasetError, match=r"fox \(you may not write there\)"):
        download(folder, server.url)
    assert not server.asked


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (Outcome(1257, 1257, {}, ""), "All 1,257 photos are here."),
        (
            Outcome(
                1257,
                1250,
                {
                    **dict.fromkeys(("fox/a.jpg", "fox/b.jpg", "fox/c.jpg"), "is not there (404)"),
                    **dict.fromkeys(("fox/d.jpg", "fox/e.jpg"), "was cut off"),
                    **{"fox/f.jpg": "is longer than listed", "fox/g.jpg": "took longer than 60 s"},
                },
                "",
            ),
            "1,250 of 1,257 photos are here; 7 could not be fetched (3 are not there (404), 2 were cut off, "
            "1 is longer than listed, 1 took longer than 60 s). Try again later: what arrived is kept.",
        ),
        (Outcome(2, 0, {}, "stopped"), "0 of 2 photos are here; stopped. Try again later."),
    ],
)
def test_the_outcome_is_told_in_a_sentence(outcome, sentence):
    assert str(outcome) == sentence


def test_the_real_photos_arrive_within_a_minute(folder, serve, photos):
    server = serve({photo.file: (photos / photo.file).read_bytes() for photo in listed()})
    started = time.monotonic()
    outcome = download(folder, server.url)
    assert time.monotonic() - started < 60
    assert outcome == Outcome(1257, 1257, {}, "")
    assert len(present(folder)) == 1257
    server.asked.clear()
    assert download(folder, server.url).present == 1257
    assert not server.asked


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\n\n",
        CSV.encode(),
        b"a,b\n1,2\n",
        b"\xff\xfe\x00",
        CSV.encode() + b"\nfox/a.jpg,fox\n",
        CSV.encode() + b"\nfox/a.jpg,fox,,many,0,u,,,\n",
        CSV.encode() + b",more\nfox/a.jpg,fox,,1,0,u,,,,x\n",
        CSV.encode() + b"\nfox/a.jpg,fox,,1,0,u,,,,x\n",
        CSV.encode() + b"\nfox/a.jpg,fox,,1,0,u,,,a\rb\n",
        CSV.encode() + b"\nfox/a.jpg,fox,,1,0,u,,," + b"x" * 200_000,
    ],
)
def test_a_list_that_is_empty_or_garbled_is_refused_in_one_sentence(tmp_path, monkeypatch, content):
    monkeypatch.setattr(photos_module, "LIST", tmp_path / "photos.csv")
    if content is not None:
        (tmp_path / "photos.csv").write_bytes(content)
    for look in (listed, lambda: present(tmp_path), lambda: download(tmp_path / "photos")):
        with pytest.raises(DatasetError, match=r"^The list of photos cannot be read; get data/photos\.csv .*\.$"):
            look()


def test_a_loop_of_links_is_refused_before_anything_is_fetched(tmp_path, wanted, server):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(DatasetError, match="Photos cannot be kept in"):
        download(tmp_path / "loop", server.url)
    assert not server.asked
