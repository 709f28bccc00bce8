"""A run in several tabs, against a plain list: whatever happens in whichever order, what was taken is there once."""

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import databases
import numpy as np
import pytest
import tiny as tiny_module
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from foxdog.learning.lines import Loops, follow
from foxdog.learning.loop import Loop
from foxdog.learning.models import Model
from foxdog.learning.settings import Settings
from foxdog.pages.session import events
from foxdog.pages.session import keeping as keepings
from foxdog.pages.session import run as runs
from foxdog.pages.session.keeping import Keeping
from foxdog.pages.session.run import Run
from foxdog.store.record import About

PICTURES = tiny_module.brightness_pictures(per_class=20)
SETTINGS = Settings(initial=4, batch=1, budget=10)
MOST_TABS = 3
MODEL = Model("three-means", tiny_module.three_means(PICTURES), tiny_module.LeastSquares, 1)


class KilledError(BaseException):
    """The server ends here."""


def new_loop():
    return Loop(PICTURES, SETTINGS, MODEL, paired=False)


INITIAL = dict(new_loop().labelled)


class Tabs(RuleBasedStateMachine):
    """Tabs do what persons do. The model is two plain lists: all that happened, and what of it was not taken back."""

    database: databases.Database

    def __init__(self):
        super().__init__()
        self.written = []  # (kind, picture, label), in order
        self.done = []  # the same, without the undos and what they took back
        self.sent = 0
        self.learned = 0  # of what was written, lines that `back` has learned again

    @initialize()
    def begin(self):
        loop = new_loop()
        loop.teach()
        run = Run(loop, "tiny", Keeping(About("tiny", PICTURES.fingerprint, loop.recipe, asdict(SETTINGS))))
        run.id, run.band_known = runs.id_of(run.keeping), True
        self.token, self.tabs = run.keeping.token, [run]

    def teardown(self):
        keepings.store().delete_unopened(-1)

    # What a tab is

    def tab(self, place):
        return self.tabs[place % len(self.tabs)]

    def reopened(self):
        """The run as its link opens it."""
        keeping, kept = keepings.open_link(self.token, True)
        assert told(kept.lines) == self.written
        run = Run(new_loop(), "tiny", keeping, id=runs.id_of(keeping), band_known=True)
        runs.adopt(run, follow(Loops(run.loop), kept.lines))
        runs.teach(run)
        return run

    def send(self, run, again=False, **event):
        """Send an event from a tab; twice, as after a lost connection, if it is sent again."""
        self.sent += 1
        sent = {"run": run.id, "client": f"tab {id(run)}", "events": [{"n": self.sent, **event}]}
        for _ in range(1 + again):
            events.take(run, sent)
        runs.teach(run)
        return sent

    def current(self, run):
        """Whether the tab knows all that has happened, so that what it does counts."""
        return run.keeping.lines == len(self.written)

    def note(self, kind, picture, label=None):
        """Something that counts has happened."""
        self.written.append((kind, picture, label))
        if kind == "undo":
            self.done.pop()
        else:
            self.done.append((kind, picture, label))

    # What a person does

    @rule(tab=st.integers(0, 2), label=st.integers(0, 1), again=st.booleans())
    def answer(self, tab, label, again):
        run = self.tab(tab)
        if run.loop.query:
            picture, counts = run.loop.query.open[0], self.current(run)
            self.send(run, again, kind="answer", picture=picture, label=label)
            if counts:
                self.note("answer", picture, label)

    @precondition(lambda self: self.done)
    @rule(tab=st.integers(0, 2), place=st.integers(0, 9), label=st.integers(0, 1))
    def answer_too_late(self, tab, place, label):
        self.send(self.tab(tab), kind="answer", picture=self.done[place % len(self.done)][1], label=label)

    @rule(tab=st.integers(0, 2), again=st.booleans())
    def skip(self, tab, again):
        run = self.tab(tab)
        if run.loop.query:
            picture, counts = run.loop.query.open[0], self.current(run)
            self.send(run, again, kind="skip", picture=picture)
            if counts:
                self.note("skip", picture)

    @rule(tab=st.integers(0, 2), again=st.booleans())
    def undo(self, tab, again):
        run = self.tab(tab)
        counts = self.current(run) and self.done
        self.send(run, again, kind="undo", answered=len(run.loop.answers))
        if counts:
            self.note("undo", self.done[-1][1])

    @rule(tab=st.integers(0, 2), place=st.integers(0, 9))
    def correct(self, tab, place):
        run = self.tab(tab)
        counts = self.current(run)
        picture, label = run.loop.labelled[place % len(run.loop.labelled)]
        runs.correct(run, picture, 1 - label)
        runs.teach(run)  # as the next drawing of the page does
        if counts:
            self.note("correction", picture, 1 - label)

    @rule(tab=st.integers(0, 2), undoes=st.booleans())
    def go_to_the_end(self, tab, undoes):
        """The oracle answers all that is left; a person may take back the last answer after that."""
        run = self.tab(tab)
        counts, before = self.current(run), len(self.done)
        self.send(run, kind="oracle", rounds=0, answered=len(run.loop.answers))
        while run.rounds_to_go:
            runs.go_on(run)
        runs.teach(run)  # where another tab was faster
        if counts:
            for one in run.loop.answers[before:]:
                self.note("answer", one.picture, int(PICTURES.labels[one.picture]))
            assert run.loop.over == "budget"
            if undoes and self.done:
                self.undo(tab, again=True)

    # What goes wrong

    @rule(tab=st.integers(0, 2), label=st.integers(0, 1), written=st.booleans())
    def answer_while_the_connection_to_the_database_is_lost(self, tab, label, written):
        run = self.tab(tab)
        if not run.loop.query:
            return
        picture, counts, done = run.loop.query.open[0], self.current(run), run.done
        with self.database.lost_in_commit(keepings.store()._engine, written):
            sent = self.send(run, kind="answer", picture=picture, label=label)
        if counts:
            assert run.done == done
            assert run.keeping.problem
            events.take(run, sent)
            runs.teach(run)
            self.note("answer", picture, label)
            assert self.current(run)

    @rule(tab=st.integers(0, 2), label=st.integers(0, 1), moment=st.sampled_from(["idle", "before", "after"]))
    def kill(self, tab, label, moment):
        """The server ends, while nobody does anything or in a commit, before or after it is written."""
        run = self.tab(tab)
        if moment != "idle" and run.loop.query:
            picture, counts = run.loop.query.open[0], self.current(run)
            with killed_in_commit(keepings.store()._engine, moment == "after"):
                self.send(run, kind="answer", picture=picture, label=label)
            if counts and moment == "after":
                self.note("answer", picture, label)
        keepings.store()._engine.dispose()
        keepings._opened.clear()
        if self.written:
            self.tabs = [self.reopened()]
        else:
            self.begin()

    @rule(tab=st.integers(0, 2))
    def look_for_news(self, tab):
        runs.catch_up(self.tab(tab))
        runs.teach(self.tab(tab))
        assert self.current(self.tab(tab))

    @precondition(lambda self: self.written and len(self.tabs) < MOST_TABS)  # before the first line there is no link
    @rule()
    def open_another_tab(self):
        self.tabs.append(self.reopened())

    @precondition(lambda self: self.written)
    @rule(tab=st.integers(0, 2))
    def refresh(self, tab):
        self.tabs[tab % len(self.tabs)] = self.reopened()

    # What holds

    @invariant()
    def what_was_taken_is_there_once_and_a_tab_that_knows_all_has_it(self):
        if not self.written:
            return
        if len(self.written) > self.learned:
            self.learned, self.back = len(self.written), self.reopened().loop
            proba = self.back.learn_apart(self.back.labelled[: self.back.rounds[-1].labelled])
            assert np.array_equal(self.back.rounds[-1].proba, proba)
        assert told(keepings.store().lines(self.token, 0)) == self.written
        assert [(one.picture, one.label) for one in self.back.answers] == [one[1:] for one in self.done]
        labels = INITIAL | {picture: label for _, picture, label in self.done if label is not None}
        assert dict(self.back.labelled) == labels
        for run in filter(self.current, self.tabs):
            same(run.loop, self.back)


