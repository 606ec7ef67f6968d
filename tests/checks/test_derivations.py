import numpy as np
import pytest
import sympy as sp

from rbmlib import binary_states, hidden_posterior, joint_probabilities
from rbmlib.cases import generic_cases
from rbmlib.checks import Derivation
from tests.oracles import step

CASES = [{"model": case["model"]} for case in generic_cases(4, np.random.default_rng(0))]


def energies(m):
    return m.energy(binary_states(m.n_visible)[:, None, :], binary_states(m.n_hidden))


def slopes(m):
    return m.energy_gradient(binary_states(m.n_visible)[:, None, :], binary_states(m.n_hidden))


def factors(m):
    return np.exp(-energies(m))


def mean(weights, m):
    return np.einsum("vh,vhk->k", weights, slopes(m))


def row_mean(weights, m):
    return np.einsum("vh,vhk->vk", weights, slopes(m))


def posterior(m):
    return hidden_posterior(m, binary_states(m.n_visible))


def log_p(m):
    return np.log(factors(m).sum(axis=1)) - np.log(factors(m).sum())


# Each ladder: pairs of a true line and the wrong variants that must be false in its place.
LIKELIHOOD = [
    (lambda model: np.log(joint_probabilities(model).sum(axis=1)), []),
    (
        lambda model: np.log(factors(model).sum(axis=1) / factors(model).sum()),
        [
            lambda model: np.log(factors(model).sum(axis=1)),
            lambda model: np.log(factors(model).max(axis=1) / factors(model).sum()),
        ],
    ),
    (
        lambda model: log_p(model),
        [
            lambda model: np.log((1 / factors(model)).sum(axis=1)) - np.log(factors(model).sum()),
            lambda model: np.log(factors(model).sum(axis=1)) + np.log(factors(model).sum()),
            lambda model: -energies(model).sum(axis=1) - np.log(factors(model).sum()),
        ],
    ),
    (
        lambda model: -model.free_energy(binary_states(model.n_visible)) - model.log_partition(),
        [lambda model: model.free_energy(binary_states(model.n_visible)) - model.log_partition()],
    ),
]
LOG_PARTITION = [
    (lambda model: step(lambda m: np.log(factors(m).sum()), model), []),
    (
        lambda model: step(lambda m: factors(m).sum(), model) / factors(model).sum(),
        [lambda model: step(lambda m: factors(m).sum(), model)],
    ),
    (
        lambda model: step(factors, model).sum(axis=(0, 1)) / factors(model).sum(),
        [lambda model: step(factors, model)[:, 0].sum(axis=0) / factors(model).sum()],
    ),
    (
        lambda model: -mean(factors(model), model) / factors(model).sum(),
        [
            lambda model: mean(factors(model), model) / factors(model).sum(),
            lambda model: np.full(
                model.n_parameters,
                -np.sum(factors(model) * energies(model)) / factors(model).sum(),
            ),
        ],
    ),
    (
        lambda model: -mean(joint_probabilities(model), model),
        [
            lambda model: -mean(joint_probabilities(model), model) / factors(model).sum(),
            lambda model: -slopes(model).mean(axis=(0, 1)),
        ],
    ),
]
GRADIENT = [
    (lambda model: step(log_p, model), []),
    (
        lambda model: (
            step(lambda m: np.log(factors(m).sum(axis=1)), model)
            - step(lambda m: np.log(factors(m).sum()), model)
        ),
        [lambda model: step(lambda m: np.log(factors(m).sum(axis=1)), model)],
    ),
    (
        lambda model: (
            mean(joint_probabilities(model), model)
            - row_mean(factors(model), model) / factors(model).sum(axis=1)[:, None]
        ),
        [
            lambda model: (
                mean(joint_probabilities(model), model)
                - row_mean(factors(model), model) / factors(model).sum()
            ),
            lambda model: (
                mean(joint_probabilities(model), model)
                + row_mean(factors(model), model) / factors(model).sum(axis=1)[:, None]
            ),
        ],
    ),
    (
        lambda model: mean(joint_probabilities(model), model) - row_mean(posterior(model), model),
        [
            lambda model: (
                row_mean(posterior(model), model) - mean(joint_probabilities(model), model)
            ),
            lambda model: (
                mean(joint_probabilities(model), model)
                - row_mean(joint_probabilities(model), model)
            ),
            lambda model: (
                -mean(joint_probabilities(model), model) - row_mean(posterior(model), model)
            ),
        ],
    ),
]
LADDERS = {"ln p": LIKELIHOOD, "ln Z": LOG_PARTITION, "gradient": GRADIENT}
PLANTED = [
    (name, index, wrong)
    for name, ladder in LADDERS.items()
    for index, (_, variants) in enumerate(ladder)
    for wrong in variants
]


