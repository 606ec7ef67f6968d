"""Machines and data sets on which mistakes show: the reference, generic ones, tiny ones."""

import itertools
from collections.abc import Iterable, Iterator
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from rbmlib.models import RBM
from rbmlib.states import binary_states
from rbmlib.validation import (
    check_count,
    check_number,
    check_rng,
    require_enumerable,
    require_memory,
)


class Case(TypedDict):
    """A machine and its data: the keyword arguments of a line of a `Derivation`."""

    model: RBM
    data: NDArray[np.int64]


def reference_rbm() -> RBM:
    """The suite's 3 x 2 reference machine.

    It is generic on purpose: not square, with biases, weights of both signs, no symmetry.

    Returns
    -------
    RBM
        With ln Z = 4.461588996 to ten digits.
    """
    return RBM(
        weights=[[0.6, -0.7], [0.8, 0.9], [-1.0, 1.1]],
        visible_bias=[0.1, -0.2, 0.3],
        hidden_bias=[-0.4, 0.5],
    )


def reference_data() -> NDArray[np.int64]:
    """Four samples for the reference machine, one of them repeated.

    Returns
    -------
    ndarray of int, shape (4, 3)
    """
    return np.array([[1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0]])


def generic_cases(
    count: int,
    rng: np.random.Generator,
    *,
    shapes: Iterable[tuple[int, int]] = ((3, 2), (2, 3), (4, 3), (3, 3)),
    scale: float = 1.0,
) -> list[Case]:
    """Random machines with random data, none of them degenerate.

    Every parameter is drawn anew, so no machine is symmetric or free of biases, and every
    data set repeats its first row, so no formula can count on distinct samples.

    Parameters
    ----------
    count : int
        How many cases.
    rng : numpy.random.Generator
        Source of randomness.
    shapes : iterable of (n_visible, n_hidden)
        Used in turn.
    scale : float
        Standard deviation of every parameter, in nats.

    Returns
    -------
    list of dict
        ``{"model": RBM, "data": ndarray}`` each, as `Derivation` takes them.
    """
    check_count(count, 0, "count")
    check_rng(rng)
    check_number(scale, "scale", least=0, below=1e150)
    pairs = _checked_shapes(shapes)
    require_memory(count * _most_parameters(pairs), "count, shapes", "ask for less at a time")
    turns = itertools.islice(itertools.cycle(pairs), count)
    return [_generic_case(*shape, rng, scale) for shape in turns]


def _generic_case(n_visible: int, n_hidden: int, rng: np.random.Generator, scale: float) -> Case:
    data = rng.integers(0, 2, (5, n_visible))
    model = RBM.random(n_visible, n_hidden, rng, scale=scale)
    return {"model": model, "data": np.concatenate([data, data[:1]])}


def tiny_cases(
    *, shapes: Iterable[tuple[int, int]] = ((1, 1), (2, 1), (1, 2), (2, 2)), most_samples: int = 3
) -> Iterator[Case]:
    """Every small machine whose parameters are 0 or 1, with small data sets, simplest first.

    A counterexample among them can be followed by hand.

    Parameters
    ----------
    shapes : iterable of (n_visible, n_hidden)
        In the order in which to try them; at most 22 parameters.
    most_samples : int
        Largest number of rows in a data set.

    Returns
    -------
    iterator of dict
        ``{"model": RBM, "data": ndarray}``; within a shape, those with few ones among the
        parameters and few samples come first.
    """
    most_samples = check_count(most_samples, 1, "most_samples")
    pairs = _checked_shapes(shapes)
    instead = "take a random sample of machines, as generic_cases does"
    require_enumerable(_most_parameters(pairs), "shapes", instead)
    return itertools.chain.from_iterable(_tiny(*shape, most_samples) for shape in pairs)


def _tiny(n_visible: int, n_hidden: int, most_samples: int) -> Iterator[Case]:
    zero = RBM(np.zeros((n_visible, n_hidden)), np.zeros(n_visible), np.zeros(n_hidden))
    thetas, rows = binary_states(zero.n_parameters), binary_states(n_visible)
    ones = thetas.sum(axis=1)
    for simplicity in range(1, zero.n_parameters + most_samples + 1):
        for theta in thetas[(ones < simplicity) & (ones >= simplicity - most_samples)]:
            n_samples = simplicity - int(theta.sum())
            for chosen in itertools.combinations_with_replacement(range(len(rows)), n_samples):
                yield {"model": zero.with_parameters(theta), "data": rows[list(chosen)]}


def _checked_shapes(shapes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    try:
        pairs = [(n, m) for n, m in shapes]
    except (TypeError, ValueError):
        raise ValueError(f"shapes: expected pairs (n_visible, n_hidden), got {shapes!r}") from None
    if not pairs:
        raise ValueError("shapes: expected at least one pair (n_visible, n_hidden), got none")
    return [(check_count(n, 1, "shapes"), check_count(m, 0, "shapes")) for n, m in pairs]


def _most_parameters(shapes: list[tuple[int, int]]) -> int:
    return max(n * m + n + m for n, m in shapes)
