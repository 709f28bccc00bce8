"""What a person does in the browser becomes a change of the run, each event once.

Nothing that a browser sends is believed: the loop refuses an answer to a question that is not open, and what is no
event at all is passed over.
"""

from typing import Any

from foxdog.pages.session import keras_import
from foxdog.pages.session import run as runs

LONGEST_NAME = 64  # characters of a tab's
LOOKS = ("look", "back", "wake")  # events that change nothing of the run


def take(run: runs.Run, sent: object) -> None:
    """Apply each event that was not applied before, in order.

    Args:
        run: The session's run.
        sent: {"run": str, "client": str, "events": [{"n": int, "kind": str, ...}, ...]}: a tab's events of this run
            since it last heard from here. Each tab numbers its events from 1.
    """
    match sent:
        case {"run": run.id, "client": str(client), "events": list(events)} if len(client) <= LONGEST_NAME:
            pass
        case _:
            return
    with run.lock:
        for event in events:
            done = run.done[1] if run.done[0] == client else 0
            match event:
                case {"n": int(number)} if number > done:
                    if _comes_early(run, event):
                        return
                    _apply(run, event)
                    if run.keeping and run.keeping.problem and event.get("kind") not in LOOKS:
                        run.keeping.sent_again = True  # and the events after it, too
                        return
                    run.done = client, number


def _comes_early(run: runs.Run, event: dict[str, Any]) -> bool:
    """Whether the question that is answered is still to be asked, as after a restart: the tab sends it again later.

    With a head start the round that asks it is learned at once, whatever the person does.
    """
    if event.get("kind") in LOOKS or not run.loop.to_teach:
        return False
    if run.quick:
        runs.teach(run)
        return False
    match event:
        case {"kind": "answer" | "skip", "picture": int(picture)}:
            return 0 <= picture < len(run.loop.dataset) and picture not in dict(run.loop.labelled)
        case {"kind": "oracle", "answered": int(answered)}:
            return answered == len(run.loop.answers)
    return False


def _apply(run: runs.Run, event: dict[str, Any]) -> None:
    if event.get("kind") not in LOOKS:
        if not run.may_answer:
            return
        if run.keeping:
            run.keeping.problem = ""
        run.past = None
    match event:
        case {"kind": "wake"}:
            keras_import.wake()
        case {"kind": "answer", "picture": int(picture), "label": 0 | 1 as label}:
            runs.answer(run, picture, int(label), event.get("seconds"))
        case {"kind": "skip", "picture": int(picture)}:
            runs.skip(run, picture)
        case {"kind": "undo", "answered": int(answered)} if answered == len(run.loop.answers):
            runs.undo(run)
        case {"kind": "oracle", "rounds": int(rounds), "answered": int(answered)}:
            runs.ask_oracle(run, rounds, answered)
            run.prediction = str(event.get("prediction", "")) or run.prediction
        case {"kind": "stop"}:
            runs.stop_oracle(run)
        case {"kind": "back", "round": int(number)} if 0 <= number < len(run.loop.rounds):
            run.past = number
        case {"kind": "choose", "on": bool(on)}:
            runs.choose(run, on)
        case {"kind": "chosen", "picture": int(picture)} if run.choosing:
            runs.ask_about(run, picture)
        case {"kind": "look", "picture": int(picture)} if 0 <= picture < len(run.loop.dataset):
            run.look = picture
