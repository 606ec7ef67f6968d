"""Parameters as named blocks and as one vector: what every model shares, whatever its energy."""

import functools
import numbers
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.validation import as_array, as_numbers

#: Metadata of a field that weight decay leaves alone.
BIAS = {"decay": False}
#: Metadata of a field that is part of a model but is not learned.
FIXED = {"parameter": False}

#: A gradient, as a vector in the order of `Parametric.ravel` or as named blocks.
Gradient = ArrayLike | Mapping[str, ArrayLike]

# A model with more parameters than this shows their shapes in place of their values.
_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Parametric(ABC):
    """A frozen dataclass whose fields, in order, are the parameters.

    The fields become read-only arrays, and stay so through copying and pickling; shapes and
    finiteness are checked once, here.  Two models are equal if they are of one class and their
    arrays are.  A field's metadata say whether it is learned (`FIXED`: it is not) and whether
    weight decay acts on it (`BIAS`: it does not).

    Attributes
    ----------
    largest : float
        What a field's numbers may add up to, so that no energy leaves the range of a double.
    """

    largest: ClassVar[float] = 1e300

    def __post_init__(self) -> None:
        for field in fields(self):
            name = f"{type(self).__name__}.{field.name}"
            value = _frozen(name, getattr(self, field.name), self.largest)
            object.__setattr__(self, field.name, value)
        for name, expected in self.shapes().items():
            got = getattr(self, name).shape
            if got != expected:
                raise ValueError(
                    f"{type(self).__name__}.{name}: expected shape {expected}, got {got}"
                )

    @abstractmethod
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape that each field must have, by its name."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Copies and pickles are made by the constructor, which freezes the arrays again.
        return _construct, (type(self), self._fields())

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        pairs = zip(self._fields().values(), other._fields().values(), strict=True)
        return all(np.array_equal(mine, theirs) for mine, theirs in pairs)

    def __hash__(self) -> int:
        values = (tuple(value.ravel().tolist()) for value in self._fields().values())
        return hash((type(self), *values))

    def __repr__(self) -> str:
        values = self._fields()
        if self.n_parameters <= _SHOWN:
            shown = (f"{name}={value.tolist()}" for name, value in values.items())
        else:
            sizes = {name: " x ".join(map(str, value.shape)) for name, value in values.items()}
            shown = (f"{name}: {size}" for name, size in sizes.items())
        return f"{type(self).__name__}({', '.join(shown)})"

    def _fields(self) -> dict[str, NDArray[Any]]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def _blocks(self) -> dict[str, NDArray[Any]]:
        """The fields that are parameters, as a dict from name to array."""
        learned = (field for field in fields(self) if field.metadata.get("parameter", True))
        return {field.name: getattr(self, field.name) for field in learned}

    def require_floats(self) -> None:
        """Refuse exact parameters, fractions or symbols: only energies can be taken of them."""
        if self._exact_fields:
            name = self._exact_fields[0]
            cells = getattr(self, name).ravel().tolist()
            exact = next(x for x in cells if not isinstance(x, float))
            raise TypeError(
                f"{type(self).__name__}.{name}: expected floating point numbers, as only "
                f"energies of binary units can be exact, got {exact!r}"
            )

    @functools.cached_property
    def is_complex(self) -> bool:
        """Whether any number of it is complex, as under a complex step."""
        return any(map(np.iscomplexobj, self._fields().values()))

    @functools.cached_property
    def _exact_fields(self) -> list[str]:
        return [name for name, value in self._fields().items() if value.dtype == object]

    @property
    def n_parameters(self) -> int:
        """Length of the parameter vector."""
        return sum(block.size for block in self._blocks.values())

    @property
    def parameter_names(self) -> list[str]:
        """Name of each component of `ravel`, such as ``weights[2, 0]``."""
        return [
            f"{name}[{', '.join(map(str, index))}]"
            for name, block in self._blocks.items()
            for index in np.ndindex(block.shape)
        ]

    @property
    def decays(self) -> NDArray[np.bool_]:
        """Which components of `ravel` weight decay acts on: all but the biases."""
        spared = {field.name for field in fields(self) if not field.metadata.get("decay", True)}
        blocks = self._blocks.items()
        return np.concatenate([np.full(block.size, name not in spared) for name, block in blocks])

    def ravel(self) -> NDArray[Any]:
        """All parameters as one vector, field after field.

        Returns
        -------
        ndarray, shape (n_parameters,)
        """
        return np.concatenate([block.ravel() for block in self._blocks.values()])

    def unravel(self, theta: ArrayLike) -> dict[str, NDArray[Any]]:
        """Cut a vector, or a stack of vectors, back into the named blocks.

        Parameters
        ----------
        theta : array_like, shape (..., n_parameters)
            A parameter vector, or a gradient with respect to one.

        Returns
        -------
        dict from str to ndarray
            Block ``name`` has shape ``(..., *self.shapes()[name])``.
        """
        theta = as_array(theta, "theta")
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

    def as_vector(self, gradient: Gradient, name: str = "gradient") -> NDArray[Any]:
        """A gradient as one vector, whether it came as a vector or as named blocks.

        Parameters
        ----------
        gradient : array_like, shape (n_parameters,), or dict from str to array_like
            One block a parameter, in the parameter's shape; the order does not matter.
        name : str
            What to call the argument in an error.

        Returns
        -------
        ndarray, shape (n_parameters,)
            In the order of `ravel`.
        """
        shapes = {block: value.shape for block, value in self._blocks.items()}
        if not isinstance(gradient, Mapping):
            vector = as_numbers(gradient, name)
            if vector.shape != (self.n_parameters,):
                raise ValueError(
                    f"{name}: expected shape ({self.n_parameters},) or the blocks "
                    f"{', '.join(shapes)}, got shape {vector.shape}"
                )
            return vector
        blocks = {block: as_numbers(x, f"{name}[{block}]") for block, x in gradient.items()}
        got = {block: value.shape for block, value in blocks.items()}
        if got != shapes:
            raise ValueError(f"{name}: expected blocks of shapes {shapes}, got {got}")
        return np.concatenate([blocks[block].ravel() for block in shapes])

    def with_parameters(self, theta: ArrayLike) -> Self:
        """A model of the same kind and size with other parameters.

        Parameters
        ----------
        theta : array_like, shape (n_parameters,)
            In the order of `ravel`; may be complex (the complex step) or symbolic.

        Returns
        -------
        Parametric
            Of the same class; this model is unchanged.
        """
        theta = as_array(theta, "theta")
        if theta.ndim != 1:
            raise ValueError(f"theta: expected shape ({self.n_parameters},), got {theta.shape}")
        return replace(self, **self.unravel(theta))


