"""Parameters as named blocks and as one vector: what every model shares, whatever its energy."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields, replace

import numpy as np

from rbmlib.validation import check_rng


@dataclass(frozen=True, eq=False)
class Parametric(ABC):
    """A frozen dataclass whose fields, in order, are the parameters.

    The fields become read-only arrays; shapes and finiteness are checked once, here.  A field
    with the metadata ``{"parameter": False}`` is part of the model but is not learned.
    """

    def __post_init__(self):
        for field in fields(self):
            name = f"{type(self).__name__}.{field.name}"
            object.__setattr__(self, field.name, _frozen(name, getattr(self, field.name)))
        for name, expected in self.shapes().items():
            got = getattr(self, name).shape
            if got != expected:
                raise ValueError(
                    f"{type(self).__name__}.{name}: expected shape {expected}, got {got}"
                )

    @abstractmethod
    def shapes(self):
        """Shape that each parameter must have, as a dict from field name to tuple."""

    @property
    def _blocks(self):
        """The fields that are parameters, as a dict from name to array."""
        learned = (field for field in fields(self) if field.metadata.get("parameter", True))
        return {field.name: getattr(self, field.name) for field in learned}

    @property
    def n_parameters(self):
        """Length of the parameter vector."""
        return sum(block.size for block in self._blocks.values())

    @property
    def parameter_names(self):
        """Name of each component of `ravel`, such as ``weights[2, 0]``."""
        return [
            f"{name}[{', '.join(map(str, index))}]"
            for name, block in self._blocks.items()
            for index in np.ndindex(block.shape)
        ]

    def ravel(self):
        """All parameters as one vector, field after field.

        Returns
        -------
        ndarray, shape (n_parameters,)
        """
        return np.concatenate([block.ravel() for block in self._blocks.values()])

    def unravel(self, theta):
        """Cut a vector, or a stack of vectors, back into the named blocks.

        Parameters
        ----------
        theta : array_like, shape (..., n_parameters)
            A parameter vector, or a gradient with respect to one.

        Returns
        -------
        dict from str to ndarray
            Block ``name`` has shape ``(..., *self.shapes()[name])``.

        Raises
        ------
        ValueError
            If the last axis of `theta` is not `n_parameters`.
        """
        theta = np.asarray(theta)
        if theta.ndim == 0 or theta.shape[-1] != self.n_parameters:
            raise ValueError(
                f"theta: expected shape (..., {self.n_parameters}), got {theta.shape}"
            )
        blocks, start = {}, 0
        for name, block in self._blocks.items():
            stop = start + block.size
            blocks[name] = theta[..., start:stop].reshape(*theta.shape[:-1], *block.shape)
            start = stop
        return blocks

    def with_parameters(self, theta):
        """A model of the same kind and size with other parameters.

        Parameters
        ----------
        theta : array_like, shape (n_parameters,)
            In the order of `ravel`; may be complex (the complex step) or symbolic.

        Returns
        -------
        EnergyModel
            Of the same class; this model is unchanged.

        Raises
        ------
        ValueError
            If `theta` has another length or is not finite.
        """
        theta = np.asarray(theta)
        if theta.ndim != 1:
            raise ValueError(f"theta: expected shape ({self.n_parameters},), got {theta.shape}")
        return replace(self, **self.unravel(theta))


def _frozen(name, value):
    value = np.array(value)
    if value.dtype == object:
        strange = [x for x in value.ravel() if not hasattr(x, "__neg__")]
        if strange:
            raise ValueError(f"{name}: expected numbers or symbols, got {strange[0]!r}")
    else:
        if not np.issubdtype(value.dtype, np.number):
            raise ValueError(f"{name}: expected numbers, got {value.dtype}")
        value = value.astype(np.result_type(value, np.float64))
        strange = value[~np.isfinite(value)]
        if strange.size:
            raise ValueError(f"{name}: expected finite parameters, got {strange[0]}")
    value.flags.writeable = False
    return value


def random_parameters(shapes, rng, scale):
    """Independent normal parameters with mean 0.

    Parameters
    ----------
    shapes : dict from str to tuple
        Shape of each block.
    rng : numpy.random.Generator
        Source of randomness.
    scale : float
        Standard deviation, in nats.

    Returns
    -------
    dict from str to ndarray

    Raises
    ------
    TypeError
        If `rng` is not a `numpy.random.Generator`.
    """
    check_rng(rng)
    return {name: rng.normal(0, scale, shape) for name, shape in shapes.items()}


def concatenate_blocks(*blocks):
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


def flat_outer(v, h):
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
