"""What the stage shows, as one plain object: all that the browser needs to draw the run, and nothing of how.

- `about` is what stays the same for a whole run: the crowd's pictures, their classes, all words.
- `scene` is what changes: the question, beliefs, the curve, and what each of the two answers would change.
"""

import base64
import json
from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from foxdog.learning import findings
from foxdog.learning.head_start.pulls import pulls
from foxdog.learning.loop import Loop, Round
from foxdog.learning.strategy_words import STRATEGY_WORDS
from foxdog.pages import texts
from foxdog.pages.session.run import Ahead, Run
from foxdog.pages.stage import sheets
from foxdog.pages.streamlit_compat import media

Plain = dict[str, Any]
"""What JSON can say."""

SUREST = 4.0  # log odds; a picture of which it is surer stands at the wall
STEPS = 31  # of a unit of log odds, so that a place fits a byte
MISTAKES = 4  # at most
REASONS = 4  # labelled pictures that are named as the reason of an opinion
RECENT = 20  # answers


def about(run: Run) -> str:
    """Where the browser finds what stays the same for the whole run: JSON."""
    dataset, shown = run.loop.dataset, sheets.shown(run.loop.pool)
    sheet = media(sheets.sheet(dataset.fingerprint, shown.tobytes(), dataset, shown), "image/webp", "sheet")
    return media(_about(run.id, sheet, run.choosing, run.can_choose, run.loop), "application/json", "about")


@st.cache_data(show_spinner=False, max_entries=100)
def _about(run: str, sheet: str, choosing: bool, can_choose: bool, _loop: Loop) -> bytes:
    loop = _loop
    dataset, shown = loop.dataset, sheets.shown(loop.pool)
    plain: Plain = {
        "run": run,
        "wall": int(SUREST * STEPS),
        "classes": list(dataset.classes),
        "keys": texts.answer_keys(dataset.classes),
        "initial": len(loop.initial),
        "pictures": shown.tolist(),
        "truth": dataset.labels[shown].tolist(),
        "kinds": dataset.kinds[shown].tolist(),
        "sheet": sheet,
        "side": dataset.pictures.shape[1],
        "columns": sheets.columns(len(shown)),
        "axes": sheets.axes(loop.model.inputs[shown]),
        "curve": {
            "first": len(loop.initial),
            "last": loop.settings.budget,
            "words": texts.curve(loop.settings.strategy, choosing),
        },
        "choosing": choosing,
        "can_choose": can_choose,
        "predictions": texts.predictions(loop.settings.strategy),
        "words": texts.words(dataset.classes, len(shown), len(loop.pool)),
    }
    return json.dumps(plain).encode()


def scene(run: Run, busy: str = "") -> Plain:
    """What the stage shows now.

    Args:
        run: The run; its ahead, where there is one, is shown as what the next answer would change.
        busy: What the learner is doing, in words, while it cannot take answers; "" while it can.
    """
    loop = run.loop
    oracle = texts.oracle_at_work(run.rounds_asked - run.rounds_to_go, run.rounds_asked) if run.rounds_to_go else ""
    return {
        "about": about(run),
        "done": list(run.done),
        "busy": busy,
        "oracle": oracle,
        "now": {
            **_moment(loop, run),
            "verdict": run.verdict,
            "labels": [list(one) for one in loop.labelled],
            "skipped": sum(answer.label is None for answer in loop.answers),
            "mine": _curve(loop),
            "random": _curve(loop.baseline),
            "other": _curve(run.other),
            "ceiling": run.ceiling,
            "insight": texts.your_choices(loop, run.other) if run.choosing and run.other else texts.insight(loop),
            "curve_words": texts.curve_in_words(loop),
        },
        "ahead": _ahead(run.ahead, run),
        "asleep": run.ahead is not None and not run.ahead.complete,
        "look": _look(run),
        "past": _past(run),
        "what_if": _what_if(run),
        "band": _band(run),
    }


def _band(run: Run) -> str:
    """Where the browser finds where eight of ten shipped runs lie; "" if there are none. They are of the machine."""
    if run.band is None:
        return ""
    return media(json.dumps(asdict(run.band)).encode(), "application/json", "band")


def _curve(loop: Loop | None) -> list[tuple[int, float | None]]:
    """The points of a learning curve: labels, and accuracy where the round is learned."""
    rounds = loop.rounds if loop else []
    return [(one.labelled, round(one.accuracy, 4) if one.is_learned else None) for one in rounds]


