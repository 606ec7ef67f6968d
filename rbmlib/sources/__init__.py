"""Three texts on the RBM's gradient, claim by claim, each executed.

S0 is a question with an answer on Cross Validated, S1 a set of notes on a textbook chapter, S2
an anonymous derivation; each module names its source.  A claim holds its formula as printed,
what evaluates it, and a correction or a condition where it needs one; its verdict is computed.
"""

from rbmlib.sources import (
    answer_gradient,
    answer_likelihood,
    answer_rbm,
    chapter_estimates,
    chapter_gradient,
    chapter_methods,
    chapter_noise,
    chapter_phases,
    notes_conditionals,
    notes_energy,
    notes_rbm,
)
from rbmlib.sources.claims import (
    VERDICTS,
    Claim,
    chains,
    counts,
    judge,
    ladder,
    printed,
    verdicts,
)
from rbmlib.sources.setting import Setting, distinct, generic_settings, unbiased

#: The claims of each text, in the order of the text.
TEXTS = {
    "S0": answer_likelihood.CLAIMS + answer_gradient.CLAIMS + answer_rbm.CLAIMS,
    "S1": (
        chapter_gradient.CLAIMS
        + chapter_phases.CLAIMS
        + chapter_methods.CLAIMS
        + chapter_noise.CLAIMS
        + chapter_estimates.CLAIMS
    ),
    "S2": notes_energy.CLAIMS + notes_conditionals.CLAIMS + notes_rbm.CLAIMS,
}

__all__ = [
    "TEXTS",
    "VERDICTS",
    "Claim",
    "Setting",
    "chains",
    "counts",
    "distinct",
    "generic_settings",
    "judge",
    "ladder",
    "printed",
    "unbiased",
    "verdicts",
]
