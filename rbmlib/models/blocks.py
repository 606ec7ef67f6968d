"""Blocks of parameters and of gradients: drawn at random, multiplied out, joined."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.validation import check_count, check_number, check_rng, require_memory


def random_parameters(
    shapes: Callable[..., Mapping[str, tuple[int, ...]]],
    sizes: Mapping[str, int],
    rng: np.random.Generator,
    scale: float,
) -> dict[str, NDArray[np.float64]]:
    """Independent normal parameters with mean 0.

    Parameters
    ----------
    shapes : callable
        Takes the sizes, returns the shape of each block by its name.
    sizes : dict from str to int
        Numbers of units, by the names that an error shall use.
    rng : numpy.random.Generator
        Source of randomness.
    scale : float
        Standard deviation, in nats.

    Returns
    -------
    dict from str to ndarray
    """
    check_rng(rng)
    scale = check_number(scale, "scale", least=0, below=1e150)
    blocks = shapes(*(check_count(size, 0, name) for name, size in sizes.items()))
    require_memory(sum(map(math.prod, blocks.values())), "random", "draw a smaller model")
    return {name: rng.normal(0, scale, shape) for name, shape in blocks.items()}


def concatenate_blocks(*blocks: NDArray[Any]) -> NDArray[Any]:
    """Join gradient blocks along the parameter axis, broadcasting the batch axes.

    Parameters
    ----------
    *blocks : ndarray, shape (..., n_k)
        One block a field, in the order of the fields.

    Returns
    -------
    ndarray, shape (..., sum of n_k)
    """
    batch = np.broadcast_shapes(*(block.shape[:-1] for block in blocks))
    return np.concatenate([np.broadcast_to(b, (*batch, b.shape[-1])) for b in blocks], axis=-1)


def flat_outer(v: NDArray[Any], h: NDArray[Any]) -> NDArray[Any]:
    """Outer product of two batches of vectors, flattened like a ``weights`` block.

    Parameters
    ----------
    v : ndarray, shape (..., n)
    h : ndarray, shape (..., m)

    Returns
    -------
    ndarray, shape (..., n * m)
        Component ``i * m + j`` is ``v[i] * h[j]``.
    """
    product = v[..., :, None] * h[..., None, :]
    return product.reshape(*product.shape[:-2], v.shape[-1] * h.shape[-1])
