"""Three texts on the RBM's gradient, claim by claim, each executed.

S0 is the forum's: a question with an answer on Cross Validated.  S1 is the chapter's: notes on a
chapter of a textbook.  S2 is the handout's: an anonymous derivation.  Each module names its
source.  A claim holds its formula as printed, what evaluates it, and a correction or a condition
where it needs one; its verdict is computed.  `READINGS` holds the lines that can be read in two
ways.
"""

from rbmlib.lessons.texts import chapter, forum, handout
from rbmlib.lessons.texts.claims import (
    VERDICTS,
    Claim,
    chains,
    counts,
    judge,
    ladder,
    printed,
    verdicts,
)
from rbmlib.lessons.texts.readings import READINGS, Reading, read_otherwise, rests_on
from rbmlib.lessons.texts.setting import Setting, distinct, generic_settings, unbiased

#: The claims of each text, in the order of the text.
TEXTS = {"S0": forum.CLAIMS, "S1": chapter.CLAIMS, "S2": handout.CLAIMS}

__all__ = [
    "READINGS",
    "TEXTS",
    "VERDICTS",
    "Claim",
    "Reading",
    "Setting",
    "chains",
    "counts",
    "distinct",
    "generic_settings",
    "judge",
    "ladder",
    "printed",
    "read_otherwise",
    "rests_on",
    "unbiased",
    "verdicts",
]
