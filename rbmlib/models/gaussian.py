"""The Gaussian-Bernoulli RBM: continuous visible units, binary hidden ones."""

from dataclasses import dataclass, field

import numpy as np

from rbmlib.models.parameters import Parametric, concatenate_blocks, flat_outer, random_parameters
from rbmlib.numerics import logsumexp, sigmoid, softplus
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_reals, check_rng, check_states, require_enumerable


@dataclass(frozen=True, eq=False)
class GaussianRBM(Parametric):
    r"""Restricted Boltzmann machine whose visible units are real numbers.

    .. math:: E(x, h) = \sum_i \frac{(x_i - a_i)^2}{2 s_i^2} - c^\top h
              - \sum_{ij} \frac{x_i}{s_i^2} W_{ij} h_j

    Given h, x is normal with mean a + W h and standard deviations s, so p(x) is a mixture of
    2**n_hidden normal distributions, and Z is a sum of as many Gaussian integrals.

    Parameters
    ----------
    weights : array_like, shape (n_visible, n_hidden)
        W, in units of x.
    visible_bias : array_like, shape (n_visible,)
        a, in units of x.
    hidden_bias : array_like, shape (n_hidden,)
        c, in nats.
    visible_scale : array_like, shape (n_visible,)
        s, in units of x; fixed, not learned.

    Raises
    ------
    ValueError
        If the shapes do not fit together, a parameter is not finite, or a scale is not
        positive.

    References
    ----------
    .. [1] M. Welling, M. Rosen-Zvi and G. Hinton, "Exponential family harmoniums with an
       application to information retrieval", Advances in Neural Information Processing
       Systems 17 (2005).
    """

    weights: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray
    visible_scale: np.ndarray = field(metadata={"parameter": False})

    def __post_init__(self):
        super().__post_init__()
        if np.any(np.real(self.visible_scale) <= 0):
            raise ValueError(
                f"GaussianRBM.visible_scale: expected positive numbers, got {self.visible_scale}"
            )

    @classmethod
    def random(cls, n_visible, n_hidden, rng, scale=1.0):
        """A machine with independent normal parameters and unit scales.

        Parameters
        ----------
        n_visible, n_hidden : int
            Numbers of units.
        rng : numpy.random.Generator
            Source of randomness.
        scale : float
            Standard deviation of every parameter.

        Returns
        -------
        GaussianRBM
        """
        shapes = _shapes(n_visible, n_hidden)
        del shapes["visible_scale"]
        return cls(**random_parameters(shapes, rng, scale), visible_scale=np.ones(n_visible))

    @property
    def n_visible(self):
        """Number of visible units."""
        return self.weights.shape[0]

    @property
    def n_hidden(self):
        """Number of hidden units."""
        return self.weights.shape[1]

    def shapes(self):
        """Shape of each field; see `EnergyModel.shapes`."""
        if self.weights.ndim != 2:
            raise ValueError(
                f"GaussianRBM.weights: expected shape (n_visible, n_hidden), got "
                f"{self.weights.shape}"
            )
        return _shapes(*self.weights.shape)

    def check_data(self, data):
        """Validate a data set for this model: finite numbers, one sample a row."""
        data = np.asarray(data)
        if data.ndim != 2 or len(data) == 0:
            raise ValueError(
                f"data: expected shape (n_samples, {self.n_visible}) with n_samples >= 1, got "
                f"{data.shape}"
            )
        return check_reals(data, self.n_visible, "data")

    def energy(self, x, h):
        """Energy of joint states, in nats; see the class for the formula.

        Parameters
        ----------
        x : array_like, shape (..., n_visible)
            Real numbers.
        h : array_like, shape (..., n_hidden)
            States in {0, 1}.

        Returns
        -------
        ndarray, shape (...)
        """
        x, h = check_reals(x, self.n_visible, "x"), check_states(h, self.n_hidden, "h")
        quadratic = ((x - self.visible_bias) ** 2 / (2 * self.visible_scale**2)).sum(-1)
        interaction = np.einsum("...j,...j->...", x / self.visible_scale**2 @ self.weights, h)
        return quadratic - h @ self.hidden_bias - interaction

    def hidden_mean(self, x):
        """Probability that each hidden unit is on, given x: shape (..., n_hidden)."""
        return sigmoid(self._inputs(x))

    def visible_mean(self, h):
        """Mean of x given h, a + W h: shape (..., n_visible)."""
        return self.visible_bias + check_states(h, self.n_hidden, "h") @ self.weights.T

    def free_energy(self, x):
        r"""Free energy, the hidden units summed out; p(x) = exp(-F(x)) / Z.

        .. math:: F(x) = \sum_i \frac{(x_i - a_i)^2}{2 s_i^2}
                  - \sum_j \ln(1 + e^{c_j + \sum_i x_i W_{ij}/s_i^2})

        Parameters
        ----------
        x : array_like, shape (..., n_visible)

        Returns
        -------
        ndarray, shape (...)
            In nats.
        """
        inputs = self._inputs(x)
        quadratic = ((np.asarray(x) - self.visible_bias) ** 2 / (2 * self.visible_scale**2)).sum(
            -1
        )
        return quadratic - softplus(inputs).sum(-1)

    def free_energy_gradient(self, x):
        """Gradient of the free energy in all parameters: shape (..., n_parameters)."""
        q, scaled = self.hidden_mean(x), np.asarray(x) / self.visible_scale**2
        return -concatenate_blocks(
            flat_outer(scaled, q), scaled - self.visible_bias / self.visible_scale**2, q
        )

    def log_partition(self):
        r"""Logarithm of Z, a Gaussian integral for each hidden state.

        .. math:: Z = \prod_i \sqrt{2\pi s_i^2}\, \sum_h \exp\Big\{c^\top h
                  + \sum_i \frac{(a_i + (Wh)_i)^2 - a_i^2}{2 s_i^2}\Big\}

        Returns
        -------
        float
            In nats.

        Raises
        ------
        ValueError
            If there are too many hidden states to enumerate.
        """
        return (
            logsumexp(self._exponents()[1]) + np.log(2 * np.pi * self.visible_scale**2).sum() / 2
        )

    def log_partition_gradient(self):
        """Gradient of ln Z, by summing over every hidden state: shape (n_parameters,)."""
        h, exponents = self._exponents()
        share = np.exp(exponents - logsumexp(exponents))
        s2, shift = self.visible_scale**2, h @ self.weights.T
        mean = (self.visible_bias + shift) / s2
        weights = (mean * share[:, None]).T @ h
        return np.concatenate([weights.ravel(), share @ shift / s2, share @ h])

    def sample(self, size, rng):
        """Independent draws from p(x): first h from its exact distribution, then x given h.

        Parameters
        ----------
        size : int
            How many.
        rng : numpy.random.Generator
            Source of randomness.

        Returns
        -------
        ndarray, shape (size, n_visible)
        """
        check_rng(rng)
        check_count(size, 1, "size")
        h, exponents = self._exponents()
        share = np.exp(exponents - logsumexp(exponents))
        mean = self.visible_mean(h[rng.choice(len(h), size=size, p=share)])
        return rng.normal(mean, self.visible_scale)

    def score(self, x):
        r"""Slope of ln p in x: reconstruction minus input, over the variance.

        .. math:: \psi_i(x) = \frac{a_i + (W q)_i - x_i}{s_i^2}, \qquad q_j = p(h_j = 1 \mid x)

        Returns
        -------
        ndarray, shape (..., n_visible)
        """
        mean = self.visible_bias + self.hidden_mean(x) @ self.weights.T
        return (mean - np.asarray(x)) / self.visible_scale**2

    def score_slope(self, x):
        r"""Derivative of each component of the score in its own variable.

        .. math:: \frac{\partial\psi_i}{\partial x_i}
                  = -\frac1{s_i^2} + \frac1{s_i^4}\sum_j W_{ij}^2\, q_j (1 - q_j)

        Returns
        -------
        ndarray, shape (..., n_visible)
        """
        q = self.hidden_mean(x)
        return -1 / self.visible_scale**2 + (q * (1 - q)) @ (self.weights.T**2) / (
            self.visible_scale**4
        )

    def _inputs(self, x):
        x = check_reals(x, self.n_visible, "x")
        return self.hidden_bias + (x / self.visible_scale**2) @ self.weights

    def _exponents(self):
        what = "GaussianRBM: the sum over hidden states"
        require_enumerable(self.n_hidden, what, "estimate ln Z by sampling")
        h = binary_states(self.n_hidden)
        shift = h @ self.weights.T  # (a + shift)^2 - a^2, without cancellation for large a
        squares = shift * (2 * self.visible_bias + shift) / (2 * self.visible_scale**2)
        return h, h @ self.hidden_bias + squares.sum(-1)


def _shapes(n_visible, n_hidden):
    return {
        "weights": (n_visible, n_hidden),
        "visible_bias": (n_visible,),
        "hidden_bias": (n_hidden,),
        "visible_scale": (n_visible,),
    }
