"""Figures of notebook 00: the machine, and the two phases of its gradient."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rbmlib.lessons import plots
from rbmlib.models import RBM

Numbers = NDArray[Any]


def machine(rbm: RBM) -> None:
    """Figure 0.1: an RBM as a graph.

    Parameters
    ----------
    rbm : RBM
        Of three visible and two hidden units, as the description says.
    """
    fig, axes = plots.figure(5.5, 2.8)
    plots.draw_network(axes, rbm.n_visible, rbm.n_hidden)
    plots.show(
        fig,
        alt="Three visible units in a row below, two hidden units above; each visible unit is "
        "joined to each hidden unit, and no two units of one row are joined.",
        caption="Figure 0.1. The reference machine $R$: six weights (the edges), three visible "
        "biases, two hidden biases. The word *restricted* says that no two units of one layer "
        "are joined.",
    )
    print(f"{rbm.n_parameters} parameters, {2 ** (rbm.n_visible + rbm.n_hidden)} pairs (v, h)")


def two_phases(positive: Numbers, negative: Numbers, numeric: Numbers, rbm: RBM) -> None:
    """Figure 0.2: the gradient as the difference of two phases.

    Parameters
    ----------
    positive, negative, numeric : ndarray, shape (n_parameters,)
        Averages of -dE/dtheta over the data and over the model, and an independent derivative.
    rbm : RBM
        Whose parameters they belong to.
    """
    fig, axes = plots.figure(7.5, 4.2)
    _draw_phases(axes, positive, negative, numeric)
    where = np.arange(len(positive))
    axes.axhline(0, color="black", linewidth=0.8)
    symbols = [_symbol(name) for name in rbm.parameter_names]
    axes.set_xticks(where, [f"${letter}_{{{digits}}}$" for letter, digits in symbols])
    axes.set(xlabel="parameter θ", ylabel="contribution to ∂ℓ/∂θ", ylim=(-1.05, 1.25))
    axes.legend(ncols=2, loc="upper center", fontsize=9)
    plots.show(
        fig,
        alt="For each of eleven parameters a blue bar upward, the positive phase, and a hatched "
        "orange bar downward, as long as the negative phase. A diamond marks their difference; an "
        "open circle, the numerical derivative, surrounds every diamond.",
        caption="Figure 0.2. The gradient of the mean log-likelihood $\\ell$: positive phase "
        "(upward) minus negative phase (drawn downward, since it is taken away). What is left "
        "(diamonds) is the gradient, and an independent derivative (circles) agrees on every "
        "parameter.",
    )
    print("parameter  positive  negative  difference   numerical")
    rows = zip(symbols, positive, negative, positive - negative, numeric, strict=True)
    for symbol, up, down, *both in rows:
        name = "_".join(symbol)
        print(f"{name:<9}{up:10.4f}{down:10.4f}" + "".join(f"{x:12.4f}" for x in both))


def _draw_phases(axes: Axes, positive: Numbers, negative: Numbers, numeric: Numbers) -> None:
    where = np.arange(len(positive))
    axes.bar(where, positive, 0.6, color=plots.BLUE, label="positive phase (data)")
    axes.bar(
        where,
        -negative,
        0.6,
        label="minus negative phase (model)",
        color=plots.ORANGE,
        edgecolor="white",
        hatch="///",
    )
    net = positive - negative
    axes.plot(where, net, "D", color="black", mec="white", label="positive − negative, eq (0.5)")
    axes.plot(where, numeric, "o", mfc="none", mec="black", ms=12, label="numerical derivative")


def _symbol(name: str) -> tuple[str, str]:
    """A parameter's letter and index, counted from 1: "weights[0, 1]" gives W and 12."""
    block, _, place = name.rstrip("]").partition("[")
    letter = {"weights": "W", "visible_bias": "b", "hidden_bias": "c"}[block]
    return letter, "".join(str(int(k) + 1) for k in place.split(","))
