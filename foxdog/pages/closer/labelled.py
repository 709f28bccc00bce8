"""The labelled set by kind against the pool, and the labels that the machine doubts most, to be corrected."""

from statistics import median

import streamlit as st

from foxdog.learning import findings
from foxdog.pages.parts import kind_table, picture_row
from foxdog.pages.session import run as runs
from foxdog.pages.session import words
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import draw_fragment_again

MOST = 12  # pictures that can be corrected at once
ENOUGH = 10  # answers of each sort, before their times are compared


def draw(run: Run) -> None:
    """Draw the table of kinds, and the labels of those that are chosen in it."""
    loop, dataset = run.viewed, run.loop.dataset
    left, right = st.columns([2, 3], gap="large")
    rows = findings.labelled_by_kind(loop)
    helps = {
        "labelled": "Pictures of this kind that have a label.",
        "by chance": "As many would have one if chance had asked.",
        "of": "Pictures of this kind in the pool.",
    }
    with left:
        kinds = kind_table.draw(rows, helps, "labelled-kinds", "The labelled set by class and kind")
        st.caption("Choose rows to see their labels; with none chosen, all.")
        if said := seconds(run.seconds):
            st.caption(said)
    labels = [
        one
        for one in findings.disputed(loop)
        if not kinds or (dataset.classes[dataset.labels[one[0]]], findings.kind(dataset, one[0])) in kinds
    ]
    with right:
        st.caption(
            f"{len(labels)} labels, those first that it doubts most; below each how far it believes it. If you correct "
            "one, all rounds since are learned again; what was asked stays asked."
        )
        with st.container(horizontal=True, gap="small"):
            for picture, label, probability in labels[:MOST]:
                draw_label(run, picture, label, probability)


def draw_label(run: Run, picture: int, label: int, probability: float) -> None:
    """Draw a labelled picture, and the button that corrects its label."""
    dataset = run.loop.dataset
    name, other = (words.name(dataset.classes[one]) for one in (label, 1 - label))
    with st.container(width=112, gap="small"):
        what = f"a {findings.kind_or_class(dataset, picture)}, labelled {dataset.classes[label]}"
        st.image(dataset.originals[picture], caption=f"{name} {probability:.0%}", width=picture_row.WIDTH, alt=what)
        blocked = run.loop.to_teach or bool(run.rounds_to_go) or run.past is not None
        if st.button(f"It is {other}", key=f"correct-{picture}", disabled=blocked, help="Correct this label."):
            correct(run, picture, 1 - label)


def correct(run: Run, picture: int, label: int) -> None:
    """Correct a label, showing how far the rounds are that are learned again."""
    bar = st.empty()

    def note(done: int, total: int) -> None:
        bar.progress(done / total, text=f"It learns again: round {done} of {total}")

    runs.correct(run, picture, label, note)
    bar.empty()
    draw_fragment_again()


def seconds(looks: dict[str, list[float]]) -> str:
    """What the person's answers took so far in this session, in s; "" before there are enough.

    Args:
        looks: The time of each answer, to pictures that a strategy "asked" about and to "random" ones.
    """
    asked, random = (looks.get(sort, []) for sort in ("asked", "random"))
    if len(asked) < ENOUGH:
        return ""
    said = f"Your answers took {median(asked):.1f} s each, in the median of {len(asked)}"
    if len(random) < ENOUGH:
        return f"{said}. Label {ENOUGH} in a run by random choice too, to see whether what it asks about takes longer."
    from scipy.stats import mannwhitneyu

    p = mannwhitneyu(asked, random).pvalue
    longer = "longer" if median(asked) > median(random) else "less long"
    verdict = f"its questions take {longer} (Mann-Whitney, p = {p:.2g})" if p < 0.05 else "no reliable difference"
    return f"{said}; to random pictures {median(random):.1f} s, of {len(random)}: {verdict}."
