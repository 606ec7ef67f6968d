"""The audit: right parts hold, wrong ones are found, and blamed on their part."""

import inspect
import re
from functools import cache
from itertools import chain

import numpy as np
import pytest

from rbmlib import (
    RBM,
    binary_states,
    log_likelihood,
    log_likelihood_gradient,
    sigmoid,
)
from rbmlib.checks.audits import Audit, Finding, audit, audit_machines
from rbmlib.checks.audits.audit import _ARGUMENTS
from rbmlib.checks.audits.draws import FALSE_ALARM, _repeated, divergence
from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.parts import BLOCKS
from rbmlib.checks.audits.suspects import SAMPLERS
from rbmlib.sampling import gibbs_step, sample_hidden, sample_visible

FEW = 100  # draws where a sampler is right and not what is tested
NUMBERS = [part for part in _ARGUMENTS if part not in SAMPLERS]


def own_parts(weights, visible_bias, hidden_bias):
    """The RBM of rbmlib, in the words of the audit."""
    rbm, rng = RBM(weights, visible_bias, hidden_bias), np.random.default_rng(1)
    return {
        "energy": rbm.energy,
        "free_energy": rbm.free_energy,
        "hidden_mean": rbm.hidden_mean,
        "visible_mean": rbm.visible_mean,
        "log_partition": rbm.log_partition,
        "log_likelihood": lambda v: log_likelihood(rbm, v),
        "gradient": lambda data: rbm.unravel(log_likelihood_gradient(rbm, data)),
        "sample_hidden": lambda v: sample_hidden(rbm, v, rng),
        "sample_visible": lambda h: sample_visible(rbm, h, rng),
        "gibbs_step": lambda v: gibbs_step(rbm, v, rng),
    }


def instead(part, function, only=None):
    """The parts of rbmlib, one of them another function of the machine and the arguments."""

    def parts(*machine):
        functions = own_parts(*machine) | {part: lambda *given: function(*machine, *given)}
        return {name: functions[name] for name in only or functions}

    return parts


def one(part, function, **options):
    """The finding on one part: a function of the machine's three arrays and the arguments."""
    report = audit(lambda *m: {part: lambda *a: function(*m, *a)}, **options)
    return report.findings[0]


# What is right


def test_our_own_machine_holds_in_every_part():
    report = audit(own_parts)
    assert report.failures == []
    blocks = [f"gradient, {block}" for block in BLOCKS]
    expected = [[part] if part != "gradient" else blocks for part in _ARGUMENTS]
    assert [finding.part for finding in report.findings] == list(chain.from_iterable(expected))
    assert str(report).startswith("audit: 12 of 12 parts hold\n  energy ")
    assert repr(report) == str(report)
    assert report.require() is None


def test_the_definition_itself_holds():
    for part in NUMBERS:
        parts = {part: lambda *m, part=part: getattr(Enumerated(*m[:3]), part)(*m[3:])}
        report = audit(
            lambda *m, parts=parts: {
                name: lambda *given, f=f: f(*m, *given) for name, f in parts.items()
            },
            tolerance=1e-15,
        )
        assert report.failures == []


@pytest.mark.parametrize(
    "form",
    [
        lambda blocks: tuple(blocks.values()),
        lambda blocks: list(blocks.values()),
        lambda blocks: {name: blocks[name].tolist() for name in reversed(blocks)},
        lambda blocks: np.concatenate([block.ravel() for block in blocks.values()]),
        lambda blocks: np.concatenate([block.ravel() for block in blocks.values()]).tolist(),
    ],
    ids=["tuple", "list", "dict", "vector", "list of numbers"],
)
def test_a_gradient_may_be_blocks_or_a_vector(form):
    right = audit(lambda *m: {"gradient": lambda data: form(own_parts(*m)["gradient"](data))})
    assert [finding.holds for finding in right.findings] == [True] * 3

    def sign_of_c(*machine):
        def wrong(data):
            blocks = own_parts(*machine)["gradient"](data)
            return form(blocks | {"hidden_bias": -blocks["hidden_bias"]})

        return {"gradient": wrong}

    found = audit(sign_of_c).findings
    assert [finding.code for finding in found] == ["", "", "E-SIGN"]


