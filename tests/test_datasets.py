import sys

import numpy as np
import pytest

from rbmlib import empirical
from rbmlib.datasets import bars_and_stripes, digits


@pytest.mark.parametrize("side", [2, 3, 4])
def test_bars_and_stripes_are_counted_both_ways(side):
    assert bars_and_stripes(side).shape == (2 ** (side + 1) - 2, side**2)
    assert bars_and_stripes(side, repeated=True).shape == (2 ** (side + 1), side**2)
    for image in bars_and_stripes(side).reshape(-1, side, side):
        assert np.all(image == image[:1]) or np.all(image == image[:, :1])
    flat = bars_and_stripes(side)
    assert len(np.unique(flat, axis=0)) == len(flat)


@pytest.mark.parametrize("side, distinct, repeated", [
    (2, -10.751, -13.863),
    (3, -36.947, -41.589),
    (4, -102.036, -108.131),
])  # fmt: skip
def test_best_log_likelihoods_of_the_literature(side, distinct, repeated):
    """Sum over rows of ln q; in the repeated set q gives the uniform images twice the weight."""
    for best, images in (
        (distinct, bars_and_stripes(side)),
        (repeated, bars_and_stripes(side, repeated=True)),
    ):
        q = empirical(images).weights
        assert len(images) * np.sum(q * np.log(q)) == pytest.approx(best, abs=1e-3)
    assert len(images) * np.log(1 / len(images)) != pytest.approx(repeated, abs=1e-3)


def test_bad_side():
    with pytest.raises(ValueError, match="side: expected a whole number, at least 1, got 0"):
        bars_and_stripes(0)


def test_digits_are_binary_images_with_labels():
    pytest.importorskip("sklearn")
    images, labels = digits()
    assert images.shape == (1797, 64)
    assert set(np.unique(images)) == {0, 1}
    assert set(labels) == set(range(10))
    assert digits(threshold=1)[0].sum() > images.sum() > digits(threshold=16)[0].sum()
    # the zeros have a hole in the middle, the ones do not
    middle = images.reshape(-1, 8, 8)[:, 3:5, 3:5].mean(axis=(1, 2))
    assert middle[labels == 0].mean() < 0.1 < 0.8 < middle[labels == 1].mean()


@pytest.mark.parametrize("side", [16, 18, 10**9])
def test_large_images_are_refused_before_any_is_drawn(side):
    with pytest.raises(ValueError, match=r"bars_and_stripes: would enumerate .* draw smaller"):
        bars_and_stripes(side)


def test_the_size_may_be_any_whole_number_and_a_word_is_no_choice():
    assert np.array_equal(bars_and_stripes(np.int8(5)), bars_and_stripes(5))
    with pytest.raises(TypeError, match="repeated: expected True or False, got 'no'"):
        bars_and_stripes(2, repeated="no")


@pytest.mark.parametrize("threshold", [0, 17])
def test_a_threshold_must_be_a_grey_value(threshold):
    with pytest.raises(ValueError, match="threshold: expected a whole number, from 1 to 16"):
        digits(threshold=threshold)


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        digits()


@pytest.mark.parametrize(
    "options, threshold", [({}, 8), ({"threshold": 1}, 1), ({"threshold": 16}, 16)]
)
def test_a_pixel_at_the_threshold_is_on(options, threshold):
    grey = pytest.importorskip("sklearn.datasets").load_digits().data
    assert np.any(grey == threshold)
    assert np.array_equal(digits(**options)[0], np.where(grey < threshold, 0, 1))


def test_the_guard_counts_bars_stripes_and_what_sorting_copies(monkeypatch):
    needed = 2 ** (3 + 1) * 8 * 3**2
    monkeypatch.setattr("rbmlib.validation.sizes.MAX_NUMBERS", needed)
    assert len(bars_and_stripes(3)) == 14
    monkeypatch.setattr("rbmlib.validation.sizes.MAX_NUMBERS", needed - 1)
    with pytest.raises(ValueError, match=r"would enumerate 2\*\*4 = 16 states"):
        bars_and_stripes(3)


def test_bars_and_stripes_come_in_counting_order():
    weights = 2 ** np.arange(9)[::-1]
    once, twice = bars_and_stripes(3) @ weights, bars_and_stripes(3, repeated=True) @ weights
    assert np.all(np.diff(once) > 0)
    assert twice.tolist() == sorted([*once, 0, 511])
