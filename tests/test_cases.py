from itertools import islice

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
    few = list(islice(tiny_cases(shapes=((2, 1),), most_samples=1), 30))
    assert {len(case["data"]) for case in few} == {1}
    assert {len(case["data"]) for case in islice(tiny_cases(), 30)} == {1, 2, 3}


def generic(**options):
    return generic_cases(6, np.random.default_rng(3), **options)


def test_generic_cases_have_the_scale_and_the_shapes_that_are_asked_for():
    for case, default, tenfold in zip(generic(scale=1), generic(), generic(scale=10), strict=True):
        assert np.array_equal(default["model"].ravel(), case["model"].ravel())
        assert np.allclose(tenfold["model"].ravel(), 10 * case["model"].ravel(), rtol=1e-15)
        assert np.array_equal(tenfold["data"], case["data"])
    shapes = [case["model"].weights.shape for case in generic(shapes=[(1, 2), (5, 0)])]
    assert shapes == [(1, 2), (5, 0)] * 3
    assert [case["model"].weights.shape for case in generic()] == [
        *[(3, 2), (2, 3), (4, 3), (3, 3)],
        *[(3, 2), (2, 3)],
    ]
    assert {len(case["data"]) for case in generic()} == {6}


def test_tiny_cases_are_all_of_them_simplest_first():
    """One visible, one hidden unit: 8 machines, and 2 + 3 multisets of one and two rows."""
    cases = list(tiny_cases(shapes=[(1, 1)], most_samples=2))
    found = [(tuple(case["model"].ravel()), tuple(case["data"].ravel())) for case in cases]
    assert len(set(found)) == len(found) == 8 * 5
    simplicity = [sum(theta) + len(data) for theta, data in found]
    assert simplicity == sorted(simplicity) and (simplicity[0], simplicity[-1]) == (1, 5)
    assert {data for _, data in found} == {(0,), (1,), (0, 0), (0, 1), (1, 1)}


def test_tiny_cases_by_default():
    shapes = [case["model"].weights.shape for case in tiny_cases()]
    # 2**parameters machines, each with the multisets of one to three rows out of 2**n_visible.
    assert {shape: shapes.count(shape) for shape in shapes} == {
        (1, 1): 8 * (2 + 3 + 4),
        (2, 1): 32 * (4 + 10 + 20),
        (1, 2): 32 * (2 + 3 + 4),
        (2, 2): 256 * (4 + 10 + 20),
    }
    assert list(dict.fromkeys(shapes)) == [(1, 1), (2, 1), (1, 2), (2, 2)]


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


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: generic(shapes=[(0, 2)]), "shapes: expected a whole number, at least 1, got 0"),
        (lambda: generic(shapes=[(2, -1)]), "shapes: expected a whole number, at least 0, got -1"),
        (lambda: generic(shapes=[(2,)]), "shapes: expected pairs"),
        (lambda: generic(shapes=[]), "shapes: expected at least one pair"),
        (lambda: generic(scale=-1), "scale: expected"),
        (lambda: generic_cases(-1, np.random.default_rng(0)), "count: expected"),
        (lambda: tiny_cases(most_samples=0), "most_samples: expected .* at least 1, got 0"),
    ],
)
def test_cases_that_cannot_be_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_cases_at_the_edge_are_given():
    assert generic_cases(0, np.random.default_rng(0)) == []
    assert all(np.all(case["model"].ravel() == 0) for case in generic(scale=0))
    [case] = islice(tiny_cases(shapes=[(1, 0)], most_samples=1), 1)
    assert case["model"].weights.shape == (1, 0) and case["data"].tolist() == [[0]]