def test_states_may_be_floats_or_booleans():
    def parts(*machine):
        own = own_parts(*machine)
        return {
            "sample_hidden": lambda v: own["sample_hidden"](v).astype(bool),
            "sample_visible": lambda h: own["sample_visible"](h).astype(float),
        }

    assert audit(parts, n_draws=FEW).failures == []


def test_single_precision_holds_at_its_own_tolerance_only():
    def single(W, b, c, v):
        W, b, c = (x.astype(np.float32) for x in (W, b, c))
        return -(v @ b) - np.log1p(np.exp(c + v.astype(np.float32) @ W)).sum(1, dtype=np.float32)

    assert not one("free_energy", single).holds
    assert one("free_energy", single, tolerance=1e-4).holds


def test_a_part_may_spoil_its_arguments_without_harm():
    def rude(W, b, c, v):
        value = RBM(W, b, c).free_energy(v)
        v += 1
        W *= 0
        return value

    machines = audit_machines()
    assert one("free_energy", rude, machines=machines).holds
    assert np.array_equal(machines[0][0], audit_machines()[0][0])


def test_the_machines_are_the_same_at_every_call_and_not_all_square():
    first, second = audit_machines(), audit_machines()
    pairs = zip(chain.from_iterable(first), chain.from_iterable(second), strict=True)
    assert all(np.array_equal(x, y) for x, y in pairs)
    shapes = [weights.shape for weights, _, _ in first]
    assert {n == m for n, m in shapes} == {True, False}
    assert all(np.all(block != 0) for machine in first for block in machine)


# What is wrong


@pytest.mark.parametrize(
    "part, wrong",
    [
        ("gradient", lambda W, b, c, data: (0 * W, 0 * b, 0 * c)),
        ("gibbs_step", lambda W, b, c, v: v),
        ("free_energy", lambda W, b, c, v: RBM(W, b, 0 * c).free_energy(v)),
    ],
)
def test_a_mistake_among_all_parts_is_the_only_failure(part, wrong):
    report = audit(instead(part, wrong))
    assert {finding.part.split(",")[0] for finding in report.failures} == {part}
    assert len(report.findings) == 12


def test_transposed_weights_in_real_code_are_found_and_named():
    def real(W, b, c, v):
        return sigmoid(c + v @ W.T)

    finding = one("hidden_mean", real)
    assert finding.diagnosis == "the weights are transposed"
    assert finding.code == "E-WEIGHTS-TRANSPOSED"
    assert re.match(r"on 4 of 5 machines, first 2 x 2: expected 0\.\d+, got", finding.reason)
    shapes = [m for m in audit_machines() if m[0].shape[0] != m[0].shape[1]]
    blind = one("hidden_mean", real, machines=shapes)
    assert blind.reason.startswith("on 2 of 2 machines, first 3 x 2: raises ValueError: matmul")
    assert (blind.diagnosis, blind.code) == ("", "E-RAISES")


def test_transposed_weights_in_a_sampler_that_raises_are_named():
    rng = np.random.default_rng(3)

    def real(W, b, c, v):
        return (rng.random((len(v), len(c))) < sigmoid(c + v @ W.T)).astype(int)

    assert one("sample_hidden", real).diagnosis == "the weights are transposed"


def test_a_part_that_fails_only_off_the_square_is_found_and_not_misnamed():
    def square_only(W, b, c, v):
        if W.shape[0] != W.shape[1]:
            raise NotImplementedError("square machines only\nsecond line")
        return RBM(W, b, c).free_energy(v)

    finding = one("free_energy", square_only)
    assert (finding.holds, finding.diagnosis, finding.code) == (False, "", "E-RAISES")
    expected = "on 2 of 5 machines, first 3 x 2: raises NotImplementedError: square machines only"
    assert finding.reason == expected


