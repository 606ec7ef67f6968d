"""Figure of notebook 04: gradients of several machines, and what is left between two routes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rbmlib.lessons import plots

# A smaller difference is rounding, another one on each machine: drawn as this.
_FLOOR = 1e-12
_MARKS = "os^Dv"
_COLOURS = (plots.BLUE, plots.VERMILION, plots.GREEN, plots.ORANGE, plots.PURPLE)

Pair = tuple[ArrayLike, ArrayLike]


def residuals(gradients: Mapping[str, Pair], mistake: str, wrong: Pair) -> None:
    """Show Figure 4.1: theorem against derivative, and their differences, with one mistake.

    Parameters
    ----------
    gradients : dict from str to (array_like, array_like)
        By machine, at most five: the numerical derivative and the gradient by the theorem,
        shape (n_parameters,) each, in nats a unit of the parameter.
    mistake : str
        What was done wrong.
    wrong : (array_like, array_like)
        The numerical derivative and the gradient with the mistake.
    """
    fig, (diagonal, below) = plots.figure(8.5, 4.0, ncols=2)
    diagonal.axline((0, 0), slope=1, color="0.6", linewidth=1)
    start = 0
    for name, pair, mark, colour in zip(
        gradients, gradients.values(), _MARKS, _COLOURS, strict=False
    ):
        _scatter(diagonal, below, pair, start, {"marker": mark, "color": colour, "label": name})
        start += np.size(pair[0])
    spoilt = {"marker": "x", "color": plots.BLACK, "label": mistake, "s": 36}
    _scatter(diagonal, below, wrong, start, spoilt)
    _describe(diagonal, below)
    plots.show(
        fig,
        alt=f"Two panels. Left, the gradient by the theorem against the numerical derivative: the "
        f"points of {len(gradients)} machines and those of a mistake all seem to lie on the "
        "diagonal. Right, their differences on a logarithmic scale: every right component lies "
        "on the floor, some of the mistake's far above it.",
        caption="Figure 4.1. One theorem, five energies. Left, by eye the mistake passes too. "
        "Right, the differences: what is below the floor is drawn on it, and is rounding.",
    )
    _print(gradients, mistake, wrong)


def _gap(pair: Pair) -> NDArray[np.float64]:
    return np.abs(np.asarray(pair[0]) - np.asarray(pair[1]))


def _scatter(
    diagonal: Axes, below: Axes, pair: Pair, start: int, style: dict[str, object]
) -> None:
    marks: dict[str, Any] = {"s": 26, "linewidths": 1.2} | style
    if marks["marker"] != "x":
        marks |= {"facecolors": "none", "edgecolors": marks.pop("color")}
    diagonal.scatter(*pair, **marks)
    where = start + np.arange(np.size(pair[0]))
    below.scatter(where, np.maximum(_gap(pair), _FLOOR), **marks)


def _describe(diagonal: Axes, below: Axes) -> None:
    diagonal.set(xlabel="numerical derivative of ℓ", ylabel="gradient, positive − negative phase")
    diagonal.legend(fontsize=8, frameon=False)
    below.axhline(_FLOOR, color="0.6", linewidth=1)
    below.set(
        xlabel="component, machine after machine",
        ylabel="difference",
        yscale="log",
        ylim=(1e-13, 1),
    )


def _print(gradients: Mapping[str, Pair], mistake: str, wrong: Pair) -> None:
    gaps = np.concatenate([_gap(pair) for pair in gradients.values()])
    print(f"{gaps.size} components of {len(gradients)} machines: ", end="")
    print(f"{np.sum(gaps > _FLOOR)} differ by more than {_FLOOR:.0e}")
    gap = _gap(wrong)
    print(f"{mistake}: {np.sum(gap > _FLOOR)} of {gap.size} do, the worst by {gap.max():.3f}")
