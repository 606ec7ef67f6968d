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

The error of ln Z is a few roundings of ln Z and of the largest sum of parameters met on the way;
so is that of the moments, which are probabilities.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from rbmlib.numerics import logsumexp
from rbmlib.progress import track
from rbmlib.states import binary_states, states_at
from rbmlib.validation import power_of_two

#: Largest number of terms, a state of the smaller layer times a unit of the other one: about
#: seven minutes on a laptop.
MAX_TERMS = 2**38

# Measured on two cores of 2026: 784 x 20 in 1.3 s, moments included.
_SECONDS_PER_TERM = 1.6e-9
# Units multiplied out together: 16 features.  Fewer waste memory traffic, more waste arithmetic.
_GROUP = 4
# Half states on each side of a tile: three tables of 256 x 256 fit a core's cache.
_TILE = 256
# Rows of a matrix product: 64 x 16 x 256 multiplications are few enough for BLAS to keep them on
# one core.  Threads of its own gain nothing here, and lose much where a core is busy.
_STRIP = 64
# Products stay between e^-500 and e^500, half a double's range on either side.
_SAFE = 500.0
# What an exponential costs, in terms.
_EXPONENTIAL = 16


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


def log_partition(weights, visible_bias, hidden_bias):
    """Logarithm of the partition function; see the module for the method.

    Parameters
    ----------
    weights : ndarray, shape (n_visible, n_hidden)
        In nats; real, or complex for a complex step.
    visible_bias : ndarray, shape (n_visible,)
    hidden_bias : ndarray, shape (n_hidden,)

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If the sum has more than `MAX_TERMS` terms, or the parameters add up beyond the
        largest double, 1.8e308.
    """
    if weights.shape[0] < weights.shape[1]:
        return log_partition(weights.T, hidden_bias, visible_bias)
    return _sum(weights, visible_bias, hidden_bias, moments=False)[0]


def partition_moments(weights, visible_bias, hidden_bias):
    r"""Ln Z together with its gradient, the expectations under the model.

    .. math:: \partial \ln Z/\partial(W, b, c) = (E[v h^\top],\ E[v],\ E[h])

    Parameters
    ----------
    weights : ndarray, shape (n_visible, n_hidden)
        In nats; real, or complex for a complex step.
    visible_bias : ndarray, shape (n_visible,)
    hidden_bias : ndarray, shape (n_hidden,)

    Returns
    -------
    Moments

    Raises
    ------
    ValueError
        If the sum has more than `MAX_TERMS` terms, or the parameters add up beyond the
        largest double, 1.8e308.
    """
    if weights.shape[0] < weights.shape[1]:
        log_z, products, v, h = partition_moments(weights.T, hidden_bias, visible_bias)
        return Moments(log_z, products.T, h, v)
    log_z, table = _sum(weights, visible_bias, hidden_bias, moments=True)
    return Moments(log_z, table[1:, :-1], table[1:, -1], table[0, :-1])


class _Half(NamedTuple):
    states: np.ndarray  # (k, units of this half)
    log_scale: np.ndarray  # (k,), what was taken out of the features
    features: np.ndarray  # (groups, 2**group, k)

    def part(self, start, stop):
        states, log_scale, features = self
        return _Half(states[start:stop], log_scale[start:stop], features[..., start:stop])


def _sum(weights, bias, enumerated_bias, moments):
    """Ln Z, and E[(1, v) (h, 1)ᵀ] if asked for; columns of `weights` are enumerated."""
    dtype = np.result_type(weights, bias, enumerated_bias, float)
    weights, bias, enumerated_bias = (x.astype(dtype) for x in (weights, bias, enumerated_bias))
    with np.errstate(over="ignore"):
        if not np.isfinite(sum(np.abs(x).sum() for x in (weights, bias, enumerated_bias))):
            raise ValueError("RBM.log_partition: expected parameters whose sum is a double")
    # Strong columns first: the second half, whose reach counts, gets the weak ones.
    order = np.argsort(-np.abs(weights).max(axis=0, initial=0), kind="stable")
    total, table = _sum_tiles(weights[:, order], bias, enumerated_bias[order], moments)
    if moments:
        table[:, order] = table[:, :-1].copy()
    return total, table