def test_a_mistake_on_one_machine_only_is_found():
    def odd(W, b, c, v):
        return RBM(W, b, c).free_energy(v) + (W.shape == (3, 3))

    finding = one("free_energy", odd)
    assert finding.reason.startswith("on 1 of 5 machines, first 3 x 3: expected")


# What is not an answer at all


def test_whatever_a_part_raises_is_its_finding():
    def broken(W, b, c, v):
        raise KeyError("weights")

    for part, n in (("free_energy", 5), ("sample_hidden", 5), ("gradient", 5)):
        finding = one(part, broken)
        assert finding.reason == f"on {n} of 5 machines, first 1 x 1: raises KeyError: 'weights'"
        assert (finding.holds, finding.diagnosis) == (False, "")


def test_an_exception_without_words():
    def silent(W, b, c, v):
        raise AssertionError

    assert one("free_energy", silent).reason.endswith("raises AssertionError: ")


@pytest.mark.parametrize(
    "part, value, reason",
    [
        ("free_energy", lambda v: np.zeros((len(v), 1)), "expected shape (4,), got (4, 1)"),
        ("free_energy", lambda v: 0.0, "expected shape (4,), got ()"),
        ("free_energy", lambda v: np.full(len(v), np.nan), "a number is not finite"),
        ("free_energy", lambda v: np.full(len(v), -np.inf), "a number is not finite"),
        ("free_energy", lambda v: "x", "raises ValueError: could not convert string to float"),
        ("free_energy", lambda v: None, "expected shape (4,), got ()"),
        ("gradient", lambda v: {"visible_bias": 0}, "raises KeyError: 'weights'"),
        ("gradient", lambda v: (), "raises ValueError: gradient: expected shape (3,), the order"),
        ("gradient", lambda v: (np.ones((1, 1)),) * 4, "gradient: expected 3 blocks, got 4"),
        ("gradient", lambda v: np.ones(4), "expected shape (3,), the order of weights, visible"),
        (
            "sample_hidden",
            lambda v: np.full((len(v), 1), 0.5),
            "raises ValueError: states: expected binary states in {0, 1}, got 0.5",
        ),
        (
            "sample_hidden",
            lambda v: np.full((len(v), 1), np.nan),
            "raises ValueError: states: expected binary states in {0, 1}, got nan",
        ),
        (
            "sample_hidden",
            lambda v: 2 * v - 1,
            "raises ValueError: states: expected binary states in {0, 1}, got -1",
        ),
        ("sample_hidden", lambda v: v[:1], "expected shape (20, 1), got (1, 1)"),
    ],
)
def test_what_cannot_be_compared_says_why(part, value, reason):
    finding = one(part, lambda W, b, c, v: value(v), machines=audit_machines()[:1], n_draws=20)
    assert not finding.holds
    assert finding.diagnosis == ""
    assert reason in finding.reason


def test_the_first_component_of_a_gradient_that_is_missing_does_not_hide_the_others():
    def parts(*machine):
        own = own_parts(*machine)["gradient"]
        return {"gradient": lambda data: {k: x for k, x in own(data).items() if k != "weights"}}

    assert [finding.holds for finding in audit(parts).findings] == [False, True, True]


# Mistakes that nobody listed


@pytest.mark.parametrize(
    "part, spoil, diagnosis",
    [
        ("free_energy", lambda x: 3 * x, "a constant factor 3"),
        (
            "free_energy",
            lambda x: x + 1,
            "one number added to every component: a term is missing or one too many",
        ),
        (
            "hidden_mean",
            lambda x: np.roll(x, 1, axis=0),
            "the right numbers in the wrong places: a wrong index",
        ),
        ("log_likelihood", lambda x: x + np.sin(np.arange(len(x)) + 1), ""),
    ],
)
def test_a_mistake_that_is_not_listed_is_described_or_left_open_and_fails(part, spoil, diagnosis):
    finding = one(part, lambda *given: spoil(getattr(Enumerated(*given[:3]), part)(*given[3:])))
    assert (finding.holds, finding.diagnosis) == (False, diagnosis)
    assert ("; looks like" in str(finding)) == bool(diagnosis)
    assert (finding.code == "E-UNKNOWN") == (not diagnosis)


