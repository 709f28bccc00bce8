"""The Compare page, driven by Streamlit's own test runner: shipped results, and a comparison in the background."""

import gc
import json
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from making_experiments import write_experiment
from making_results import write_result
from streamlit.testing.v1 import AppTest
from tiny import Held

from foxdog import evidence
from foxdog.comparison import plan, workers
from foxdog.comparison.figures import FIGURES
from foxdog.comparison.plan import plan_tasks
from foxdog.comparison.result import HOME, read_result
from foxdog.comparison.result_folder import join_tables
from foxdog.learning.settings import COMMITTEE_SIZES, Settings, SettingsError
from foxdog.pages.parts import result_table
from foxdog.pages.session import background, comparing, datasets, teacher
from foxdog.pages.session import run as runs
from foxdog.pictures.dataset import DatasetError

APP = Path(__file__).parent.parent.parent / "streamlit_app.py"
PAGE = "foxdog/pages/compare.py"
MANY = ("badge", "uncertainty", "committee", "bald", "typical")
NEW = "New comparison"
SHORT = {"new-seeds": 2, "new-initial": 4, "new-batch": 6, "new-budget": 16}  # three rounds


@pytest.fixture
def open_page(monkeypatch, tiny, tiny_model, tmp_path):
    """Open the Compare page on a folder of results; tiny pictures, tiny classifier."""
    monkeypatch.setenv(HOME, str(tmp_path))
    monkeypatch.setattr(datasets, "dataset_of", lambda source: tiny)
    monkeypatch.setattr(runs, "_load_model", tiny_model)
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
    monkeypatch.setattr(comparing, "_load_recipe", lambda *_: "")  # it would import Keras
    monkeypatch.setattr(comparing, "_computed", computed_here)
    Held.gate.clear()
    comparing.comparison_slot.clear()

    def open_it(**link) -> AppTest:
        at = AppTest.from_file(APP, default_timeout=60)
        for key, value in {"initial": 8, "batch": 2, "budget": 8}.items():  # the Label page, drawn first, is quick
            at.query_params[key] = str(value)
        at.run()
        at.switch_page(PAGE)
        for key, value in link.items():
            at.query_params[key] = value
        at.run()
        assert not at.exception
        return at

    yield open_it
    Held.gate.set()
    wait_for(lambda: not comparing.comparison_slot().busy)
    comparing.comparison_slot.clear()


def computed_here(tasks, dataset, recipe, folder, check):
    """In a thread of this process, where a test can hold it."""
    return workers.in_this_process(dataset, check)([replace(task, recipe=recipe) for task in tasks])


@pytest.fixture
def shipped(tmp_path):
    """Results on two sets of pictures, the drawn ones in three settings."""
    write_result(tmp_path / "drawn", strategies=MANY, saving=0.3)
    write_result(tmp_path / "drawn-initial-40", initial=40, saving=0.3)
    write_result(tmp_path / "drawn-noise", noise=0.2, saving=0.3)
    write_result(tmp_path / "photos", pictures="photos", saving=0.05)
    return tmp_path


def wait_for(happened, seconds=30):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def choose(at, key, value):
    at.segmented_control(key=key).set_value(value).run()
    assert not at.exception
    return at


def figures(at):
    return choose(at, "view-compare", "Figures")


def show(at, figure):
    at.selectbox(key="figure").set_value(figure).run()
    assert not at.exception
    return at


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    at.run()
    assert not at.exception
    return at


def text(at):
    kinds = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def chart(at):
    (only,) = at.get("vega_lite_chart")
    return only.proto


def marks(at):
    return [layer["mark"]["type"] for layer in json.loads(chart(at).spec)["layer"]]


def table(at):
    return at.dataframe[0].value


def downloads(at):
    return [button.proto.label for button in at.get("download_button")]


def comparison(at):
    return at.session_state.get("comparison", None)


def ask(at, **changes):
    """Turn to a new comparison and describe a short one."""
    choose(at, "view-compare", NEW)
    for key, value in (SHORT | changes).items():
        at.number_input(key=key).set_value(value)
    return at.run()


