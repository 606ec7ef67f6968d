"""Which mistake a wrong function makes: known ones first, then patterns, block by block."""

from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import relative_errors
from rbmlib.checks.diagnosis import describe
from rbmlib.checks.gradients.naming import name_mistakes
from rbmlib.lessons.exercises.kinds.outcomes import Outcome
from rbmlib.lessons.exercises.kinds.suspects import likelihood_of

if TYPE_CHECKING:
    from rbmlib.lessons.exercises.kinds.functions import Function

# What a mistake gives is recognised within four times what a right number may be off by.
_NEAR = 2.0**-12
# How many of few numbers are wrong says nothing.
_SAYS_NOTHING = ("E-SOME",)


def name_of(kind: "Function", outcomes: Sequence[Outcome]) -> tuple[str, Diagnosis] | None:
    """The mistake that gives what came on every trial.

    Parameters
    ----------
    kind : Function
    outcomes : sequence of Outcome
        Of all trials, right ones included.

    Returns
    -------
    tuple of (str, Diagnosis), or None
        The block that is wrong, an empty name for all of them.  None if nothing that came can
        be compared, or if all of that is right.
    """
    seen = [outcome for outcome in outcomes if outcome.values is not None]
    wrong = [outcome.found for outcome in seen if outcome.found]
    if not wrong:
        return None
    if all(one.code == "E-COARSE" for one in wrong):
        return "", wrong[0]  # nearer to the truth than a mistake must come to be recognised
    with np.errstate(all="ignore"):  # what a mistake gives may be infinite
        found = _known(kind, seen, kind.blocks or ("",)) or _of_all(kind, seen)
        return ("", found) if found else _of_blocks(kind, seen)


def _of_all(kind, seen):
    """A pattern of all that came together."""
    if not kind.blocks:
        return _described(kind, seen, "")
    return _in_other_order(kind, seen) or (_fitted(seen) if kind.is_gradient else None)


def _fitted(seen):
    """A phase multiplied by some number, the same on every trial; or one number for all."""
    found = []
    for outcome in seen:
        if outcome.found is None:
            continue
        if outcome.found.code == "E-SHAPE":
            return None
        given = likelihood_of(outcome.trial)
        names = name_mistakes(outcome.values, outcome.truth, _NEAR / 4, given)
        found.append(names[0][1] if names and not names[0][0] else None)
    return found[0] if all(name is not None and name == found[0] for name in found) else None


def _in_other_order(kind, seen):
    """Whether the right blocks stand in each other's place."""
    for order in list(permutations(kind.blocks))[1:]:
        places = list(zip(kind.blocks, order, strict=True))
        if all(_near(o.values[name], o.truth[other]) for o in seen for name, other in places):
            return diagnosed("E-BLOCK-ORDER")
    return None


def _of_blocks(kind, seen):
    """The mistake in the first block that is wrong."""
    for block in kind.blocks:
        if all(_near(o.values[block], o.truth[block]) for o in seen):
            continue
        found = _known(kind, seen, (block,)) or _described(kind, seen, block)
        if found:
            return block, found
    return None


def _described(kind, seen, block):
    """A pattern that nobody made a mistake of."""
    pairs = [(o.truth[block], o.values[block]) for o in seen]
    terms = [(name, [term(o.trial) for o in seen]) for name, term in kind.terms.items()]
    looks = describe(pairs, terms, close=_NEAR)
    return None if looks is None or looks.code in _SAYS_NOTHING else looks


def _known(kind, seen, blocks):
    codes = (code for code, suspect in kind.suspects if _gives(kind, suspect, seen, blocks))
    code = next(codes, None)
    return None if code is None else diagnosed(code)


def _gives(kind: "Function", suspect: Any, seen: Sequence[Outcome], blocks: Sequence[str]) -> bool:
    for outcome in seen:
        predicted = kind.predicted(suspect, outcome.trial)
        if predicted is None or outcome.values is None:
            return False
        if not all(_near(outcome.values[name], predicted[name]) for name in blocks):
            return False
    return True


def _near(value, predicted):
    same = value.shape == predicted.shape
    return bool(same and np.all(relative_errors(value, predicted) <= _NEAR))
