import base64
import html
import re

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

from rbmlib.lessons import plots

ALT = "A straight line that rises from the lower left to the upper right."
CAPTION = "Figure 3.1. A line."


def simple(**labels):
    fig, axes = plots.figure(3, 2)
    axes.plot([0, 1], [0, 1])
    axes.set(**({"xlabel": "x in nats", "ylabel": "y in nats"} | labels))
    return fig


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to the notebook."""
    outputs = []
    monkeypatch.setattr(plots, "display", lambda data, raw: outputs.append(data))
    return outputs


def test_a_figure_carries_its_alternative_text_and_its_caption(shown):
    assert plots.show(simple(), ALT, CAPTION) is None
    picture, caption = shown
    encoded = re.fullmatch(
        rf'<img alt="{ALT}" src="data:image/png;base64,([^"]+)">', picture["text/html"]
    )
    assert base64.b64decode(encoded[1]).startswith(b"\x89PNG")
    assert set(picture) == {"text/html", "text/plain"} and picture["text/plain"] == ALT
    assert caption == {"text/markdown": f"*{CAPTION}*", "text/plain": CAPTION}


def test_any_description_can_stand_in_the_markup(shown):
    plots.show(simple(), alt := f'{ALT} p < q & "q" > r', CAPTION)
    [described] = re.findall('alt="([^"]*)"', shown[0]["text/html"])
    assert html.unescape(described) == alt


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        plots.show(simple(), ALT, CAPTION)
    assert shown[0] == shown[2]
    plots.show(simple(xlabel="another"), ALT, CAPTION)
    assert shown[0] != shown[4]


@pytest.mark.parametrize(
    "labels, alt, caption, words",
    [
        ({}, "a line", CAPTION, "alt: expected a description"),
        ({}, ALT, "A line.", "caption: expected"),
        ({"ylabel": ""}, ALT, CAPTION, "expected a label on both axes"),
    ],
)
def test_an_incomplete_figure_is_refused(shown, labels, alt, caption, words):
    with pytest.raises(ValueError, match=words):
        plots.show(simple(**labels), alt, caption)
    assert shown == []


def test_the_shared_pictures_draw_what_they_are_given():
    _, axes = plots.figure()
    plots.probability_bars(axes, {"p": [0.25, 0.75], "q": [0.5, 0.5]}, ["0", "1"])
    assert [bar.get_height() for bar in axes.patches] == [0.25, 0.75, 0.5, 0.5]
    _, axes = plots.figure()
    plots.phase_bars(axes, [0.5, 0.5], [0.2, 0.8], ["0", "1"])
    assert [bar.get_height() for bar in axes.patches] == [0.5, 0.5, -0.2, -0.8]
    assert np.allclose(axes.lines[0].get_ydata(), [0.3, -0.3])
    _, axes = plots.figure()
    plots.annotated_matrix(axes, [[0.1, -1e-17]], ["a"], ["b", "c"], form="{:.1f}")
    assert [text.get_text() for text in axes.texts] == ["0.1", "0.0"]
    _, axes = plots.figure()
    plots.draw_network(axes, 3, 2)
    assert len(axes.lines) == 6 and len(axes.texts) == 5


def test_state_labels_follow_the_counting_order():
    assert plots.state_labels(2) == ["00", "01", "10", "11"]


AXES = plots.figure()[1]


@pytest.mark.parametrize(
    "call, words",
    [
        (
            lambda: plots.probability_bars(AXES, {"p": [0.5, 0.5]}, "abc"),
            r"distributions\[p\]: expected shape \(3",
        ),
        (lambda: plots.probability_bars(AXES, {}, "ab"), "distributions: expected 1 to 4, got 0"),
        (
            lambda: plots.probability_bars(AXES, {"p": [np.nan, 1]}, "ab"),
            r"s\[p\]: expected finite",
        ),
        (lambda: plots.phase_bars(AXES, [0.5, 0.5], [1.0], "ab"), r"negative: expected shape"),
        (
            lambda: plots.annotated_matrix(AXES, [[1.0]], "a", "bc"),
            r"values: expected shape \(1, 2",
        ),
        (lambda: plots.annotated_matrix(AXES, [[1j]], "a", "b"), "values: expected finite real"),
        (lambda: plots.draw_network(AXES, 3, 10**9), "n_hidden: .* from 1 to 30, got 10"),
        (lambda: plots.draw_network(AXES, 0, 2), "n_visible: expected a whole number"),
        (lambda: plots.draw_network(None, 3, 2), "axes: expected Axes, got NoneType"),
        (lambda: plots.phase_bars(AXES, [1.0], [1.0], [7]), r"labels: expected a sequence of str"),
        (lambda: plots.phase_bars(AXES, [1.0], [1e308], "a"), r"negative: expected finite real"),
        (lambda: plots.probability_bars(AXES, [[1.0]], "a"), "distributions: expected Mapping"),
        (
            lambda: plots.annotated_matrix(AXES, [[1.0]], "a", "b", form="1"),
            "form: expected a format",
        ),
        (
            lambda: plots.annotated_matrix(AXES, [[1.0]], "a", "b", form="{"),
            "form: expected a format",
        ),
        (
            lambda: plots.annotated_matrix(AXES, [[1.0]], "a", "b", colours="Blue"),
            "colours: expected the name of a colour map, got 'Blue'",
        ),
        (lambda: plots.figure(True), "width: expected a finite number"),
        (lambda: plots.figure(7, 1000), "height: expected a finite number above 0 and below 100"),
        (lambda: plots.show(AXES, ALT, CAPTION), "fig: expected Figure, got Axes"),
        (lambda: plots.show(simple(), 40, CAPTION), "alt: expected a description"),
    ],
)
def test_a_picture_of_mismatched_numbers_is_refused(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
