"""Machines and data sets on which mistakes show: the reference, generic ones, tiny ones."""

import itertools

import numpy as np

from rbmlib.models import RBM
from rbmlib.states import binary_states


def reference_rbm():
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


def reference_data():
    """Four samples for the reference machine, one of them repeated.

    Returns
    -------
    ndarray of int, shape (4, 3)
    """
    return np.array([[1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0]])


def generic_cases(rng, count, shapes=((3, 2), (2, 3), (4, 3), (3, 3)), scale=1.0):
    """Random machines with random data, none of them degenerate.

    Every parameter is drawn anew, so no machine is symmetric or free of biases, and every
    data set repeats its first row, so no formula can count on distinct samples.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    count : int
        How many cases.
    shapes : sequence of (n_visible, n_hidden)
        Used in turn.
    scale : float
        Standard deviation of every parameter, in nats.

    Returns
    -------
    list of dict
        ``{"model": RBM, "data": ndarray}`` each, as `Derivation` takes them.
    """
    cases = []
    for n_visible, n_hidden in itertools.islice(itertools.cycle(shapes), count):
        data = rng.integers(0, 2, (5, n_visible))
        cases.append(
            {
                "model": RBM.random(n_visible, n_hidden, rng, scale),
                "data": np.concatenate([data, data[:1]]),
            }
        )
    return cases


def tiny_cases(shapes=((1, 1), (2, 1), (1, 2), (2, 2)), most_samples=3):
    """Every small machine whose parameters are 0 or 1, with small data sets, simplest first.

    A counterexample among them can be followed by hand.

    Parameters
    ----------
    shapes : sequence of (n_visible, n_hidden)
        In the order in which to try them.
    most_samples : int
        Largest number of rows in a data set.

    Yields
    ------
    dict
        ``{"model": RBM, "data": ndarray}``; within a shape, those with few ones among the
        parameters and few samples come first.
    """
    for n_visible, n_hidden in shapes:
        size = n_visible * n_hidden + n_visible + n_hidden
        zero = RBM(np.zeros((n_visible, n_hidden)), np.zeros(n_visible), np.zeros(n_hidden))
        rows = binary_states(n_visible)
        tables = [
            rows[list(chosen)]
            for n_samples in range(1, most_samples + 1)
            for chosen in itertools.combinations_with_replacement(range(len(rows)), n_samples)
        ]
        pairs = itertools.product(binary_states(size), tables)
        for theta, data in sorted(pairs, key=lambda pair: pair[0].sum() + len(pair[1])):
            yield {"model": zero.with_parameters(theta), "data": data}
