"""Distributions over visible states that can be sampled and evaluated: noise, and proposals.

Noise-contrastive estimation tells data from them; importance sampling draws from them.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.exact import log_likelihood
from rbmlib.gradient import Weighted, equilibrium
from rbmlib.models import EnergyModel
from rbmlib.models.kinds import require_binary, require_real
from rbmlib.sampling import sample_exactly
from rbmlib.states import binary_states
from rbmlib.validation import (
    as_numbers,
    check_count,
    check_data,
    check_draws,
    check_rng,
    check_states,
    require_memory,
)


class Distribution(Protocol):
    """What noise and proposals are: binary states that can be drawn and evaluated."""

    def log_probability(self, v: ArrayLike) -> NDArray[np.float64]:
        """In nats: shape (...) for states of shape (..., n_visible)."""
        ...

    def distribution(self) -> Weighted:
        """Every state, weighted by its probability."""
        ...

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Independent draws, shape (size, n_visible)."""
        ...


def require_distribution(distribution: object, name: str) -> None:
    """Refuse what cannot be drawn from and evaluated, such as a model or a class.

    Parameters
    ----------
    distribution : Distribution
    name : str
        What to call the argument in an error.
    """
    methods = ("log_probability", "distribution", "sample")
    able = all(callable(getattr(distribution, method, None)) for method in methods)
    if isinstance(distribution, type) or not able:
        got = distribution.__name__ if isinstance(distribution, type) else type(distribution)
        raise TypeError(f"{name}: expected a Distribution, with {', '.join(methods)}, got {got}")


def log_probabilities(
    distribution: Distribution, states: NDArray[np.int64], name: str
) -> NDArray[np.float64]:
    """What a distribution says of valid states, if it is a logarithm for each of them.

    Parameters
    ----------
    distribution : Distribution
    states : ndarray of int, shape (..., n_visible)
    name : str
        What to call the distribution in an error.

    Returns
    -------
    ndarray, shape (...)
        In nats; ``-inf`` for an impossible state.
    """
    n_units = states.shape[-1]
    width = getattr(distribution, "n_visible", n_units)
    if width != n_units:
        raise ValueError(f"{name}: expected {n_units} visible units, got {width}")
    found = as_numbers(distribution.log_probability(states), f"{name}.log_probability")
    if found.shape != states.shape[:-1] or np.iscomplexobj(found):
        raise ValueError(
            f"{name}.log_probability: expected {states.shape[:-1]} real numbers, one a state, got "
            f"{found.dtype} of shape {found.shape}"
        )
    if np.any(np.isnan(found) | (found > 1e-6)):  # a rounding above 0 is none
        raise ValueError(f"{name}.log_probability: expected logarithms up to 0, got {found.max()}")
    return found


@dataclass(frozen=True, eq=False)
class Factorial:
    """Independent binary units.

    Attributes
    ----------
    means : ndarray, shape (n_visible,)
        Probability that each unit is on, between 0 and 1.
    """

    means: NDArray[np.float64]

    def __post_init__(self) -> None:
        given = as_numbers(self.means, "means")
        real = given.dtype.kind == "f" and given.ndim == 1
        if not real or not np.all((given >= 0) & (given <= 1)):
            raise ValueError(f"means: expected a vector of probabilities, got {self.means}")
        means = given.astype(float)
        means.flags.writeable = False
        object.__setattr__(self, "means", means.view())

    def __reduce__(self) -> tuple[type, tuple[NDArray[np.float64]]]:
        return Factorial, (self.means,)  # a copy is frozen again by the constructor

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return len(self.means)

    @classmethod
    def uniform(cls, n_visible: int) -> "Factorial":
        """Every state equally probable."""
        require_memory(check_count(n_visible, 0, "n_visible"), "n_visible", "take fewer units")
        return cls(np.full(n_visible, 0.5))

    @classmethod
    def like(cls, data: ArrayLike) -> "Factorial":
        """The units' own means over a data set, each moved off 0 and 1 by half a sample."""
        data = check_data(data)
        return cls((data.sum(axis=0) + 0.5) / (len(data) + 1))

    def log_probability(self, v: ArrayLike) -> NDArray[np.float64]:
        """In nats: shape (...) for states of shape (..., n_visible)."""
        v = check_states(v, len(self.means), "v")
        with np.errstate(divide="ignore"):  # a unit that is never on has log-probability -inf
            on, off = np.log(self.means), np.log1p(-self.means)
        return np.where(v == 1, on, off).sum(axis=-1)

    def distribution(self) -> Weighted:
        """Every state, weighted by its probability."""
        states = binary_states(len(self.means))
        return Weighted(states, np.exp(self.log_probability(states)))

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Independent draws, shape (size, n_visible)."""
        check_draws(size, len(self.means))
        draws = check_rng(rng).random((size, len(self.means)))
        return (draws < self.means).astype(np.int64)


@dataclass(frozen=True, eq=False)
class ModelDistribution:
    """The distribution of a model that can be enumerated.

    Attributes
    ----------
    model : EnergyModel
    """

    model: EnergyModel

    def __post_init__(self) -> None:
        require_real(require_binary(self.model, "ModelDistribution"), "ModelDistribution")

    @property
    def n_visible(self) -> int:
        """Number of visible units."""
        return self.model.n_visible

    def log_probability(self, v: ArrayLike) -> NDArray[np.float64]:
        """In nats: shape (...) for states of shape (..., n_visible)."""
        return log_likelihood(self.model, v)

    def distribution(self) -> Weighted:
        """Every state, weighted by its probability."""
        return equilibrium(self.model)

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Independent draws, shape (size, n_visible)."""
        return sample_exactly(self.model, size, rng)
