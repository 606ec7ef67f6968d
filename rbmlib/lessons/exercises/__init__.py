"""What the reader is asked, how an answer is judged, and the mistakes that must be named.

In a notebook, ``answer = ...`` is followed by ``exercise("3.2", answer)``, which prints *not
answered yet*, or the verdict.  `judge` returns it.
"""

from rbmlib.lessons.exercises.judging import EXERCISES, exercise, judge
from rbmlib.lessons.exercises.question import Question, Verdict

__all__ = ["EXERCISES", "Question", "Verdict", "exercise", "judge"]
