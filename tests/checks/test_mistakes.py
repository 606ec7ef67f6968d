"""Mistakes planted by hand are found and named, by the audit and by check_gradient."""

import re
from pathlib import Path

import numpy as np
import pytest

import rbmlib.checks
from rbmlib import RBM, binary_states, mean_log_likelihood, state_index
from rbmlib.checks import CODES, GradientMismatch, audit, check_gradient
from rbmlib.checks.answers import ANSWERS
from rbmlib.checks.audits import audit_machines
from rbmlib.checks.codes import diagnosed
from rbmlib.checks.gradients.naming import Comparison, _closest, name_mistakes
from tests.checks.by_hand import gradient
from tests.checks.gradients_by_hand import GRADIENTS
from tests.checks.parts_by_hand import PARTS, RIGHT, SAMPLERS

RNG = np.random.default_rng(3)
OBLONG, SQUARE = RBM.random(3, 2, RNG), RBM.random(3, 3, RNG)
DATA = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 1.0]])


def ids(planted):
    return [f"{k}-{getattr(p, 'part', '')}-{p.code}" for k, p in enumerate(planted)]


def codes_of(model, blocks, **options):
    """What check_gradient calls a wrong gradient."""
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(lambda m: mean_log_likelihood(m, DATA), blocks, model, **options)
    assert raised.value.code == raised.value.codes[0]
    assert all(f"[{code}]" in str(raised.value) for code in raised.value.codes)
    return raised.value.codes


def arrays(model):
    return model.weights, model.visible_bias, model.hidden_bias


def test_the_data_repeat_a_row_and_miss_a_state():
    distinct = np.unique(DATA, axis=0)
    assert len(distinct) < min(len(DATA), 2**3)


def test_the_gradient_by_hand_is_right():
    for model in (OBLONG, SQUARE):
        right = gradient(*arrays(model), DATA)
        report = check_gradient(lambda m: mean_log_likelihood(m, DATA), right, model, data=DATA)
        assert str(report).endswith("components agree within 1e-13")


# check_gradient


@pytest.mark.parametrize("planted", GRADIENTS, ids=ids(GRADIENTS))
def test_a_wrong_gradient_is_named(planted):
    if not planted.square:
        wrong = planted.wrong(*arrays(OBLONG), DATA)
        assert codes_of(OBLONG, wrong, data=DATA) == (planted.code,)
        assert codes_of(OBLONG, wrong) == planted.without_data
    wrong = planted.wrong(*arrays(SQUARE), DATA)
    assert codes_of(SQUARE, wrong, data=DATA) == (planted.code,)
    if planted.square:
        assert codes_of(SQUARE, wrong) == planted.without_data


@pytest.mark.parametrize("method", ["central", "richardson", "forward"])
def test_names_do_not_depend_on_the_method(method):
    some = [p for p in GRADIENTS if p.code in ("E-NO-Z", "E-CD-1", "E-UNIFORM", "E-REPEATS")]
    assert len(some) == 4
    for planted in some:
        wrong = planted.wrong(*arrays(OBLONG), DATA)
        assert codes_of(OBLONG, wrong, method=method, data=DATA) == (planted.code,)


def test_names_do_not_depend_on_the_order_of_the_blocks():
    class Reversed:
        """The machine with its parameters in another order."""

        n_parameters = 11

        def __init__(self, theta):
            self.theta = np.asarray(theta)
            self.rbm = OBLONG.with_parameters(np.roll(self.theta, -2))
            self.parameter_names = [*OBLONG.parameter_names[-2:], *OBLONG.parameter_names[:-2]]

        def ravel(self):
            return self.theta

        def with_parameters(self, theta):
            return Reversed(theta)

        def unravel(self, theta):
            return {
                "hidden_bias": theta[:2],
                "weights": theta[2:8].reshape(3, 2),
                "visible_bias": theta[8:],
            }

    model = Reversed(np.roll(OBLONG.ravel(), 2))
    for planted in GRADIENTS:
        if planted.code in ("E-NO-Z", "E-CD-1", "E-NO-HIDDEN-BIAS-IN-SIGMOID"):
            wrong = planted.wrong(*arrays(OBLONG), DATA)
            blocks = dict(zip(("weights", "visible_bias", "hidden_bias"), wrong, strict=True))
            with pytest.raises(GradientMismatch) as raised:
                check_gradient(
                    lambda m: mean_log_likelihood(m.rbm, DATA), blocks, model, data=DATA
                )
            assert raised.value.codes == (planted.code,)


def test_one_wrong_block_is_named_after_its_own_mistake():
    right = gradient(*arrays(SQUARE), DATA)
    for planted in GRADIENTS:
        if planted.code in ("E-SIGN", "E-NO-Z", "E-CD-1", "E-NO-NEGATIVE-PHASE"):
            wrong = planted.wrong(*arrays(SQUARE), DATA)
            assert codes_of(SQUARE, (*right[:2], wrong[2]), data=DATA) == (planted.code,)
    both = (right[0].T, -right[1], right[2])
    assert codes_of(SQUARE, both) == ("E-TRANSPOSED", "E-SIGN")


def test_two_numbers_have_a_factor_and_one_has_none():
    def named(wrong, right):
        found = name_mistakes({"a": np.array(wrong)}, {"a": np.array(right)}, 1e-9, None)
        return [(block, looks.code) for block, looks in found]

    assert named([2.6, 5.2], [1.3, 2.6]) == [("", "E-FACTOR")]
    assert named([2.6], [1.3]) == [("a", "E-UNKNOWN")]


