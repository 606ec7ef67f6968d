"""Pictures that more than one notebook draws, and the one way in which a figure is shown."""

import base64
import html
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from IPython.display import display
from matplotlib import rcsetup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import ArrayLike

from rbmlib.lessons.drawable import check_format, check_heights, check_kind, check_labels
from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_number

#: Okabe and Ito's colours: told apart with any colour vision, and of different lightness.
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
    "#000000",
)

# What can be drawn: units of a layer, and inches.
_DRAWN, _WIDEST = 30, 100
_STYLE: Any = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.prop_cycle": rcsetup.cycler(color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY]),
    "legend.frameon": False,
    "mathtext.fontset": "cm",
}

#: Some 1e-5 of a pixel off the edges and off the middle: what is drawn from one pixel to the
#: next would stand exactly between two there, and the last digit would choose.
_RECTANGLE = (3e-8, 3e-8, 1 - 4e-8, 1 - 4e-8)
#: Likewise, a limit at a power of ten is a decade or not as the last digit of its logarithm says.
_HAIR = 1 + 1e-6


def figure(width: float = 7.0, height: float = 3.6, **subplots: Any) -> tuple[Figure, Any]:
    """A figure in the suite's style, independent of the notebook's backend.

    Parameters
    ----------
    width, height : float
        In inches.
    **subplots
        Passed to `matplotlib.figure.Figure.subplots`, such as ``ncols=2``.

    Returns
    -------
    fig : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or ndarray of Axes
    """
    width = check_number(width, "width", above=0, below=_WIDEST)
    height = check_number(height, "height", above=0, below=_WIDEST)
    with matplotlib.rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(rect=_RECTANGLE)
        fig = Figure(figsize=(width, height), layout=layout)
        return fig, fig.subplots(**subplots)


def show(fig: Figure, alt: str, caption: str) -> None:
    """Show a figure with its alternative text and, below it, its caption.

    The picture is HTML, the one form of which JupyterLab, VS Code, nbconvert and the web site
    all hand the alternative text to a screen reader.  Text form of the picture, for terminals,
    is that text too; where the picture can be seen, it is not printed.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What the picture shows, for someone who cannot see it; at least 40 characters.
    caption : str
        Starting with its number: ``"Figure 3.1. ..."``; Markdown and LaTeX are allowed.
    """
    check_kind(fig, Figure, "fig")
    if not isinstance(alt, str) or len(alt) < 40:
        raise ValueError(f"alt: expected a description of 40 characters or more, got {alt!r}")
    if not isinstance(caption, str) or not re.match(r"Figure \d+\.\d+\. \S", caption):
        raise ValueError(f'caption: expected "Figure N.M. ...", got {caption!r}')
    for axes in fig.axes:
        colorbar = axes.get_label() == "<colorbar>"
        labels = [bool(axes.get_xlabel()), bool(axes.get_ylabel())]
        if axes.axison and not (any(labels) if colorbar else all(labels)):
            raise ValueError(f"fig: expected a label on both axes of every panel, got {labels}")
        _widen_logarithmic(axes)
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    picture = base64.b64encode(buffer.getvalue()).decode()
    image = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{picture}">'
    display({"text/html": image, "text/plain": alt}, raw=True)
    display({"text/markdown": f"*{caption}*", "text/plain": caption}, raw=True)


def _widen_logarithmic(axes: Axes) -> None:
    if axes.get_xscale() == "log":
        low, high = axes.get_xlim()
        axes.set_xlim(low / _HAIR, high * _HAIR)
    if axes.get_yscale() == "log":
        low, high = axes.get_ylim()
        axes.set_ylim(low / _HAIR, high * _HAIR)


def state_labels(n: int) -> list[str]:
    """Names of all states of `n` units in the order of `binary_states`: "000", "001", ..."""
    return ["".join(map(str, state)) for state in binary_states(n)]