def build(values):
    derivation = Derivation("a ladder", CASES)
    for value in values:
        derivation.line("x", value)
    return derivation


@pytest.mark.parametrize("name", LADDERS)
def test_a_true_ladder_holds(name):
    report = build(value for value, _ in LADDERS[name]).check()
    assert report.first_false is None
    assert report.summary.startswith(f"all {len(LADDERS[name]) - 1} equals signs hold on 4 cases")


@pytest.mark.parametrize("name, index, wrong", PLANTED)
def test_a_planted_error_is_found_at_its_own_line(name, index, wrong):
    values = [value for value, _ in LADDERS[name]]
    values[index] = wrong
    assert build(values).check().first_false == index


def raising(model):
    raise RuntimeError("an idea that failed")


BAD_LINES = [
    (raising, "raises RuntimeError: an idea that failed"),
    (lambda model: np.nan, "is not finite"),
    (lambda model: [np.inf], "is not finite"),
    (lambda model: [1.0, 2.0], "expected shape (), got (2,)"),
    (lambda model: None, "expected a number or an array of numbers, got NoneType"),
    (lambda model: "two", "expected a number or an array of numbers, got str"),
    (lambda model: [], "no numbers to compare, shape (0,)"),
    (lambda model: np.zeros((2, 0)), "no numbers to compare, shape (2, 0)"),
    (lambda: 1.0, "raises TypeError"),
]
BAD_CODES = [
    "E-RAISES",
    "E-NOT-FINITE",
    "E-NOT-FINITE",
    "E-SHAPE",
    "E-NOT-NUMBERS",
    "E-NOT-NUMBERS",
    "E-EMPTY",
    "E-EMPTY",
    "E-RAISES",
]


@pytest.mark.parametrize("bad, words", BAD_LINES, ids=[words[:20] for _, words in BAD_LINES])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_line_without_a_value_is_false_and_says_why(bad, words, index):
    values = [lambda model: 1.0] * 3
    values[index] = bad
    report = build(values).check()
    if words.startswith("expected shape") and index == 0:
        assert report.first_false == 1  # the first line fixes the shape
        return
    assert report.first_false == index
    assert words in report.rows[index].reason
    assert (
        report.rows[index].code
        == dict(zip([w for _, w in BAD_LINES], BAD_CODES, strict=True))[words]
    )
    assert "Traceback" not in str(report)


def test_the_next_line_is_compared_with_the_nearest_line_that_has_a_value():
    report = build([lambda model: 1.0, raising, lambda model: 1.0, lambda model: 2.0]).check()
    assert [row.holds for row in report.rows] == [True, False, True, False]


def test_one_false_line_in_a_true_ladder_breaks_two_equals_signs():
    report = build([lambda model: 1.0, lambda model: 3.0, lambda model: 1.0]).check()
    assert [row.holds for row in report.rows] == [True, False, False]
    assert report.rows[1].discrepancy == 2
    assert (
        report.summary
        == "first false: line 1 (off by 2; looks like: a constant factor 3 [E-FACTOR])"
    )
    assert report.rows[1].code == "E-FACTOR"
    odd = Derivation("x", [{"x": 0.4}]).line("x", lambda x: x).line("y", lambda x: x + 2)
    assert odd.check().summary == "first false: line 1 (off by 2)"
    assert odd.check().rows[1].code == "E-UNKNOWN"


def test_the_tolerance_is_relative_above_one_and_absolute_below():
    large = build([lambda model: 1e6, lambda model: 1e6 + 1e-5])
    small = build([lambda model: 1e-6, lambda model: 1e-6 + 1e-9])
    assert large.check().first_false is None
    assert small.check().first_false == 1
    assert small.check(tolerance=1e-8).first_false is None


@pytest.mark.parametrize("tolerance", [0, -1, np.nan, np.inf, "x", None, True, [1e-9]])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    lines = build([lambda model: 1.0, lambda model: 2.0])
    for check in (lines.check, lambda tolerance: lines.counterexample(CASES, tolerance=tolerance)):
        with pytest.raises(ValueError, match="tolerance: expected a positive finite number, got"):
            check(tolerance=tolerance)


