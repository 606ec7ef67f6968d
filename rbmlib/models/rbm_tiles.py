"""A block of the exact ln Z of an RBM, whose arithmetic `rbmlib.models.rbm_partition` explains."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rbmlib.models.rbm_plan import Plan
from rbmlib.numerics import logsumexp
from rbmlib.states import binary_states, states_at

# Rows of a matrix product: 64 x 16 x 256 multiplications are few enough for BLAS to keep them on
# one core.  Threads of its own gain nothing here, and lose much where a core is busy.
_STRIP = 64


class Edge(NamedTuple):
    """Half states along one side of a tile, k of them.

    Attributes
    ----------
    states : ndarray, shape (k, units of this half)
    log_scale : ndarray, shape (k,)
        What was taken out of the features.
    features : iterable of ndarray, shape (2**group, k)
        One table for each group of units.
    """

    states: np.ndarray
    log_scale: np.ndarray
    features: Iterable[np.ndarray]


def block(plan: Plan, columns: Sequence[Edge] | None, number: int) -> tuple:
    """Sum the tiles of a block.

    Parameters
    ----------
    plan : Plan
    columns : sequence of Edge or None
        The `column_edge` of every tile, or None to make those that are needed.
    number : int
        Which block.

    Returns
    -------
    tuple
        Logarithm of the block's share of Z, and its own E[(1, v) (y, x, 1)ᵀ], 0 unless the plan
        asks for moments.
    """
    row, run = divmod(number, plan.n_columns // plan.run)
    rows = _edge(plan, plan.first, row * plan.rows, plan.rows)
    tiles = range(run * plan.run, (run + 1) * plan.run)
    edges = (column_edge(plan, tile) if columns is None else columns[tile] for tile in tiles)
    # Made once: an array of this size is often given back to the system, and new pages are slow.
    tables = np.empty((2, plan.rows, plan.columns), plan.first.weights.dtype)
    return merge(_tile(plan, rows, edge, *tables) for edge in edges)


def column_edge(plan: Plan, tile: int) -> Edge:
    """The states of the second half that belong to the tiles in one column."""
    return _edge(plan, plan.second, tile * plan.columns, plan.columns)


def merge(sums: Iterable[tuple]) -> tuple:
    """Put shares of Z and their expectations together; as `block` returns them."""
    sums = iter(sums)
    total, table = next(sums)
    for log_weight, mean in sums:
        before, total = total, logsumexp([total, log_weight])
        table = table * np.exp(before - total) + mean * np.exp(log_weight - total)
    return total, table


def _edge(plan, half, start, count):
    states = states_at(np.arange(start, start + count), len(half.bias)).astype(float)
    features = _Features(plan, half, states)
    log_scale = states @ half.bias
    for inputs in features.inputs():
        log_scale = log_scale + np.maximum(inputs.real, 0).sum(axis=0)
    if len(plan.parts) == 1:
        features = _multiplied_out(inputs, plan.group)  # few enough to be kept
    return Edge(states, log_scale, features)


class _Features:
    """Features of half states, made part by part each time that one walks through them."""

    def __init__(self, plan, half, states):
        self.plan, self.half, self.states = plan, half, states

    def inputs(self):
        for part in self.plan.parts:
            yield self.half.offset[part, None] + self.half.weights[part] @ self.states.T

    def __iter__(self):
        for inputs in self.inputs():
            yield from _multiplied_out(inputs, self.plan.group)


def _multiplied_out(inputs, group):
    """Pairs (1, e^input) of the units, scaled, and multiplied out within groups."""
    n, k = inputs.shape
    groups = -(-n // group)
    shift = np.maximum(inputs.real, 0)
    # Units that are never on fill the last group up.
    off = np.ones((groups * group, k), shift.dtype)
    on = np.zeros((groups * group, k), inputs.dtype)
    np.exp(-shift, out=off[:n])
    np.exp(inputs - shift, out=on[:n])
    off, on = off.reshape(groups, group, k), on.reshape(groups, group, k)
    features = np.empty((groups, 2**group, k), inputs.dtype)
    features[:, 0], features[:, 1] = off[:, 0], on[:, 0]
    for unit in range(1, group):
        before, after = features[:, : 2**unit], features[:, 2**unit : 2 ** (unit + 1)]
        np.multiply(before, on[:, unit, None], out=after)
        before *= off[:, unit, None]
    return features


def _tile(plan, rows, columns, table, spare):
    """Ln of a tile's share of Z, and its own E[(1, v) (y, x, 1)ᵀ] if wanted, else 0."""
    top = _fill(table, spare, plan, rows, columns)
    total = table.sum()
    if not plan.moments:
        return top + np.log(total), 0
    table /= total
    return top + np.log(total), _expectations(table, spare, plan, rows, columns)


def _fill(table, spare, plan, rows, columns):
    """Fill the table with a tile's terms, divided by e^top to keep them in range; return top."""
    table.fill(1)
    strips, factor, logs = _strips(table), _strips(spare), 0
    for k, (a, b) in enumerate(zip(rows.features, columns.features, strict=True)):
        strips *= np.matmul(_strips(a.T), b, out=factor)
        if k in plan.breaks:
            logs = logs + np.log(table)
            table.fill(1)
    if plan.breaks:
        logs += np.log(table) + rows.log_scale[:, None] + columns.log_scale
        top = logs.real.max()
        np.exp(logs - top, out=table)
        return top
    tops = rows.log_scale.real.max(), columns.log_scale.real.max()
    table *= np.exp(rows.log_scale - tops[0])[:, None]
    table *= np.exp(columns.log_scale - tops[1])
    return sum(tops)


def _strips(table):
    """The same memory as a stack of matrices of a few rows each."""
    return table.reshape(-1, min(_STRIP, len(table)), table.shape[1])


def _expectations(probability, spare, plan, rows, columns):
    """E[(1, v) (y, x, 1)ᵀ] where the tile's states have these probabilities."""
    x, y = np.hstack([rows.states, np.ones((len(rows.states), 1))]), columns.states
    n, split, width = len(plan.first.offset), y.shape[1], 2**plan.group
    joint = np.empty((-(-n // plan.group), width, split + x.shape[1]), probability.dtype)
    strips, others = _strips(probability), _strips(spare)
    for sums, a, b in zip(joint, rows.features, columns.features, strict=True):
        np.divide(strips, np.matmul(_strips(a.T), b, out=others), out=others)
        x_sums = (others @ b.T).reshape(-1, width)
        y_sums = (others.transpose(0, 2, 1) @ _strips(a.T)).sum(axis=0)
        np.matmul(b * y_sums.T, y, out=sums[:, :split])
        np.matmul(a * x_sums.T, x, out=sums[:, split:])
    on = binary_states(plan.group)[:, ::-1].T.astype(float)
    alone = np.concatenate([probability.sum(axis=0) @ y, probability.sum(axis=1) @ x])
    return np.concatenate([alone[None], (on @ joint).reshape(-1, len(alone))[:n]])
