"""Makes a call within bounded time and memory, and judges what came of it."""

import contextlib
import functools
import io
import itertools
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rbmlib import Model
from rbmlib.checks import Failure
from rbmlib.learning import Diverged
from tests.project.fuzzing import places as at
from tests.project.fuzzing.bounds import Overrun, bounded
from tests.project.fuzzing.calls import Call
from tests.project.fuzzing.machines import Mischief
from tests.project.fuzzing.results import is_finite, same, shapes
from tests.project.fuzzing.rights import MODELS
from tests.project.fuzzing.values import (
    ANY,
    FINITE,
    LIFTED,
    REFUSED,
    SAME,
    SAME_OR_REFUSED,
    Verdict,
)

#: How every refusal reads: who, what was expected, and what came.
REFUSAL = re.compile(r"(?s)(?P<who>.+?): (expected .+[,;] got .*|gives .+; expected .+)")
#: Of what is too large: which computation, how large, and what to do instead.
TOO_LARGE = re.compile(r"(?s).+?: would .+; instead, .+")
#: Of a chain that was given a time to mix in.
TOO_SLOW = re.compile(r"mixing_time: not within .+ of p\(v\) after \d+ sweeps; .+")


def outcome(call: Call, arguments: Mapping[str, Any]) -> tuple[Any, Exception | None]:
    """The result, of which an iterator gives its first items; or what was raised."""
    silence = contextlib.redirect_stdout(io.StringIO())
    with silence, warnings.catch_warnings(record=True) as warned, bounded():
        warnings.simplefilter("always")
        try:
            result = call.function(**arguments, **call.given)
            if isinstance(result, Iterator):
                result = list(itertools.islice(result, 30))
        except Exception as error:
            return None, error
    assert not warned or _passes_on(call), f"answered, but warned: {warned[0].message}"
    return result, None


@functools.cache
def right_result(call: Call) -> Any:
    """What the right arguments give."""
    result, error = outcome(call, call.arguments())
    assert error is None, error
    assert is_finite(result)
    return result


def judged(call: Call, replaced: Mapping[str, str]) -> str:
    """What came of a call with nasty values in place of some arguments; or an AssertionError."""
    if _takes_long(call, replaced):
        return "left out"
    right = call.arguments()
    try:
        arguments = _with_instance(call, right, replaced)
    except (TypeError, ValueError) as error:
        assert REFUSAL.fullmatch(str(error)), f"no words for a model that cannot be: {error!r}"
        return "refused"
    verdicts = [_verdict(call, name, replaced[name], right) for name in _instances(call, replaced)]
    for name in replaced.keys() - _instances(call, replaced):
        if replaced[name] not in call.nasty(arguments, name):
            return "left out"
        verdicts.append(_verdict(call, name, replaced[name], arguments))
        with warnings.catch_warnings(action="ignore"):
            arguments[name] = call.nasty(arguments, name)[replaced[name]][1](arguments[name])
    if _constructs(call) and len(replaced) > 1:
        verdicts = [ANY]  # two wrong sizes may fit each other
    verdict = min(verdicts, key=(REFUSED, ANY, FINITE, LIFTED, SAME_OR_REFUSED, SAME).index)
    try:
        result, error = outcome(call, arguments)
    except Overrun as overrun:
        raise AssertionError(str(overrun)) from overrun
    if isinstance(error, Mischief | Diverged | Failure):
        return "passed on"
    if error is not None:
        assert verdict is not SAME, f"refused another form of the right value: {error!r}"
        _check_refusal(call, replaced, arguments, error)
        return "refused"
    _check_answer(call, replaced, right, verdict, result)
    return "answered"


def _instances(call: Call, replaced: Mapping[str, str]) -> set[str]:
    return replaced.keys() & {"self", "model", "rbm", "first", "second"}


def _with_instance(
    call: Call, right: dict[str, Any], replaced: Mapping[str, str]
) -> dict[str, Any]:
    """The right arguments for a nasty model, where one is put in."""
    arguments, spoilt = dict(right), {}
    for name in _instances(call, replaced):
        instance = spoilt[name] = call.nasty(right, name)[replaced[name]][1](right[name])
        if name == "self" or (isinstance(instance, Model) and name != "second"):
            arguments = call.arguments(instance)
    return arguments | spoilt


