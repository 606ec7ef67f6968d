"""One comparison of numbers, and the verdicts of a notebook cell: verify and refute."""

import pickle

import numpy as np
import pytest

from rbmlib.checks import refute, verify
from rbmlib.checks.codes import Failure
from rbmlib.checks.compare import agree, relative_errors, shown_apart, worst
from rbmlib.checks.verdicts import recorded

NOT_TOLERANCES = [0, 0.0, -1e-12, np.nan, np.inf, "1e-9", None, True, 1j, [1e-9], np.ones(2)]


def passes(check, left, right, **options):
    """Whether a check passes; `refute` passes where the sides differ."""
    try:
        check("x", left, right, **options)
    except AssertionError:
        return False
    return True


# verify


def test_verify_prints_or_raises(capsys):
    verify("eq (1.1)", [1.0, 2.0], [1.0, 2.0 + 1e-13])
    verify("eq (1.2)", 1, 1.0)
    assert capsys.readouterr().out == (
        "eq (1.1): holds on 2 numbers (tolerance 1e-12)\n"
        "eq (1.2): holds on 1 number (tolerance 1e-12)\n"
    )


@pytest.mark.parametrize(
    "right, words, code",
    [
        ([1.0, 2.1], "eq (1.1): fails, off by 0.1; looks like: at most 1 of 2 comp", "E-SOME"),
        ([-1.0, -2.0], "eq (1.1): fails, off by 4; looks like: opposite sign [E-SIGN]", "E-SIGN"),
        ([1.5, 3.0], "eq (1.1): fails, off by 1; looks like: a constant factor 1.5", "E-FACTOR"),
        ([7.1, 9.9], "eq (1.1): fails, off by 7.9", "E-UNKNOWN"),
        ([1.0], "eq (1.1): fails, shape (2,) against (1,)", "E-SHAPE"),
        ([[1.0, 2.0]], "eq (1.1): fails, shape (2,) against (1, 2)", "E-SHAPE"),
        (1.0, "eq (1.1): fails, shape (2,) against ()", "E-SHAPE"),
        ([1.0, np.nan], "eq (1.1): fails, a number is not finite", "E-NOT-FINITE"),
        ([np.inf, 2.0], "eq (1.1): fails, a number is not finite", "E-NOT-FINITE"),
    ],
)
def test_verify_says_what_fails_and_what_it_looks_like(right, words, code):
    with pytest.raises(Failure) as raised:
        verify("eq (1.1)", [1.0, 2.0], right)
    assert str(raised.value).startswith(words)
    assert (raised.value.code, raised.value.codes) == (code, (code,))


def test_nan_is_not_even_equal_to_itself():
    for strange in (np.nan, np.inf):
        assert not passes(verify, strange, strange)


@pytest.mark.parametrize("value", [1e6, -1e6, 1e-6, 0.0, 3.0])
def test_the_tolerance_is_relative_above_one_and_absolute_below(value):
    allowed = 1e-9 * max(1, abs(value))
    for sign in (1, -1):
        assert passes(verify, value, value + sign * 0.9 * allowed, tolerance=1e-9)
        assert not passes(verify, value, value + sign * 1.1 * allowed, tolerance=1e-9)
        assert not passes(refute, value, value + sign * 900 * allowed, tolerance=1e-9)
        assert passes(refute, value, value + sign * 1100 * allowed, tolerance=1e-9)


def test_a_negligible_difference_among_large_ones_is_judged_by_its_own_size():
    left = np.array([1e6, 1e-6])
    assert passes(verify, left, left + np.array([9e-7, 9e-13]))
    assert not passes(verify, left, left + np.array([9e-7, 2e-12]))
    assert not passes(refute, left, left + np.array([9e-4, 9e-10]))
    assert passes(refute, left, left + np.array([0, 2e-9]))


def test_whole_numbers_and_truth_values_are_numbers():
    verify("x", np.array([1, 2], np.uint8), [1, 2])
    assert not passes(verify, np.array([1], np.uint8), np.array([2], np.uint8))
    verify("x", [True, False], [1, 0])
    verify("x", True, True)
    verify("x", 1 + 2j, 1 + 2j)
    assert not passes(verify, 1 + 2j, 1 + 2.1j)


# refute


def test_refute_prints_or_raises(capsys):
    refute("a flipped sign", 1.5, -1.5)
    refute("a lost axis", [1.0, 2.0], 1.0)
    out = capsys.readouterr().out
    assert (
        out == "a flipped sign: rejected, off by 3\na lost axis: rejected, shape (2,) against ()\n"
    )
    with pytest.raises(Failure, match="nothing changed: expected to be rejected") as raised:
        refute("nothing changed", 1.5, 1.5)
    assert raised.value.code == "E-BLIND"


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_show_nothing(strange):
    for left, right in (([1.0, strange], [1.0, 2.0]), ([1.0, 2.0], [1.0, strange])):
        with pytest.raises(ValueError, match="x: expected finite numbers on both sides, got"):
            refute("x", left, right)
    with pytest.raises(ValueError, match="expected finite numbers on both sides"):
        refute("x", [1.0, 2.0], strange)  # whatever the shapes


# Both


