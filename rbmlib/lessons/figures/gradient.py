"""Notebook 03: the two phases, one exact step, and thirty with right and wrong gradients."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from rbmlib.lessons import plots


def phases(q: ArrayLike, p: ArrayLike) -> None:
    """Figure 3.1: what the two phases weigh, and the net weight of each state.

    Parameters
    ----------
    q, p : array_like, shape (8,)
        Share of the data, and the model's probability, of every state of three visible units.
    """
    q, p, labels = np.asarray(q), np.asarray(p), plots.state_labels(3)
    fig, axes = plots.figure(7.5, 3.6)
    plots.phase_bars(axes, q, p, labels)
    axes.set_ylim(-0.35, 0.85)
    plots.show(
        fig,
        alt="Bar chart over the eight visible states. Blue bars upward show the share of the "
        "data: 0.25 at 011 and 110, 0.5 at 101. Hatched orange bars downward show the model's "
        "probabilities. Diamonds mark the net: most positive at 101, most negative at 111.",
        caption="Figure 3.1. What the two phases of eq (3.14) weigh. Upward: $q(v)$, the data. "
        "Downward: $p(v)$, what the model believes now. The diamond is the net weight.",
    )
    print("state    " + "".join(f"{label:>9}" for label in labels))
    for name, values in (("q(v)", q), ("p(v)", p), ("net", q - p)):
        print(f"{name:9}" + "".join(f"{value:9.4f}" for value in values))


def one_step(q: ArrayLike, before: ArrayLike, after: ArrayLike) -> None:
    """Figure 3.2: the model's probabilities before and after a step, beside the data.

    Parameters
    ----------
    q, before, after : array_like, shape (8,)
        Of every state of three visible units.
    """
    before, after, labels = np.asarray(before), np.asarray(after), plots.state_labels(3)
    fig, axes = plots.figure(7.5, 3.4)
    bars = {"data q(v)": q, "model before": before, "model after one step": after}
    plots.probability_bars(axes, bars, labels)
    axes.set_xlabel("visible state v")
    plots.show(
        fig,
        alt="Grouped bars over the eight visible states: data, model before, model after one "
        "gradient step of length one. States 101 and 110 gain, 011 and 010 lose; 001, 100 and "
        "111 gain although they are not in the data.",
        caption="Figure 3.2. One gradient step with $\\eta = 1$. The likelihood of the data "
        "rises, yet not every state moves in the direction of its own net weight.",
    )
    print("state    " + "".join(f"{label:>9}" for label in labels))
    print("change   " + "".join(f"{change:+9.4f}" for change in after - before))


def training(falling: Mapping[str, ArrayLike], climbing: Mapping[str, ArrayLike]) -> None:
    """Figure 3.3: the likelihood after every step, with right and wrong gradients.

    Parameters
    ----------
    falling, climbing : dict from str to array_like, shape (n_steps + 1,)
        Nats per sample, by the name of the gradient, the right one first in both.
    """
    fig, panels = plots.figure(9.0, 4.0, ncols=2)
    dashes = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
    titles = ("some fall", "some climb all the same")
    for axes, title, curves in zip(panels, titles, (falling, climbing), strict=True):
        for dash, (name, values) in zip(dashes, curves.items(), strict=False):
            axes.plot(np.asarray(values), linestyle=dash, linewidth=2, label=name)
        axes.set(title=title, xlabel="steps", ylabel=r"mean log-likelihood $\ell$ in nats")
        axes.legend(fontsize=8)
    plots.show(
        fig,
        alt="Two panels of the likelihood over thirty steps. Left, with the right gradient it "
        "rises; with four wrong ones it ends lower than it began, lowest when the phases are "
        "added. Right, four others climb: three beside the right one, repeats dropped far below.",
        caption="Figure 3.3. Thirty exact steps of 0.1, with the right gradient and with eight "
        "classic mistakes in it. The scales of the panels differ.",
    )
    for name, values in {**falling, **climbing}.items():
        curve = np.asarray(values)
        middle, last = curve[len(curve) // 2], curve[-1]
        print(f"{name:38} half-way {middle:9.4f}, at the end {last:9.4f}")
