"""A run in several tabs, against a plain list: whatever happens in whichever order, what was taken is there once."""

from dataclasses import asdict

import numpy as np
import pytest
import tiny as tiny_module
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from foxdog.learning.lines import Loops, follow
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pages.session import keeping as keepings
from foxdog.pages.session import run as runs
from foxdog.pages.session.keeping import Keeping
from foxdog.pages.session.run import Run
from foxdog.store.record import About

PICTURES = tiny_module.brightness_pictures(per_class=40)
SETTINGS = Settings(initial=6, batch=1, budget=14)


def new_loop():
    return Loop(PICTURES, SETTINGS, tiny_module.load("head-start", PICTURES), paired=False)


class Tabs(RuleBasedStateMachine):
    """Tabs do what persons do; the model is what they did, in order."""

    tabs = Bundle("tabs")

    def __init__(self):
        super().__init__()
        self.done = []  # (kind, picture, label); an undo takes the last away
        self.lines = 0

    @initialize(target=tabs)
    def begin(self):
        loop = new_loop()
        loop.teach()
        about = About("tiny", PICTURES.fingerprint, loop.recipe, asdict(SETTINGS))
        run = Run(loop, "tiny", Keeping(about))
        self.token, self.seen = run.keeping.token, 0
        return run

    def reopened(self):
        keeping, kept = keepings.open_link(self.token, True)
        run = Run(new_loop(), "tiny", keeping)
        runs.adopt(run, follow(Loops(run.loop), kept.lines))
        runs.teach(run)
        return run

    def send(self, run, again=False, **event):
        """Send an event from a tab; twice, as after a lost connection, if it is sent again."""
        self.seen += 1
        sent = {"run": run.id, "client": f"tab {id(run)}", "events": [{"n": self.seen, **event}]}
        for _ in range(1 + again):
            runs.take(run, sent)
        runs.teach(run)

    def current(self, run):
        """Whether the tab knows all that has happened, so that what it does counts."""
        return run.keeping.lines == self.lines

    @rule(run=tabs, label=st.integers(0, 1), again=st.booleans())
    def answer(self, run, label, again):
        if run.loop.query:
            picture, counts = run.loop.query.open[0], self.current(run)
            self.send(run, again, kind="answer", picture=picture, label=label)
            if counts:
                self.done.append(("answer", picture, label))
                self.lines += 1

    @rule(run=tabs, label=st.integers(0, 1))
    def answer_too_late(self, run, label):
        if self.done:
            self.send(run, kind="answer", picture=self.done[0][1], label=label)
            if run.keeping.lines > self.lines:  # it had been taken back, and is asked about again
                self.done.append(("answer", self.done[0][1], label))
                self.lines += 1

    @rule(run=tabs, again=st.booleans())
    def skip(self, run, again):
        if run.loop.query:
            picture, counts = run.loop.query.open[0], self.current(run)
            self.send(run, again, kind="skip", picture=picture)
            if counts:
                self.done.append(("skip", picture, None))
                self.lines += 1

    @rule(run=tabs, again=st.booleans())
    def undo(self, run, again):
        counts = self.current(run) and self.done
        self.send(run, again, kind="undo", answered=len(run.loop.answers))
        if counts:
            self.done.pop()
            self.lines += 1

    @rule(run=tabs, place=st.integers(0, 13))
    def correct(self, run, place):
        labelled, counts = run.loop.labelled, self.current(run)
        picture, label = labelled[place % len(labelled)]
        runs.correct(run, picture, 1 - label)
        runs.teach(run)  # as the next drawing of the page does
        if counts:
            self.done.append(("correction", picture, 1 - label))
            self.lines += 1

    @rule(run=tabs)
    def look_for_news(self, run):
        runs.catch_up(run)
        runs.teach(run)
        assert self.current(run)
        if self.lines:
            assert run.loop.answers == self.reopened().loop.answers

    @precondition(lambda self: self.lines)  # before the first line there is no link
    @rule(target=tabs)
    def open_another_tab(self):
        return self.reopened()

    @precondition(lambda self: self.lines)
    @rule(target=tabs, _gone=consumes(tabs))
    def refresh(self, _gone):
        return self.reopened()

    @invariant()
    def what_was_taken_is_there_once(self):
        if not self.lines:
            return
        run = self.reopened()
        labels = dict(new_loop().labelled)
        labels |= {picture: label for _, picture, label in self.done if label is not None}
        assert [(one.picture, one.label) for one in run.loop.answers] == [one[1:] for one in self.done]
        assert dict(run.loop.labelled) == labels
        again = new_loop()
        again._learner.teach(run.loop.labelled[: run.loop.rounds[-1].labelled])
        proba = again._learner.predict(np.arange(len(PICTURES))).astype(np.float32)
        assert np.array_equal(run.loop.rounds[-1].proba, proba)


@pytest.mark.parametrize("examples", [20, pytest.param(300, marks=pytest.mark.slow)])
def test_whatever_tabs_do_what_was_taken_is_there_once(examples):
    run_state_machine_as_test(
        Tabs,
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
