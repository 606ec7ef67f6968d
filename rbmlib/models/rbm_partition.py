r"""ln Z of an RBM and its gradient, over the states of one layer, without exponentials.

Given the state h of the smaller layer the units of the other one are independent, so

.. math:: Z = \sum_h e^{c^\top h} \prod_i (1 + e^{a_i(h)}), \qquad a_i(h) = b_i + (W h)_i .

That is :math:`2^m` states, and taken literally n exponentials and n logarithms for each.  Split
the layer in two halves, h = (x, y).  The inputs split too, a = α(x) + β(y), and

.. math:: 1 + e^{a} = \begin{pmatrix} 1 & e^{\alpha} \end{pmatrix}
                      \begin{pmatrix} 1 \\ e^{\beta} \end{pmatrix} .

The exponentials belong to the halves, :math:`2^{m/2}` states each.  Multiplying the pairs of
four units out gives 16 features a state of a half (one for each state of those four units),
and one matrix product is the factor of four units, for a whole tile of states (x, y).  All
terms are positive: nothing cancels.

Backwards: p(h) divided by the factor of one group, times the features of one half, summed over
the other half, is the joint probability of the group's units and a half state.  So E[v], E[h]
and E[v hᵀ] need two more matrix products a group, and no product of size 2^m × n × m.

Range: with e^s, s = max(0, α), taken out of each pair, features lie in (0, 1], and α + β is
split such that β lies within ±reach, reach = Σ_j |W_ij| / 2 over the second half.  A factor
is then between e^(-reach) and 2, which bounds every product beforehand.  Where a product over
all units might leave the range of floating point numbers, the logarithm is taken after as many
units as are safe; where one factor alone might, the second half gets fewer units (the strongest
columns are in the first half).  With no second half at all, which takes weights beyond 1000 nats
in every column, all states have their own exponentials again.

Memory: a core holds a tile of 256 x 256 states and the features along its sides, of a very wide
layer a part at a time.  Threads share the features of the second half, :math:`2^{m/2}` states,
where those take at most 512 MiB; beyond, and in other processes, they are made again.

The error of ln Z is a few roundings of ln Z and of the largest sum of parameters met on the way;
so is that of the moments, which are probabilities.

One machine too small?  The sum is cut into blocks, functions of plain data, which any
`concurrent.futures.Executor` takes to other processes or machines; ``max_terms`` says how long a
sum you are ready to wait for::

    with ProcessPoolExecutor() as executor:
        rbm.log_partition(executor=executor, max_terms=2**40)
    executor = dask.distributed.Client("scheduler:8786").get_executor()
    rbm.log_partition_gradient(executor=executor, max_terms=2**46)

(Programs that start processes stand under ``if __name__ == "__main__":``.)  The blocks and the
order in which they are added do not depend on the executor, nor do the digits.
"""

import os
from collections import deque
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.models.rbm_plan import make_plan
from rbmlib.models.rbm_tiles import block, column_edge, merge
from rbmlib.progress import track
from rbmlib.validation import as_numbers

#: Terms that a sum may have unless the caller says otherwise, a state of the smaller layer times
#: a unit of the other one: about seven minutes on a laptop.
MAX_TERMS = 2**38


class Moments(NamedTuple):
    """Expectations under p(v, h), and ln Z.

    Attributes
    ----------
    log_partition : float
        In nats.
    products : ndarray, shape (n_visible, n_hidden)
        E[v hᵀ].
    visible : ndarray, shape (n_visible,)
        E[v].
    hidden : ndarray, shape (n_hidden,)
        E[h].
    """

    log_partition: float
    products: np.ndarray
    visible: np.ndarray
    hidden: np.ndarray


def log_partition(
    weights: ArrayLike,
    visible_bias: ArrayLike,
    hidden_bias: ArrayLike,
    *,
    executor: Executor | None = None,
    max_terms: int = MAX_TERMS,
) -> float:
    """Logarithm of the partition function; see the module for the method.

    Parameters
    ----------
    weights : array_like, shape (n_visible, n_hidden)
        In nats; real, or complex for a complex step.
    visible_bias : array_like, shape (n_visible,)
    hidden_bias : array_like, shape (n_hidden,)
    executor : concurrent.futures.Executor, optional
        What computes the blocks of the sum; by default, threads on all cores.
    max_terms : int
        Largest number of terms, a state of the smaller layer times a unit of the other one.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If the sum has more terms, needs more than 2 GiB (from about a million units on), or
        the parameters add up beyond the largest double, 1.8e308.
    """
    W, b, c = _checked(weights, visible_bias, hidden_bias, executor)
    if W.shape[0] < W.shape[1]:
        W, b, c = W.T, c, b
    plan = make_plan(W, b, c, moments=False, max_terms=max_terms)
    return _sum(plan, executor)[0]


