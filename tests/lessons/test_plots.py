import base64
import html
import re
import struct

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("IPython")

import matplotlib
from matplotlib.colors import to_hex

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
    png = base64.b64decode(encoded[1])
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (3 * 110, 2 * 110)
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


def test_a_logarithmic_axis_is_widened_by_a_hair_on_both_sides(shown):
    for which, other in ("xy", "yx"):
        fig = simple()
        axes = fig.axes[0]
        axes.set(**{f"{which}scale": "log", f"{which}lim": (10, 1000), f"{other}lim": (-2, 3)})
        plots.show(fig, ALT, CAPTION)
        low, high = getattr(axes, f"get_{which}lim")()
        assert 10 - 1e-4 < low < 10 and 1000 < high < 1000.01
        assert getattr(axes, f"get_{other}lim")() == (-2, 3)


def test_a_figure_has_the_style_of_the_suite():
    fig, axes = plots.figure()
    assert fig.get_size_inches().tolist() == [7.0, 3.6]
    assert not axes.spines["top"].get_visible() and not axes.spines["right"].get_visible()
    assert axes.spines["left"].get_visible() and axes.spines["bottom"].get_visible()
    assert not axes.xaxis.get_gridlines()[0].get_visible()
    assert axes.xaxis.label.get_fontsize() == 11
    with matplotlib.rc_context(plots._STYLE):
        axes.plot([0, 1], label="a")
        assert not axes.legend().get_frame_on()
    assert axes.lines[0].get_color() == "#0072B2"
    fig, pair = plots.figure(99.9, 99.9, ncols=2)
    assert fig.get_size_inches().tolist() == [99.9, 99.9] and pair.shape == (2,)


def test_nothing_stands_exactly_between_two_pixels_and_nothing_is_cut_off():
    left, bottom, width, height = plots.figure()[0].get_layout_engine().get()["rect"]
    for start, size in ((left, width), (bottom, height)):
        assert 0 < start < 1e-7 and 1 - 1e-7 < start + size < 1
        assert 0 < abs(start + size / 2 - 1 / 2) < 1e-7


LABELS = ["00", "01", "10"]
P, Q, R = np.array([0.25, 0.7, 0.05]), np.array([0.5, 0.1, 0.4]), np.array([0.3, 0.3, 0.4])


def ticks(axis):
    return dict(
        zip(axis.get_ticklocs(), [t.get_text() for t in axis.get_ticklabels()], strict=True)
    )


def boxes(bars):
    """Left and right ends, and heights."""
    return np.array([(b.get_x(), b.get_x() + b.get_width(), b.get_height()) for b in bars])


@pytest.mark.parametrize("given", [{"p": P}, {"p": P, "q": Q, "r": R}])
def test_probability_bars(given):
    _, axes = plots.figure()
    plots.probability_bars(axes, given, LABELS)
    places = np.arange(3)
    for k, (bars, (name, heights)) in enumerate(zip(axes.containers, given.items(), strict=True)):
        left = places - 0.4 + k * 0.8 / len(given)  # a group is 0.8 wide, about its tick
        assert np.allclose(boxes(bars), np.transpose([left, left + 0.8 / len(given), heights]))
        assert bars.get_label() == name
        assert {bar.get_edgecolor() for bar in bars} == {(1, 1, 1, 1)}
    looks = [(to_hex(bars[0].get_facecolor()), bars[0].get_hatch()) for bars in axes.containers]
    assert looks == [("#0072b2", ""), ("#e69f00", "///"), ("#009e73", "...")][: len(given)]
    assert ticks(axes.xaxis) == {0: "00", 1: "01", 2: "10"}
    assert axes.get_ylabel() == "probability"
    assert (axes.get_legend() is not None) == (len(given) > 1)


def test_four_distributions_can_be_told_apart_and_no_more():
    _, axes = plots.figure()
    four = {name: P for name in "abcd"}
    plots.probability_bars(axes, four, LABELS)
    assert len({(bars[0].get_facecolor(), bars[0].get_hatch()) for bars in axes.containers}) == 4
    with pytest.raises(ValueError, match="distributions: expected 1 to 4, got 5"):
        plots.probability_bars(axes, four | {"e": P}, LABELS)


def test_phase_bars():
    _, axes = plots.figure()
    plots.phase_bars(axes, P, Q, LABELS)
    places = np.arange(3)
    for bars, heights in zip(axes.containers, (P, -Q), strict=True):
        assert np.allclose(boxes(bars), np.transpose([places - 0.3, places + 0.3, heights]))
    up, down = (bars[0] for bars in axes.containers)
    assert (to_hex(up.get_facecolor()), up.get_hatch()) == ("#0072b2", None)
    assert (to_hex(down.get_facecolor()), down.get_hatch()) == ("#e69f00", "///")
    assert down.get_edgecolor() == (1, 1, 1, 1)
    net, zero = axes.lines
    assert np.allclose(net.get_xydata(), np.transpose([places, P - Q]))
    assert (net.get_marker(), net.get_linestyle(), net.get_color()) == ("D", "None", "#000000")
    assert net.get_markeredgecolor() == "white"
    assert (zero.get_ydata(), zero.get_linewidth(), zero.get_color()) == ([0, 0], 0.8, "#000000")
    assert ticks(axes.xaxis) == {0: "00", 1: "01", 2: "10"}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("visible state v", "weight of the state")
    shown = [(t.get_text().split(":")[0], t.get_fontsize()) for t in axes.get_legend().texts]
    names = ("positive phase", "negative phase", "net, q(v) − p(v)")
    assert sorted(shown) == sorted((name, 9) for name in names)