def test_the_counterexample_is_of_the_tolerance_that_is_asked_for():
    lines = Derivation("x", [{"x": 1.0}, {"x": 3.0}])
    lines.line("x", lambda x: x).line("nearly", lambda x: x + 1e-6 * x**4)
    cases = [{"x": x} for x in (0.1, 1.0, 3.0)]
    assert lines.counterexample(cases).case == {"x": 1.0}
    assert lines.counterexample(cases, tolerance=1e-5).case == {"x": 3.0}
    assert lines.counterexample(cases, tolerance=1e-4) is None
    assert lines.counterexample(cases, index=1, tolerance=1e-5).case == {"x": 3.0}
    assert lines.check(tolerance=1e-5).first_false == 1
    assert lines.check(tolerance=1e-4).first_false is None
    lines.line("wrong", lambda x: x + 1)
    assert lines.counterexample(cases, tolerance=1e-4).index == 2  # the first that is false then


@pytest.mark.parametrize("larger", [0, 1])
def test_of_two_errors_that_are_equal_but_for_rounding_the_counterexample_names_the_first(larger):
    off = np.array([0.0, 0.25, 0.1, -0.25])
    off[[1, 3][larger]] *= 1 + 1e-12
    lines = Derivation("x", [{"x": 0.5}]).line("x", lambda x: np.full(4, x))
    found = lines.line("off", lambda x: x + off).counterexample([{"x": 0.5}])
    assert found.component == (1,)


def test_a_line_must_hold_in_every_case():
    derivation = Derivation("x", [{"x": 1.0}, {"x": 0.0}, {"x": 2.0}])
    derivation.line("x^2", lambda x: x**2).line("x", lambda x: x)
    assert derivation.check().first_false == 1
    few = Derivation("x", [{"x": 1.0}, {"x": 0.0}])
    assert few.line("x^2", lambda x: x**2).line("x", lambda x: x).check().first_false is None


def test_an_iterable_of_cases_is_used_for_every_line():
    derivation = Derivation("x", ({"x": x} for x in (1.0, 2.0)))
    assert derivation.line("x", lambda x: x).line("x", lambda x: x + 1).check().first_false == 1


@pytest.mark.parametrize("cases", [[], [1.0], [{"x": 1}, "x"]])
def test_cases_must_be_dicts(cases):
    with pytest.raises(ValueError, match=r"cases: expected .*dict"):
        Derivation("x", cases)


def test_a_derivation_needs_lines_that_can_be_called():
    with pytest.raises(ValueError, match="at least one line"):
        Derivation("x", CASES).check()
    with pytest.raises(TypeError, match="expected a function of a case or SymPy, got float"):
        Derivation("x", CASES).line("1", 1.0)


def test_both_displays_are_deterministic_and_safe():
    derivation = build([lambda model: 1.0]).line("y", lambda model: 1.0, rule="50 % of {a_b} & #1")
    report, again = derivation.check(), derivation.check()
    assert str(report) == str(again) == repr(report)
    assert report._repr_latex_() == again._repr_latex_()
    assert r"50 \% of \{a\_b\} \& \#1" in report._repr_latex_()
    assert str(report).split("\n")[1:] == [
        "   0  start  x",
        "   1  holds  y   [50 % of {a_b} & #1]",
    ]
    assert [row.code for row in report.rows] == ["", ""]
    assert "FALSE" in build([lambda model: 1.0, lambda model: 2.0]).check()._repr_latex_()


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: Derivation(3, CASES), "title: expected a text, got 3"),
        (lambda: Derivation("a line", None), "cases: expected an iterable, got NoneType"),
        (lambda: Derivation("a line", [1]), "cases: expected dicts of arguments, got int"),
        (lambda: Derivation("a line", CASES, {"ln Z": 3}), "terms: expected functions of a case"),
        (lambda: Derivation("a line", CASES).line(None, lambda x: x), "latex: expected a text"),
        (lambda: Derivation("a line", CASES).line("x", lambda x: x, 3), "rule: expected a text"),
        (
            lambda: Derivation("a line", CASES).line("x", lambda x: x).counterexample(None),
            "candidates: expected an iterable",
        ),
        (
            lambda: (
                Derivation("a line", CASES).line("x", lambda x: x).counterexample(["x"], index=0)
            ),
            "candidates: expected dicts of arguments, got str",
        ),
    ],
)
def test_what_makes_no_derivation_is_refused(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_line_with_a_mask_is_no_number():
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    report = Derivation("a mask", [{"x": 1.5}]).line("x", lambda x: masked).check()
    assert report.first_false == 0


def test_a_lone_symbol_is_an_expression_although_python_can_call_it():
    x = sp.Symbol("x", real=True)
    report = Derivation("x", [{"x": 2.0}]).line("x", x).line("2 x / 2", (2 * x) / 2).check()
    assert report.first_false is None and report.rows[1].proved
    wrong = Derivation("x", [{"x": 2.0}]).line("x", x).line("2x", 2 * x).check()
    assert wrong.first_false == 1