def test_a_mistake_that_would_be_infinite_in_part_is_passed_over():
    got, wanted = np.array([2.0, 5.0]), np.array([1.0, 3.0])
    compared = Comparison(got, wanted, 1e-9, 3.0)
    first, second = diagnosed("E-SIGN"), diagnosed("E-ZERO")
    candidates = [(first, np.array([2.0, np.inf])), (second, got)]
    assert _closest(compared, candidates) is second
    assert _closest(compared, candidates[:1]) is None


def test_a_block_that_has_a_name_keeps_it_though_the_whole_has_a_pattern():
    """All numbers are right, in other places; of one block we know how they came there."""
    right = {"a": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([5.0, 6.0]), "c": np.ones(1)}
    wrong = right | {"a": right["a"].T, "b": np.array([6.0, 1.0]), "c": np.array([5.0])}
    found = name_mistakes(wrong, right, 1e-9, None)
    assert [(name, looks.code) for name, looks in found] == [
        ("a", "E-TRANSPOSED"),
        ("b", "E-UNKNOWN"),
        ("c", "E-UNKNOWN"),
    ]
    del wrong["a"], right["a"]
    assert [looks.code for _, looks in name_mistakes(wrong, right, 1e-9, None)] == ["E-INDEX"]


def test_numbers_that_fit_nothing_have_no_name():
    for model in (OBLONG, SQUARE):
        for seed in range(5):
            rng = np.random.default_rng(seed)
            blocks = tuple(
                x + 0.1 * rng.normal(size=x.shape) for x in gradient(*arrays(model), DATA)
            )
            for data in (DATA, None):
                for method in ("complex", "forward"):
                    found = codes_of(model, blocks, data=data, method=method)
                    assert found == ("E-UNKNOWN",) * 3


def test_a_loose_tolerance_does_not_invent_names():
    blocks = tuple(x + 0.2 for x in gradient(*arrays(OBLONG), DATA))
    nearly = (blocks[0] + 0.02 * np.arange(6).reshape(3, 2), *blocks[1:])
    assert set(codes_of(OBLONG, nearly, tolerance=0.1, data=DATA)) == {"E-UNKNOWN"}


def test_mistakes_that_coincide_are_given_the_first_name():
    """Without biases, all signs turned are the weights' sign turned, which is listed first."""
    bare = RBM(OBLONG.weights, 0 * OBLONG.visible_bias, 0 * OBLONG.hidden_bias)
    planted = {p.code: p.wrong for p in GRADIENTS}
    for end in ("-IN-SIGMOID", "-IN-POSITIVE-SIGMOID", "-IN-NEGATIVE-SIGMOID"):
        wrong = planted[f"E-PARAMETERS-SIGN{end}"](*arrays(bare), DATA)
        assert codes_of(bare, wrong, data=DATA) == (f"E-WEIGHTS-SIGN{end}",)


# The audit


# But for those with a number that check_gradient reads from the gradient itself.
AUDITED = [p for p in GRADIENTS if not p.code.endswith(("CONSTANT", "-FACTOR"))]


@pytest.mark.parametrize("planted", AUDITED, ids=ids(AUDITED))
def test_the_audit_names_the_same_mistakes(planted):
    """In the blocks that show it; where a block shows nothing of it, it holds."""
    report = audit(lambda *m: {"gradient": lambda data: planted.wrong(*m, data)})
    assert planted.code in {finding.code for finding in report.failures}


def drawn(law, rows, rng):
    """One state a row, drawn from that row of a table of laws over the rows' states."""
    ends = np.cumsum(law, axis=1)
    ends[:, -1] = 1
    row = state_index(rows)
    place = np.searchsorted(
        (ends + np.arange(len(ends))[:, None]).ravel(), row + rng.random(len(row)), "right"
    )
    return binary_states(law.shape[1].bit_length() - 1)[place - row * law.shape[1]]


def judged(part, wrong):
    """The finding on a part made by hand; a sampler draws from a law made by hand."""

    def parts(*machine):
        rng = np.random.default_rng(2)

        def draw(rows):
            return drawn(wrong(machine, 1.0 * binary_states(rows.shape[1])), rows, rng)

        return {part: draw if part in SAMPLERS else lambda *given: wrong(machine, *given)}

    return audit(parts).findings[0]


@pytest.mark.parametrize("part", RIGHT)
def test_the_parts_by_hand_are_right(part):
    assert judged(part, RIGHT[part]).holds


@pytest.mark.parametrize("planted", PARTS, ids=ids(PARTS))
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_wrong_part_is_named(planted):
    finding = judged(planted.part, planted.wrong)
    assert finding.holds == (planted.code is None)
    assert finding.code == (planted.code or "")
    if planted.code:
        words = finding.diagnosis
        assert words == CODES[planted.code] or planted.code == "E-FACTOR"
        assert str(finding).endswith(f"; looks like: {words} [{planted.code}]")


def test_what_is_planted_is_planted_on_oblong_machines_too():
    shapes = [weights.shape for weights, _, _ in audit_machines()]
    assert {n == m for n, m in shapes} == {True, False}
    assert {p.square for p in GRADIENTS} == {p.square for p in PARTS} == {True, False}


# The table of codes


def test_every_code_in_the_source_is_in_the_table_and_is_used():
    package = Path(rbmlib.checks.__file__).parent  # which need not be a checkout's
    named = set()
    for path in package.rglob("*.py"):
        if path.name not in ("codes.py", "answers.py"):
            named |= set(re.findall(r'"(E-[A-Z0-9-]+)"', path.read_text()))
    assert named <= set(CODES)
    stems = {code for code in CODES if "-IN-" not in code}
    assert stems - set(ANSWERS) == named  # those of answers: tests/lessons/test_exercises.py


def test_the_words_of_two_codes_differ():
    assert len(set(CODES.values())) == len(CODES)