def start(at, **changes):
    return press(ask(at, **changes), "Start")


def finish(at):
    wait_for(lambda: not comparison(at).running)
    at.run()
    assert not at.exception
    return at


# In short


def cards(at):
    """Headline and the rest of each card, in order."""
    return [[one.value for one in column.markdown] for column in at.columns]


def test_the_page_opens_on_the_headlines_a_card_a_claim(open_page, shipped):
    at = open_page()
    found = cards(at)
    assert [card[0] for card in found] == [f":small[{claim.question}]" for claim in evidence.CLAIMS]
    results = [read_result(shipped / name).curves for name in ("drawn", "drawn-initial-40", "drawn-noise")]
    for card, claim in zip(found, evidence.CLAIMS, strict=True):
        headline = claim.headline(results[0], results[1:])
        assert card[1].replace("\\", "") == f"#### {headline.text}".replace(" %", "\u00a0%")
        assert card[2].replace("\\", "") == headline.other_side
    assert len(at.get("vega_lite_chart")) == 3
    assert [expander.label for expander in at.expander] == ["How sure?"] * 3


def test_behind_each_headline_are_interval_test_seeds_and_caveats(open_page, shipped):
    for expander, claim in zip(open_page().expander, evidence.CLAIMS, strict=True):
        behind = "\n".join(one.value for one in expander.markdown).replace("\\", "")
        assert f"**{claim.heading}?**" in behind
        assert "95 % interval" in behind
        assert "20 paired seeds" in behind or "20 seeds" in behind
        assert "All seeds are scored on the same 300 test pictures" in behind
        assert "They hold for a number of seeds that was chosen before" in behind


def test_headlines_of_other_pictures_and_negative_ones_have_the_same_form(open_page, shipped):
    at = choose(open_page(), "compared", "photos")
    first, second, _ = cards(at)
    assert first[1].startswith("#### No reliable difference between asking by uncertainty and random choice")
    assert "Random choice won" in first[2]
    assert second[1].startswith("#### ")
    spec = json.loads(at.get("vega_lite_chart")[0].proto.spec)
    assert {layer["mark"]["type"] for layer in spec["layer"]} == {"line", "point"}  # two curves and no arrow


def test_the_headlines_are_about_the_setting_without_wrong_labels(open_page, shipped):
    assert "drawn from scratch, from 20 to 300 labels, 10 a round: 20 paired seeds" in text(open_page()).replace(
        "Drawn", "drawn"
    )


def test_a_link_to_a_figure_opens_it(open_page, shipped):
    assert open_page(figure="Head to head").segmented_control(key="view-compare").value == "Figures"


def test_of_many_settings_one_is_chosen_from_a_list_in_words_of_its_own(open_page, tmp_path):
    for name, setting in {
        "a": {"seeds": 8}, "b": {"seeds": 6}, "c": {"noise": 0.2}, "d": {"initial": 40}, "e": {"initial": 30},
        "f": {"noise": 0.3}, "g": {"noise": 0.1},
    }.items():  # fmt: skip
        write_result(tmp_path / f"drawn-{name}", **setting)
    offered = figures(open_page()).selectbox(key="setting").options
    assert len(set(offered)) == 7
    assert "6 seeds" in offered


def test_what_else_was_asked_opens_on_its_figures(open_page, shipped):
    write_experiment(shipped, "rare", 0.03)
    at = open_page()
    (found,) = [one for one in at.expander if one.label.startswith("**One fox in ten")]
    assert "100 labels by uncertainty hold 35 foxes, those by random choice 5" in found.label
    assert "10 seeds on 5 splits" in found.caption[-1].value
    assert "one fox in 5, +3.0 points" in found.markdown[0].value
    assert len(found.dataframe[0].value) == 12
    assert found.code[0].value == "python -m foxdog evidence drawn-rare --out out/results"
    choose(at, "compared", "photos")
    assert not [one for one in at.expander if one.label.startswith("**One fox")]
    (shipped / "drawn-rare" / "table.csv").write_text("a\n1\n")
    choose(at, "compared", "drawn")
    assert "The tables of drawn-rare are not those of the experiment" in at.error[0].value.replace("\\", "")


