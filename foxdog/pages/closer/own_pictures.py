"""Try your own pictures: what the machine makes of them, and who can mislead it."""

from html import escape

import streamlit as st

from foxdog.learning import challenge, findings
from foxdog.learning.loop import Loop
from foxdog.learning.novelty import QUANTILE
from foxdog.pages.parts.add_pictures import UPLOAD_TYPES
from foxdog.pages.session import own as owns
from foxdog.pages.session import words
from foxdog.pages.session.own import MOST, Own, OwnPicture
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import draw_fragment_again, forget_uploads

WIDTH = 224  # px of a card
MB = 50  # of a file, the most that is read
FEW = 20  # rounds: so many are learned again in about a second
UNLIKE = (
    f"To the machine it is farther from all pictures of the pool than {QUANTILE:.0%} of these are from the others. "
    "Much that is neither class passes for one all the same, on photos above all."
)
STYLE = """<style>
.belief-bar { position: relative; height: 0.7em; border-radius: 0.35em; margin: 0.45em 0 0.2em;
  background: linear-gradient(90deg, #1f5fa8, light-dark(#d9d3ca, #3b3d44) 50%, #b5440b); }
.belief-bar i { position: absolute; top: -0.25em; width: 0.28em; height: 1.2em; margin-left: -0.14em;
  border-radius: 0.1em; background: currentColor; }
.belief-ends { display: flex; justify-content: space-between; font-size: 0.85em; }
.belief-ends :first-child { color: light-dark(#1c5797, #86b8f2); }
.belief-ends :last-child { color: light-dark(#a63d08, #ff9a62); }
</style>"""


def draw(run: Run) -> None:
    """Draw the ways to send a picture, a card for each picture, and the challenge."""
    own = owns.of(run)
    st.caption(
        f"Try up to {MOST} pictures. They stay in this session's memory, nobody else sees them, and they are never "
        "stored: a reload drops them."
    )
    ask_for_pictures(own)
    for sentence in own.refused:
        st.warning(sentence, icon=":material/error:")
    if not own.pictures:
        return
    believed = judge(run, own)
    if not believed:
        return
    strange = owns.strange(own, list(believed), run.loop)
    st.html(STYLE)
    st.caption("They stand in the crowd above, too, where the machine believes them: in a dashed frame.")
    with st.container(horizontal=True, gap="small"):
        for at, (picture, p) in enumerate(believed.items()):
            with st.container(width=WIDTH, border=True, gap="xsmall"):
                draw_picture(run, picture, p)
                if strange:
                    draw_likeness(run.loop, strange[0][at], strange[1][at])
                draw_truth(run, own, picture, p)
    draw_challenge(run, own, believed)


def judge(run: Run, own: Own) -> dict[OwnPicture, float] | None:
    """P(label = 1) of each picture now; meanwhile say how far it is, if that takes long."""
    place = st.empty()

    def note(done: int, total: int) -> None:
        if total > FEW:
            place.progress(done / total, text=f"It learns {total} rounds again, to judge your pictures in each ...")

    believed = owns.judge(run, own, note)
    place.empty()
    return believed


def ask_for_pictures(own: Own) -> None:
    """Draw the ways to send pictures, and take what is sent."""
    key = f"own-files-{own.sent}"  # a new one each time, so that it is empty again
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        with st.container(width=460):
            files = st.file_uploader("Pictures from your device", UPLOAD_TYPES, True, key, max_upload_size=MB)
        with st.container(width=320):
            taken = None
            if st.toggle("Use the camera", key="own-camera"):
                taken = st.camera_input("Take a picture", key=f"own-photo-{own.sent}")
    sent = [(file.name, file.getvalue()) for file in files]
    if taken:
        sent.append((f"photo {own.sent + 1}.jpg", taken.getvalue()))
    if sent:
        owns.take(own, sent)
        forget_uploads()
        draw_fragment_again()


def draw_picture(run: Run, picture: OwnPicture, p: float) -> None:
    """Draw one picture and what the machine believes of it."""
    st.image(picture.original, width="stretch", alt=f"your picture {picture.number}")
    st.caption(words.name(picture.name))
    st.html(bar(p, run.loop.dataset.classes))


def draw_likeness(loop: Loop, unlike: bool, nearest: int) -> None:
    """Draw whether a picture is unlike all of the pool, or the picture of the pool that is most like it."""
    if unlike:
        st.markdown(":material/help: **I have seen nothing like it.**", help=UNLIKE)
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.image(loop.dataset.originals[nearest], width=56, alt="the picture of the pool that is most like it")
        st.caption("most like this one, to the machine", width=116)


def draw_truth(run: Run, own: Own, picture: OwnPicture, p: float) -> None:
    """Draw what a picture really is, if the person says so, and what it earns."""
    classes = run.loop.dataset.classes
    label, sure = findings.guess(p)
    picture.truth = st.segmented_control(
        "It really is a",
        (0, 1),
        default=picture.truth,
        format_func=lambda one: words.name(classes[one]),
        key=f"own-truth-{picture.number}-{run.id}",
    )
    if picture.truth is not None:
        earned = challenge.points(p, picture.truth)
        right = label == picture.truth
        st.markdown(
            "It is right: no points." if right else f"It is wrong, and {100 * sure:.0f} % sure: **{earned} points**."
        )
    key = f"own-remove-{picture.number}"
    st.button("Remove", key=key, on_click=own.remove, args=(picture,), type="tertiary", icon=":material/delete:")


def bar(p: float, classes: tuple[str, str]) -> str:
    """P(label = 1) on a bar from the first class to the second: HTML."""
    first, second = (escape(name[: words.SHORT]) for name in classes)
    text = f"P({second}) {100 * p:.0f} %"
    return (
        f'<div><b>{text}</b><div class="belief-bar" role="img" aria-label="{text}">'
        f'<i style="left: {100 * p:.1f}%"></i></div>'
        f'<div class="belief-ends"><span>{first}</span><span>{second}</span></div></div>'
    )


def draw_challenge(run: Run, own: Own, believed: dict[OwnPicture, float]) -> None:
    """Draw what the pictures with a known class earn, and how many the machine got right in each round."""
    known = [(p, picture.truth) for picture, p in believed.items() if picture.truth is not None]
    st.markdown("##### Beat the machine")
    if not known:
        st.caption("Say what your pictures really are. Then they are a challenge: how many does the machine get right?")
        return
    from foxdog.charts.challenge import TEST, YOURS, Row, challenge_curve

    total = sum(challenge.points(p, label) for p, label in known)
    wrong = sum((p > 0.5) != label for p, label in known)
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.metric("Points", total, help=f"Of {len(known)} pictures; each can earn {challenge.MOST_POINTS}.")
        st.caption(
            f"It is wrong about {wrong} of {len(known)}. A picture earns points while the machine is wrong about it: "
            f"{challenge.MOST_POINTS} where it is quite sure, 0 where it cannot tell (Attenberg et al. 2015)."
        )
        if not run.quick:
            st.caption("From scratch, a picture is judged from the round on in which it was added here.")
    with right:
        loop = run.loop
        shares = owns.shares_right(own, loop)
        rows: list[Row] = [{"labelled": at, "share": share, "who": YOURS} for at, share in shares]
        rows += [{"labelled": one.labelled, "share": one.accuracy, "who": TEST} for one in loop.rounds]
        chart = challenge_curve(rows, len(loop.initial), loop.settings.budget)
        said = f"Your pictures: {100 - 100 * wrong / len(known):.0f} % right with {loop.rounds[-1].labelled} labels."
        st.altair_chart(chart, alt=said)
