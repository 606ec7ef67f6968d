import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import gradient

Q = np.array([0, 0, 0, 0.25, 0, 0.5, 0.25, 0])
P = np.array([0.05, 0.1, 0.1, 0.25, 0.05, 0.1, 0.15, 0.2])


@pytest.fixture
def shown(monkeypatch):
    """Figures that would be shown, with their descriptions and captions."""
    found = []
    monkeypatch.setattr(plots, "show", lambda *args, **kwargs: found.append((*args, kwargs)))
    return found


def test_the_data_go_up_the_model_down_and_their_net_is_printed(shown, capsys):
    gradient.phases(Q, P)
    [(fig, told)] = shown
    up, down = ([bar.get_height() for bar in bars] for bars in fig.axes[0].containers)
    np.testing.assert_array_equal([up, down], [Q, -P])
    assert told["caption"].startswith("Figure 3.1. ")
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert printed[0][1:] == plots.state_labels(3)
    np.testing.assert_allclose(np.array(printed[3][1:], dtype=float), Q - P, atol=5e-5)


def test_a_step_is_drawn_beside_the_data_and_its_change_is_printed(shown, capsys):
    after = np.roll(P, 1)
    gradient.one_step(Q, P, after)
    [(fig, told)] = shown
    heights = [[bar.get_height() for bar in bars] for bars in fig.axes[0].containers]
    np.testing.assert_array_equal(heights, [Q, P, after])
    assert told["caption"].startswith("Figure 3.2. ")
    change = capsys.readouterr().out.splitlines()[1].split()[1:]
    np.testing.assert_allclose(np.array(change, dtype=float), after - P, atol=5e-5)


def test_every_curve_has_its_panel_its_dash_and_its_two_numbers(shown, capsys):
    right, falls, climbs = [-2.0, -1.5, -1.25], [-2.0, -3.0, -4.5], [-2.0, -1.75, -1.625]
    gradient.training({"right": right, "a": falls}, {"right": right, "b": climbs})
    [(fig, told)] = shown
    drawn = [[list(line.get_ydata()) for line in axes.lines] for axes in fig.axes]
    assert drawn == [[right, falls], [right, climbs]]
    assert all(len({line.get_linestyle() for line in axes.lines}) == 2 for axes in fig.axes)
    assert told["caption"].startswith("Figure 3.3. ")
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in printed] == ["right", "a", "b"]
    assert printed[1][-4:] == ["at", "the", "end", "-4.5000"] and "-3.0000," in printed[1]