def partition_moments(
    weights: ArrayLike,
    visible_bias: ArrayLike,
    hidden_bias: ArrayLike,
    *,
    executor: Executor | None = None,
    max_terms: int = MAX_TERMS,
) -> Moments:
    r"""Ln Z together with its gradient, the expectations under the model.

    .. math:: \partial \ln Z/\partial(W, b, c) = (E[v h^\top],\ E[v],\ E[h])

    Parameters
    ----------
    weights, visible_bias, hidden_bias, executor, max_terms
        As in `log_partition`, and refused where it refuses.

    Returns
    -------
    Moments
    """
    W, b, c = _checked(weights, visible_bias, hidden_bias, executor)
    exchanged = W.shape[0] < W.shape[1]
    if exchanged:
        W, b, c = W.T, c, b
    plan = make_plan(W, b, c, moments=True, max_terms=max_terms)
    log_z, table = _sum(plan, executor)
    products, means, enumerated_means = table[1:, :-1], table[1:, -1], table[0, :-1]
    if exchanged:
        return Moments(log_z, products.T, enumerated_means, means)
    return Moments(log_z, products, means, enumerated_means)


def _checked(weights, visible_bias, hidden_bias, executor):
    """The parameters as arrays of one type of floating point numbers."""
    if not isinstance(executor, Executor | None):
        got = type(executor).__name__
        raise TypeError(f"executor: expected a concurrent.futures.Executor or None, got {got}")
    weights = as_numbers(weights, "weights")
    if weights.ndim != 2:
        raise ValueError(f"weights: expected shape (n_visible, n_hidden), got {weights.shape}")
    biases = as_numbers(visible_bias, "visible_bias"), as_numbers(hidden_bias, "hidden_bias")
    for bias, n, name in zip(biases, weights.shape, ("visible_bias", "hidden_bias"), strict=True):
        if bias.shape != (n,):
            raise ValueError(f"{name}: expected shape ({n},), got {bias.shape}")
    dtype = np.result_type(weights, *biases, float)
    return _summable([x.astype(dtype, copy=False) for x in (weights, *biases)])


def _summable(parameters):
    """The same, if no exponent of the sum can be infinite."""
    with np.errstate(over="ignore"):
        total = sum(np.abs(x).sum() for x in parameters)
    if not np.isfinite(total):
        for x, name in zip(parameters, ("weights", "visible_bias", "hidden_bias"), strict=True):
            strange = x[~np.isfinite(x)]
            if strange.size:
                raise ValueError(f"{name}: expected finite numbers, got {strange[0]}")
        raise ValueError(
            "weights, visible_bias, hidden_bias: expected numbers whose sum is a double, got inf"
        )
    return parameters


def _sum(plan, executor):
    """Ln Z, and E[(1, v) (h, 1)ᵀ] if the plan asks for it, h the enumerated layer."""
    if executor is None and plan.n_blocks == 1:
        total, table = block(plan, None, 0)
    else:
        with closing(_blocks(plan, executor)) as blocks:
            total, table = merge(track(blocks, "ln Z", plan.n_blocks))
    if plan.moments:
        table[:, plan.order] = table[:, :-1].copy()
    return total, table


def _blocks(plan, executor):
    """Results of all blocks, one after the other."""
    if executor is None:
        cores = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        with ThreadPoolExecutor(min(cores, plan.n_threads)) as threads:
            yield from _blocks(plan, threads)
        return
    columns = None
    if isinstance(executor, ThreadPoolExecutor) and plan.shares_columns:
        columns = list(executor.map(partial(column_edge, plan), range(plan.n_columns)))
    task = partial(block, plan, columns)
    yield from _in_order(executor, task, plan.n_blocks, plan.n_waiting)


def _in_order(executor, function, count, limit):
    """Results by number; at most `limit` wait at a time, so that memory does not grow."""
    waiting = deque()
    try:
        for number in range(count):
            if len(waiting) == limit:
                yield waiting.popleft().result()
            waiting.append(executor.submit(function, number))
        while waiting:
            yield waiting.popleft().result()
    finally:
        # After an error or Ctrl-C, nobody wants the others.
        for future in waiting:
            future.cancel()
