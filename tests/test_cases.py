import numpy as np

from rbmlib.cases import generic_cases, reference_data, reference_rbm


def test_generic_cases_avoid_what_hides_mistakes():
    cases = generic_cases(9, np.random.default_rng(3))
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
