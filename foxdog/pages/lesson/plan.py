"""The lesson plan for a teacher: fifteen minutes, from the page alone."""

from foxdog.pages.lesson import words
from foxdog.pages.lesson.paper import paper, paragraph, table


def plan() -> str:
    """The plan as a file of HTML."""
    five = [(minute, what.replace("*", "")) for minute, what in words.FIVE_MINUTES]
    parts = (
        paragraph(words.PLAN_AIM),
        paragraph(words.PLAN_BEFORE),
        table(words.PLAN_HEAD, words.PLAN, "minutes"),
        f"<h2>{words.PLAN_FIVE}</h2>",
        table(words.PLAN_HEAD[:2], five, "minutes"),
        f"<h2>{words.PLAN_MORE}</h2>",
        paragraph(words.PLAN_MORE_TEXT),
    )
    return paper(words.PLAN_TITLE, "\n".join(parts))
