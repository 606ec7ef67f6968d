r"""What a verdict rests on, and the second reading of a line that can be read in two ways.

A program evaluates what somebody read.  Of most lines there is one reading.  Where a sign, a
letter or a word admits two, the claim holds the one that its verdict rests on; here stands the
other, with its own functions, so that one may see what becomes of the verdict.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rbmlib.lessons.texts.claims import Claim, Evaluated
from rbmlib.lessons.texts.forum.likelihood import right_gradient
from rbmlib.lessons.texts.forum.rbm import unit_by_unit
from rbmlib.lessons.texts.handout.rbm import data_and_model, slope_of_loss
from rbmlib.lessons.texts.setting import Setting


class Reading(NamedTuple):
    """The other reading of a printed line.

    Attributes
    ----------
    reading : str
        How the claim reads it, and how else it can be read.
    value : callable
        Evaluates the right-hand side under the other reading.
    start : callable or None
        The left-hand side under the other reading; None keeps the one that the claim has.
    """

    reading: str
    value: Evaluated
    start: Evaluated | None = None


#: The second reading of each claim that has one.  A conditional claim that is *meant* otherwise
#: than it is printed names its reading itself, as its condition.
READINGS: Mapping[str, Reading] = {
    "S0.4": Reading(
        "L read as L, and E/dtheta as a quotient; or L as ln L, and the letter d as lost",
        right_gradient,
        lambda s: s.D(lambda t: np.log(t.p)),
    ),
    "S0.9b": Reading(
        "P_data(x) read as the share of a state; or as that of one entry in the list of samples",
        lambda s: np.full(s.N, 1 / s.N),
        lambda s: [np.mean(np.arange(s.N) == n) for n in range(s.N)],
    ),
    "S0.30": Reading(
        "the h_j without a tilde read as 0; or as 1, its other value",
        lambda s: np.einsum("vi,vj->vij", s.v, unit_by_unit(s) / s.p[:, None]),
    ),
    "S0.33": Reading(
        "E_v read as the expectation given v; or as the one over v",
        lambda s: np.einsum("vi,j->vij", s.v, s.p @ s.sigma),
    ),
    "S2.3": Reading(
        "the name, negative log-likelihood, read as right; or the formula",
        lambda s: np.mean(np.log(s.p)[s.rows]),
        lambda s: np.log(np.prod(s.joint.sum(axis=1)[s.rows])) / s.N,
    ),
    "S2.6": Reading(
        "p_D read as n_v / N from here on; or as it was defined, 1/N for each member",
        lambda s: -(s.members / s.N) @ np.log(s.joint.sum(axis=1)),
    ),
    "S2.24": Reading(
        "j_j read as the index j, the only j there is; or as a slip of the pen for h_j",
        lambda s: np.unique([*s.v.ravel(), *s.h.ravel()]),
    ),
    "S2.46": Reading(
        "i read as any i; or as another name of j",
        lambda s: data_and_model(s, np.broadcast_to(s.h, (len(s.v), *s.h.shape))),
        lambda s: slope_of_loss(s, "hidden_bias"),
    ),
}


def rests_on(claim: Claim) -> str:
    """What the verdict on a claim rests on.

    Parameters
    ----------
    claim : Claim

    Returns
    -------
    str
        ``reading``: the line can be read in two ways.  ``condition``: it holds on some inputs.
        ``measurement``: it holds, or fails, in the only way in which it can be read.  Empty if
        there is nothing to evaluate.
    """
    if claim.value is None:
        return ""
    if claim.name in READINGS or claim.meant:
        return "reading"
    return "condition" if claim.condition else "measurement"


def read_otherwise(
    chain: Sequence[Claim], index: int, settings: Sequence[Setting]
) -> tuple[bool, bool]:
    """Whether a line holds as its claim reads it, and as it can be read otherwise.

    Parameters
    ----------
    chain : list of Claim
    index : int
        Which claim of the chain; one of `READINGS`.
    settings : list of Setting
        Generic ones.

    Returns
    -------
    tuple of bool
    """
    claim = chain[index]
    other = READINGS[claim.name]
    left = claim.printed_start[1] if index == 0 else chain[index - 1].intended[1]
    pairs = (left, claim.evaluate), (other.start or left, other.value)
    first, second = (all(_equal(a(s), b(s)) for s in settings) for a, b in pairs)
    return first, second


def _equal(left: object, right: object) -> bool:
    left, right = np.asarray(left), np.asarray(right)
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-10, atol=1e-10))