def test_an_unlisted_law_fails_without_a_name():
    rng = np.random.default_rng(4)

    def lazy(W, b, c, v):
        moved = gibbs_step(RBM(W, b, c), v, rng)
        return np.where(rng.random((len(v), 1)) < 0.5, v, moved)

    finding = one("gibbs_step", lazy)
    assert (finding.holds, finding.diagnosis, finding.code) == (False, "", "E-UNKNOWN")
    assert re.search(r"expected \[\d\] from \[\d\] with probability 0\.\d{3}, got", finding.reason)


# The limit of the samplers' test


def entries():
    """Numbers of law entries of each sampler's audit."""
    machines = [Enumerated(*machine) for machine in audit_machines()]
    given = [(t, part, _ARGUMENTS[part](t.shape)) for t in machines for part in SAMPLERS]
    sizes = {part: 0 for part in SAMPLERS}
    for truth, part, rows in given:
        sizes[part] += getattr(truth, part)(*rows).size
    return sizes


@cache
def log_choices(n):
    """Logarithms of the binomial coefficients of n."""
    factorials = np.cumsum(np.log(np.maximum(np.arange(n + 1), 1)))
    return factorials[n] - factorials - factorials[::-1]


def tail(p, other, n, limit):
    """Exact probability that n tosses of a coin with `other` are off the limit around p."""
    k = np.arange(n + 1)
    outside = divergence(k / n, np.full(n + 1, p)) > limit
    pmf = np.exp(log_choices(n) + k * np.log(other) + (n - k) * np.log1p(-other))
    assert abs(pmf.sum() - 1) < 1e-9
    return pmf[outside].sum()


@pytest.mark.parametrize("n", [50, 2000, 20_000])
@pytest.mark.parametrize("p", [1e-4, 0.01, 0.3, 0.5, 0.9, 0.999])
def test_a_right_sampler_fails_no_more_often_than_stated(n, p):
    for count in entries().values():
        limit = np.log(2 * count / FALSE_ALARM) / n
        assert tail(p, p, n, limit) * count <= FALSE_ALARM
    if n * min(p, 1 - p) > 20:  # an exact tail of a coarse coin may jump over the smaller limit
        assert tail(p, p, n, limit / 2) * count > FALSE_ALARM


