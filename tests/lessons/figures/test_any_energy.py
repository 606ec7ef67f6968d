"""Figure 4.1: what lies on the floor, what above it, and what is printed."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import any_energy

TRUTH = {"one": np.array([0.3, -0.2, 0.1]), "two": np.array([0.4, 0.6])}


@pytest.fixture
def drawn(monkeypatch):
    """The figures that `plots.show` was handed."""
    figures = []
    monkeypatch.setattr(
        plots, "show", lambda fig, alt, caption: figures.append((fig, alt, caption))
    )
    return figures


def heights(drawn):
    [(fig, *_)] = drawn
    return [marks.get_offsets()[:, 1].tolist() for marks in fig.axes[1].collections]


def test_differences_are_drawn_and_counted(drawn, capsys):
    by_theorem = {name: truth.copy() for name, truth in TRUTH.items()}
    by_theorem["one"][1] += 0.05
    pairs = {name: (TRUTH[name], by_theorem[name]) for name in TRUTH}
    any_energy.residuals(pairs, "a slip", (TRUTH["two"], TRUTH["two"] + [0, 0.25]))
    assert heights(drawn) == [
        pytest.approx([1e-12, 0.05, 1e-12]),
        pytest.approx([1e-12, 1e-12]),
        pytest.approx([1e-12, 0.25]),
    ]
    assert capsys.readouterr().out == (
        "5 components of 2 machines: 1 differ by more than 1e-12\n"
        "a slip: 1 of 2 do, the worst by 0.250\n"
    )


def test_rounding_is_drawn_on_the_floor(drawn):
    pairs = {name: (truth, truth * (1 + 2e-16)) for name, truth in TRUTH.items()}
    any_energy.residuals(pairs, "a slip", (TRUTH["two"], TRUTH["two"] + 1e-14))
    assert heights(drawn) == [[1e-12] * 3, [1e-12] * 2, [1e-12] * 2]


def test_the_figure_shows_itself_in_full():
    any_energy.residuals(
        {name: (truth, truth) for name, truth in TRUTH.items()}, "a slip", (TRUTH["two"], [0, 1])
    )
