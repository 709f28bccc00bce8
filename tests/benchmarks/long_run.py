"""How long a run of many answers takes to open by its link, and an answer in it to be drawn.

    python -m tests.benchmarks.long_run --answers 300

It writes such a run into a database of its own, starts the app on this machine with it, warms the server by another
run, opens the link as a browser would, and answers questions. For Linux.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlencode

import websockets
from sqlalchemy import URL, create_engine

from foxdog.learning.lines import Line
from foxdog.learning.loop import Loop
from foxdog.learning.models import load_model
from foxdog.learning.settings import Settings
from foxdog.pictures.sources import open_pictures
from foxdog.store.record import About
from foxdog.store.store import Store
from foxdog.store.tokens import new_token
from tests.benchmarks.classroom import LARGEST_MESSAGE, Browser, computed
from tests.serving import Server, serve


def write_run(store: Store, answers: int, more: int) -> str:
    """Write a run of so many answers into the database, with a budget for some more; returns its token."""
    dataset = open_pictures("drawn")
    settings = Settings(budget=20 + answers + more, seed=3)
    loop = Loop(dataset, settings, load_model(settings.model, dataset), paired=False)
    loop.teach()
    while len(loop.answers) < answers:
        loop.step()
    token = new_token()
    about = About("drawn", dataset.fingerprint, loop.recipe, asdict(settings))
    store.add(token, about, 0, [Line("answer", one.picture, one.label) for one in loop.answers])
    return token


async def visit(server: Server, query: dict[str, object], questions: int) -> tuple[float, float, list[float], float]:
    """Open the page and answer; returns the seconds to the question, to the last round learned, and of the answers.

    Also the seconds of a core that the server computed for an answer.
    """
    address = server.address.replace("http", "ws") + "/_stcore/stream"
    began, waits = time.perf_counter(), []
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, proxy=None) as socket:  # type: ignore[list-item]
        browser = Browser(socket, server.address, urlencode(query))
        await browser.open()
        scene = await browser.scene()
        while not scene["now"]["question"]:
            scene = await browser.scene()
        first = time.perf_counter() - began
        while any(accuracy is None for _, accuracy in scene["now"]["mine"]) or not is_complete(scene):
            scene = await browser.scene()
        complete, before = time.perf_counter() - began, computed(server.process)
        run = json.loads(await browser.fetch(scene["about"]))["run"]
        for number in range(1, questions + 1):
            answered, picture, sent = scene["now"]["answered"], scene["now"]["question"]["picture"], time.perf_counter()
            await browser.act(run, number, "answer", picture=picture, label=number % 2)
            while scene["now"]["answered"] == answered:
                scene = await browser.scene()
            waits.append(time.perf_counter() - sent)
            while not is_complete(scene):
                scene = await browser.scene()
    return first, complete, waits, (computed(server.process) - before) / max(1, questions)


def is_complete(scene: dict) -> bool:
    """Whether the next results and the baseline are there."""
    now = scene["now"]
    return len(now["random"]) == len(now["mine"]) and scene["ahead"] is not None and not scene["asleep"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--questions", type=int, default=20, help="answered after it was opened")
    options = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "runs.db")
        store = Store(create_engine(URL.create("sqlite", database=str(file))))
        token = write_run(store, options.answers, options.questions + 1)
        with serve(Path(folder, "output.txt"), FOXDOG_DATABASE=str(file)) as server:
            asyncio.run(visit(server, {"seed": 5}, 3))
            first, complete, waits, cores = asyncio.run(visit(server, {"run": token}, options.questions))
    print(f"a run of {options.answers} answers, opened by its link on a warm server: question after {first:.2f} s,")
    print(f"  all rounds and the baseline learned again after {complete:.1f} s")
    print(f"an answer in it: drawn after {1000 * statistics.median(waits):.0f} ms in the median, ", end="")
    print(f"{1000 * max(waits):.0f} ms at most, of {len(waits)};")
    print(f"  the server computed {1000 * cores:.0f} ms for it, with all that it looks ahead")


if __name__ == "__main__":
    main()
