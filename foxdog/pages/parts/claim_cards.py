"""The claims of one set of pictures, a card each: one sentence, one picture, and behind it how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from foxdog import charts, evidence
from foxdog.comparison import report
from foxdog.comparison.result import Result
from foxdog.evidence import Headline
from foxdog.pages.session import words

UNBROKEN = "\u00a0%"  # so that no line ends between a number and its sign
MOST_NAMED = 2  # strategies whose sentences stand in a card, beside those of random choice


@dataclass(frozen=True)
class Card:
    """A claim, its headline, and the sentences behind it."""

    question: str
    heading: str
    headline: Headline
    sentences: list[str]


@st.cache_resource(show_spinner=False, max_entries=50)
def make(key: object, _main: Result, _others: Sequence[Result]) -> list[Card]:
    """The cards of a result beside others on the same pictures; the key says which results these are."""
    curves, others = _main.curves, [other.curves for other in _others]
    shown = sorted(curves.strategies, key=lambda name: name != "uncertainty")[:MOST_NAMED]
    return [
        Card(claim.question, claim.heading, claim.headline(curves, others), claim.sentences(curves, others, shown))
        for claim in evidence.CLAIMS
    ]


def draw(cards: Sequence[Card], result: Result) -> None:
    """Draw the cards beside one another; on a phone below one another."""
    about = f"{evidence.setting_words(result.curves)}: "
    for column, card in zip(st.columns(len(cards), gap="small"), cards, strict=True):
        with column, st.container(border=True, height="stretch"):
            draw_card(card, result, about)
    st.caption(
        f"{words.plain(report.title(result.curves)[0].upper() + report.title(result.curves)[1:])}. Headlines are about "
        "uncertainty, or the first strategy compared, even where another came out better. Every sentence is computed "
        "from the shipped curves."
    )


def draw_card(card: Card, result: Result, about: str) -> None:
    """Draw one claim."""
    st.markdown(f":small[{card.question}]")
    st.markdown(f"#### {words.plain(card.headline.text).replace(' %', UNBROKEN)}")
    if picture := card.headline.picture:
        chart = charts.claim(
            picture.rows, picture.names, vars(picture.arrow) if picture.arrow else None, picture.ceiling
        )
        in_words = f"{words.name(result.curves.pictures)}: {card.headline.text} {card.headline.other_side}".strip()
        st.altair_chart(chart, width="stretch", alt=in_words, key=f"claim-{card.question}")
    if card.headline.other_side:
        st.markdown(words.plain(card.headline.other_side))
    with st.expander("How sure?", icon=":material/query_stats:"):
        st.markdown(f"**{card.heading}?**")
        for sentence in card.sentences or ["Nothing can be said of it from this comparison alone."]:
            shorter = sentence.removeprefix(about)
            st.markdown(f":small[{words.plain(shorter[0].upper() + shorter[1:])}]")
        for caveat in (report.about_the_test_set(result), *report.CAVEATS):
            if caveat:
                st.markdown(f":small[{words.plain(caveat)}]")
