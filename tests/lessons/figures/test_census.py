import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import census


@pytest.fixture
def shown(monkeypatch):
    """Figures and captions that would be shown."""
    found = []
    monkeypatch.setattr(plots, "show", lambda fig, alt, caption: found.append((fig, caption)))
    return found


def test_a_claim_has_its_cell_and_a_reading_its_dot(shown, capsys):
    first = {f"S0.{k}": "true" for k in range(1, 22)} | {"S0.2": "misprint", "S0.3": "inherited"}
    census.verdict_map({"S0": first, "S1": {"S1.1": "misprint"}}, ["S0.2", "S0.21"])
    [(fig, caption)] = shown
    axes = fig.axes[0]
    places = {text.get_text(): text.get_position() for text in axes.texts}
    assert places["2"] == (1, -1)
    assert places["21"] == (0, -2)
    dots = [tuple(np.round(line.get_xydata()[0], 2)) for line in axes.lines]
    assert dots == [(1.34, -0.73), (0.34, -1.73), (-9, 0)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["S0", "", "S1"]
    hatched = [bar for bar in axes.patches if bar.get_hatch() and bar.get_width() > 0.9]
    assert [bar.get_xy()[0] + 0.46 for bar in hatched] == [2]
    # In grey too: a hatch has the colour of the edge, and orange is as light as grey.
    assert hatched[0].get_edgecolor() == (1, 1, 1, 1)
    assert caption.startswith("Figure 8.1. ")
    assert capsys.readouterr().out == ("S0: 21 claims; misprints: 2\nS1: 1 claims; misprints: 1\n")


def test_sizes_are_the_largest_errors_in_order(shown, capsys):
    measured = {"a": np.array([0.5, -3.0]), "b": np.array(0.25)}
    predicted = {"a": np.array([0.5, -2.0]), "b": np.array(0.25)}
    census.misprint_sizes(measured, predicted)
    axes = shown[0][0].axes[0]
    assert [bar.get_width() for bar in axes.patches] == [0.25, 3.0]
    assert list(axes.lines[0].get_xdata()) == [0.25, 2.0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]
    assert capsys.readouterr().out == (
        "b: measured 0.2500, predicted 0.2500\na: measured 3.0000, predicted 2.0000\n"
    )