def _moment(loop: Loop, run: Run) -> Plain:
    """What an answer to the run changes, but for the words about it; the loop is the run's own or a later one."""
    return {
        "answered": len(loop.answers),
        "question": _question(loop, run),
        "end": _end(loop, run.prediction if loop is run.loop and not run.choosing else "") if loop.over else None,
        "places": _places(loop),
        "figures": texts.figures(loop),
        "left": findings.rounds_left(loop) if loop.rounds else 0,
    }


def _ahead(ahead: Ahead | None, run: Run) -> Plain | None:
    loop = run.loop
    if ahead is None or ahead.loop is not loop:
        return None
    return {
        str(label): {
            **_moment(later, run),
            "verdict": texts.verdict(loop, ahead.picture, label, later),
            "point": [later.rounds[-1].labelled, round(later.rounds[-1].accuracy, 4)]
            if len(later.rounds) > len(loop.rounds)
            else None,
        }
        for label, later in ahead.after.items()
    }


def _question(loop: Loop, run: Run) -> Plain | None:
    if not (loop.query and loop.query.open and loop.rounds):
        return None
    picture = loop.query.open[0]
    if run.choosing and picture != run.chosen:
        return None
    rank = findings.doubt_rank(loop, picture)
    return {
        "picture": picture,
        "url": _original(loop, picture),
        "p": round(findings.p_fox(loop, picture), 4),
        "title": texts.question(loop.dataset.classes, len(loop.query.answered), len(loop.query.open)),
        "why": texts.why_chosen(*rank) if run.choosing else texts.why(STRATEGY_WORDS[loop.settings.strategy], *rank),
    }


def _end(loop: Loop, prediction: str) -> Plain:
    mistakes = findings.worst_mistakes(loop)
    named = [
        {"url": _original(loop, picture), "caption": texts.guess(loop.dataset.classes[label], probability)}
        for picture, label, probability in mistakes[:MISTAKES]
    ]
    return {"title": texts.END, "text": texts.end(loop, len(mistakes), prediction), "mistakes": named}


def _look(run: Run) -> Plain | None:
    """The picture of the crowd that the person looks at."""
    if run.look is None:
        return None
    beliefs = [round(float(one.proba[run.look]), 3) for one in run.loop.rounds]
    return {
        "picture": run.look,
        "url": _original(run.loop, run.look),
        "beliefs": beliefs,
        "because": _because(run.loop, run.look),
    }


def _because(loop: Loop, picture: int) -> list[list[float]]:
    """The labelled pictures that pull its opinion of a picture most: (picture, label, part of the log odds)."""
    inputs, labels = loop.model.inputs, loop.labelled[: loop.rounds[-1].labelled] if loop.rounds else []
    if inputs.ndim != 2 or len({label for _, label in labels}) < 2:  # only a head on features has such a reason
        return []
    pictures, given = np.array(labels).T
    found = pulls(inputs[pictures], given, loop.rounds[-1].proba[pictures], inputs[picture])
    strongest = np.argsort(-np.abs(found))[:REASONS]
    return [[int(pictures[one]), int(given[one]), round(float(found[one]), 2)] for one in strongest]


def _what_if(run: Run) -> Plain | None:
    """The run as it would be if the last answer had been the other one."""
    loop, other = run.loop, run.alternative
    if other is None or len(other.rounds) != len(loop.rounds) or other.rounds[-1] is loop.rounds[-1]:
        return None
    words = texts.what_if(loop, other, int(other.answers[-1].label or 0))
    return {**words, "places": _places(other), "figures": texts.figures(other)}


def _past(run: Run) -> Plain | None:
    """The earlier round that the person looks at."""
    loop = run.loop
    if run.past is None or run.past >= len(loop.rounds) - 1:
        return None
    back = loop.rounds[run.past]
    return {"round": back.number, "places": _places(loop, back), "figures": texts.figures(loop, back)}


def _places(loop: Loop, past: Round | None = None) -> str:
    """Log odds of P(label = 1) of each picture of the crowd, in STEPS, a byte each: base64."""
    shown = sheets.shown(loop.pool)
    if not loop.rounds:
        return base64.b64encode(np.zeros(len(shown), np.int8).tobytes()).decode()
    p = np.clip((past or loop.rounds[-1]).proba[shown].astype(np.float64), 1e-6, 1 - 1e-6)
    places = np.clip(np.log(p / (1 - p)), -SUREST, SUREST) * STEPS
    return base64.b64encode(places.round().astype(np.int8).tobytes()).decode()


def _original(loop: Loop, picture: int) -> str:
    content = loop.dataset.originals[picture]
    kind = {b"RIFF": "image/webp", b"\x89PNG": "image/png"}.get(content[:4], "image/jpeg")
    return media(content, kind, f"picture-{picture}")
