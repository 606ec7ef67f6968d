"""Figures of notebook 01: a Boltzmann distribution, and how its table grows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.lessons import plots

Numbers = NDArray[Any]
#: Bytes of a number, of a laptop's memory, and of an exabyte.
_NUMBER, _LAPTOP, _EXABYTE = 8, 2**34, 10**18


def boltzmann(energies: Numbers, joint: Numbers) -> None:
    """Figure 1.1: energies and probabilities of every pair of states.

    Parameters
    ----------
    energies, joint : ndarray, shape (8, 4)
        E(v, h) in nats and p(v, h) of the reference machine.
    """
    fig, axes = plots.figure(8.0, 4.2, ncols=2)
    rows, columns = plots.state_labels(3), plots.state_labels(2)
    plots.annotated_matrix(axes[0], energies, rows, columns, form="{:.1f}", colours="Greys")
    plots.annotated_matrix(axes[1], joint, rows, columns)
    for panel, title in zip(axes, ("energy E(v, h) in nats", "probability p(v, h)"), strict=True):
        panel.set(xlabel="hidden state h", ylabel="visible state v", title=title)
    plots.show(
        fig,
        alt="Two matrices with eight rows, the visible states, and four columns, the hidden "
        "states. Left: energies from minus 2.6 to 1.1 nats. Right: probabilities, the larger "
        "the lower the energy; the largest, 0.155, belongs to v = 011 and h = 01.",
        caption="Figure 1.1. The Boltzmann distribution of the reference machine $R$: every "
        "pair's energy (dark is high) and probability (dark is high).",
    )
    print(f"energies from {energies.min():.1f} to {energies.max():.1f} nats")
    v, h = np.unravel_index(joint.argmax(), joint.shape)
    print(f"most probable: v = {rows[v]}, h = {columns[h]}, p = {joint.max():.4f}")
    print("p(v):", " ".join(f"{x:.4f}" for x in joint.sum(axis=1)))


def growth(most: int) -> None:
    """Figure 1.2: the memory that the table of all pairs takes.

    Parameters
    ----------
    most : int
        Units of the largest machine that is drawn.
    """
    units = np.arange(2, most + 1)
    size = _NUMBER * 2.0**units
    fig, axes = plots.figure(6.8, 3.6)
    axes.semilogy(units, size, color=plots.BLUE, label="table of 8-byte numbers")
    for limit, name in ((_LAPTOP, "a laptop's memory, 16 GiB"), (_EXABYTE, "an exabyte")):
        axes.axhline(limit, color="0.4", linestyle=":")
        axes.text(3, 2 * limit, name, fontsize=9)
    axes.set(xlabel="number of units n + m", ylabel="memory in bytes")
    axes.legend(loc="lower right")
    plots.show(
        fig,
        alt="Memory for the table of all pairs against the number of units, on a logarithmic "
        "axis: a straight line that reaches a laptop's 16 gibibytes at 31 units and passes an "
        "exabyte between 56 and 57.",
        caption="Figure 1.2. Each unit doubles the table. With 60 units it exceeds an exabyte.",
    )
    print("units that fit in 16 GiB:", int(units[size <= _LAPTOP].max()))
    print("units that fit in an exabyte:", int(units[size <= _EXABYTE].max()))