def probability_bars(
    axes: Axes, distributions: Mapping[str, ArrayLike], labels: Sequence[str]
) -> None:
    """Grouped bars, one group a state and one bar a distribution.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    distributions : dict from str to array_like, shape (n_states,)
        Legend entry and heights.
    labels : sequence of str
        Names of the states.
    """
    check_kind(axes, Axes, "axes")
    check_kind(distributions, Mapping, "distributions")
    labels = check_labels(labels, "labels")
    styles = [(BLUE, ""), (ORANGE, "///"), (GREEN, "..."), (VERMILION, "xxx")]
    if not 1 <= len(distributions) <= len(styles):
        raise ValueError(f"distributions: expected 1 to {len(styles)}, got {len(distributions)}")
    bars = {
        name: check_heights(p, (len(labels),), f"distributions[{name}]")
        for name, p in distributions.items()
    }
    width = 0.8 / len(bars)
    for k, (name, heights) in enumerate(bars.items()):
        colour, hatch = styles[k]
        where = np.arange(len(labels)) + (k - (len(distributions) - 1) / 2) * width
        axes.bar(where, heights, width, color=colour, hatch=hatch, edgecolor="white", label=name)
    axes.set_xticks(np.arange(len(labels)), labels)
    axes.set_ylabel("probability")
    if len(distributions) > 1:
        axes.legend()


def phase_bars(
    axes: Axes, positive: ArrayLike, negative: ArrayLike, labels: Sequence[str]
) -> None:
    """The two phases: data weight upward, model weight downward, and their net as a mark.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    positive, negative : array_like, shape (n_states,)
        q(v) and p(v).
    labels : sequence of str
        Names of the states.
    """
    check_kind(axes, Axes, "axes")
    labels = check_labels(labels, "labels")
    positive = check_heights(positive, (len(labels),), "positive")
    negative = check_heights(negative, (len(labels),), "negative")
    where = np.arange(len(labels))
    axes.bar(where, positive, 0.6, color=BLUE, label="positive phase: data, pushed up")
    axes.bar(
        where,
        -negative,
        0.6,
        color=ORANGE,
        hatch="///",
        edgecolor="white",
        label="negative phase: model, pulled down",
    )
    net = positive - negative
    axes.plot(where, net, "D", color=BLACK, markeredgecolor="white", label="net, q(v) − p(v)")
    axes.axhline(0, color=BLACK, linewidth=0.8)
    axes.set_xticks(where, labels)
    axes.set_xlabel("visible state v")
    axes.set_ylabel("weight of the state")
    axes.legend(fontsize=9)


def annotated_matrix(
    axes: Axes,
    values: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    form: str = "{:.3f}",
    colours: str = "Blues",
) -> None:
    """A matrix as a picture with each number written in its cell.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    values : array_like, shape (n_rows, n_columns)
    rows, columns : sequence of str
        Tick labels.
    form, colours : str
        Format of a number, and a Matplotlib colour map that darkens with the value.
    """
    check_kind(axes, Axes, "axes")
    rows, columns = check_labels(rows, "rows"), check_labels(columns, "columns")
    values = check_heights(values, (len(rows), len(columns)), "values")
    check_format(form)
    if not isinstance(colours, str) or colours not in matplotlib.colormaps:
        raise ValueError(f"colours: expected the name of a colour map, got {colours!r}")
    axes.imshow(values, cmap=colours, aspect="auto")
    middle = (values.min() + values.max()) / 2
    for (i, j), value in np.ndenumerate(values):
        colour = "white" if value > middle else "black"
        text = form.format(value).replace(form.format(-0.0), form.format(0.0))
        axes.text(j, i, text, ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)


def draw_network(axes: Axes, n_visible: int, n_hidden: int) -> None:
    """An RBM as a graph: hidden units above, visible ones below, at most 30 of each."""
    check_kind(axes, Axes, "axes")
    n_visible = check_count(n_visible, 1, "n_visible", most=_DRAWN)
    n_hidden = check_count(n_hidden, 1, "n_hidden", most=_DRAWN)
    below = np.arange(n_visible) - (n_visible - 1) / 2
    above = np.arange(n_hidden) - (n_hidden - 1) / 2
    for x in below:
        for y in above:
            axes.plot([x, y], [0, 1], color="0.6", linewidth=1.2, zorder=1)
    for where, height, letter, colour in ((below, 0, "v", SKY), (above, 1, "h", ORANGE)):
        axes.scatter(where, np.full(len(where), height), s=900, color=colour, zorder=2)
        for k, x in enumerate(where, start=1):
            axes.text(x, height, f"${letter}_{k}$", ha="center", va="center", fontsize=13)
    widest = max(n_visible, n_hidden) / 2
    axes.set(xlim=(-widest - 0.2, widest + 0.2), ylim=(-0.35, 1.35))
    axes.axis("off")
