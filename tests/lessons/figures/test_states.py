import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import states


@pytest.fixture
def shown(monkeypatch):
    """Figures, descriptions and captions that would be shown."""
    found = []
    monkeypatch.setattr(plots, "show", lambda fig, alt, caption: found.append((fig, alt, caption)))
    return found


def test_energies_and_probabilities_stand_in_their_cells(shown, capsys):
    energies = np.linspace(-1.5, 1.6, 32).reshape(8, 4)
    joint = np.exp(-energies) / np.exp(-energies).sum()
    states.boltzmann(energies, joint)
    left, right = shown[0][0].axes
    assert [text.get_text() for text in left.texts[:2]] == ["-1.5", "-1.4"]
    assert [text.get_text() for text in right.texts] == [f"{x:.3f}" for x in joint.ravel()]
    printed = capsys.readouterr().out
    assert "energies from -1.5 to 1.6 nats" in printed
    assert f"most probable: v = 000, h = 00, p = {joint[0, 0]:.4f}" in printed


def test_the_table_doubles_and_what_fits_is_counted(shown, capsys):
    states.growth(60)
    [curve] = [line for line in shown[0][0].axes[0].lines if len(line.get_xdata()) > 2]
    np.testing.assert_allclose(curve.get_ydata()[:3], [32, 64, 128])
    assert curve.get_xdata()[-1] == 60
    assert capsys.readouterr().out == (
        "units that fit in 16 GiB: 31\nunits that fit in an exabyte: 56\n"
    )
    states.growth(58)
    assert "in an exabyte: 56" in capsys.readouterr().out