def _construct(kind: type[Parametric], values: dict[str, Any]) -> Parametric:
    return kind(**values)


def _frozen(name: str, value: ArrayLike, largest: float) -> NDArray[Any]:
    value = as_array(value, name)
    if value.dtype == object and _is_exact(name, value):
        value = value.copy()
    else:
        value = as_numbers(value, name)
        value = value.astype(np.result_type(value, np.float64))
        size = float(np.abs(value).max(initial=0)) * value.size
        if not size <= largest:
            strange = value[~np.isfinite(value)]
            if strange.size:
                raise ValueError(f"{name}: expected finite parameters, got {strange[0]}")
            raise ValueError(f"{name}: expected parameters of {largest:g} altogether, got {size}")
    value.flags.writeable = False
    # Of a view, unlike its base, the flag cannot be set back.
    return value.view()


def _is_exact(name: str, value: NDArray[Any]) -> bool:
    """Whether these are fractions and symbols, not just numbers in a needless wrapping."""
    cells = value.ravel().tolist()
    # SymPy's expressions are told by what they have, without importing SymPy.
    strange = [
        x for x in cells if not (isinstance(x, numbers.Complex) or hasattr(x, "free_symbols"))
    ]
    if strange:
        raise ValueError(f"{name}: expected numbers or symbols, got {strange[0]!r}")
    infinite = [x for x in cells if isinstance(x, float | complex) and not np.isfinite(x)]
    if infinite:
        raise ValueError(f"{name}: expected finite parameters, got {infinite[0]}")
    return not all(isinstance(x, int | float | complex) for x in cells)
