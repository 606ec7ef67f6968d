"""Ways to ln Z of an RBM, each as a function that prepares a machine and returns the call to time.

Every call returns ln Z and its gradient, flat, or None where a library has ln Z only.  The
hidden layer is the smaller one.  What the libraries demand of their caller, such as the list of
all states, is made in the preparation.
"""

import numpy as np

from rbmlib import EnergyModel, binary_states
from rbmlib.models import rbm_partition
from rbmlib.states import state_blocks

_BLOCK = 2**12


def _parts(rbm):
    return rbm.weights, rbm.visible_bias, rbm.hidden_bias


def _flat(log_z, *blocks):
    return float(log_z), np.concatenate([np.ravel(x) for x in blocks])


def _ours(rbm):
    return lambda: _flat(*rbm_partition.partition_moments(*_parts(rbm)))


def _our_log_partition(rbm):
    return lambda: (float(rbm_partition.log_partition(*_parts(rbm))), None)


def _definition(rbm):
    def call():
        return _flat(EnergyModel.log_partition(rbm), EnergyModel.log_partition_gradient(rbm))

    return call


def _numpy(rbm):
    """A softplus and a sigmoid for every state and unit, from one exponential."""
    W, b, c = _parts(rbm)

    def call():
        peak, total, table = -np.inf, 0.0, 0.0
        for h in state_blocks(rbm.n_hidden, _BLOCK):
            h = h.astype(float)
            inputs = h @ W.T + b
            small = np.exp(-np.abs(inputs))
            exponents = h @ c + np.maximum(inputs, 0).sum(axis=1) + np.log1p(small).sum(axis=1)
            before, peak = peak, max(peak, exponents.max())
            weight = np.exp(exponents - peak)
            mean = np.where(inputs > 0, 1, small) / (1 + small)
            sums = np.c_[mean, np.ones(len(h))].T @ (weight[:, None] * np.c_[h, np.ones(len(h))])
            total = total * np.exp(before - peak) + weight.sum()
            table = table * np.exp(before - peak) + sums
        table = table / total
        return _flat(peak + np.log(total), table[:-1, :-1], table[:-1, -1], table[-1, :-1])

    return call


def _jax(rbm):
    """The same, compiled: value and gradient of each block, joined by their shares of Z."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    size, shifts = min(_BLOCK, 2**rbm.n_hidden), jnp.arange(rbm.n_hidden)[::-1]

    def log_sum(theta, start):
        W, b, c = theta
        h = ((start + jnp.arange(size))[:, None] >> shifts & 1).astype(float)
        return jax.nn.logsumexp(h @ c + jax.nn.softplus(h @ W.T + b).sum(axis=1))

    def moments(theta):
        starts = jnp.arange(0, 2**rbm.n_hidden, size)
        logs, slopes = jax.lax.map(lambda s: jax.value_and_grad(log_sum)(theta, s), starts)
        shares = jax.nn.softmax(logs)
        return jax.nn.logsumexp(logs), [jnp.tensordot(shares, x, 1) for x in slopes]

    theta = tuple(jnp.asarray(x) for x in _parts(rbm))
    compiled = jax.jit(moments).lower(theta).compile()

    def call():
        log_z, gradient = compiled(theta)
        return _flat(log_z, *gradient)

    return call


def _qucumber(rbm):
    import torch
    from qucumber.rbm import BinaryRBM

    # The layer that it enumerates is its visible one.
    machine = BinaryRBM(rbm.n_hidden, rbm.n_visible, gpu=False)
    machine.weights.data = torch.tensor(rbm.weights)
    machine.visible_bias.data = torch.tensor(rbm.hidden_bias)
    machine.hidden_bias.data = torch.tensor(rbm.visible_bias)
    space = torch.tensor(binary_states(rbm.n_hidden), dtype=torch.double)
    return lambda: (float(np.log(machine.partition(space).item())), None)


def _rbms(rbm):
    import torch
    from rbms.bernoulli_bernoulli.classes import BBRBM
    from rbms.partition_function.exact import compute_partition_function

    machine = BBRBM(*(torch.tensor(x) for x in _parts(rbm)))
    space = torch.tensor(binary_states(rbm.n_hidden), dtype=torch.double)
    return lambda: (compute_partition_function(machine, space), None)


#: Name -> function of an RBM that returns the call.
METHODS = {
    "rbmlib": _ours,
    "definition": _definition,
    "NumPy": _numpy,
    "JAX": _jax,
    "rbmlib, ln Z only": _our_log_partition,
    "QuCumber": _qucumber,
    "rbms": _rbms,
}

#: Name of a method -> the package that it needs.
PACKAGES = {"JAX": "jax", "QuCumber": "qucumber", "rbms": "rbms"}


def fits(name, n, m):
    """Whether a method can do a machine of n x m units, in at most 2 GiB.

    Parameters
    ----------
    name : str
        A key of `METHODS`.
    n, m : int
        Numbers of visible and hidden units.

    Returns
    -------
    bool
    """
    if name == "definition":
        return n + m <= 22
    if name in ("QuCumber", "rbms"):
        # The states, the inputs of every state, and what is made of the inputs, as doubles.
        return 8 * 2**m * (m + 3 * n) <= 2**31
    return True


def tolerance(name, n):
    """How far ln Z may be from ours, in nats beyond rounding.

    Parameters
    ----------
    name : str
        A key of `METHODS`.
    n : int
        Number of visible units.

    Returns
    -------
    float
        Zero but for rbms, which takes ln(1 + e^x) for x where x is 10 or more.
    """
    return n * np.log1p(np.exp(-10)) if name == "rbms" else 0.0
