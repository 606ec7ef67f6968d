"""Notebook 02: the likelihood below its ceiling, and the surface over two parameters."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rbmlib.lessons import plots


def ceiling(
    grid: ArrayLike,
    likelihood: ArrayLike,
    *,
    highest: float,
    marked: Mapping[str, tuple[float, float]],
) -> None:
    """Figure 2.1: one curve below the entropy's line; the divergence is the gap.

    Parameters
    ----------
    grid, likelihood : array_like, shape (n,)
        Values of b_1, increasing, and the mean log-likelihood at each, in nats.
    highest : float
        Minus the entropy of the data.
    marked : dict from str to (float, float)
        Values of b_1 and of the likelihood at which the gap is drawn, by their names.
    """
    fig, axes = plots.figure(7.0, 3.6)
    axes.axhline(
        highest, color=plots.BLACK, linestyle=":", label="$-H(q)$, which no machine passes"
    )
    axes.plot(grid, likelihood, color=plots.BLUE, label=r"mean log-likelihood $\ell$")
    for name, (bias, value) in marked.items():
        both = {"arrowstyle": "<->", "color": plots.VERMILION, "linewidth": 1.5}
        axes.annotate("", (bias, value), (bias, highest), arrowprops=both)
        axes.text(bias + 0.08, (value + highest) / 2, f"KL {highest - value:.3f}", fontsize=10)
        print(f"{name}: b_1 = {bias:.4f}, l = {value:.4f}, KL = {highest - value:.4f} nats")
    axes.set(xlabel="visible bias $b_1$ in nats", ylabel="nats per sample")
    axes.legend(loc="lower right")
    plots.show(
        fig,
        alt="A curve of the mean log-likelihood against the first visible bias, highest near 1.4. "
        "It stays below a dotted horizontal line, minus the entropy of the data. Arrows between "
        "curve and line, at the reference machine and at the maximum, are the divergences.",
        caption="Figure 2.1. Two names for one task. The divergence is the gap between $\\ell$ "
        "and its ceiling, so raising one is closing the other.",
    )


def surface(
    weights: ArrayLike,
    biases: ArrayLike,
    likelihood: ArrayLike,
    *,
    arrows: ArrayLike,
    crest: ArrayLike,
    machine: tuple[float, float],
) -> None:
    """Figure 2.2: contours over W_11 and b_1, the exact gradient, and the best b_1 of each W_11.

    Parameters
    ----------
    weights, biases : array_like, shape (n_weights,) and (n_biases,)
    likelihood : array_like, shape (n_biases, n_weights)
        Nats per sample.
    arrows : array_like, shape (n, 4)
        W_11, b_1 and the two components of the gradient there, a row an arrow.
    crest : array_like, shape (n_weights,)
        Best b_1 of each W_11.
    machine : (float, float)
        W_11 and b_1 of the reference machine.
    """
    fig, axes = plots.figure(7.5, 4.0)
    heights = np.asarray(likelihood)
    _contours(axes, weights, biases, heights)
    axes.quiver(*np.transpose(arrows), color=plots.VERMILION, angles="xy", width=0.004)
    axes.plot(
        weights, crest, "--", color=plots.BLUE, linewidth=2, label="best $b_1$ of each $W_{11}$"
    )
    axes.plot(*machine, "k*", markersize=13, label="the reference machine")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=9)
    plots.show(
        fig,
        alt="Contour lines of the mean log-likelihood over a weight and a bias, with gradient "
        "arrows that cross them at right angles. On the right the best bias falls as the weight "
        "grows; left of a weight of -2 it is level and the arrows along it vanish: a plateau.",
        caption="Figure 2.2. The log-likelihood $\\ell$ in nats over two parameters, its exact "
        "gradient, and the best $b_1$ of each $W_{11}$; on the left, a plateau.",
    )
    row, column = np.unravel_index(heights.argmax(), heights.shape)
    where = f"W_11 = {np.asarray(weights)[column]:.2f}, b_1 = {np.asarray(biases)[row]:.2f}"
    print(f"highest point of the grid: l = {heights.max():.4f} at {where}")


def _contours(axes: Axes, weights: ArrayLike, biases: ArrayLike, heights: ArrayLike) -> None:
    levels = [-3.6, -3.2, -2.8, -2.5, -2.3, -2.1, -2.0, -1.92, -1.88, -1.866]
    lines = axes.contour(
        weights, biases, heights, levels=levels, colors="0.45", linestyles="-", linewidths=0.9
    )
    axes.clabel(lines, fontsize=8, fmt="%g", colors="black")
    axes.set(xlabel="weight $W_{11}$ in nats", ylabel="visible bias $b_1$ in nats")
    axes.set(xlim=(np.min(weights), np.max(weights)), ylim=(np.min(biases), np.max(biases)))
    axes.set_aspect("equal")  # or right angles would not look like right angles
