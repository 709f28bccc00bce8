"""Start the dashboard as a person does, and look into what it opens on the disk."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Server:
    """A running dashboard.

    Attributes:
        address: http://host:port.
        output: The file that its output goes to.
        process: The number of its process.
    """

    address: str
    output: Path
    process: int


@contextmanager
def serve(
    output: Path, root: Path = ROOT, script: str = "streamlit_app.py", port: int = 0, **environment: str
) -> Iterator[Server]:
    """The dashboard of the project in `root`, with these environment variables beside the usual ones; 0 = any port."""
    port = port or free_port()
    options = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)]
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, *options],
            cwd=root,
            env=os.environ | environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield Server(f"http://127.0.0.1:{port}", output, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server has stopped"
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer at {address}")


def watch_disk(folder: Path, below: tuple[Path, ...]) -> dict[str, str]:
    """The environment in which a server writes "opened PATH" into its output for each file or folder below these."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        f"below = {tuple(map(str, below))}\n"
        "def note(event, arguments):\n"
        "    if event in ('open', 'os.listdir', 'os.scandir') and str(arguments[0]).startswith(below):\n"
        "        print('opened', arguments[0], file=sys.__stderr__, flush=True)\n"
        "sys.addaudithook(note)\n"
    )
    return {"PYTHONPATH": str(folder)}
