"""The contract of the theorem: a free energy, ln Z, and their gradients.

With q the data distribution and F the free energy,

    d/dtheta sum_v q(v) ln p(v) = d(-ln Z)/dtheta - sum_v q(v) dF/dtheta(v)

needs no more of a model.  Whether its visible units are binary is the model's own affair: it
says what a visible state is.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike, NDArray

from rbmlib.models.parameters import Parametric
from rbmlib.validation import check_table


@dataclass(frozen=True, eq=False, repr=False)
class Model(Parametric):
    """A probability over visible states, p(v) = exp(-F(v)) / Z, with parameters theta.

    A subclass is a frozen dataclass (``eq=False, repr=False``) whose fields, in order, are the
    parameters.
    """

    @property
    @abstractmethod
    def n_visible(self) -> int:
        """Number of visible units."""

    @property
    @abstractmethod
    def n_summed(self) -> int:
        """Number of binary units whose states an exact ln Z sums over."""

    @abstractmethod
    def check_states(self, v: ArrayLike, name: str = "v") -> NDArray[Any]:
        """What a visible state is, and one clear error.

        Parameters
        ----------
        v : array_like, shape (..., n_visible)
            Candidate visible states.
        name : str
            What to call the argument in an error.

        Returns
        -------
        ndarray, shape (..., n_visible)
        """

    def check_data(self, data: ArrayLike, name: str = "data") -> NDArray[Any]:
        """Validate a data set: a table of visible states, one sample a row, at least one.

        Parameters
        ----------
        data : array_like, shape (n_samples, n_visible)
        name : str
            What to call the argument in an error.

        Returns
        -------
        ndarray, shape (n_samples, n_visible)
        """
        return self.check_states(check_table(data, self.n_visible, name), name)

    @abstractmethod
    def free_energy(self, v: ArrayLike) -> NDArray[Any]:
        r"""Free energy of visible states, :math:`F(v)` with :math:`p(v) = e^{-F(v)}/Z`.

        Parameters
        ----------
        v : array_like, shape (..., n_visible)

        Returns
        -------
        ndarray, shape (...)
            In nats.
        """

    @abstractmethod
    def free_energy_gradient(self, v: ArrayLike) -> NDArray[Any]:
        """Gradient of the free energy in all parameters.

        Parameters
        ----------
        v : array_like, shape (..., n_visible)

        Returns
        -------
        ndarray, shape (..., n_parameters)
            In the order of `ravel`.
        """

    @abstractmethod
    def log_partition(self) -> Any:
        """Logarithm of the partition function Z, in nats."""

    @abstractmethod
    def log_partition_gradient(self) -> NDArray[Any]:
        """Gradient of ln Z in all parameters, shape (n_parameters,)."""

    def trusted_free_energy(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy` of states that `check_states` returned, which need no second look."""
        return self.free_energy(v)

    def trusted_free_energy_gradient(self, v: NDArray[Any]) -> NDArray[Any]:
        """`free_energy_gradient` of states that `check_states` returned."""
        return self.free_energy_gradient(v)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # A class that replaces a public method alone must not be bypassed by the inherited twin.
        for name in list(vars(cls)):
            twin = f"trusted_{name}"
            if hasattr(cls, twin) and twin not in vars(cls):
                setattr(cls, twin, vars(cls)[name])
