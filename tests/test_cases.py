import itertools

import numpy as np
import pytest

from rbmlib.cases import generic_cases, reference_data, reference_rbm, tiny_cases


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


def test_the_tiniest_case_comes_first_and_at_once():
    case = next(tiny_cases(shapes=((3, 3),)))
    assert not case["model"].ravel().any() and case["data"].tolist() == [[0, 0, 0]]
    few = list(itertools.islice(tiny_cases(shapes=((2, 1),), most_samples=1), 30))
    assert {len(case["data"]) for case in few} == {1}
    assert {len(case["data"]) for case in itertools.islice(tiny_cases(), 30)} == {1, 2, 3}


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda g: generic_cases(None, g), "count: expected a whole number"),
        (lambda g: generic_cases(10**9, g), "count, shapes: would hold 19,000,000,000 numbers"),
        (lambda g: generic_cases(1, g, shapes=[(10**5, 10**5)]), "count, shapes: would hold"),
        (lambda g: generic_cases(1, g, shapes=3), "shapes: expected pairs .* got 3"),
        (lambda g: generic_cases(1, g, shapes=[(3, 2, 1)]), "shapes: expected pairs"),
        (lambda g: generic_cases(1, g, shapes=[]), "shapes: expected at least one pair"),
        (lambda g: generic_cases(1, g, shapes=[(3.0, 2)]), "shapes: expected a whole number"),
        (lambda g: generic_cases(1, g, scale=1e308), "scale: expected a finite number"),
        (
            lambda g: tiny_cases(shapes=[(4, 4)]),
            r"shapes: would enumerate 2\*\*24 .* generic_cases",
        ),
        (lambda g: tiny_cases(most_samples=0), "most_samples: expected a whole number"),
    ],
)
def test_bad_input_is_refused_before_the_first_case(call, words):
    with pytest.raises(ValueError, match=words):
        call(np.random.default_rng(0))