def _takes_long(call: Call, replaced: Mapping[str, str]) -> bool:
    many = call.name.startswith("checks.gradients.") and not at.MANY.isdisjoint(replaced.values())
    return many or any(
        (f"{call.name}.{name}" in at.PATIENT and label in at.HUGE)
        or (f"{call.name}.{name}", label) in at.MINUTES
        for name, label in replaced.items()
    )


def _verdict(call: Call, name: str, label: str, arguments: dict[str, Any]) -> Verdict:
    """What may come of this one value in this one place."""
    verdict = call.nasty(arguments, name)[label][0]
    label, place = label.rpartition(": ")[2], f"{call.name}.{name}"
    right_here = [
        place in at.ANY_SHAPE and label in at.OTHER_SHAPE,
        _passes_on(call) and label in at.NOT_FINITE_LABELS,
        label == "None" and call.may_be_none(name),
        label == "symbols" and (name == "theta" or _constructs(call)),
        call.name.endswith(".unravel") and label in at.NOT_NUMBERS,
        name == "log_weights" and label == "minus infinity",
        name == "log_normaliser" and label == "complex",
        call.name == "learning.rules.find_rule",
        place in at.ANY_TEXT and label in ("other", "empty"),
        place.endswith(".error_bound.step") and label in at.STEPS,
    ]
    if any(right_here):
        return ANY
    of_one_size = _constructs(call) or call.name.startswith("lessons.plots.")
    if of_one_size and (label in at.OTHER_ROWS or verdict is LIFTED):
        return REFUSED
    return verdict


def _passes_on(call: Call) -> bool:
    """Whether NaN in may give NaN out."""
    return call.name in at.NOT_FINITE or call.name.endswith((".as_vector", ".unravel"))


def _constructs(call: Call) -> bool:
    return call.name.rpartition(".")[2] in MODELS


def _check_refusal(
    call: Call, replaced: Mapping[str, str], arguments: Mapping[str, Any], error: Exception
) -> None:
    assert type(error) in (ValueError, TypeError), f"raised {error!r}"
    if TOO_LARGE.fullmatch(str(error)) or TOO_SLOW.fullmatch(str(error)):
        return
    found = REFUSAL.fullmatch(str(error))
    assert found, f"does not say what was expected and what came: {error!r}"
    texts = (value for value in arguments.values() if isinstance(value, str))
    words = set(re.findall(r"\w+", " ".join(texts)))
    named = {*call.name.split("."), *replaced, call.given.get("name"), *words}
    for model in (getattr(value, "model", value) for value in arguments.values()):
        named |= {type(model).__name__, *(model.shapes() if isinstance(model, Model) else ())}
    other_size = at.OTHER_SHAPE | at.OTHER_ROWS.keys() | at.OTHER_LENGTH
    about_f = call.name.startswith("checks.gradients.")
    if about_f or _instances(call, replaced) or not other_size.isdisjoint(replaced.values()):
        named |= set(call.parameters)  # of two that do not match, either may be named
    assert named & set(re.findall(r"\w+", found["who"])), f"names another argument: {error!r}"


def _check_answer(
    call: Call,
    replaced: Mapping[str, str],
    right: Mapping[str, Any],
    verdict: Verdict,
    result: Any,
) -> None:
    shown = repr(result)[:300]
    assert verdict is not REFUSED, f"answered {shown}"
    if verdict in (SAME, LIFTED, SAME_OR_REFUSED):
        expected = right_result(call)
        assert same(result, expected, verdict is LIFTED), f"{shown}, expected {expected!r:.300}"
    elif verdict is FINITE:
        assert _passes_on(call) or is_finite(result), f"not finite: {shown}"
        if all(isinstance(right[name], np.ndarray) for name in replaced):
            _check_shape(call, replaced, result)


def _check_shape(call: Call, replaced: Mapping[str, str], result: Any) -> None:
    """Nothing is broadcast: other numbers have the same shape, other rows as many rows."""
    expected = right_result(call)
    found, want = shapes(result), shapes(expected)
    others = [(name, label) for name, label in replaced.items() if label in at.OTHER_ROWS]
    if others:
        (name, label), *more = others
        if more or name not in at.BATCHES or len(at.BATCHES & set(call.parameters)) > 1:
            return
        many = at.OTHER_ROWS[label]
        want = shapes(expected, lambda rows: rows * many if many > 1 else many)
    assert found == want, f"shapes {found}, expected {want}"
