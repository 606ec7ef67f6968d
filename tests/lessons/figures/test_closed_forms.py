"""Figure 5.1: what is drawn of each path, and what is printed."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import closed_forms

STEPS = np.arange(41)
PATHS = {
    "right": -2 + STEPS / 50,
    "means": -2 + STEPS / 100,
    "falling": -2.0 - STEPS,
}


@pytest.fixture
def drawn(monkeypatch):
    """The figures that `plots.show` was handed."""
    figures = []
    monkeypatch.setattr(
        plots, "show", lambda fig, alt, caption: figures.append((fig, alt, caption))
    )
    return figures


def test_each_path_is_drawn_and_printed(drawn, capsys):
    closed_forms.climbs(PATHS)
    [(fig, alt, _)] = drawn
    lines = {line.get_label(): line.get_ydata().tolist() for line in fig.axes[0].lines[:3]}
    assert lines == {name: path[1:].tolist() for name, path in PATHS.items()}
    assert fig.axes[0].get_ylim() == pytest.approx((-2.15, -1.15))
    assert [note.get_text() for note in fig.axes[0].texts] == list(PATHS)
    assert [note.xy for note in fig.axes[0].texts] == [(40, -1.2), (40, -1.6), (1, -2.15)]
    assert "means end below" in alt and "falling falls out" in alt
    printed = capsys.readouterr().out
    assert "right: -2.000, -1.400, -1.200 after 0, 30, 40 steps" in printed
    assert "falling: -2.000, -32.000, -42.000 after 0, 30, 40 steps" in printed


def test_the_figure_shows_itself_in_full():
    closed_forms.climbs(PATHS)
