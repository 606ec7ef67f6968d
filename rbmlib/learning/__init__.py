"""Learning rules: each is two sets of weighted visible states, and one shared phase function.

Every rule's module gives ``phases`` (positive, negative) and, where there is one, an
``objective`` in nats, higher being better.  The direction in which a rule moves the parameters
is `direction`.  Score matching, for continuous units, is the exception: it has no phases.
"""

from rbmlib.learning import (
    contrastive_divergence,
    likelihood,
    noise_contrastive,
    pseudolikelihood,
    ratio_matching,
    score_matching,
)
from rbmlib.learning.rules import (
    RULES,
    contrastive,
    direction,
    from_phases,
    noise_contrast,
    persistent,
)
from rbmlib.learning.training import Diverged, Fit, History, fit

__all__ = [
    "RULES",
    "Diverged",
    "Fit",
    "History",
    "contrastive",
    "contrastive_divergence",
    "direction",
    "fit",
    "from_phases",
    "likelihood",
    "noise_contrast",
    "noise_contrastive",
    "persistent",
    "pseudolikelihood",
    "ratio_matching",
    "score_matching",
]
