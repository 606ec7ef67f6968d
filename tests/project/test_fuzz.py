"""No input lies: whatever is put in, the answer is right, or a refusal says what is wrong.

``RBMLIB_FUZZ=20000 pytest tests/project/test_fuzz.py`` makes that many calls and prints what
came of them.
"""

import functools
import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rbmlib.datasets import digits
from tests.project.fuzzing.calls import TRUSTING, Call, every_call, fuzzed_calls
from tests.project.fuzzing.judge import judged, right_result

CALLS = fuzzed_calls()
NAMES = sorted(name for name, call in CALLS.items() if call.parameters)
N_CALLS = int(os.environ.get("RBMLIB_FUZZ", "3000"))
CAME: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _imports():
    """What takes seconds the first time, and not because of an argument."""
    digits()


@functools.cache
def replacements(call: Call) -> st.SearchStrategy[dict[str, str]]:
    """One or two arguments, and the nasty value in the place of each, by its name."""
    right = call.arguments()
    pairs = [(name, label) for name in right for label in call.nasty(right, name)]
    some = st.lists(st.sampled_from(pairs), min_size=1, max_size=2, unique_by=lambda p: p[0])
    return some.map(dict)


def test_every_public_callable_is_fuzzed():
    assert len(CALLS) > 100 and "exact.log_likelihood" in CALLS
    for call in CALLS.values():
        call.arguments()  # a LookupError names the parameter that calls.py does not know


def test_nothing_is_left_out_that_does_not_exist():
    for place in TRUSTING:
        assert any(name == place or name.startswith(f"{place}.") for name in every_call()), place


@pytest.mark.parametrize("name", sorted(CALLS))
def test_right_arguments_are_answered(name):
    right_result(CALLS[name])


@pytest.mark.parametrize("name", NAMES)
@settings(
    derandomize=True,
    deadline=None,
    max_examples=max(1, N_CALLS // len(NAMES)),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_input_lies(name, data):
    call = CALLS[name]
    CAME[judged(call, data.draw(replacements(call)))] += 1


def test_the_counts(capsys):
    if "RBMLIB_FUZZ" in os.environ:
        with capsys.disabled():
            print(f"\n{len(NAMES)} callables, {sum(CAME.values())} calls: {dict(CAME)}")


def _refuses_without_words(v):
    raise ValueError("no")


def _names_another(v):
    raise ValueError("data: expected states, got others")


def _raises_something(v):
    raise KeyError("v: expected states, got others")


def _hangs(v):
    while True:
        pass


LIES = {
    "drops the mask": (lambda v: np.asarray(v).sum(axis=-1), "masked array"),
    "takes texts": (lambda v: len(v) * [0.0], "texts"),
    "passes NaN on": (lambda v: np.asarray(v, float).sum(axis=-1), "NaN"),
    "broadcasts": (lambda v: (np.asarray(v) + np.zeros((5, 3))).sum(axis=-1), "first column"),
    "broadcasts rows": (lambda v: (np.asarray(v) + np.zeros((5, 3))).sum(axis=-1), "first row"),
    "wraps around": (lambda v: np.asarray(v) - np.asarray(v).dtype.type(1), "uint8"),
    "refuses lists": (lambda v: v.astype(int), "list"),
    "flattens": (lambda v: np.asarray(v).ravel()[:5], "extra axis in front"),
    "says nothing": (_refuses_without_words, "two"),
    "names another": (_names_another, "two"),
    "raises something": (_raises_something, "two"),
    "hangs": (_hangs, "two"),
    "fills memory": (lambda v: np.empty(2**26), "two"),
    "reserves memory": (lambda v: np.empty(2**40), "two"),
    "warns": (lambda v: np.float64(0) / 0 if np.max(v) > 1 else 1.0, "two"),
}


@pytest.mark.parametrize("lie", LIES)
def test_the_judge_sees_lies(lie):
    function, label = LIES[lie]
    with pytest.raises(AssertionError):
        judged(Call("lies.lie", function, ["v"], {}), {"v": label})
