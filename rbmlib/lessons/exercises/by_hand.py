"""The reference machine as a reader writes it down: for answers, never for the truth."""

import itertools

import numpy as np

W = np.array([[0.6, -0.7], [0.8, 0.9], [-1.0, 1.1]])
b = np.array([0.1, -0.2, 0.3])
c = np.array([-0.4, 0.5])
#: Its data: 101 twice, 011, 110.
DATA = np.array([[1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0]])

V = np.array(list(itertools.product((0, 1), repeat=3)))
H = np.array(list(itertools.product((0, 1), repeat=2)))
E = np.array([[-(b @ v) - c @ h - v @ W @ h for h in H] for v in V])
Z = np.exp(-E).sum()
JOINT = np.exp(-E) / Z
P_V, P_H = JOINT.sum(axis=1), JOINT.sum(axis=0)
POSTERIOR = JOINT / P_V[:, None]
#: The row of each sample in these tables, and the share of each state.
ROWS = DATA @ [4, 2, 1]
Q = np.array([0, 0, 0, 0.25, 0, 0.5, 0.25, 0])


def sigma(x):
    """The logistic function."""
    return 1 / (1 + np.exp(-np.asarray(x)))


def rows(table):
    """A table, each row of which is divided by its sum."""
    return table / table.sum(axis=1, keepdims=True)


def p(E):
    """The table of p(v, h), from that of the energies."""
    return np.exp(-E) / np.exp(-E).sum()


def average(weights, dE):
    """The sum of dE over all pairs, weighed."""
    return np.einsum("vh,vhk->k", weights, dE)


def clamped(weights, dE):
    """The sum of dE over h for every v, weighed."""
    return np.einsum("vh,vhk->vk", weights, dE)


def theorem(E, dE):
    """Eq (3.12) for every v."""
    return average(p(E), dE) - clamped(rows(np.exp(-E)), dE)