@pytest.mark.parametrize("view", ["In short", "Figures", NEW])
def test_no_screen_has_more_than_two_rows_of_controls(open_page, shipped, view):
    """A row is a horizontal container, or a control that stands alone; what a popover holds is not on the screen."""
    at = choose(open_page(), "view-compare", view)
    assert rows_of_controls(at.main) <= 2


CONTROLS = ("segmented_control", "button_group", "selectbox", "number_input", "pills", "toggle", "slider")


def rows_of_controls(block):
    if block.type == "popover":
        return 0
    inside = [
        rows_of_controls(child) if hasattr(child, "children") else child.type in CONTROLS for child in children(block)
    ]
    horizontal = getattr(getattr(block, "proto", None), "flex_container", None)
    if horizontal is not None and horizontal.direction == horizontal.HORIZONTAL:
        return int(any(inside))
    return sum(inside)


def children(block):
    return list(block.children.values())


# Shipped results


def test_without_results_the_page_says_so_and_how_to_make_some(open_page):
    at = open_page()
    assert "No results are shipped" in at.info[0].value
    assert "foxdog compare" in at.code[0].value
    assert not at.get("vega_lite_chart")


def test_results_are_shown_at_once(open_page, shipped):
    at = figures(open_page())
    assert {"area", "line", "rule"} <= set(marks(at))  # bands, means, the ceiling
    assert "from 20 to 300 labels" in chart(at).alt
    assert at.code[0].value == read_result(shipped / "drawn").command
    assert "recipe made up, numpy 1.0" in text(at)


def test_each_bad_folder_is_named_and_the_others_are_shown(open_page, shipped):
    (shipped / "drawn" / "settings.json").write_text("[" * 100_000)
    (shipped / "drawn-noise" / "curves.csv").write_bytes(b"pictures\na\rb,c\n" + b"x" * 200_000)
    (shipped / "drawn-initial-40" / "curves.csv").unlink()
    at = figures(open_page())
    said = [error.value for error in at.error]
    assert [
        next(name for name in ("drawn-initial-40", "drawn-noise", "drawn") if name in one.replace("\\", ""))
        for one in said
    ] == ["drawn", "drawn-initial-40", "drawn-noise"]
    assert not any(str(shipped) in one for one in said)
    assert at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")


def test_a_damaged_folder_is_named(open_page, shipped):
    (shipped / "photos" / "ceilings.csv").unlink()
    at = figures(open_page())
    assert "photos is not a result folder: ceilings.csv cannot be read." in at.error[0].value
    assert table(at)["Strategy"].tolist()[-1] == "random"  # the others are shown


def test_of_many_strategies_the_two_best_the_worst_and_uncertainty_are_shown_first(open_page, shipped):
    at = figures(open_page())
    assert table(at)["Strategy"].tolist() == ["badge", "uncertainty", "typical", "random"]
    assert at.pills[0].options == list(MANY)


def test_other_strategies_can_be_chosen_and_corrections_stay(open_page, shipped):
    at = figures(open_page())
    at.pills[0].set_value(["committee"]).run()
    assert table(at)["Strategy"].tolist() == ["committee", "random"]
    assert "Committee is reliably ahead" in text(at)
    assert "Badge" not in text(at)
    assert "Holm's correction for 5 tests" in text(at)
    assert "the 4 not shown too" in text(at)


def test_no_strategy_leaves_random_alone_on_every_figure(open_page, shipped):
    at = figures(open_page())
    at.pills[0].set_value([]).run()
    for figure in FIGURES:
        show(at, figure.name)
        assert table(at)["Strategy"].tolist() == ["random"]


@pytest.mark.parametrize(
    ("figure", "mark"),
    [
        ("Learning curves", "area"),
        ("Difference to random", "area"),
        ("Area under the curve", "rule"),
        ("Labels to reach", "text"),
        ("Head to head", "rect"),
    ],
)
def test_each_figure_is_drawn_and_explained(open_page, shipped, figure, mark):
    at = show(figures(open_page()), figure)
    assert mark in marks(at)
    assert chart(at).alt.startswith(f"{figure}, drawn")
    assert next(one.shows for one in FIGURES if one.name == figure) in text(at)


