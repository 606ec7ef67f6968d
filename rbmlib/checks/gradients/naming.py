"""Names for what is wrong with a gradient: known mistakes first, then patterns, block by block."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rbmlib.checks.audits.enumerated import Blocks
from rbmlib.checks.audits.likelihood import Likelihood
from rbmlib.checks.audits.mistakes import MISTAKES, OF_ANY_GRADIENT
from rbmlib.checks.codes import Diagnosis, diagnosed
from rbmlib.checks.compare import agree
from rbmlib.checks.diagnosis import describe
from rbmlib.checks.gradients.protocols import Vector

# A name must explain the difference, not just come near: what is left is at most this share.
_EXPLAINED = 0.01
# One number agrees by chance with one of a hundred others, if the tolerance is loose.
_ONE_NUMBER = 1e-6
# The order of the blocks is wrong in all of them or in none.
_OF_ALL_BLOCKS = ("E-BLOCKS-EXCHANGED", "E-BLOCK-ORDER")
# How many components are wrong is said already; two numbers may be off by the same by chance.
_SAID, _BY_CHANCE = ("E-SOME",), ("E-SHIFT",)


class Comparison(NamedTuple):
    """Numbers of a wrong gradient and the right ones: all, or those of a block.

    Attributes
    ----------
    got, wanted : ndarray
        Of one shape.
    bound : float
        Absolute error of a right number.
    scale : float
        max(1, largest component of the whole gradient).
    """

    got: Vector
    wanted: Vector
    bound: float
    scale: float

    @property
    def near(self) -> float:
        """How close a mistake must come to be named."""
        far = float(np.abs(self.got - self.wanted).max())
        near = min(4 * self.bound, _EXPLAINED * far)  # a mistake carries a few numerical errors
        return min(near, _ONE_NUMBER) if self.got.size == 1 else near


def name_mistakes(
    got: Blocks, wanted: Blocks, tolerance: float, given: Likelihood | None
) -> list[tuple[str, Diagnosis]]:
    """Say what turns the right gradient into the wrong one.

    Parameters
    ----------
    got, wanted : dict from str to ndarray
        Blocks of the two, in the order of the parameters.
    tolerance : float
        Error of a right component, relative to max(1, largest component).
    given : Likelihood or None
        The phases of the right gradient, if they are known.

    Returns
    -------
    list of (str, Diagnosis)
        One mistake in all blocks, under an empty name; or else one a wrong block, under the
        block's name.
    """
    scale = max(1.0, float(np.abs(_joined(wanted)).max()))
    whole = Comparison(_joined(got), _joined(wanted), tolerance * scale, scale)
    with np.errstate(all="ignore"):  # what a mistake gives on an extreme machine may be infinite
        known = [(diagnosed(code), blocks) for code, blocks in _known(wanted, given)]
        of_all = [(looks, _joined(blocks)) for looks, blocks in known]
        looks = _closest(whole, of_all) or _closest(whole, _fitted(whole, given))
        if looks:
            return [("", looks)]
        blocks = {name: whole._replace(got=got[name], wanted=wanted[name]) for name in got}
        found = {
            name: _of_block(block, name, known)
            for name, block in blocks.items()
            if block.got.size and not agree(block.got, block.wanted, tolerance, scale)
        }
        if len(found) > 1 and not any(found.values()):
            looks = _described(whole, _SAID)
    if looks:
        return [("", looks)]
    return [(name, looks or diagnosed("E-UNKNOWN")) for name, looks in found.items()]


def _of_block(
    block: Comparison, name: str, known: list[tuple[Diagnosis, Blocks]]
) -> Diagnosis | None:
    """The mistake that gives the numbers of one block, or a pattern."""
    inside = [(looks, blocks[name]) for looks, blocks in known if looks.code not in _OF_ALL_BLOCKS]
    if block.wanted.ndim == 2:  # of an oblong block too, strung together column by column
        columns = block.wanted.T.reshape(block.wanted.shape)
        inside.append((diagnosed("E-TRANSPOSED"), columns))
    return _closest(block, inside) or _described(block, (*_SAID, *_BY_CHANCE))


def _known(wanted: Blocks, given: Likelihood | None) -> list[tuple[str, Blocks]]:
    """The gradients that come of every mistake that can be made here."""
    if given is None:
        nothing = {name: np.zeros_like(block) for name, block in wanted.items()}
        made = [
            (code, mistake(Likelihood(wanted, nothing, 0.0))) for code, mistake in OF_ANY_GRADIENT
        ]
    else:
        made = [(code, mistake(given)) for code, mistake in MISTAKES]
    return [(code, {n: blocks[n] for n in wanted}) for code, blocks in made if blocks]


def _joined(blocks: Blocks) -> Vector:
    return np.concatenate([block.ravel() for block in blocks.values()])


def _fitted(whole: Comparison, given: Likelihood | None) -> Iterator[tuple[Diagnosis, Vector]]:
    """Patterns with a number that is read from the wrong gradient itself.

    Of the whole gradient only: the few numbers of a block fit by chance where data are fractions.
    """
    got, wanted = whole.got, whole.wanted
    if got.size == 1:
        return  # one number is a multiple of any other
    factor = _factor(wanted, got)
    yield _times("E-FACTOR", factor), factor * wanted
    yield diagnosed("E-CONSTANT"), np.full(got.shape, np.mean(got))
    if given is None:
        return
    positive, negative = _joined(given.positive), _joined(given.negative)
    factor = _factor(positive, got + negative)
    yield _times("E-POSITIVE-FACTOR", factor), factor * positive - negative
    factor = _factor(negative, positive - got)
    yield _times("E-NEGATIVE-FACTOR", factor), positive - factor * negative
    yield diagnosed("E-NEGATIVE-CONSTANT"), positive + np.mean(got - positive)


def _factor(base, multiple):
    """The number by which one array comes closest to another; NaN if the first is zero."""
    return np.vdot(base, multiple) / np.vdot(base, base)


def _times(code, factor):
    short = f"{factor:.4g}"
    return diagnosed(code, factor=f"{factor:.12g}" if short == "1" else short)


def _closest(compared, candidates):
    """The first of the candidates that come closest, if they come close enough.

    Mistakes that coincide on a machine differ by rounding, so the first of them is named,
    whatever rounding does.
    """
    found = []
    for looks, predicted in candidates:
        if np.all(np.isfinite(predicted)):
            size = max(1.0, float(np.abs(predicted).max()) / compared.scale)
            found.append((float(np.abs(compared.got - predicted).max()) / size, looks))
    best = min((error for error, _ in found), default=np.inf)
    if best > compared.near:
        return None
    rounding = 1e-12 * compared.scale
    return next(looks for error, looks in found if error <= max(10 * best, rounding))


def _described(compared, unwanted):
    """A pattern that nobody made a mistake of."""
    looks = describe([(compared.wanted, compared.got)], close=compared.near)
    return None if looks is None or looks.code in unwanted else looks
