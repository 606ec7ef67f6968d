"""A mean log-likelihood, and what wrong gradients of it are made from.

A mistake is a function of a `Likelihood`; it returns the blocks of the gradient that come of it,
or None where it cannot be made (a transpose of a machine that is not square) or not be told
(repeated samples, where the data are not known).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.audits.enumerated import Blocks, Enumerated, statistics


class Likelihood(NamedTuple):
    """A mean log-likelihood, whose gradient is its positive minus its negative phase.

    Attributes
    ----------
    positive, negative : dict from str to ndarray
        Averages over the data and over the model, in named blocks.
    log_z : float
        In nats.
    n_samples : int or None
        None if it is not known, as all below.
    truth : Enumerated or None
        The machine, if it is an RBM; its blocks are then called as those of an `Enumerated`.
    states : ndarray or None, shape (n_distinct, n_visible)
        The distinct samples.
    shares : ndarray or None, shape (n_distinct,)
        Of all samples; they add up to one.
    """

    positive: Blocks
    negative: Blocks
    log_z: float
    n_samples: int | None = None
    truth: Enumerated | None = None
    states: np.ndarray | None = None
    shares: np.ndarray | None = None


Mistake = Callable[[Likelihood], Blocks | None]


def likelihood(truth: Enumerated, data: NDArray[Any]) -> Likelihood:
    """The mean log-likelihood of data under a machine.

    Parameters
    ----------
    truth : Enumerated
    data : ndarray, shape (n_samples, n_visible)

    Returns
    -------
    Likelihood
    """
    states, counts = np.unique(np.asarray(data, dtype=float), axis=0, return_counts=True)
    shares = counts / len(data)
    positive = statistics(states, shares, truth.hidden_mean(states))
    negative, log_z = truth.negative_phase(), float(truth.log_partition())
    return Likelihood(positive, negative, log_z, len(data), truth, states, shares)


def minus(positive: Blocks, negative: Blocks) -> Blocks:
    """The gradient of two phases, block by block."""
    return {name: positive[name] - negative[name] for name in positive}


def phases(pattern: Callable[..., Any]) -> Mistake:
    """A pattern of both phases and Z, the same for every block."""

    def wrong(given):
        z = np.exp(given.log_z)
        return {p: pattern(given.positive[p], given.negative[p], z) for p in given.positive}

    return wrong


def sums(pattern: Callable[..., Any]) -> Mistake:
    """A pattern of both phases and the number of samples."""

    def wrong(given):
        n = given.n_samples
        if n is None:
            return None
        return {p: pattern(given.positive[p], given.negative[p], n) for p in given.positive}

    return wrong


def reordered(order: tuple[int, ...]) -> Mistake:
    """The right blocks strung together in another order of places, and cut as if in the right."""

    def wrong(given):
        right = minus(given.positive, given.negative)
        names = list(right)
        if len(order) != len(names):
            return None
        return _cut(right, [names[place] for place in order])

    return wrong


def exchanged(left: str, right: str) -> Mistake:
    """Two blocks that stand in each other's place, strung together and cut."""

    def wrong(given):
        blocks = minus(given.positive, given.negative)
        if not {left, right} <= set(blocks):
            return None
        swap = {left: right, right: left}
        return _cut(blocks, [swap.get(name, name) for name in blocks])

    return wrong


def _cut(right, moved):
    """Blocks strung together in the order of some names, then cut at the right places."""
    strung = np.concatenate([right[name].ravel() for name in moved])
    cuts = np.split(strung, np.cumsum([block.size for block in right.values()])[:-1])
    return {
        name: cut.reshape(block.shape)
        for cut, (name, block) in zip(cuts, right.items(), strict=True)
    }
