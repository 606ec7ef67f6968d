import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib import RBM
from rbmlib.cases import reference_rbm
from rbmlib.lessons import plots
from rbmlib.lessons.figures import start


@pytest.fixture
def shown(monkeypatch):
    """Figures and captions that would be shown."""
    found = []
    monkeypatch.setattr(plots, "show", lambda fig, alt, caption: found.append((fig, caption)))
    return found


def test_the_machine_is_drawn_with_its_units_and_counted(shown, capsys):
    start.machine(reference_rbm())
    [(fig, caption)] = shown
    names = sorted(text.get_text() for text in fig.axes[0].texts)
    assert names == ["$h_1$", "$h_2$", "$v_1$", "$v_2$", "$v_3$"]
    assert caption.startswith("Figure 0.1. ")
    assert capsys.readouterr().out == "11 parameters, 32 pairs (v, h)\n"


def test_the_negative_phase_is_drawn_downward_and_printed_as_it_is(shown, capsys):
    rbm = RBM(weights=[[0.3]], visible_bias=[0.1], hidden_bias=[-0.2])
    positive, negative = np.array([0.5, 0.25, 0.125]), np.array([0.1, 0.5, 0.2])
    numeric = np.array([0.4, -0.25, 0.3])
    start.two_phases(positive, negative, numeric, rbm)
    axes = shown[0][0].axes[0]
    heights = [[bar.get_height() for bar in bars] for bars in axes.containers]
    np.testing.assert_allclose(heights, [positive, -negative])
    np.testing.assert_allclose(axes.lines[0].get_ydata(), positive - negative)
    np.testing.assert_allclose(axes.lines[1].get_ydata(), numeric)
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert ticks == ["$W_{11}$", "$b_{1}$", "$c_{1}$"]
    assert [row.split() for row in capsys.readouterr().out.splitlines()[1:]] == [
        ["W_11", "0.5000", "0.1000", "0.4000", "0.4000"],
        ["b_1", "0.2500", "0.5000", "-0.2500", "-0.2500"],
        ["c_1", "0.1250", "0.2000", "-0.0750", "0.3000"],
    ]


def test_every_parameter_has_its_symbol():
    names = ["".join(start._symbol(name)) for name in reference_rbm().parameter_names]
    assert names[:6] == ["W11", "W12", "W21", "W22", "W31", "W32"]
    assert names[6:] == ["b1", "b2", "b3", "c1", "c2"]