def told(lines):
    return [(line.kind, line.picture, line.label) for line in lines]


def same(live, back):
    assert live.answers == back.answers
    assert live.labelled == back.labelled
    assert live.query == back.query
    assert [one.labelled for one in live.rounds] == [one.labelled for one in back.rounds]
    assert all(np.array_equal(one.proba, other.proba) for one, other in zip(live.rounds, back.rounds, strict=True))


@contextmanager
def killed_in_commit(engine, written):
    dialect = engine.dialect
    commit = dialect.do_commit

    def die(connection):
        if written:
            commit(connection)
        raise KilledError

    dialect.do_commit = die
    try:
        yield
    except KilledError:
        pass
    finally:
        del dialect.do_commit


@pytest.fixture
def in_memory():
    """A folder that costs no time to write to, where there is one."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
    yield Path(folder)
    shutil.rmtree(folder)


def check(database, monkeypatch, examples):
    monkeypatch.setenv(keepings.DATABASE, database.url)
    run_state_machine_as_test(
        type("Tabs", (Tabs,), {"database": database}),
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("examples", [50, pytest.param(2000, marks=pytest.mark.slow)])
def test_whatever_tabs_do_what_was_taken_is_there_once(in_memory, monkeypatch, examples):
    check(databases.SQLite(f"sqlite:///{in_memory / 'runs.db'}"), monkeypatch, examples)


@pytest.mark.slow
def test_whatever_tabs_do_on_postgresql_what_was_taken_is_there_once(postgresql, monkeypatch):
    with postgresql.new_database() as database:
        check(database, monkeypatch, 100)