def test_an_annotated_matrix():
    values = np.array([[0.125, -2e-17, 3.0], [1.5, 1.52, 2.0]])
    _, axes = plots.figure()
    plots.annotated_matrix(axes, values, ["a", "b"], ["x", "y", "z"])
    assert np.array_equal(axes.images[0].get_array(), values)
    assert axes.images[0].get_cmap().name == "Blues" and axes.get_aspect() == "auto"
    texts = {text.get_position(): text for text in axes.texts}
    # Columns to the right, rows downward.
    words = {(0, 0): "0.125", (1, 0): "0.000", (2, 0): "3.000"}
    words |= {(0, 1): "1.500", (1, 1): "1.520", (2, 1): "2.000"}
    assert {place: text.get_text() for place, text in texts.items()} == words
    # White above the middle of the range, 1.5, where the map is dark.
    white = {place for place, text in texts.items() if text.get_color() == "white"}
    assert white == {(2, 0), (1, 1), (2, 1)}
    for text in axes.texts:
        assert (text.get_ha(), text.get_va(), text.get_fontsize()) == ("center", "center", 9)
        assert text.get_color() in ("white", "black")
    assert ticks(axes.xaxis) == {0: "x", 1: "y", 2: "z"}
    assert ticks(axes.yaxis) == {0: "a", 1: "b"}
    assert axes.xaxis.majorTicks[0].tick1line.get_markersize() == 0


def test_the_format_and_the_colours_of_a_matrix_are_the_users():
    _, axes = plots.figure()
    plots.annotated_matrix(axes, [[0.125, -0.01]], "a", "bc", form="{:.1f}", colours="Greys")
    assert axes.images[0].get_cmap().name == "Greys"
    assert [text.get_text() for text in axes.texts] == ["0.1", "0.0"]


def test_a_network():
    _, axes = plots.figure()
    plots.draw_network(axes, 3, 2)
    below, above = [(-1.0, 0.0), (0.0, 0.0), (1.0, 0.0)], [(-0.5, 1.0), (0.5, 1.0)]
    lines = {tuple(map(tuple, line.get_xydata())) for line in axes.lines}
    assert lines == {(v, h) for v in below for h in above} and len(axes.lines) == 6
    visible, hidden = axes.collections
    assert visible.get_offsets().tolist() == [list(place) for place in below]
    assert hidden.get_offsets().tolist() == [list(place) for place in above]
    assert [to_hex(c.get_facecolor()[0]) for c in (visible, hidden)] == ["#56b4e9", "#e69f00"]
    names = dict(zip(below + above, ["$v_1$", "$v_2$", "$v_3$", "$h_1$", "$h_2$"], strict=True))
    assert {text.get_position(): text.get_text() for text in axes.texts} == names
    assert {(t.get_ha(), t.get_va(), t.get_fontsize()) for t in axes.texts} == {
        ("center", "center", 13)
    }
    # Units lie over their lines, and are large enough for their names.
    assert {line.get_zorder() for line in axes.lines} == {1} and visible.get_zorder() == 2
    assert {line.get_linewidth() for line in axes.lines} == {1.2}
    assert [c.get_sizes().tolist() for c in (visible, hidden)] == [[900], [900]]
    assert axes.get_xlim() == (-1.7, 1.7) and axes.get_ylim() == (-0.35, 1.35)
    assert not axes.axison


def test_a_network_has_thirty_units_in_a_layer_at_most():
    _, axes = plots.figure()
    plots.draw_network(axes, 1, 30)
    assert len(axes.lines) == 30 and axes.get_xlim() == (-15.2, 15.2)
    with pytest.raises(ValueError, match=r"n_visible: .* from 1 to 30, got 31"):
        plots.draw_network(axes, 31, 1)


def test_the_largest_number_that_can_be_drawn():
    _, axes = plots.figure()
    plots.annotated_matrix(axes, [[1e300, -1e300]], "a", "bc", form="{:.0e}")
    with pytest.raises(ValueError, match=r"values: expected finite real numbers up to 1e\+300"):
        plots.annotated_matrix(axes, [[1.01e300, 0]], "a", "bc")
    with pytest.raises(ValueError, match="expected finite real numbers"):
        plots.annotated_matrix(axes, [[1 + 0j, 0]], "a", "bc")


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
        (lambda: plots.figure(100), "width: expected .* below 100"),
        (lambda: plots.figure(3, 100), "height: expected .* below 100"),
        (lambda: plots.figure(7, 1000), "height: expected a finite number above 0 and below 100"),
        (lambda: plots.show(AXES, ALT, CAPTION), "fig: expected Figure, got Axes"),
        (lambda: plots.show(simple(), 40, CAPTION), "alt: expected a description"),
    ],
)
def test_a_picture_of_mismatched_numbers_is_refused(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
