"""How long a class waits: many visitors of the real page at once, each answering a question every few seconds.

    python -m tests.benchmarks.classroom --visitors 30 --questions 40
    python -m tests.benchmarks.classroom --visitors 30 --questions 30 --model scratch

It starts the app on this machine, as `make run` does. Each visitor is a websocket client that speaks Streamlit's
protocol: it opens a page by a link, gets the stage's scene, fetches the picture that is asked about, answers, and waits
for the scene of the next question. The visitors have different random seeds and strategies, and one answer in seven is
wrong. At the end every curve is computed again from settings and answers, and compared with what the page showed. For
Linux.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from foxdog.learning.settings import USUAL_BATCHES, Settings
from tests.serving import Server, serve

STRATEGIES = ("uncertainty", "committee", "badge", "k-centre", "typical")
LARGEST_MESSAGE = 4_000_000  # bytes
LONGEST_WAIT = 900  # s for one question; a visitor that waits longer has failed
SETTLED = 180  # s after the last visitor has left


@dataclass
class Visitor:
    """One visitor: what it asks for, what it saw, and what it waited.

    Attributes:
        settings: Of its run.
        answers: The picture and the label of each answer.
        first: Seconds from the connection to the first question.
        waits: Seconds from each answer to the scene of the next question, or of the end.
        rounds: The same, of the answers that ended a round.
        places: The places in the queue that the page showed.
        scene: The last one that was received.
        error: What went wrong, "" if nothing did.
    """

    settings: Settings
    answers: list[tuple[int, int]] = field(default_factory=list)
    first: float = 0.0
    waits: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    scene: dict[str, Any] = field(default_factory=dict)
    error: str = ""


class Browser:
    """The part of a browser that this page needs: it sends events and receives scenes."""

    def __init__(self, socket: websockets.ClientConnection, address: str, query: str) -> None:
        self._socket, self._address, self._query = socket, address, query
        self._component = self._fragment = ""

    async def open(self) -> None:
        """Ask for the page."""
        await self._send()

    async def _send(self, events: dict[str, Any] | None = None) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        if events is not None:
            state = WidgetState(id=self._component, json_value=json.dumps({"events": events}))
            message.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=[state]))
            message.rerun_script.fragment_id = self._fragment
        await self._socket.send(message.SerializeToString())

    async def act(self, run: str, number: int, kind: str, **more: object) -> None:
        """Send one event of the stage."""
        events = [{"n": number, "kind": kind, **more}]
        await self._send({"run": run, "client": "visitor", "events": events})

    async def scene(self) -> dict[str, Any]:
        """The next scene that the server sends.

        Raises:
            RuntimeError: The page shows an exception instead.
        """
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self._socket.recv())  # type: ignore[arg-type] - the server sends bytes
            if message.WhichOneof("type") != "delta":
                continue
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(element.exception.message)
            if element.WhichOneof("type") == "bidi_component":
                self._component, self._fragment = element.bidi_component.id, message.delta.fragment_id
                return json.loads(element.bidi_component.json)[0]

    async def fetch(self, path: str) -> bytes:
        """A file that a scene names. Like the page it tries again: while a page is drawn, its files may be gone.

        Raises:
            OSError: It is not there after ten tries.
        """
        for _ in range(9):
            try:
                return await asyncio.to_thread(self._fetch, path)
            except urllib.error.HTTPError:
                await asyncio.sleep(0.5)
        return await asyncio.to_thread(self._fetch, path)

    def _fetch(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self._address}/{path}", timeout=60) as answer:
            return answer.read()


def waits_for_answer(scene: dict[str, Any], answered: int) -> bool:
    """Whether a scene shows the next question after so many answers, or the end of the run."""
    now = scene["now"]
    return not scene["busy"] and now["answered"] == answered and bool(now["question"] or now["end"])


async def visit(visitor: Visitor, address: str, questions: int, pause: float, delay: float) -> None:
    """Open the page, answer so many questions, and leave."""
    await asyncio.sleep(delay)
    given = {name: getattr(visitor.settings, name) for name in Settings.__dataclass_fields__}
    began = time.perf_counter()
    try:
        async with websockets.connect(
            address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item] - a name is a string
            max_size=LARGEST_MESSAGE,
            open_timeout=60,
            proxy=None,
        ) as socket:
            browser = Browser(socket, address, urlencode(given))
            await browser.open()
            await _question(visitor, browser)
            visitor.first = time.perf_counter() - began
            about = json.loads(await browser.fetch(visitor.scene["about"]))
            await browser.fetch(about["sheet"])
            truth = dict(zip(about["pictures"], about["truth"], strict=True))
            for number in range(1, questions + 1):
                if not (question := visitor.scene["now"]["question"]):
                    break
                await browser.fetch(question["url"])
                await asyncio.sleep(pause)
                label = truth[question["picture"]] ^ int(number % 7 == visitor.settings.seed % 7)
                visitor.answers.append((question["picture"], label))
                before = len(visitor.scene["now"]["mine"])
                began = time.perf_counter()
                await browser.act(about["run"], number, "answer", picture=question["picture"], label=label)
                await _question(visitor, browser)
                waited = time.perf_counter() - began
                visitor.waits.append(waited)
                if len(visitor.scene["now"]["mine"]) > before:
                    visitor.rounds.append(waited)
            await _baseline(visitor, browser)
    except (OSError, RuntimeError, TimeoutError, websockets.WebSocketException) as error:
        visitor.error = f"{type(error).__name__}: {error}"


async def _question(visitor: Visitor, browser: Browser) -> None:
    """Wait for the scene of the next question."""
    async with asyncio.timeout(LONGEST_WAIT):
        while True:
            visitor.scene = await browser.scene()
            visitor.places.add(visitor.scene["busy"])
            if waits_for_answer(visitor.scene, len(visitor.answers)):
                return


async def _baseline(visitor: Visitor, browser: Browser) -> None:
    """Wait until the random baseline is as far as the run."""
    async with asyncio.timeout(LONGEST_WAIT):
        while len(visitor.scene["now"]["random"]) < len(visitor.scene["now"]["mine"]):
            visitor.scene = await browser.scene()


# The server's process


def status(process: int, name: str) -> int:
    """A figure of a process: its threads, or its memory in kB."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith(f"{name}:")).split()[1])