def _sum_tiles(weights, bias, enumerated_bias, moments):
    n, m = weights.shape
    reach, second = _split(weights)
    first = m - second
    _require_feasible(n, m, second)
    group = int(min(_GROUP, max(1, _SAFE // max(reach.max(initial=0), 1))))
    centre = weights[:, first:].sum(axis=1) / 2

    def half(states, units, offset):
        inputs = offset[:, None] + weights[:, units] @ states.T
        return _half(states, inputs, states @ enumerated_bias[units], group)

    column_half = half(binary_states(second), slice(first, m), -centre)
    columns = [column_half.part(k, k + _TILE) for k in range(0, 2**second, _TILE)]
    chunks = _chunks(reach, group)

    size = min(_TILE**2 // min(_TILE, 2**second), 2 ** max(0, 21 - (_GROUP * n).bit_length()))
    size = min(size, 2**first)

    def block(start):
        states = states_at(np.arange(start, start + size), first)
        rows = half(states, slice(first), bias + centre)
        return _merge(_tile(rows, part, chunks, n if moments else None) for part in columns)

    starts = range(0, 2**first, size)
    if len(starts) == 1:
        return block(0)
    return _merge(track(_on_all_cores(block, starts), "ln Z", len(starts)))


def _on_all_cores(function, arguments):
    """Results in order; never more than a few waiting, so that memory does not grow."""
    cores = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    with ThreadPoolExecutor(cores) as pool:
        for k in range(0, len(arguments), 16 * cores):
            yield from pool.map(function, arguments[k : k + 16 * cores])


def _merge(sums):
    """Shares of Z and their expectations, put together."""
    total, table = -np.inf, 0
    for log_weight, mean in sums:
        before, total = total, logsumexp([total, log_weight])
        table = table * np.exp(before - total) + mean * np.exp(log_weight - total)
    return total, table


def _tile(rows, columns, chunks, n):
    """Ln of a tile's share of Z, and its own E[(1, v) (h, 1)ᵀ] for n units (None: no moments)."""
    tops = rows.log_scale.real.max(), columns.log_scale.real.max()
    scales = (rows.log_scale - tops[0])[:, None], columns.log_scale - tops[1]
    products = [_product(rows, columns, chunk) for chunk in chunks]
    if len(products) == 1:
        weight, top = products[0], sum(tops)
        for scale in scales:
            weight *= np.exp(scale)
    else:
        log_weight = scales[0] + scales[1] + sum(np.log(product) for product in products)
        peak = log_weight.real.max()
        weight, top = np.exp(log_weight - peak), sum(tops) + peak
    total = weight.sum()
    mean = 0 if n is None else _tile_moments(weight / total, rows, columns, n)
    return top + np.log(total), mean


# Tables are overwritten in place from here on: one that is in the cache costs less than a new one.


def _strips(features):
    """Features of a tile's rows as a stack of matrices, (strips, rows of a strip, features)."""
    width, rows = features.shape
    return features.T.reshape(-1, min(_STRIP, rows), width)


def _product(rows, columns, chunk):
    dtype = np.result_type(rows.features, columns.features)
    product = np.ones((len(rows.states), len(columns.states)), dtype)
    strips = product.reshape(-1, min(_STRIP, len(product)), product.shape[1])
    factor = np.empty_like(strips)
    for a, b in zip(rows.features[chunk], columns.features[chunk], strict=True):
        strips *= np.matmul(_strips(a), b, out=factor)
    return product


def _tile_moments(probability, rows, columns, n):
    """E[(1, v) (h, 1)ᵀ] where the tile's states have these probabilities."""
    with_x, with_y = [probability.sum(axis=1)[None]], [probability.sum(axis=0)[None]]
    width = rows.features.shape[1]
    on = binary_states(width.bit_length() - 1).T.astype(float)
    probability = probability.reshape(-1, min(_STRIP, len(probability)), probability.shape[1])
    others = np.empty_like(probability)
    for a, b in zip(rows.features, columns.features, strict=True):
        strips = _strips(a)
        np.divide(probability, np.matmul(strips, b, out=others), out=others)
        x_sums = (others @ b.T).reshape(-1, width)
        y_sums = (others.transpose(0, 2, 1) @ strips).sum(axis=0)
        with_x.append(on @ (a * x_sums.T))
        with_y.append(on @ (b * y_sums.T))
    with_x, with_y = np.concatenate(with_x)[: n + 1], np.concatenate(with_y)[: n + 1]
    means = with_x.sum(axis=1, keepdims=True)
    return np.concatenate([with_x @ rows.states, with_y @ columns.states, means], axis=1)


def _half(states, inputs, log_scale, group):
    """Pairs (1, e^input) of the units, scaled, and multiplied out within groups."""
    shift = np.maximum(inputs.real, 0)
    pairs = np.stack([np.exp(-shift), np.exp(inputs - shift)], axis=1)
    # Units that are never on fill the last group up.
    never = np.zeros((-len(inputs) % group, 2, len(states)))
    never[:, 0] = 1
    pairs = np.concatenate([pairs, never])
    features = pairs[::group]
    for unit in range(1, group):
        wider = features[:, :, None] * pairs[unit::group, None]
        features = wider.reshape(len(wider), 2 ** (unit + 1), len(states))
    return _Half(states, log_scale + shift.sum(axis=0), features)


def _split(weights):
    """How far each unit's second input reaches, and how many units the second half may have."""
    for second in range(weights.shape[1] // 2, -1, -1):
        reach = np.abs(weights[:, weights.shape[1] - second :].real).sum(axis=1) / 2
        if reach.max(initial=0) <= _SAFE:
            break
    return reach, second


def _chunks(reach, group):
    """Runs of groups whose product stays in range."""
    starts = range(0, len(reach), group)
    widest = [reach[k : k + group].sum() + np.log(2) * group for k in starts]
    chunks, start = [], 0
    for end in range(1, len(widest) + 1):
        if end == len(widest) or sum(widest[start : end + 1]) > _SAFE:
            chunks.append(slice(start, end))
            start = end
    return chunks or [slice(0)]


def _require_feasible(n, m, second):
    terms = max(1, n) * 2 ** int(m)
    # Few of them, unless strong weights leave no second half.
    exponentials = max(1, n) * 2 ** int(m - second) if second < m // 2 else 0
    if max(terms, _EXPONENTIAL * exponentials) > MAX_TERMS:
        size = 10 ** min(300.0, np.log10(max(1, n)) + m * np.log10(2))
        gibibytes = 2.0 ** min(900, second) * _GROUP * n * 8 / 2**30
        raise ValueError(
            f"RBM.log_partition: would sum {power_of_two(m)} states of the smaller layer, times "
            f"{n} units of the other one, {size:.1e} terms (at most {MAX_TERMS:.1e} are "
            f"allowed), about {size * _SECONDS_PER_TERM / 3600:,.3g} hours and "
            f"{gibibytes:,.3g} GiB; instead, estimate ln Z with rbmlib.estimates.annealed"
        )
