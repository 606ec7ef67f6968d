import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import likelihood


@pytest.fixture
def shown(monkeypatch):
    """Figures, descriptions and captions that would be shown."""
    found = []
    monkeypatch.setattr(plots, "show", lambda *args, **kwargs: found.append((*args, kwargs)))
    return found


def test_the_gap_is_drawn_from_the_curve_to_its_ceiling_and_printed(shown, capsys):
    grid = np.array([-1.0, 0.0, 2.0])
    marked = {"here": (0.0, -1.5), "there": (2.0, -1.25)}
    likelihood.ceiling(grid, [-2.0, -1.5, -1.25], highest=-0.5, marked=marked)
    [(fig, told)] = shown
    ceiling, curve = fig.axes[0].lines
    np.testing.assert_array_equal(curve.get_xydata()[:, 1], [-2.0, -1.5, -1.25])
    assert set(ceiling.get_ydata()) == {-0.5}
    ends = [(a.xyann, a.xy) for a in fig.axes[0].texts if a.get_text() == ""]
    assert ends == [((0.0, -0.5), (0.0, -1.5)), ((2.0, -0.5), (2.0, -1.25))]
    assert [a.get_text() for a in fig.axes[0].texts if a.get_text()] == ["KL 1.000", "KL 0.750"]
    assert told["caption"].startswith("Figure 2.1. ")
    assert capsys.readouterr().out.splitlines() == [
        "here: b_1 = 0.0000, l = -1.5000, KL = 1.0000 nats",
        "there: b_1 = 2.0000, l = -1.2500, KL = 0.7500 nats",
    ]


def test_the_surface_has_its_crest_its_arrows_and_its_highest_point(shown, capsys):
    weights, biases = np.linspace(-3, 2, 6), np.linspace(-1, 3, 5)
    heights = -1.87 - 0.1 * (weights + 1) ** 2 - 0.2 * (biases[:, None] - 2) ** 2
    arrows = [(-1.0, 1.0, 0.0, 0.4), (0.0, 2.0, -0.2, 0.0)]
    likelihood.surface(
        weights, biases, heights, arrows=arrows, crest=np.full(6, 2.0), machine=(0.6, 0.1)
    )
    [(fig, told)] = shown
    axes = fig.axes[0]
    crest, star = axes.lines
    np.testing.assert_array_equal(crest.get_xdata(), weights)
    assert set(crest.get_ydata()) == {2.0} and star.get_xydata().tolist() == [[0.6, 0.1]]
    [quiver] = [c for c in axes.collections if hasattr(c, "U")]
    assert [quiver.U.tolist(), quiver.V.tolist()] == [[0.0, -0.2], [0.4, 0.0]]
    assert axes.get_aspect() == 1 and told["caption"].startswith("Figure 2.2. ")
    expected = "highest point of the grid: l = -1.8700 at W_11 = -1.00, b_1 = 2.00\n"
    assert capsys.readouterr().out == expected