def test_a_thin_line_for_each_seed_is_drawn_when_asked_for(open_page, shipped):
    at = figures(open_page())
    lines = marks(at).count("line")
    at.toggle[0].set_value(True).run()
    assert marks(at).count("line") == lines + 1


def test_other_pictures_and_other_settings_can_be_chosen(open_page, shipped):
    at = figures(open_page())
    choose(at, "setting", "drawn-noise")
    assert "20 % of the labels wrong" in chart(at).alt
    choose(at, "compared", "photos")
    assert "photos from scratch, from 20" in chart(at).alt
    assert "No reliable difference between" in text(at)


def test_settings_are_told_apart_by_what_differs(open_page, shipped):
    assert figures(open_page()).segmented_control(key="setting").options == [
        "20 starting labels, 0% of labels wrong",
        "40 starting labels",
        "20% of labels wrong",
    ]


def test_claims_that_need_another_setting_are_told_where_it_is_there(open_page, shipped):
    at = figures(open_page())
    assert "depends on the initial set" in text(at) or "between initial sets of 20 and 40" in text(at)
    assert "cleaner labels" in text(at)
    choose(at, "compared", "photos")
    assert "initial sets of" not in text(at)
    assert "making them all right" not in text(at)


def test_each_claim_has_a_tab_with_its_heading(open_page, shipped):
    at = figures(open_page())
    assert [tab.label for tab in at.tabs] == [claim.question for claim in evidence.CLAIMS]
    for tab, claim in zip(at.tabs, evidence.CLAIMS, strict=True):
        assert re.fullmatch(r"\*\*.*\.\*\*", tab.markdown[0].value)
        assert tab.caption[0].value == f"{claim.heading}?"
        assert len(tab.markdown) > 1


def test_the_name_of_a_set_is_shown_as_it_is_and_not_as_markdown(open_page, tmp_path):
    for initial in (20, 40):
        write_result(tmp_path / f"mine-{initial}", pictures="![x](//y)", initial=initial)
    at = figures(open_page())
    assert "initial sets of 20 and 40" in text(at)
    assert "![x]" not in text(at)


def test_the_link_names_figure_and_pictures(open_page, shipped):
    at = open_page(figure="Head to head", compared="photos")
    assert chart(at).alt.startswith("Head to head, photos")


@pytest.mark.parametrize("figure", ["Who beats whom", "", "figure", "\N{FOX FACE}"])
def test_a_link_with_an_unknown_figure_shows_the_learning_curves(open_page, shipped, figure):
    assert chart(open_page(figure=figure)).alt.startswith("Learning curves, drawn")


def test_too_few_seeds_are_no_verdict(open_page, tmp_path):
    write_result(tmp_path / "drawn", seeds=3)
    at = figures(open_page())
    assert "too few to conclude anything" in text(at)
    assert set(table(at)["Verdict"]) == {"too few seeds", "the baseline"}


def test_the_table_says_what_was_not_reached(open_page, shipped):
    rows = table(figures(open_page())).set_index("Strategy")
    assert rows.loc["random", "Labels to 90 %"] == "not reached"
    assert re.fullmatch(r"\d+ \(\d+ % fewer; -?\d+ to \d+\)", rows.loc["badge", "Labels to 80 %"])


def test_the_files_can_be_taken_away(open_page, shipped):
    assert downloads(figures(open_page())) == ["Curves (CSV)", "Summary (CSV)", "Insights (Markdown)", "Figure (PNG)"]


@pytest.mark.parametrize(
    ("saving", "words"),
    [
        ((0.28, 0.193, 0.36), "28 % fewer; 19 to 36"),
        ((-0.28, -0.48, -0.1), "28 % more; 10 to 48"),
        ((0.1, -0.02, None), "10 % fewer; -2 to any"),
        ((-0.1, None, 0.05), "10 % more; -5 to any"),
    ],
)
def test_a_saving_and_its_interval_are_of_one_kind(saving, words):
    assert result_table.saving_words(*saving) == words


