import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import checks


@pytest.fixture
def shown(monkeypatch):
    """Figures and captions that would be shown."""
    found = []
    monkeypatch.setattr(plots, "show", lambda fig, alt, caption: found.append((fig, caption)))
    return found


def test_errors_and_bounds_are_drawn_and_the_least_bound_is_printed(shown, capsys):
    steps = np.array([1e-6, 1e-4, 1e-2])
    errors = {"one": np.array([3e-4, 2e-9, 4e-5]), "two": np.array([1e-3, 5e-3, 0.25])}
    bounds = {"one": np.array([1e-3, 5e-8, 1e-4]), "two": np.array([2e-3, 1e-2, 0.5])}
    checks.errors_by_step(steps, errors, bounds, -0.125)
    [(fig, caption)] = shown
    drawn = [line.get_ydata() for line in fig.axes[0].lines]
    for line, wanted in zip(
        drawn, (errors["one"], bounds["one"], errors["two"], bounds["two"]), strict=False
    ):
        np.testing.assert_array_equal(line, wanted)
    assert np.all(np.asarray(drawn[-1]) == 0.125)
    assert caption.startswith("Figure 6.1. ")
    assert capsys.readouterr().out == (
        "one: the bound is least, below 10^-7, at s = 1e-04; the largest error is 0.0003\n"
        "two: the bound is least, below 10^-2, at s = 1e-06; the largest error is 0.2\n"
    )


def test_blind_pairs_are_dark_clashes_hatched_and_both_counted(shown, capsys):
    left = np.array([[1, 0], [np.nan, np.nan], [0, 0]])
    right = np.array([[1], [0], [1]])
    panels = {"not square": (["a", "b"], left), "square": (["c"], right)}
    checks.blind_spots(["x", "y", "z"], panels)
    first, second = shown[0][0].axes
    assert [text.get_text() for text in first.texts] == ["blind"] * 3
    assert sum(bool(bar.get_hatch()) for bar in first.patches) == 2
    assert [text.get_position() for text in second.texts] == [(0, 1)]
    assert [label.get_text() for label in first.get_yticklabels()] == ["x", "y", "z"]
    assert capsys.readouterr().out == ("not square, invisible: a 1, b 2\nsquare, invisible: c 1\n")