def computed(process: int) -> float:
    """How long a process has computed so far, in s of a core."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> float:
    """The memory of a process that is in use, in MB."""
    return status(process, "VmRSS") / 1024


# The same runs without the page


def differences(visitors: Sequence[Visitor]) -> list[str]:
    """The visitors whose curve, or whose baseline's curve, is not what the loop computes: a sentence each."""
    from foxdog.learning.loop import Answer, replay
    from foxdog.learning.models import load_model
    from foxdog.pictures.sources import open_pictures

    dataset, wrong = open_pictures("drawn"), []
    for visitor in visitors:
        answers = [Answer(picture, label, "person") for picture, label in visitor.answers]
        loop = replay(dataset, visitor.settings, answers, load_model(visitor.settings.model, dataset))
        while loop.step_baseline():
            pass
        assert loop.baseline is not None
        expected = [[[one.labelled, round(one.accuracy, 4)] for one in of.rounds] for of in (loop, loop.baseline)]
        if (seen := [visitor.scene["now"]["mine"], visitor.scene["now"]["random"]]) != expected:
            wrong.append(f"{visitor.settings.strategy}, seed {visitor.settings.seed}: {seen} is not {expected}")
    return wrong


def quantiles(seconds: Sequence[float]) -> str:
    """The median, 95th and 99th percentile, and the most, in words."""
    if len(seconds) < 2:
        return "too few to say"
    cut = statistics.quantiles(seconds, n=100, method="inclusive")
    figures = f"median {cut[49]:.2f}, 95th percentile {cut[94]:.2f}, 99th {cut[98]:.2f}, most {max(seconds):.2f} s"
    return f"{figures}, of {len(seconds)}"


