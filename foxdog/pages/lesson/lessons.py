"""The six lessons, in the order of the page."""

from dataclasses import replace

from foxdog.learning.settings import Settings
from foxdog.pages.lesson import sentences
from foxdog.pages.lesson.record import Lesson
from foxdog.pages.lesson.words import LESSONS as WORDS
from foxdog.pictures import watermark

_EQUAL = Settings(batch=10, budget=60)  # of three runs that are compared, one of them from scratch

LESSONS = {
    lesson.name: lesson
    for lesson in (
        Lesson("fewer-labels", WORDS["fewer-labels"], (Settings(),), sentences.fewer_labels),
        Lesson(
            "it-depends",
            WORDS["it-depends"],
            (_EQUAL, replace(_EQUAL, model="scratch"), replace(_EQUAL, strategy="k-centre")),
            sentences.it_depends,
        ),
        Lesson("plateau", WORDS["plateau"], (Settings(noise=0.2, budget=200),), sentences.plateau),
        Lesson("guess-the-question", WORDS["guess-the-question"], (Settings(budget=30),), sentences.guess_the_question),
        Lesson("predict-it", WORDS["predict-it"], (Settings(budget=50),), sentences.predict_it),
        Lesson("shortcut", WORDS["shortcut"], (Settings(budget=60),), sentences.shortcut, watermark.NAME),
    )
}