def test_the_limit_is_reached_and_not_exceeded():
    """A unit that is on in exactly k of n draws, off or on its input; two laws of two states."""
    n, p = 400, 1 / (1 + np.exp(0.3))
    limit = np.log(2 * 4 / 1e-6) / n
    off = divergence(np.arange(n + 1) / n, np.full(n + 1, p)) > limit
    most = max(k for k in range(n) if not off[k])
    assert n * p + 20 < most < n - 20 and off[most + 1]

    def holds(k):
        calls = iter(((k // 2, 1), (k - k // 2, -1)))  # first ones first, then ones last

        def quota(W, b, c, v):
            on, turn = next(calls)
            return (np.arange(len(v)) // 2 < on).astype(int)[::turn, None]  # both rows in turn

        machines = [(np.zeros((1, 1)), np.zeros(1), np.array([-0.3]))]
        return one("sample_hidden", quota, machines=machines, n_draws=n).holds

    assert holds(most) and not holds(most + 1)


def test_draws_may_repeat_by_chance_where_they_are_few():
    fair = np.full((4, 2), 0.5)  # two calls of k draws from 4 rows agree with 2^-4k

    def found(k, law=fair):
        calls = [np.arange(len(law) * k).reshape(len(law), k) % 2] * 2
        return _repeated(calls, law)

    assert found(5) and not found(4)
    assert not found(5, np.array([[0.5, 0.5]] * 3 + [[1.0, 0.0]]))
    assert not _repeated([np.zeros((4, 5)), np.eye(4, 5)], fair)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_twenty_thousand_draws_see_three_percent_and_not_one_in_a_thousand(p):
    limit = np.log(2 * max(entries().values()) / FALSE_ALARM) / 20_000
    assert tail(p, p + 0.03, 20_000, limit) > 0.98
    assert tail(p, p + 0.001, 20_000, limit) < 1e-4


@pytest.mark.parametrize("off, holds", [(0.03, False), (-0.03, False), (0.001, True), (0, True)])
@pytest.mark.parametrize("part", ["sample_hidden", "sample_visible"])
def test_a_biased_sampler_is_found_down_to_the_documented_resolution(part, off, holds):
    rng = np.random.default_rng(5)

    def biased(W, b, c, states):
        rbm = RBM(W, b, c)
        mean = rbm.hidden_mean(states) if part == "sample_hidden" else rbm.visible_mean(states)
        return (rng.random(mean.shape) < mean + off).astype(int)

    finding = one(part, biased)
    leaning = f"units are on too {'often' if off > 0 else 'seldom'}"
    assert (finding.holds, finding.diagnosis) == (holds, "" if holds else leaning)


def test_a_sampler_that_leans_both_ways_is_found_and_not_said_to_lean():
    rng = np.random.default_rng(5)

    def towards_a_half(W, b, c, v):
        mean = RBM(W, b, c).hidden_mean(v)
        return (rng.random(mean.shape) < 0.7 * mean + 0.15).astype(int)

    finding = one("sample_hidden", towards_a_half)
    assert (finding.holds, finding.diagnosis) == (False, "")


def test_draws_that_are_not_independent_are_found():
    rng = np.random.default_rng(6)

    def one_uniform_for_all(W, b, c, v):
        return (rng.random(len(c)) < sigmoid(c + v @ W)).astype(int)

    assert not one("sample_hidden", one_uniform_for_all).holds


def test_a_layer_whose_units_share_a_uniform_is_found():
    rng = np.random.default_rng(7)  # every unit's own probability is right

    def coupled(W, b, c, v):
        return (rng.random((len(v), 1)) < sigmoid(c + v @ W)).astype(int)

    finding = one("sample_hidden", coupled)
    assert not finding.holds
    assert "first 2 x 2" in finding.reason


def test_certain_units_are_judged_too():
    machines = [(np.array([[2000.0]]), np.zeros(1), np.array([-1000.0]))]
    rng = np.random.default_rng(8)

    def right(W, b, c, v):
        return (rng.random((len(v), 1)) < sigmoid(c + v @ W)).astype(int)

    assert one("sample_hidden", right, machines=machines, n_draws=FEW).holds
    wrong = one("sample_hidden", lambda *m: 1 - right(*m), machines=machines)
    assert not wrong.holds
    assert wrong.diagnosis == "on and off are exchanged"
    one_draw = one("sample_hidden", lambda *m: 1 - right(*m), machines=machines, n_draws=1)
    assert (one_draw.holds, one_draw.diagnosis) == (False, "")  # too few to tell mistakes apart


# What rows in order, one call or one row at a time would hide


def test_a_likelihood_normalised_over_its_rows_is_found_and_named():
    def over_the_rows(W, b, c, v):
        minus_f = -RBM(W, b, c).free_energy(v)
        return minus_f - np.logaddexp.reduce(minus_f)

    finding = one("log_likelihood", over_the_rows)
    assert (finding.holds, finding.diagnosis) == (
        False,
        "normalised over the rows given, not over all states",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda rbm, v: rbm.free_energy(binary_states(rbm.n_visible)),
        lambda rbm, v: rbm.free_energy(np.sort(v, axis=0)),
        lambda rbm, v: rbm.free_energy(v[::-1]),
    ],
)
def test_values_of_other_rows_are_found(wrong):
    assert not one("free_energy", lambda W, b, c, v: wrong(RBM(W, b, c), v)).holds


def test_a_sampler_that_reads_the_row_before_is_found():
    rng = np.random.default_rng(9)

    def shifted(W, b, c, v):
        return (rng.random((len(v), len(c))) < sigmoid(c + np.roll(v, 1, axis=0) @ W)).astype(int)

    assert not one("sample_hidden", shifted).holds


def test_a_sampler_that_starts_its_generator_anew_is_found():
    def anew(W, b, c, v):
        return sample_hidden(RBM(W, b, c), v, np.random.default_rng(42))

    finding = one("sample_hidden", anew)
    assert not finding.holds
    assert "the same draws at every call" in finding.reason


def test_a_gradient_is_asked_for_once_a_machine():
    def parts(*machine):
        total = dict.fromkeys(BLOCKS, 0)

        def accumulated(data):
            for name, block in own_parts(*machine)["gradient"](data).items():
                total[name] = total[name] + block
            return dict(total)

        return {"gradient": accumulated}

    assert audit(parts).failures == []


def test_a_part_may_fill_arrays_like_its_rows():
    def filled(W, b, c, h):
        means = np.zeros_like(h, shape=(len(h), len(b)))
        means[:] = sigmoid(b + h @ W.T)
        return means

    assert one("visible_mean", filled).holds


def test_large_parameters_neither_fail_the_right_nor_misname_the_wrong():
    large = [(np.array([[1.0, 2.0], [0.5, -1.0]]), np.full(2, 1e8), np.array([0.3, -0.2]))]
    right = one("hidden_mean", lambda W, b, c, v: sigmoid(c + v @ W), machines=large)
    assert right.holds
    beyond = [(300.0 * np.eye(2), np.full(2, 300.0), np.full(2, 300.0))]
    shifted = audit(lambda *m: {"log_partition": lambda: RBM(*m).log_partition() + 1.2}, beyond)
    assert [finding.code for finding in shifted.findings] == ["E-UNKNOWN"]


def test_two_numbers_that_differ_are_shown_to_differ():
    finding = one("free_energy", lambda W, b, c, v: RBM(W, b, c).free_energy(v) + 1e-7)
    expected, got = re.search(r"expected (\S+), got (\S+)", finding.reason).groups()
    assert expected != got


# Ties, and numbers that are not finite


@pytest.mark.parametrize("larger", [0, 1])
def test_of_two_errors_that_are_equal_but_for_rounding_the_first_is_named(larger):
    def wrong(W, b, c, v):
        off = np.zeros(len(v))
        off[[1, 3]] = -0.5, 0.5
        off[[1, 3][larger]] *= 1 + 1e-12
        return RBM(W, b, c).free_energy(v) + off

    W, b, c = audit_machines()[0]
    v = _ARGUMENTS["free_energy"]((1, 1))[0]
    assert len(v) == 4
    reason = one("free_energy", wrong, machines=[(W, b, c)]).reason
    right = RBM(W, b, c).free_energy(v)[1]
    # Errors are relative to max(1, |truth|).
    scale = np.maximum(1, np.abs(RBM(W, b, c).free_energy(v)))[[1, 3]]
    assert scale[0] == scale[1]
    assert f"expected {right:.4f}, got {right - 0.5:.4f} for {v[1].tolist()}" in reason


def test_of_two_states_of_a_unit_the_first_is_named():
    finding = one("sample_hidden", lambda W, b, c, v: np.ones((len(v), len(c))))
    assert re.search(r"first 1 x 1: expected \[0\] from \[[01]\]", finding.reason)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("part", ["free_energy", "hidden_mean", "gradient"])
def test_one_number_that_is_not_finite_is_found(part, strange):
    def wrong(*given):
        value = getattr(Enumerated(*given[:3]), part)(*given[3:])
        target = value["hidden_bias"] if part == "gradient" else value
        target.flat[-1] = strange
        return value

    report = audit(instead(part, wrong, [part]))
    finding = report.findings[-1]
    assert finding.reason == "on 5 of 5 machines, first 1 x 1: a number is not finite"
    assert (finding.code, finding.diagnosis) == ("E-NOT-FINITE", "")
    assert len(report.failures) == 1


def test_a_mistake_that_would_be_infinite_in_part_is_not_what_came():
    """exp(E) in place of E is infinite in some rows; finite numbers there are another mistake."""
    machines = [(np.array([[0.5]]), np.array([-800.0]), np.array([0.3]))]

    def exponentiated(W, b, c, v, h):
        with np.errstate(over="ignore"):
            return np.exp(RBM(W, b, c).energy(v, h))

    def clipped(*given):
        return np.minimum(exponentiated(*given), 1e300)

    some = np.isfinite(exponentiated(*machines[0], *_ARGUMENTS["energy"]((1, 1))))
    assert 0 < some.sum() < some.size
    finding = one("energy", clipped, machines=machines)
    assert (finding.holds, finding.diagnosis) == (False, "")
    small = [(W, b / 100, c) for W, b, c in machines]
    assert one("energy", exponentiated, machines=small).code == "E-NO-LOG"


# What is refused


@pytest.mark.parametrize("tolerance", [0, -1e-9, np.nan, np.inf, "small", None, True, 1j])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    with pytest.raises(ValueError, match="tolerance: expected a positive finite number, got"):
        audit(own_parts, tolerance=tolerance)


def test_a_machine_without_a_layer_is_refused():
    with pytest.raises(ValueError, match=r"machines: expected units in both layers, got \(2, 0\)"):
        audit(own_parts, machines=[(np.zeros((2, 0)), np.zeros(2), np.zeros(0))])


def test_defaults():
    options = inspect.signature(audit).parameters
    assert (options["n_draws"].default, options["tolerance"].default) == (20_000, 1e-9)


def test_names_that_are_not_listed_and_no_names_are_refused():
    with pytest.raises(ValueError, match=r"parts: expected any of energy, .*; got free_enrgy"):
        audit(lambda W, b, c: {"free_enrgy": len, "energy": len})
    with pytest.raises(ValueError, match=r"parts: expected any of energy, .*; got none"):
        audit(lambda W, b, c: {})


def test_no_machines_are_refused():
    with pytest.raises(ValueError, match="machines: expected at least one, got none"):
        audit(own_parts, machines=[])


@pytest.mark.parametrize(
    "machine",
    [
        (np.ones((2, 3)), np.ones(3), np.ones(2)),
        (np.ones(2), np.ones(2), np.ones(1)),
        (np.ones((2, 1)), np.ones((2, 1)), np.ones(1)),
        (np.ones((2, 1)), np.ones(2), 1.0),
    ],
)
def test_machines_of_shapes_that_do_not_fit_are_refused(machine):
    with pytest.raises(ValueError, match=r"machines: expected shapes \(n, m\), \(n,\) and \(m,\)"):
        audit(own_parts, machines=[machine])


def test_a_machine_too_large_to_enumerate_is_refused():
    large = (np.zeros((40, 40)), np.zeros(40), np.zeros(40))
    with pytest.raises(ValueError, match=r"audit: would enumerate.*audit smaller machines"):
        audit(own_parts, machines=[large])


@pytest.mark.parametrize("n_draws", [0, -1, 2.5, True])
def test_numbers_of_draws_that_are_none_are_refused(n_draws):
    with pytest.raises(ValueError, match="n_draws: expected a whole number, at least 1"):
        audit(own_parts, n_draws=n_draws)


# How it is used


def test_require_says_all():
    def without_c(W, b, c, v):
        return RBM(W, b, 0 * c).free_energy(v)

    report = audit(instead("free_energy", without_c), n_draws=FEW)
    with pytest.raises(AssertionError) as raised:
        report.require()
    assert raised.value.codes == ("E-NO-HIDDEN-BIAS",)
    table = str(raised.value)
    assert table == str(report)
    assert table.startswith("audit: 11 of 12 parts hold\n")
    assert len(table.splitlines()) == 13
    assert re.search(
        r"\n  free_energy +FAILS  on 5 of 5 machines, first 1 x 1: expected -\d\.\d{4}, got "
        r"-?\d\.\d{4} for \[\d\]; looks like: the hidden bias is left out \[E-NO-HIDDEN-BIAS\]\n",
        table,
    )


class MyRBM:
    """Somebody's machine, as in the docstring of `audit`."""

    def __init__(self, W, b, c):
        self.W, self.b, self.c = W, b, c

    def free_energy(self, v):
        return -(v @ self.b) - np.logaddexp(0, self.c + v @ self.W).sum(axis=1)


def test_my_rbm():
    audit(lambda W, b, c: {"free_energy": MyRBM(W, b, c).free_energy}).require()


def test_my_rbm_with_its_biases_exchanged():
    with pytest.raises(AssertionError, match="looks like: the two biases are exchanged"):
        audit(lambda W, b, c: {"free_energy": MyRBM(W, c, b).free_energy}).require()


def test_a_machine_of_ones_own():
    machine = ([[0.5], [1.0]], [0.0, 1.0], [2.0])  # lists will do
    report = audit(own_parts, machines=iter([machine]), n_draws=FEW)
    assert report.findings[0] == Finding("energy", True, "on 1 machines, within 1e-09")
    assert isinstance(report, Audit)
    assert not report.failures


def test_the_smallest_machine_speaks_first_whatever_their_order():
    def wrong(W, b, c, v):
        return -RBM(W, b, c).free_energy(v)

    finding = one("free_energy", wrong, machines=audit_machines()[::-1])
    assert "first 1 x 1" in finding.reason


def test_complex_numbers_are_a_finding_and_no_warning():
    report = audit(lambda W, b, c: {"free_energy": lambda v: RBM(W, b, c).free_energy(v) + 5j})
    assert "expected real numbers, got complex ones" in str(report.failures[0])


def test_a_saturated_machine_is_judged_without_warnings():
    machines = [(np.full((2, 2), 800.0), np.zeros(2), np.zeros(2))]
    report = audit(
        lambda W, b, c: {"hidden_mean": lambda v: 0.9 * RBM(W, b, c).hidden_mean(v)}, machines
    )
    assert len(report.failures) == 1


@pytest.mark.parametrize(
    "parts, machines, words",
    [
        (lambda W, b, c: None, None, "parts: expected any of energy, .* got none"),
        (
            lambda W, b, c: {"energy" if W.size > 1 else "free_energy": None},
            None,
            "parts: expected the same names for every machine",
        ),
        (lambda W, b, c: {"energy": None}, [([[1.0]], [0.0])], "machines: expected shapes"),
        (
            lambda W, b, c: {"energy": None},
            [([[np.nan]], [0.0], [0.0])],
            "machines: expected finite numbers",
        ),
    ],
)
def test_what_cannot_be_audited_is_refused(parts, machines, words):
    with pytest.raises(ValueError, match=words):
        audit(parts, machines)


@pytest.mark.parametrize(
    "parts, machines, words",
    [
        (None, None, "parts: expected a function, got NoneType"),
        (lambda W, b, c: [1], None, r"parts: expected functions by name, got \[1\]"),
        (lambda W, b, c: {"energy": 3}, None, "parts: expected functions by name"),
        (lambda W, b, c: {}, 3, "machines: expected an iterable, got int"),
        (lambda W, b, c: {}, [3], "machines: expected triples of arrays, got int"),
        (lambda W, b, c: {}, [([[1j]], [0.0], [0.0])], "machines: expected real numbers, got com"),
        (
            lambda W, b, c: {},
            [(np.ma.masked_array([[1.0]], [[True]]), [0.0], [0.0])],
            "machines: expected an array without a mask",
        ),
    ],
)
def test_what_is_no_implementation_and_no_machine_is_told(parts, machines, words):
    with pytest.raises((TypeError, ValueError), match=words):
        audit(parts, machines)
