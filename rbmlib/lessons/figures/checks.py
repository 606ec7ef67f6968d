"""Figures of notebook 06: errors of difference formulas, and inputs on which mistakes hide."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rbmlib.lessons import plots

Numbers = NDArray[Any]

_LOOKS = (
    ("o", plots.BLUE),
    ("s", plots.ORANGE),
    ("D", plots.GREEN),
    ("^", plots.VERMILION),
)


def errors_by_step(
    steps: Numbers, errors: Mapping[str, Numbers], bounds: Mapping[str, Numbers], slope: float
) -> None:
    """Figure 6.1: the error of each difference formula against its step.

    Parameters
    ----------
    steps : ndarray, shape (n_steps,)
        In nats, ascending.
    errors, bounds : dict from str to ndarray, shape (n_steps,)
        Of at most four methods, measured and a priori.
    slope : float
        The derivative: the error of a difference that is 0.
    """
    fig, axes = plots.figure(7.8, 4.8)
    for (name, measured), (marker, colour) in zip(errors.items(), _LOOKS, strict=False):
        axes.loglog(steps, measured, marker, color=colour, ms=4, label=name)
        axes.loglog(steps, bounds[name], "--", color=colour, linewidth=1)
    axes.axhline(abs(slope), color="0.5", linewidth=0.8, linestyle=":")
    axes.text(1e-8, 1.5 * abs(slope), "error of a difference that is 0", fontsize=9, color="0.3")
    axes.set(xlabel="step s in nats", ylabel="error of the derivative", ylim=(1e-19, 1e3))
    axes.legend(ncols=4, loc="upper center")
    plots.show(
        fig,
        alt="Error against step on doubly logarithmic axes for four methods, with their bounds as "
        "dashed lines. Forward, central and Richardson differences form V shapes with ever lower "
        "minima; at the smallest steps they stand on a level line at the size of the derivative. "
        "The complex step's error stays level, far below the others, for all small steps.",
        caption="Figure 6.1. Measured errors (marks) and bounds (dashed). Left of each minimum "
        "rounding dominates, right of it truncation. The complex step has no left side.",
    )
    for name, measured in errors.items():
        k = int(np.flatnonzero(bounds[name] < 1.01 * bounds[name].min())[-1])  # up to where
        print(
            f"{name}: the bound is least, below 10^{_exponent(bounds[name][k])}, "
            f"at s = {steps[k]:.0e}; the largest error is {measured.max():.1g}"
        )


def _exponent(value: float) -> int:
    return int(np.ceil(np.log10(value)))


def blind_spots(
    mutants: Sequence[str], panels: Mapping[str, tuple[Sequence[str], Numbers]]
) -> None:
    """Figure 6.2: which wrong gradient looks right on which input.

    Parameters
    ----------
    mutants : sequence of str
        Names of the rows.
    panels : dict from str to (sequence of str, ndarray of shape (n_mutants, n_inputs))
        Two panels: names of the inputs, and 1 where the mutant is told from the truth, 0 where
        not, NaN where its shape alone betrays it.
    """
    widths = [len(inputs) for inputs, _ in panels.values()]
    fig, axes = plots.figure(
        10.0, 7.6, ncols=len(panels), sharey=True, width_ratios=widths, squeeze=False
    )
    for panel, (title, (inputs, caught)) in zip(axes[0], panels.items(), strict=True):
        _map(panel, inputs, caught)
        panel.set_title(title, fontsize=11)
        panel.set(xlabel="input", ylabel="wrong gradient" if panel is axes[0][0] else " ")
    axes[0][0].set_yticks(range(len(mutants)), mutants)
    plots.show(
        fig,
        alt="Two matrices, of inputs that are not square and of square ones, against wrong "
        "gradients. The two generic columns are empty; all parameters zero, no weights, and data "
        "that are the model's own distribution have most cells marked blind, where the mutant "
        "equals the truth. Transposes are hatched on machines that are not square.",
        caption="Figure 6.2. Which wrong gradients are invisible (dark) on which inputs. Hatched: "
        "not square, so the shape alone tells. On a generic input none is invisible.",
    )
    for title, (inputs, caught) in panels.items():
        row = [f"{name} {int(np.sum(caught[:, k] == 0))}" for k, name in enumerate(inputs)]
        print(
            textwrap.fill(f"{title}, invisible: " + ", ".join(row), 95, subsequent_indent="    ")
        )


def _map(axes: Axes, inputs: Sequence[str], caught: Numbers) -> None:
    axes.set(xlim=(-0.5, len(inputs) - 0.5), ylim=(len(caught) - 0.5, -0.5))
    for (row, column), seen in np.ndenumerate(caught):
        if seen == 1:
            continue
        clash = np.isnan(seen)
        face, hatch = ("white", "///") if clash else ("0.2", "")
        axes.barh(row, 1, 1, column - 0.5, color=face, hatch=hatch, edgecolor="0.7", lw=0.5)
        if not clash:
            axes.text(column, row, "blind", ha="center", va="center", color="white", fontsize=8)
    axes.set_xticks(range(len(inputs)), inputs, rotation=50, ha="right")
    axes.set_xticks(np.arange(len(inputs)) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(caught)) - 0.5, minor=True)
    axes.grid(which="minor", color="0.85", linewidth=0.6)
    axes.tick_params(which="both", length=0)