async def hold_class(server: Server, visitors: Sequence[Visitor], options: argparse.Namespace) -> None:
    """Let all of them visit at once; they come within as long as they think about one question."""
    delays = [options.pause * number / len(visitors) for number in range(len(visitors))]
    visits = zip(visitors, delays, strict=True)
    address, questions, pause = server.address, options.questions, options.pause
    await asyncio.gather(*(visit(visitor, address, questions, pause, delay) for visitor, delay in visits))


def settings_of(options: argparse.Namespace, seed: int) -> Settings:
    """The settings of the visitor of this number; seed 0 is the run that comes recorded, so numbers begin at 1."""
    strategy = options.strategies[seed % len(options.strategies)]
    return Settings(model=options.model, strategy=strategy, batch=USUAL_BATCHES[options.model], seed=seed)


def report(name: str, visitors: Sequence[Visitor], process: int, seconds: float) -> None:
    """Print what a class waited, and what the server holds; it has computed for so many seconds of a core."""
    answers = sum(len(one.answers) for one in visitors)
    print(f"{name}: {len(visitors)} visitors, {answers} answers", flush=True)
    print(f"  the server computed {seconds:.0f} s, which is {1000 * seconds / max(1, answers):.0f} ms an answer")
    print(f"  to the first question: {quantiles([one.first for one in visitors if one.first])}")
    print(f"  answer to next question: {quantiles([wait for one in visitors for wait in one.waits])}")
    print(f"  of those that ended a round: {quantiles([wait for one in visitors for wait in one.rounds])}")
    if places := sorted({place for one in visitors for place in one.places if "before yours" in place}):
        print(f"  places in the queue that were shown: {len(places)}, such as {places[-1]!r}")
    print(f"  server at the end: {megabytes(process):.0f} MB, {status(process, 'Threads')} threads")
    for one in visitors:
        if one.error:
            print(f"  ERROR {one.settings.strategy}, seed {one.settings.seed}: {one.error}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--model", choices=tuple(USUAL_BATCHES), default="head-start")
    parser.add_argument("--strategies", default=STRATEGIES, type=lambda text: tuple(text.split(",")))
    parser.add_argument("--pause", type=float, default=3.0, help="s that a visitor thinks about a question")
    parser.add_argument("--classes", type=int, default=1, help="so many classes come, one after another")
    parser.add_argument("--settled", type=float, default=SETTLED, help="s from the last visitor to the last look")
    options = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    everybody: list[Visitor] = []
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder, "output.txt"), MALLOC_ARENA_MAX="2") as server:
        warm = [Visitor(settings_of(options, seed)) for seed in range(101, 101 + len(options.strategies))]
        few = argparse.Namespace(**{**vars(options), "questions": USUAL_BATCHES[options.model], "pause": 0.1})
        asyncio.run(hold_class(server, warm, few))
        time.sleep(min(options.settled, 20))
        idle = megabytes(server.process)
        print(
            f"server idle, warmed by {len(warm)} visitors: {idle:.0f} MB, {status(server.process, 'Threads')} threads"
        )
        for number in range(1, options.classes + 1):
            visitors = [Visitor(settings_of(options, 1 + seed)) for seed in range(options.visitors)]
            before = computed(server.process)
            asyncio.run(hold_class(server, visitors, options))
            report(f"class {number}", visitors, server.process, computed(server.process) - before)
            everybody += visitors
            left = time.monotonic()
            while (passed := time.monotonic() - left) < options.settled:
                time.sleep(min(60, options.settled - passed))
                now = megabytes(server.process)
                print(
                    f"  {time.monotonic() - left:.0f} s after they left: {now:.0f} MB, {now / idle:.2f} of idle, "
                    f"{status(server.process, 'Threads')} threads",
                    flush=True,
                )
        lines = server.output.read_text().splitlines()
    print(f"the server's log has {len(lines)} lines: {lines[-1] if lines else ''}")
    complete = [one for one in everybody if not one.error]
    wrong = differences(complete)
    print(f"{len(complete) - len(wrong)} of {len(everybody)} curves are what the loop computes, to the byte")
    print(*wrong, sep="\n")
    if wrong or len(complete) < len(everybody):
        sys.exit(1)


if __name__ == "__main__":
    main()