# A new comparison


def test_before_it_starts_the_time_it_takes_is_estimated(open_page):
    at = ask(open_page())
    assert "6 runs, 14 fits: **less than a minute** at 15 ms a fit" in text(at)
    assert "2 seeds will show curves, but allow no verdict: that takes 6 seeds for 1 strategy." in text(at)
    ask(at, **{"new-seeds": 30})
    choose(at, "new-model", "scratch")
    assert "210 fits: **about 5 minutes** at 1.5 s a fit" in text(at)


def test_what_cannot_be_compared_is_said_and_cannot_be_started(open_page):
    at = ask(open_page(), **{"new-budget": 4})
    assert "The budget must be more than the initial set (4)" in at.error[0].value
    assert "Start" not in [button.label for button in at.button]
    at = ask(at, **{"new-budget": 5000})
    assert "The budget must be 4" in at.error[0].value
    ask(at)
    at.pills(key="new-strategies").set_value([]).run()
    assert "Choose at least one strategy" in at.error[0].value


def test_pictures_that_are_not_here_are_said_to_be_missing(open_page, monkeypatch):
    at = open_page()

    def missing(source):
        raise DatasetError("The photos are not here yet.")

    monkeypatch.setattr(datasets, "dataset_of", missing)
    choose(at, "view-compare", NEW)
    assert "not here yet" in at.error[0].value


def test_a_comparison_runs_to_its_end_and_is_shown(open_page, tiny):
    at = finish(start(open_page()))
    assert "All 6 runs are here." in at.success[0].value
    result = comparison(at).result()
    assert result.curves.seeds == (0, 1)
    assert list(result.curves.labelled) == [4, 10, 16]
    assert "tiny with a head start, from 4 to 16 labels" in chart(at).alt
    assert "too few to conclude anything" in text(at)
    assert downloads(at)[0] == "Curves (CSV)"


def test_it_gives_the_curves_of_the_command(open_page, tiny):
    at = finish(start(open_page()))
    settings = Settings(initial=4, batch=6, budget=16)
    tasks = plan_tasks("drawn", tiny, settings, ["uncertainty"], 2)
    tables = join_tables((task, workers.compute(task, tiny)) for task in tasks)
    assert comparison(at).result().tables == tables


