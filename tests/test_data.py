import numpy as np
import pytest

from rbmlib import empirical
from rbmlib.data import bars_and_stripes, generic_cases, reference_data, reference_rbm


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
    with pytest.raises(ValueError, match="at least 1 pixel, got 0"):
        bars_and_stripes(0)


def test_generic_cases_avoid_what_hides_mistakes():
    cases = generic_cases(np.random.default_rng(3), 9)
    assert len(cases) == 9
    shapes = {case["model"].weights.shape for case in cases}
    assert any(n == m for n, m in shapes) and any(n < m for n, m in shapes)
    for model, data in ((case["model"], case["data"]) for case in cases):
        assert np.all(model.ravel() != 0)
        assert np.all(model.unravel(model.ravel())["hidden_bias"] != 0)
        assert len(np.unique(data, axis=0)) < len(data)
        assert model.n_hidden > 1
        if model.n_visible == model.n_hidden:
            assert not np.allclose(model.weights, model.weights.T)


def test_the_reference_pair_is_generic():
    assert reference_rbm().weights.shape == (3, 2)
    assert len(np.unique(reference_data(), axis=0)) == 3 < len(reference_data())
