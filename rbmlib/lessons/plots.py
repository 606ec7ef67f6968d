"""Pictures that more than one notebook draws, and the one way in which a figure is shown."""

import base64
import io
import re

import matplotlib
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler

from rbmlib.states import binary_states

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

_STYLE = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.prop_cycle": cycler(color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY]),
    "legend.frameon": False,
    "mathtext.fontset": "cm",
}


def figure(width=7.0, height=3.6, **subplots):
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
    with matplotlib.rc_context(_STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")
        return fig, fig.subplots(**subplots)


def show(fig, alt, caption):
    """Show a figure with its alternative text and, below it, its caption.

    The picture's text form is the alternative text, so that it reaches screen readers and
    whatever compares a notebook's outputs as text.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What the picture shows, for someone who cannot see it; at least 40 characters.
    caption : str
        Starting with its number: ``"Figure 3.1. ..."``; Markdown and LaTeX are allowed.

    Raises
    ------
    ValueError
        If the text is missing, the caption has no number, or an axis has no label.
    """
    if len(alt) < 40:
        raise ValueError(f"alt: expected a description of 40 characters or more, got {alt!r}")
    if not re.match(r"Figure \d+\.\d+\. \S", caption):
        raise ValueError(f'caption: expected "Figure N.M. ...", got {caption!r}')
    for axes in fig.axes:
        colorbar = axes.get_label() == "<colorbar>"
        labels = [bool(axes.get_xlabel()), bool(axes.get_ylabel())]
        if axes.axison and not (any(labels) if colorbar else all(labels)):
            raise ValueError(f"fig: expected a label on both axes of every panel, got {labels}")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    picture = base64.b64encode(buffer.getvalue()).decode()
    display(
        {"image/png": picture, "text/plain": alt}, raw=True, metadata={"image/png": {"alt": alt}}
    )
    display({"text/markdown": f"*{caption}*", "text/plain": caption}, raw=True)


def state_labels(n):
    """Names of all states of `n` units in the order of `binary_states`: "000", "001", ..."""
    return ["".join(map(str, state)) for state in binary_states(n)]


def probability_bars(axes, distributions, labels):
    """Grouped bars, one group a state and one bar a distribution.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    distributions : dict from str to array_like, shape (n_states,)
        Legend entry and heights.
    labels : sequence of str
        Names of the states.
    """
    width = 0.8 / len(distributions)
    styles = [(BLUE, ""), (ORANGE, "///"), (GREEN, "..."), (VERMILION, "xxx")]
    for k, (name, heights) in enumerate(distributions.items()):
        colour, hatch = styles[k % len(styles)]
        where = np.arange(len(labels)) + (k - (len(distributions) - 1) / 2) * width
        axes.bar(where, heights, width, color=colour, hatch=hatch, edgecolor="white", label=name)
    axes.set_xticks(np.arange(len(labels)), labels)
    axes.set_ylabel("probability")
    if len(distributions) > 1:
        axes.legend()


def phase_bars(axes, positive, negative, labels):
    """The two phases: data weight upward, model weight downward, and their net as a mark.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    positive, negative : array_like, shape (n_states,)
        q(v) and p(v).
    labels : sequence of str
        Names of the states.
    """
    positive, negative, where = np.asarray(positive), np.asarray(negative), np.arange(len(labels))
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


def annotated_matrix(axes, values, rows, columns, form="{:.3f}", colours="Blues"):
    """A matrix as a picture with each number written in its cell.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    values : array_like, shape (n_rows, n_columns)
    rows, columns : sequence of str
        Tick labels.
    form : str
        Format of a number.
    colours : str
        A Matplotlib colour map that darkens with the value.
    """
    values = np.asarray(values, float)
    axes.imshow(values, cmap=colours, aspect="auto")
    middle = (values.min() + values.max()) / 2
    for (i, j), value in np.ndenumerate(values):
        colour = "white" if value > middle else "black"
        text = form.format(value).replace(form.format(-0.0), form.format(0.0))
        axes.text(j, i, text, ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)


def draw_network(axes, n_visible, n_hidden):
    """An RBM as a graph: hidden units above, visible units below, an edge for each weight.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    n_visible, n_hidden : int
        Numbers of units.
    """
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