def test_while_it_runs_it_says_how_far_it_is_and_a_second_is_refused(open_page, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    at = start(open_page())
    assert at.progress[0].text == "0 of 6 runs, less than a minute left"
    first = comparison(at)
    press(at, "Start")
    assert "one comparison at a time" in at.error[0].value
    assert comparison(at) is first
    other = start(open_page())  # another session
    assert "one comparison at a time" in other.error[0].value
    assert comparison(other) is None


def test_stop_keeps_what_is_done(open_page, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    at = start(open_page())
    press(at, "Stop")
    assert "Stopping" in at.progress[0].text
    Held.gate.set()
    finish(at)
    assert at.warning[0].value == "Stopped: 0 of 6 runs are kept."  # the curve in hand is not waited for
    assert "ended before every strategy had finished the first seed" in text(at)


def test_a_comparison_stopped_later_keeps_the_curves_before(open_page, tiny, monkeypatch):
    tasks = plan_tasks("drawn", tiny, Settings(initial=4, batch=6, budget=16), ["uncertainty"], 2)
    slot = comparing.ComparisonSlot()
    compute = workers.compute
    held = []

    def stop_in_the_fourth(*arguments):
        if len(held[0].done) == 3:
            held[0].stopping = True
        return compute(*arguments)

    monkeypatch.setattr(workers, "compute", stop_in_the_fourth)
    monkeypatch.setattr(comparing, "_load_recipe", lambda *_: wait_for(lambda: held) or "")
    held.append(slot.start(tiny, tasks))
    wait_for(lambda: held[0].outcome)
    assert held[0].outcome == "Stopped: 3 of 6 runs are kept."
    assert held[0].result().curves.seeds == (0,)


def test_a_body_that_is_made_meanwhile_ends_the_comparison(open_page, tiny, monkeypatch):
    tasks = plan_tasks("drawn", tiny, Settings(initial=4, batch=6, budget=16), ["uncertainty"], 2)
    monkeypatch.setattr(comparing, "_load_recipe", lambda *_: "simclr of another body")
    compared = comparing.ComparisonSlot().start(tiny, tasks)
    wait_for(lambda: compared.outcome)
    assert "now has another initial model" in compared.outcome
    assert not compared.done


def test_the_seeds_that_are_complete_are_shown_while_it_runs(open_page, tiny):
    settings = Settings(initial=4, batch=6, budget=16)
    tasks = plan_tasks("drawn", tiny, settings, ["uncertainty"], 2)
    at = open_page()
    halfway = comparing.Comparison(tiny, tasks, seconds_a_fit=1.0)
    for task in tasks[:4]:
        halfway.keep((task, workers.compute(task, tiny)))
    at.session_state["comparison"] = halfway
    choose(at, "view-compare", NEW)
    assert at.progress[0].text.startswith("4 of 6 runs")
    assert "1 paired seed" in text(at)
    assert halfway.result().curves.seeds == (0,)


def test_before_the_last_planned_seed_there_is_no_verdict(open_page, tiny):
    """Who looks after every seed, and may stop, finds differences that are not there."""
    tasks = plan_tasks("drawn", tiny, Settings(initial=4, batch=6, budget=16), ["uncertainty"], 8)
    at = open_page()
    stopped = comparing.Comparison(tiny, tasks, seconds_a_fit=1.0)
    for task in tasks[:-1]:
        stopped.keep((task, workers.compute(task, tiny)))
    stopped.outcome = "Stopped."
    at.session_state["comparison"] = stopped
    choose(at, "view-compare", NEW)
    assert "of 8 planned seeds: verdicts come with the last one" in text(at)
    assert not {"Verdict", "p"} & set(table(at).columns)
    assert "reliabl" not in text(at)
    assert downloads(at) == ["Curves (CSV)", "Figure (PNG)"]
    stopped.keep((tasks[-1], workers.compute(tasks[-1], tiny)))
    at.run()
    assert {"Verdict", "p"} <= set(table(at).columns)


def test_another_can_be_started_after_the_first(open_page):
    at = finish(start(open_page()))
    assert "The comparison on screen will be gone" in text(at)
    before = comparison(at)
    finish(press(at, "Start"))
    assert comparison(at) is not before
    assert comparison(at).result().tables == before.result().tables


def test_the_next_estimate_is_at_the_pace_that_was_measured(open_page):
    at = finish(start(open_page()))
    assert "as the last comparison here took" in text(at)


def test_an_error_in_the_thread_is_said_and_logged(open_page, monkeypatch, caplog):
    monkeypatch.setattr(workers, "compute", lambda *arguments: 1 / 0)
    at = finish(start(open_page()))
    assert at.warning[0].value == "The comparison ended by an error of the program, which the server has logged."
    assert "division by zero" in caplog.text


def test_a_comparison_that_no_session_holds_any_more_ends(open_page, tiny, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    settings = Settings(model="scratch", initial=4, batch=6, budget=16)
    tasks = plan_tasks("drawn", tiny, settings, ["uncertainty"], 40)
    slot = comparing.ComparisonSlot()
    held = slot.start(tiny, tasks)
    assert held.state == "0 of 120 runs, about 7 minutes left"
    with pytest.raises(SettingsError, match="0 of 120 runs"):
        slot.start(tiny, tasks)
    del held
    gc.collect()
    assert slot.busy
    Held.gate.set()
    wait_for(lambda: not slot.busy, seconds=5)


SETTINGS = Settings(initial=4, batch=6, budget=16)


@pytest.fixture
def slot(monkeypatch):
    """A slot whose comparisons are computed by a process of their own, as on the server."""
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
    monkeypatch.setattr(comparing, "_load_recipe", lambda *_: "")
    return comparing.ComparisonSlot()


def test_a_process_of_its_own_gives_the_same_curves_and_leaves_no_file(slot, tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tasks = plan_tasks("", tiny, SETTINGS, ["uncertainty"], 2)
    compared = slot.start(tiny, tasks)
    wait_for(lambda: not compared.running, seconds=120)  # it imports pandas and scikit-learn first
    assert compared.outcome == "All 6 runs are here."
    assert compared.result().tables == join_tables((task, workers.compute(task, tiny)) for task in tasks)
    assert not list(tmp_path.iterdir())


def test_stop_ends_the_process_in_the_middle_of_a_fit(slot, tiny, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    compared = slot.start(tiny, plan_tasks("", tiny, SETTINGS, ["uncertainty"], 2))
    time.sleep(0.5)
    compared.stopping = True
    wait_for(lambda: not slot.busy, seconds=5)
    assert compared.outcome == "Stopped: 0 of 6 runs are kept."


def test_a_comparison_that_takes_longer_than_its_estimate_is_stopped(slot, tiny, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    monkeypatch.setenv(comparing.LIMIT, "0.01")
    compared = slot.start(tiny, plan_tasks("", tiny, SETTINGS, ["uncertainty"], 2))
    wait_for(lambda: not slot.busy)
    assert compared.outcome == "Stopped after less than a minute, the most on this server: 0 of 6 runs are kept."


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        ("1", "may take about 1 minute, and this one would take about 5 minutes: choose fewer seeds"),
        ("0", "This server computes no comparisons"),
        ("much", "FOXDOG_COMPARE_MINUTES must be a number of minutes, 0 or more, not 'much'."),
        ("nan", "FOXDOG_COMPARE_MINUTES must be a number of minutes"),
    ],
)
def test_a_limit_of_the_server_is_said_before_the_start_and_kept(open_page, monkeypatch, most, sentence):
    monkeypatch.setenv(comparing.LIMIT, most)
    at = ask(open_page(), **{"new-seeds": 30})
    choose(at, "new-model", "scratch")
    assert sentence in words_of(at.warning)
    press(at, "Start")
    assert sentence in words_of(at.error)
    assert comparison(at) is None


def words_of(elements):
    """The text of messages, without the backslashes that keep Markdown from reading it."""
    return " ".join(element.value for element in elements).replace("\\", "")


def test_fits_are_counted(tiny):
    for model, members in COMMITTEE_SIZES.items():
        settings = Settings(model=model, initial=4, batch=6, budget=17)
        tasks = plan_tasks("drawn", tiny, settings, ["committee"], 1)
        assert comparing.count_fits(tasks) == 4 * members + 4 + 1  # committee, random, ceiling


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "less than a minute"), (60, "about 1 minute"), (1500, "about 25 minutes"), (9000, "about 2.5 hours")],
)
def test_times_are_said_no_more_exactly_than_they_are_known(seconds, words):
    assert background.minutes(seconds) == words


def test_the_view_stays_when_a_figure_was_chosen_before(open_page, shipped):
    at = show(figures(open_page()), "Head to head")
    choose(at, "view-compare", "In short")
    assert len(at.columns) == 3
    at.run()
    assert len(at.columns) == 3


# The teacher's link


def offered(at):
    ask(at)
    return [button for button in at.button if button.label == "Stop this comparison"]


def test_the_teachers_link_stops_what_another_visitor_has_started(open_page, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    monkeypatch.setenv(teacher.WORD, "blackboard")
    visitor = start(open_page())
    assert not offered(open_page(teacher="whiteboard"))
    here = open_page(teacher="blackboard")
    assert "teacher" not in here.query_params  # a projector would show it
    assert offered(here)
    press(here, "Stop this comparison")
    Held.gate.set()
    finish(visitor)
    assert visitor.warning[0].value == "Stopped by the teacher: 0 of 6 runs are kept."
    assert not offered(here)


def test_where_no_word_is_set_no_link_is_the_teachers(open_page, monkeypatch):
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load_held")
    monkeypatch.delenv(teacher.WORD, raising=False)
    start(open_page())
    assert not offered(open_page(teacher=""))
