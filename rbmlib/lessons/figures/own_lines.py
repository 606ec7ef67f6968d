"""Figure of notebook 07: which equals signs fail if one line of a right chain is spoilt."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.lessons import plots


def spoilt_lines(fails: NDArray[Any]) -> None:
    """Figure 7.1: the signs that fail, for each line that is spoilt.

    Parameters
    ----------
    fails : ndarray of bool, shape (n_lines, n_lines - 1)
        Row i: line i is spoilt; column k: whether the sign before line k + 1 fails.
    """
    fig, axes = plots.figure(5.2, 3.4)
    for (row, column), failed in np.ndenumerate(fails):
        first = failed and not fails[row, :column].any()
        face, ink = (plots.VERMILION, "white") if first else ("0.85", "black")
        if failed:
            axes.barh(row, 0.92, 0.88, column + 0.54, color=face)
            words = "first false" if first else "false"
            axes.text(column + 1, row, words, ha="center", va="center", color=ink, fontsize=9)
    lines, signs = fails.shape
    axes.set(xlim=(0.5, signs + 0.5), ylim=(lines - 0.5, -0.5))
    axes.set_xticks(range(1, signs + 1))
    axes.set_yticks(range(lines))
    axes.set(xlabel="equals sign before line", ylabel="spoilt line")
    axes.tick_params(length=0)
    plots.show(
        fig,
        alt="A matrix of spoilt lines against equals signs. Spoiling the start makes the first "
        "sign fail, spoiling an inner line the sign before it and the one after it, spoiling the "
        "last line the last sign. The first of them is marked.",
        caption="Figure 7.1. Which equals signs fail if one line of a right chain is spoilt. The "
        "first false sign stands before the spoilt line, except that line 0 shows at line 1.",
    )
    for row, failed in enumerate(fails):
        signs_failed = ", ".join(str(k + 1) for k in np.flatnonzero(failed))
        print(f"line {row} spoilt: false before line {signs_failed}")
