"""Exact restricted Boltzmann machines, and checks that execute every equals sign.

The models are tiny, so every (v, h) state can be enumerated: Z, every expectation and every
gradient are exact, and a derivation can be tested line by line.

``import rbmlib`` needs and imports NumPy alone.  The other rooms, `rbmlib.learning`,
`rbmlib.checks` and so on, load when they are touched.

What holds everywhere, and is therefore said here only:

* p(v, h) = exp(-E(v, h)) / Z, with units in {0, 1}, but for the visible ones of `GaussianRBM`.
  Energies, log-likelihoods and divergences are in nats.
* Batch axes lead; units are the last axis.  States are listed in counting order: row i of
  ``binary_states(n)`` is i written in binary, the first unit its most significant bit.
* Gradients are of the log-likelihood, to be ascended, in the order of a model's ``ravel``.
* Randomness comes from the `numpy.random.Generator` that the caller hands over; nothing else
  is drawn from, and no global seed is read or set.
* Bad input is refused before any work: a value or a shape with ValueError, a thing of another
  kind with TypeError, both in the form ``name: expected X, got Y``.  What would need more
  memory or time than anybody has is refused too, and the error says what to do instead.  A
  docstring's ``Raises`` names only what surprises beyond that.
* What runs for long shows a progress bar on standard error, if that is a terminal and tqdm is
  installed; otherwise it is silent.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rbmlib.exact import (
    hidden_posterior,
    joint_probabilities,
    kl_divergence,
    log_likelihood,
    mean_log_likelihood,
    visible_probabilities,
)
from rbmlib.gradient import (
    Weighted,
    empirical,
    equilibrium,
    log_likelihood_gradient,
    phase,
    rbm_log_likelihood_gradient,
    rbm_moments,
)
from rbmlib.models import (
    RBM,
    BoltzmannMachine,
    DeepBoltzmannMachine,
    EnergyModel,
    GaussianRBM,
    LowRankRBM,
    Model,
)
from rbmlib.numerics import logsumexp, sigmoid, softplus
from rbmlib.states import binary_states, state_index

if TYPE_CHECKING:
    from rbmlib import (
        cases,
        chain,
        checks,
        datasets,
        distributions,
        estimates,
        learning,
        lessons,
        sampling,
    )
    from rbmlib.learning import fit

__version__ = "0.1.0"

__all__ = [
    "RBM",
    "BoltzmannMachine",
    "DeepBoltzmannMachine",
    "EnergyModel",
    "GaussianRBM",
    "LowRankRBM",
    "Model",
    "Weighted",
    "binary_states",
    "cases",
    "chain",
    "checks",
    "datasets",
    "distributions",
    "empirical",
    "equilibrium",
    "estimates",
    "fit",
    "hidden_posterior",
    "joint_probabilities",
    "kl_divergence",
    "learning",
    "lessons",
    "log_likelihood",
    "log_likelihood_gradient",
    "logsumexp",
    "mean_log_likelihood",
    "phase",
    "rbm_log_likelihood_gradient",
    "rbm_moments",
    "sampling",
    "sigmoid",
    "softplus",
    "state_index",
    "visible_probabilities",
]

if not TYPE_CHECKING:  # a type checker would take every name for a good one

    def __getattr__(name):
        """Load a room, or what a room lends to the top, when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module 'rbmlib' has no attribute {name!r}")
        if name == "fit":
            return import_module("rbmlib.learning").fit
        return import_module(f"rbmlib.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
