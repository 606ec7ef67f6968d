"""Figure of notebook 05: what training does with a gradient that is wrong."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

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
    fig, axes = plots.figure(7.5, 3.8)
    for name, path, colour, dash in zip(paths, paths.values(), _COLOURS, _DASHES, strict=False):
        steps = np.arange(1, np.size(path))
        axes.plot(steps, np.asarray(path)[1:], color=colour, linestyle=dash, label=name, lw=2)
    lowest = min(np.min(path) for path in list(paths.values())[:-1])
    axes.axvline(30, color="0.7", linewidth=1)
    axes.set(xscale="log", xlabel="steps of 0.1", ylabel="ℓ in nats", ylim=(lowest - 0.2, None))
    axes.legend(fontsize=9, loc="lower left", frameon=False)
    first, *wrong, falling = paths
    plots.show(
        fig,
        alt=f"The mean log-likelihood against the number of steps, by formula. All but one rise "
        f"alike for thirty steps. Then {first} keeps rising, while {', '.join(wrong)} stay below "
        f"it. {falling} falls out of the picture.",
        caption="Figure 5.1. Thirty steps (the line) do not tell the gradient from formulas that "
        "are wrong; a thousand do. One wrong formula falls at once.",
    )
    for name, path in paths.items():
        shown = ", ".join(f"{np.asarray(path)[k]:.3f}" for k in (0, 30, np.size(path) - 1))
        print(f"{name}: {shown} after 0, 30, {np.size(path) - 1} steps")
