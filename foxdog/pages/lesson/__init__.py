"""Lessons: runs set up for a class, with a prediction first and one sentence, computed from the run, after.

1. ``words``      all words; another language is another file like it
2. ``record``     what a lesson is, and how far a session is in one
3. ``sentences``  what came out, computed
4. ``lessons``    the six
5. ``going_on``   begin, go on and end in a session
6. ``six``        six pictures to guess, in place of the stage
7. ``strip``      what the Label page shows of a lesson
8. ``plan``, ``model_card``  papers to print
"""
