"""The rules that `fit` knows by name: each has the name of its module."""

from collections.abc import Callable
from typing import Any

from rbmlib.learning import (
    contrastive_divergence,
    likelihood,
    persistent_contrastive_divergence,
    pseudolikelihood,
    ratio_matching,
    score_matching,
)
from rbmlib.learning.phases import Rule

#: The rules by name, with their usual settings.  Noise-contrastive estimation is not among them:
#: it has no usual noise.
RULES: dict[str, Rule] = {
    "likelihood": likelihood.rule(),
    "contrastive_divergence": contrastive_divergence.rule(),
    "persistent_contrastive_divergence": persistent_contrastive_divergence.rule(),
    "pseudolikelihood": pseudolikelihood.rule(),
    "ratio_matching": ratio_matching.rule(),
    "score_matching": score_matching.rule(),
}


def find_rule(rule: str | Callable[..., Any]) -> Rule:
    """The rule that was meant: one of `RULES` by its name, any other function as it is."""
    if callable(rule):
        return rule
    if not isinstance(rule, str) or rule not in RULES:
        raise ValueError(f"rule: expected a function or one of {', '.join(RULES)}, got {rule!r}")
    return RULES[rule]
