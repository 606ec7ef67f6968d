"""Figure of notebook 05: what training does with a gradient that is wrong."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rbmlib.lessons import plots

_COLOURS = (plots.BLACK, plots.BLUE, plots.GREEN, plots.ORANGE, plots.VERMILION)
_DASHES = ("-", "--", ":", "-.", (0, (6, 2, 1, 2, 1, 2)))


def climbs(paths: Mapping[str, ArrayLike]) -> None:
    """Show Figure 5.1: the mean log-likelihood on the way, by the formula that was followed.

    Parameters
    ----------
    paths : dict from str to array_like, shape (n_steps + 1,)
        By formula, at most five, the right one first: mean log-likelihood in nats at the start
        and after each step.
    """
    fig, axes = plots.figure(8.0, 3.8)
    _draw(axes, {name: np.asarray(path) for name, path in paths.items()})
    first, *wrong, falling = paths
    plots.show(
        fig,
        alt=f"The mean log-likelihood against the number of steps, by formula. All but one rise "
        f"alike for thirty steps. Then {first} keeps rising, while {', '.join(wrong)} end below "
        f"it. {falling} falls out of the picture.",
        caption="Figure 5.1. Thirty steps (the line) do not tell the gradient from formulas that "
        "are wrong; a thousand do. The last soon falls.",
    )
    for name, path in paths.items():
        shown = ", ".join(f"{np.asarray(path)[k]:.3f}" for k in (0, 30, np.size(path) - 1))
        print(f"{name}: {shown} after 0, 30, {np.size(path) - 1} steps")


def _draw(axes: Axes, paths: Mapping[str, NDArray[np.float64]]) -> None:
    """Each path with its name at its end, or where it leaves the picture."""
    rising = np.concatenate(list(paths.values())[:-1])
    bottom, top = rising.min() - 0.15, rising.max() + 0.05
    for (name, path), colour, dash in zip(paths.items(), _COLOURS, _DASHES, strict=False):
        axes.plot(
            np.arange(1, path.size), path[1:], color=colour, linestyle=dash, label=name, lw=2
        )
        end = 1 + np.append(path[1:-1] < bottom, True).argmax()
        side, height = ("bottom", bottom) if path[end] < bottom else ("center", path[end])
        style: dict[str, Any] = {"textcoords": "offset points", "va": side, "fontsize": 9}
        axes.annotate(name, (end, height), (6, 0), **style)
    axes.axvline(30, color="0.7", linewidth=1)
    axes.set(xscale="log", xlabel="steps of 0.1", ylabel="ℓ in nats")
    axes.set_xticks(ticks := [1, 10, 30, 100, 1000], map(str, ticks), minor=False)
    axes.minorticks_off()
    axes.set(xlim=(1, 20 * rising.size / (len(paths) - 1)), ylim=(bottom, top))
