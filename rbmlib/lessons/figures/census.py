"""Figures of notebook 08: the verdict on every claim, and the size of every misprint."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.lessons import plots

_LOOKS = {
    "true": ("white", "0.35", ""),
    "conditional": (plots.SKY, "black", ""),
    "misprint": (plots.VERMILION, "white", ""),
    "inherited": (plots.ORANGE, "black", "////"),
    "not testable": ("0.85", "0.45", ""),
}
_A_ROW = 20


def verdict_map(found: Mapping[str, Mapping[str, str]], readings: Collection[str]) -> None:
    """Figure 8.1: every claim of every text with its verdict.

    Parameters
    ----------
    found : dict from str to dict from str to str
        By text, the verdict on each claim.
    readings : collection of str
        Claims whose verdict rests on a reading, which get a dot.
    """
    fig, axes = plots.figure(9.2, 5.0)
    row = 0
    labels: list[str] = []
    for text, verdicts in found.items():
        for place, (name, verdict) in enumerate(verdicts.items()):
            if place % _A_ROW == 0:
                row, labels = row - 1, [*labels, text if place == 0 else ""]
            _claim(axes, place % _A_ROW, row, name, verdict, name in readings)
    _legend(axes)
    axes.set_yticks(range(-1, row - 1, -1), labels)
    axes.set_xticks([])
    axes.set(xlabel="claims in the order of the text, 20 a row", ylabel="text")
    axes.set(xlim=(-0.6, _A_ROW - 0.4), ylim=(row - 0.6, -0.4))
    axes.tick_params(length=0)
    plots.show(
        fig,
        alt="Rows of numbered cells, three for each of the texts S0, S1 and S2. Most cells are "
        "white, for true. Thirteen dark cells are misprints: four in S0, three in S1, six in S2; "
        "hatched cells, for inherited errors, follow some of them. A dot marks each claim whose "
        "verdict rests on a reading.",
        caption="Figure 8.1. Every numbered claim and its computed verdict. A dot says that the "
        "verdict rests on a reading. Hatched: the line after a misprint that undoes it.",
    )
    for text, verdicts in found.items():
        names = [name.split(".")[1] for name, verdict in verdicts.items() if verdict == "misprint"]
        print(f"{text}: {len(verdicts)} claims; misprints: {', '.join(names)}")


def _edge(hatch: str) -> str:
    """Colour of an edge, which is that of the hatch: it must be seen in grey as well."""
    return "white" if hatch else "0.6"


def _legend(axes: Any) -> None:
    for verdict, (face, _, hatch) in _LOOKS.items():
        axes.bar([-9], [0], color=face, hatch=hatch, edgecolor=_edge(hatch), label=verdict)
    axes.plot([-9], [0], "o", color="black", ms=4, label="reading")
    axes.legend(ncols=6, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _claim(axes: Any, x: int, y: int, name: str, verdict: str, dotted: bool) -> None:
    face, ink, hatch = _LOOKS[verdict]
    edge = _edge(hatch)
    axes.barh(y, 0.92, 0.8, x - 0.46, color=face, hatch=hatch, edgecolor=edge, lw=0.5)
    weight = "bold" if verdict == "misprint" else "normal"
    number = name.split(".")[1]
    axes.text(x, y, number, ha="center", va="center", color=ink, size=9, weight=weight)
    if dotted:
        axes.plot([x + 0.34], [y + 0.27], "o", color=ink, ms=3.5)


def misprint_sizes(
    measured: Mapping[str, NDArray[Any]], predicted: Mapping[str, NDArray[Any]]
) -> None:
    """Figure 8.2: how wrong each misprint is, measured and predicted.

    Parameters
    ----------
    measured, predicted : dict from str to ndarray
        Printed minus right, by claim, the same claims in both.
    """
    sizes = {name: float(np.abs(gap).max()) for name, gap in measured.items()}
    told = {name: float(np.abs(gap).max()) for name, gap in predicted.items()}
    order = sorted(sizes, key=lambda name: (round(sizes[name], 9), name))  # some are equal
    fig, axes = plots.figure(7.5, 4.2)
    places = np.arange(len(order))
    axes.barh(places, [sizes[name] for name in order], color=plots.SKY, label="measured")
    axes.plot(
        [told[n] for n in order], places, "o", mfc="none", mec="black", ms=9, label="predicted"
    )
    axes.set_yticks(places, order)
    axes.set(xscale="log", xlim=(1e-2, 20), ylabel="misprint")
    axes.set_xlabel("largest error on the reference machine, in the line's own units")
    axes.legend(loc="lower right")
    plots.show(
        fig,
        alt="Horizontal bars on a logarithmic axis, one a misprint, from about 0.02 for S2.46 to "
        "about 9 for S2.10. A circle marks the predicted size of each and sits at the end of its "
        "bar.",
        caption="Figure 8.2. How wrong each misprint is on the reference machine: measured (bars) "
        "and predicted (circles). The thirteenth, S2.24, is a wrong letter.",
    )
    for name in (order[0], order[-1]):
        print(f"{name}: measured {sizes[name]:.4f}, predicted {told[name]:.4f}")
