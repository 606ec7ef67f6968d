"""Learning rules: each is two sets of weighted visible states, and one shared direction.

A rule's module gives ``phases`` (positive, negative), where there is one an ``objective`` (higher
is better), and ``rule(...)``, which makes the rule that `fit` runs.  The direction in which a
rule moves the parameters is `direction` of its phases.  Score matching, for continuous units, is
the exception: it has no phases.
"""

from rbmlib.learning import (
    contrastive_divergence,
    likelihood,
    noise_contrastive,
    persistent_contrastive_divergence,
    pseudolikelihood,
    ratio_matching,
    score_matching,
)
from rbmlib.learning.history import Diverged, Fit, History
from rbmlib.learning.phases import Rule, direction
from rbmlib.learning.rules import RULES
from rbmlib.learning.training import fit

__all__ = [
    "RULES",
    "Diverged",
    "Fit",
    "History",
    "Rule",
    "contrastive_divergence",
    "direction",
    "fit",
    "likelihood",
    "noise_contrastive",
    "persistent_contrastive_divergence",
    "pseudolikelihood",
    "ratio_matching",
    "score_matching",
]