@pytest.mark.parametrize("check", [verify, refute])
@pytest.mark.parametrize("shape", [(0,), (2, 0)])
def test_a_comparison_of_nothing_is_refused(check, shape):
    with pytest.raises(ValueError, match="x: expected numbers to compare, got shape"):
        check("x", np.zeros(shape), np.zeros(shape))


@pytest.mark.parametrize("check", [verify, refute])
@pytest.mark.parametrize("tolerance", NOT_TOLERANCES)
def test_a_tolerance_that_is_none_is_refused(check, tolerance):
    words = "tolerance: expected a positive finite number, got"
    with pytest.raises(ValueError, match=words):
        check("x", 1.0, 1.0, tolerance=tolerance)


@pytest.mark.parametrize("check", [verify, refute])
@pytest.mark.parametrize("side", ["one", None, [None], object()])
def test_what_is_no_number_is_refused(check, side):
    with pytest.raises(ValueError, match="x: expected numbers, got"):
        check("x", 1.0, side)


@pytest.mark.parametrize("check", [verify, refute])
def test_a_mask_is_not_dropped(check):
    masked = np.ma.masked_array([1.0, 9.0], mask=[False, True])
    with pytest.raises(TypeError, match="x: expected an array without a mask"):
        check("x", [1.0, 2.0], masked)


# The comparison itself


def test_agree_compares_shapes_first_and_refuses_to_compare_nothing():
    assert agree([1.0, 2.0], [1.0, 2.0], 1e-12)
    assert not agree([1.0, 1.0], 1.0, 1e-12)
    assert not agree(np.zeros((0, 2)), np.zeros((2, 0)), 1e-12)
    with pytest.raises(ValueError, match="expected at least one number"):
        agree([], [], 1e-12)
    assert not agree([np.nan], [np.nan], 1e300)
    assert not agree([np.inf], [np.inf], 1e300)
    assert agree([1.0, 500.0], [1.0, 501.0], 1e-2, scale=100.0)
    assert not agree([1.0, 0.0], [0.5, 0.0], 1e-3, scale=100.0)


def test_the_error_of_what_is_not_finite_is_infinite():
    strange = np.array([np.nan, np.inf, -np.inf, 1.0, 1.0, np.inf])
    truth = np.array([1.0, 1.0, 1.0, np.nan, np.inf, np.inf])
    assert np.array_equal(relative_errors(strange, truth), np.full(6, np.inf))


def test_a_difference_beyond_the_range_is_an_error_and_no_warning():
    assert relative_errors(np.array([1e308]), np.array([-1e308]))[0] > 1


@pytest.mark.parametrize("larger", [0, 1, 2])
def test_the_worst_of_equal_errors_is_the_first_whatever_rounding_does(larger):
    errors = np.array([[0.1, 0.3], [0.3, 0.3]])
    errors[([0, 1, 1][larger], [1, 0, 1][larger])] *= 1 + 1e-9
    assert worst(errors) == (0, 1)
    assert worst(np.array([0.3, 0.3 * (1 + 1e-5)])) == (1,)
    assert worst(np.array([0.5, np.inf, np.inf])) == (1,)
    assert worst(np.array(0.5)) == ()


def test_numbers_that_differ_are_shown_to_differ():
    assert shown_apart(0.5, 0.25) == ["0.5000", "0.2500"]
    assert shown_apart(0.5, 0.5 + 1e-9) == ["0.5", "0.500000001"]


def test_a_failure_survives_pickling():
    failure = pickle.loads(pickle.dumps(Failure("what is wrong", "E-SIGN", "E-ZERO")))
    assert str(failure) == "what is wrong"
    assert (failure.code, failure.codes) == ("E-SIGN", ("E-SIGN", "E-ZERO"))


# Recording


def test_a_recording_holds_copies_of_every_check_passed_or_failed():
    left, wrong = np.array([0.25, 0.5]), np.array([0.75, 0.5])
    with recorded() as records:
        verify("a", left, [0.25, 0.5])
        assert not passes(refute, left, left, tolerance=1e-9)
        refute("c", left, wrong, tolerance=1e-6)
    left[:], wrong[:] = 7, 8
    assert [(r.kind, r.name, r.tolerance) for r in records] == [
        ("verify", "a", 1e-12),
        ("refute", "x", 1e-9),
        ("refute", "c", 1e-6),
    ]
    assert [r.left.tolist() for r in records] == [[0.25, 0.5]] * 3
    assert [r.right.tolist() for r in records] == [[0.25, 0.5], [0.25, 0.5], [0.75, 0.5]]


def test_recordings_nest_and_end_even_with_an_error():
    with pytest.raises(Failure), recorded() as outer:
        with recorded() as inner:
            verify("first", 1, 1)
        verify("second", 1, 2)
    verify("afterwards", 1, 1)
    assert [r.name for r in inner] == ["first"]
    assert [r.name for r in outer] == ["first", "second"]


def test_the_recording_that_ends_is_the_one_that_began():
    first, second = recorded(), recorded()
    with first as early:
        late = second.__enter__()
    verify("now", 1, 1)
    second.__exit__(None, None, None)
    assert (early, [r.name for r in late]) == ([], ["now"])
