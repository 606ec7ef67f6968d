"""What a difference and a judge of gradients need of a model."""

from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray


class Differentiable(Protocol):
    """A model whose parameters can be read as one vector, and replaced by another."""

    def ravel(self) -> NDArray[Any]:
        """All parameters, shape (n_parameters,)."""
        ...

    def with_parameters(self, theta: NDArray[Any]) -> Self:
        """The same model with other parameters, which may be complex."""
        ...


class Parameterised(Differentiable, Protocol):
    """A differentiable model whose parameters have names, and stand in blocks."""

    @property
    def n_parameters(self) -> int:
        """Length of the parameter vector."""
        ...

    @property
    def parameter_names(self) -> list[str]:
        """Name of each component, such as ``weights[2, 0]``."""
        ...

    def unravel(self, theta: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """A vector of that length, cut into named blocks."""
        ...


#: A model as a function takes it, so that the function under test sees its own type.
M = TypeVar("M", bound=Differentiable)
P = TypeVar("P", bound=Parameterised)

Vector = NDArray[np.float64]
