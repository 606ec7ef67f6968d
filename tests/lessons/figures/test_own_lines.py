import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots
from rbmlib.lessons.figures import own_lines


def test_the_first_false_sign_of_each_row_is_marked(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(plots, "show", lambda fig, alt, caption: shown.append((fig, caption)))
    own_lines.spoilt_lines(np.array([[True, False], [True, True], [False, True]]))
    [(fig, caption)] = shown
    words = {text.get_position(): text.get_text() for text in fig.axes[0].texts}
    assert words == {
        (1, 0): "first false",
        (1, 1): "first false",
        (2, 1): "false",
        (2, 2): "first false",
    }
    assert caption.startswith("Figure 7.1. ")
    assert capsys.readouterr().out == (
        "line 0 spoilt: false before line 1\n"
        "line 1 spoilt: false before line 1, 2\n"
        "line 2 spoilt: false before line 2\n"
    )
