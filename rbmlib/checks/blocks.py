"""A gradient as somebody hands it over: one vector, or blocks by name or in order."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.validation import as_numbers

Gradient = ArrayLike | Mapping[str, ArrayLike] | Sequence[ArrayLike]


def named_blocks(
    gradient: Gradient, shapes: Mapping[str, tuple[int, ...]]
) -> Mapping[str, ArrayLike]:
    """A gradient's blocks by name, as they were given.

    Parameters
    ----------
    gradient : array_like, dict from str to array_like, or tuple of array_like
        One vector of all components, blocks by name, or blocks in the order of `shapes`.
    shapes : dict from str to tuple
        Shape that each block should have, in the order of the vector.

    Returns
    -------
    dict from str to array_like
        A vector is cut into blocks of these shapes; blocks that came as such are not checked.
    """
    if isinstance(gradient, Mapping):
        return gradient
    if isinstance(gradient, (tuple, list)) and any(np.ndim(block) for block in gradient):
        if len(gradient) > len(shapes):
            raise ValueError(f"gradient: expected {len(shapes)} blocks, got {len(gradient)}")
        return dict(zip(shapes, gradient, strict=False))  # what is missing is missed by name
    whole: Any = gradient
    vector = as_numbers(whole, "gradient")
    sizes = [prod(shape) for shape in shapes.values()]
    if vector.shape != (sum(sizes),):
        raise ValueError(
            f"gradient: expected shape ({sum(sizes)},), the order of {', '.join(shapes)}, or "
            f"these blocks by name; got {vector.shape}"
        )
    cuts = np.split(vector, np.cumsum(sizes)[:-1])
    return {
        name: cut.reshape(shape) for cut, (name, shape) in zip(cuts, shapes.items(), strict=True)
    }


def as_vector(gradient: Gradient, shapes: Mapping[str, tuple[int, ...]]) -> np.ndarray:
    """A gradient as one vector of finite real numbers.

    Parameters
    ----------
    gradient : array_like, dict from str to array_like, or tuple of array_like
        One vector of all components, blocks by name, or blocks in the order of `shapes`.
    shapes : dict from str to tuple
        Shape that each block must have, in the order of the vector.

    Returns
    -------
    ndarray, shape (n_parameters,)
    """
    blocks = named_blocks(gradient, shapes)
    if set(blocks) != set(shapes):
        raise ValueError(
            f"gradient: expected the blocks {', '.join(shapes)}, got {', '.join(blocks) or 'none'}"
        )
    blocks = {name: as_numbers(block, f"gradient[{name}]") for name, block in blocks.items()}
    for name, shape in shapes.items():
        if np.shape(blocks[name]) != shape:
            got = np.shape(blocks[name])
            raise ValueError(f"gradient: expected {name} of shape {shape}, got {got}")
    vector = np.concatenate([np.ravel(blocks[name]) for name in shapes])
    if np.iscomplexobj(vector):
        raise ValueError(f"gradient: expected real numbers, got {vector.dtype}")
    return vector.astype(float)
