"""What a false line looks like, and the smallest example of it."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from rbmlib import RBM
from rbmlib.cases import generic_cases, reference_data, reference_rbm, tiny_cases
from rbmlib.checks import Derivation
from rbmlib.checks.derivations.expressions import as_expressions, decide
from rbmlib.checks.diagnosis import describe
from tests.strategies import generators

RNG = np.random.default_rng(0)
TABLES = [RNG.normal(size=(3, 2)), RNG.normal(size=(4, 3))]
SQUARES = [RNG.normal(size=(3, 3)), RNG.normal(size=(2, 2))]
CUBES = [RNG.normal(size=(2, 2, 2)), RNG.normal(size=(3, 3, 3))]
VECTORS = [RNG.normal(size=3), RNG.normal(size=4)]
SCALARS = [np.array(1.7), np.array(-0.4)]
TERM = ("ln Z", [np.array(3.1), np.array(2.2)])
FACTOR = ("Z", [np.array(22.0), np.array(9.0)])
SLOPE = ("the gradient of ln Z", [RNG.normal(size=3), RNG.normal(size=4)])

PATTERNS = {
    "opposite sign": (TABLES, lambda x, k: -x),
    "all zero": (TABLES, lambda x, k: 0 * x),
    "a constant factor 2": (TABLES, lambda x, k: 2 * x),
    "a constant factor 0.5": (SCALARS, lambda x, k: x / 2),
    "multiplied by Z": (TABLES, lambda x, k: x * FACTOR[1][k]),
    "divided by Z": (SCALARS, lambda x, k: x / FACTOR[1][k]),
    "a factor that is one number in each case": (TABLES, lambda x, k: x * (k + 1.5)),
    "off by -ln Z: a term lost or added": (SCALARS, lambda x, k: x - TERM[1][k]),
    "off by +2 ln Z: a term of the wrong sign": (TABLES, lambda x, k: x + 2 * TERM[1][k]),
    "off by +the gradient of ln Z: a term lost or added": (VECTORS, lambda x, k: x + SLOPE[1][k]),
    "one number added to every component: a term is missing or one too many": (
        TABLES,
        lambda x, k: x + 0.3 + k,
    ),
    "transposed, two indices exchanged": (TABLES, lambda x, k: x.T),
    "axes are exchanged": (CUBES, lambda x, k: x.transpose(2, 0, 1)),
    "the sign of some components": (VECTORS, lambda x, k: x * np.sign(np.arange(x.size) - 0.5)),
    "the right numbers in the wrong places: a wrong index": (VECTORS, lambda x, k: np.roll(x, 1)),
    "numbers of other rows or columns: a wrong index": (
        TABLES,
        lambda x, k: x[[1] * (len(x) - 1) + [0]],
    ),
    "at most 1 of 3 components wrong": (VECTORS, lambda x, k: x + np.eye(x.size)[0]),
    "the sum over axis 1 is missing": ([x.sum(axis=1) for x in TABLES], lambda x, k: TABLES[k]),
    "summed over axis 0, which is still needed": (TABLES, lambda x, k: x.sum(axis=0)),
    "the mean over axis 0 is missing": (
        [x.mean(axis=0) for x in TABLES],
        lambda x, k: TABLES[k],
    ),
    "averaged over axis 1, which is still needed": (TABLES, lambda x, k: x.mean(axis=1)),
    "broadcast to a table; its diagonal is right": (
        VECTORS,
        lambda x, k: x[:, None] + np.arange(x.size) - np.arange(x.size)[:, None],
    ),
    "the right numbers in another shape": (VECTORS, lambda x, k: x[:, None]),
    "the shape of the transpose": (TABLES, lambda x, k: x.T + 1),
    "the logarithm is missing": (SCALARS, lambda x, k: np.exp(x)),
    "a logarithm too many": ([np.array(1.7), np.array(0.4)], lambda x, k: np.log(x)),
    "one minus the right number": (VECTORS, lambda x, k: 1 - x),
    "the reciprocal": (SCALARS, lambda x, k: 1 / x),
}
CODES_IN_ORDER = [
    *("E-SIGN", "E-ZERO", "E-FACTOR", "E-FACTOR", "E-TIMES", "E-OVER", "E-CASE-FACTOR"),
    *("E-TERM", "E-TERM-SIGN", "E-TERM", "E-SHIFT", "E-TRANSPOSED", "E-AXES", "E-SIGNS"),
    *("E-INDEX", "E-ROWS", "E-SOME", "E-NO-SUM", "E-SUMMED", "E-NO-MEAN", "E-AVERAGED"),
    *("E-BROADCAST", "E-RESHAPED", "E-TRANSPOSED-SHAPE", "E-NO-LOG", "E-LOG-TWICE"),
    *("E-ONE-MINUS", "E-RECIPROCAL"),
]


@pytest.mark.parametrize("words, code", list(zip(PATTERNS, CODES_IN_ORDER, strict=True)))
def test_a_pattern_is_named(words, code):
    above, wrong = PATTERNS[words]
    pairs = [(x, wrong(x, k)) for k, x in enumerate(above)]
    found = describe(pairs, [TERM, FACTOR, SLOPE])
    assert (found.words, found.code) == (words, code)
    assert str(found) == f"{words} [{code}]"
    assert describe(pairs, iter([TERM, FACTOR, SLOPE])) == found  # terms may be any iterable


def test_a_square_table_transposed_is_told_from_its_shape():
    assert describe([(x, x.T) for x in SQUARES]).code == "E-TRANSPOSED"


def test_numbers_without_a_pattern_have_no_diagnosis():
    assert describe([(x, np.sin(5 * x) + 3) for x in TABLES]) is None
    assert describe([(np.zeros((0, 2)), np.zeros((0, 2)))]) is None


def test_a_pattern_must_hold_in_every_case():
    pairs = [(TABLES[0], -TABLES[0]), (TABLES[1], -TABLES[1] + 0.1)]
    assert describe(pairs) is None


def test_of_one_case_an_array_has_a_factor_and_a_number_has_none():
    assert describe([(VECTORS[0], 3 * VECTORS[0])]).words == "a constant factor 3"
    assert describe([(SCALARS[0], 3 * SCALARS[0])]) is None
    assert describe([(SCALARS[0], 22 * SCALARS[0])], [("Z", [22.0])]).words == "multiplied by Z"


def test_how_close_a_pattern_must_come_can_be_asked_for():
    nearly = [(x, -x + 1e-6) for x in TABLES]
    assert describe(nearly) is None or describe(nearly).code != "E-SIGN"
    assert describe(nearly, close=1e-5).code == "E-SIGN"


@pytest.mark.parametrize(
    "factor, words",
    [
        (1, "off by +t: a term lost or added"),
        (-1, "off by -t: a term lost or added"),
        (2, "off by +2 t: a term of the wrong sign"),
        (-2, "off by -2 t: a term of the wrong sign"),
    ],
)
def test_a_term_is_named_with_its_factor(factor, words):
    term = [0.3 + 1.1 * k for k in range(len(VECTORS))]
    pairs = [(x, x + factor * t) for x, t in zip(VECTORS, term, strict=True)]
    assert describe(pairs, [("t", term)]).words == words


NEARLY = {
    "E-FACTOR": lambda x: 3 * x,
    "E-ZERO": lambda x: 0 * x,
    "E-SHIFT": lambda x: x + 7,
    "E-TRANSPOSED": lambda x: x.T,
    "E-INDEX": lambda x: x.ravel()[[2, 0, 3, 1, 8, 5, 4, 7, 6]].reshape(3, 3),
    "E-ROWS": lambda x: x[[0, 2, 2]],
    "E-NO-LOG": np.exp,
    "E-ONE-MINUS": lambda x: 1 - x,
    "E-RESHAPED": lambda x: x.reshape(9, 1),
    "E-NO-SUM": lambda x: np.stack([x - 0.5, 0 * x + 0.5]),
    "E-SUMMED": lambda x: x.sum(axis=0),
}


@pytest.mark.parametrize("code", NEARLY)
def test_every_pattern_may_be_asked_for_more_loosely(code):
    squares = [np.random.default_rng(seed).normal(size=(3, 3)) for seed in (0, 1)]
    wrong = [(x, NEARLY[code](x)) for x in squares]
    off = [(x, y + 1e-5 * np.cos(np.arange(y.size)).reshape(y.shape)) for x, y in wrong]
    assert describe(off, close=1e-3).code == code
    found = describe(off, close=1e-7)
    assert found is None or found.code != code


def test_a_case_that_is_zero_agrees_with_any_factor():
    pairs = [
        (np.zeros(2), np.zeros(2)),
        (VECTORS[0], 3 * VECTORS[0]),
        (VECTORS[1], 3 * VECTORS[1]),
    ]
    assert describe(pairs).words == "a constant factor 3"


def test_complex_numbers_are_named():
    found = describe([(SCALARS[0], SCALARS[0] + 1j)])
    assert (found.words, found.code) == ("expected real numbers, got complex ones", "E-COMPLEX")
    both = [(x + 1j, -x - 1j) for x in VECTORS]
    assert describe(both).code == "E-SIGN"


shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)


@settings(max_examples=300)
@given(st.lists(st.tuples(shapes, shapes), min_size=1, max_size=3), st.booleans(), generators)
def test_no_pair_of_arrays_stops_the_diagnosis(pairs, same, rng):
    drawn = [(rng.integers(-1, 2, a) * 1.0, rng.normal(size=a if same else b)) for a, b in pairs]
    found = describe(drawn, [("t", [np.array(1.0)] * len(drawn))])
    assert found is None or found.words


def test_the_report_says_what_a_false_line_looks_like():
    wrong = Derivation("x", generic_cases(3, RNG), {"ln Z": lambda model, data: np.log(2.0)})
    wrong.line("a", lambda model, data: model.hidden_bias)
    wrong.line("-a", lambda model, data: -model.hidden_bias, rule="copied")
    report = wrong.check()
    assert (report.rows[1].diagnosis, report.rows[1].code) == ("opposite sign", "E-SIGN")
    assert "[copied; off by" in str(report)
    assert "looks like: opposite sign [E-SIGN]]" in str(report)
    assert "opposite sign [E-SIGN]" in report._repr_latex_()
    assert report.summary.endswith("; looks like: opposite sign [E-SIGN])")


def test_a_line_that_samples_is_told_from_one_that_is_wrong():
    rng = np.random.default_rng(0)
    lines = Derivation("x", [{"x": 0.5}, {"x": 0.25}]).line("x", lambda x: x)
    lines.line("sampled", lambda x: rng.random() < x)
    lines.line("-x", lambda x: -x)
    found = lines.check().rows
    assert found[1].diagnosis == "other numbers every time: a sample, not an average"
    assert (found[1].code, found[2].code) == ("E-RANDOM", "E-UNKNOWN")


def test_a_term_that_cannot_be_evaluated_is_not_tried():
    wrong = Derivation("x", [{"x": 1.0}, {"x": 2.0}], {"bad": lambda y: y, "x": lambda x: x})
    wrong.line("0", lambda x: 0.0).line("x", lambda x: x)
    assert wrong.check().rows[1].diagnosis == "off by +x: a term lost or added"


def test_a_line_cannot_change_what_the_next_one_sees():
    def spoil(model, data):
        data -= 1
        return 0.0

    lines = Derivation("x", generic_cases(2, RNG)).line("0", spoil)
    lines.line("0", lambda model, data: float(np.min(data) < 0))
    assert lines.check().first_false is None


def test_overflow_is_a_verdict_and_not_a_warning():
    lines = Derivation("x", [{"x": 1e3}]).line("0", lambda x: np.exp(x) * np.ones(2))
    assert lines.check().rows[0].reason == "a number is not finite"


def wrong_sign(model, data):
    return model.log_partition() - np.mean(model.free_energy(data))


LIKELIHOOD = (
    Derivation("ell", generic_cases(3, np.random.default_rng(1)))
    .line(r"\ell", lambda model, data: -np.mean(model.free_energy(data)) - model.log_partition())
    .line("wrong", wrong_sign)
)


def test_the_counterexample_is_the_smallest_machine():
    found = LIKELIHOOD.counterexample(tiny_cases())
    assert (found.index, found.above_index, found.component) == (1, 0, ())
    assert found.case["model"].weights.shape == (1, 1)
    assert not found.case["model"].ravel().any()
    assert len(found.case["data"]) == 1
    assert str(found) == (
        "weights = [[0]], visible_bias = [0], hidden_bias = [0]; data = [[0]]:\n"
        "  line 0 is -0.6931, line 1 is 2.0794"
    )
    assert found.above == pytest.approx(-np.log(2))
    assert found.value == pytest.approx(3 * np.log(2))


def test_a_true_derivation_has_no_counterexample():
    right = Derivation("x", LIKELIHOOD.cases)
    right.line("a", wrong_sign).line("a", wrong_sign)
    assert right.counterexample(tiny_cases()) is None
    assert right.counterexample(tiny_cases(shapes=((1, 1),)), index=1) is None


def test_an_error_that_needs_a_larger_machine_is_found_there():
    lines = Derivation("W", generic_cases(4, RNG))
    lines.line("W", lambda model, data: model.weights)
    lines.line("W'", lambda model, data: model.weights.T)
    found = lines.counterexample(tiny_cases())
    assert found.case["model"].weights.shape == (2, 1)
    assert "line 1: expected shape (2, 1), got (1, 2)" in str(found)
    assert (found.above_index, found.code) == (0, "E-SHAPE")
    square = lines.counterexample(tiny_cases(shapes=((1, 1), (2, 2))))
    assert square.case["model"].weights.shape == (2, 2)
    assert square.case["model"].ravel().sum() == 1
    assert (square.above, square.value, square.component) == (0, 1, (0, 1))


def test_a_counterexample_of_a_line_that_has_no_value():
    lines = Derivation("x", generic_cases(2, RNG)).line("0", lambda model, data: 0.0)
    lines.line("1/0", lambda model, data: 1 / 0)
    found = lines.counterexample(tiny_cases())
    assert str(found).endswith("line 1: raises ZeroDivisionError: division by zero")
    assert found.code == "E-RAISES"


def test_a_counterexample_skips_lines_without_a_value():
    lines = Derivation("x", [{"x": 1.0}]).line("x", lambda x: x).line("bad", lambda x: None)
    found = lines.line("x + 1", lambda x: x + 1).counterexample([{"x": 0.0}], index=2)
    assert (found.above_index, found.above, found.value) == (0, 0.0, 1.0)
    assert str(found) == "x = 0:\n  line 0 is 0.0000, line 2 is 1.0000"


def test_counterexample_refuses_a_line_that_is_not_there():
    with pytest.raises(ValueError, match="index: expected a whole number, from 0 to 1, got 2"):
        LIKELIHOOD.counterexample(tiny_cases(), index=2)
    with pytest.raises(ValueError, match="counterexample: expected a derivation with at least"):
        Derivation("x", [{"x": 1}]).counterexample([{"x": 1}])


def test_tiny_cases_are_in_order_and_complete():
    cases = list(tiny_cases(shapes=((1, 1),)))
    assert len(cases) == 2**3 * (2 + 3 + 4)
    sizes = [case["model"].ravel().sum() + len(case["data"]) for case in cases]
    assert sizes == sorted(sizes)
    assert len({(tuple(c["model"].ravel()), c["data"].tobytes()) for c in cases}) == len(cases)


# SymPy lines

X, Y = sp.symbols("x y", real=True)
POINTS = [{"x": 0.3, "y": -1.2}, {"x": -0.7, "y": 0.4}]

PAIRS = [
    (sp.log(sp.exp(X) + sp.exp(X + Y)), X + sp.log(1 + sp.exp(Y)), True),
    (sp.exp(X) / (1 + sp.exp(X)), 1 / (1 + sp.exp(-X)), True),
    (sp.Derivative(sp.log(1 + sp.exp(X)), X), 1 / (1 + sp.exp(-X)), True),
    (sp.log(sp.Rational(1, 4)), -2 * sp.log(2), True),
    (sp.log(2 + 2 * sp.exp(X)), sp.log(2) + sp.log(1 + sp.exp(X)), True),
    ((X + 0.5) ** 2, X**2 + X + sp.Rational(1, 4), True),
    (sp.log(1 + sp.exp(X)) * sp.exp(Y), sp.exp(Y) * (X + sp.log(1 + sp.exp(-X))), True),
    (sp.log(1 + sp.exp(X)), X, False),
    (sp.exp(X + Y), sp.exp(X) + sp.exp(Y), False),
    (sp.log(1 + sp.exp(X)) - sp.log(2), X / 2, False),
    (X + sp.log(2), Y + sp.log(2), False),  # equal where x is y
    (sp.sin(X) ** 2 + sp.cos(X) ** 2, sp.Integer(1), None),
    ([X, sp.sin(X) ** 2 + sp.cos(X) ** 2], [X, sp.Integer(1)], None),
    ([X, sp.sin(X) ** 2 + sp.cos(X) ** 2], [X + 1, sp.Integer(1)], False),
    # Contents that are no positive rational.
    (sp.log(sp.sqrt(2) * (1 + sp.exp(X))), sp.log(sp.sqrt(2)) + sp.log(1 + sp.exp(X)), True),
    (sp.log(sp.sqrt(2) * (1 + sp.exp(X))), sp.log(1 + sp.exp(X)), False),
]


@pytest.mark.parametrize("left, right, verdict", PAIRS)
def test_expressions_are_decided(left, right, verdict):
    assert decide(as_expressions(left), as_expressions(right)) is verdict
    report = Derivation("x", POINTS).line("left", left).line("right", right).check()
    assert report.rows[1].holds == (verdict is not False)
    assert report.rows[1].proved == (verdict is True)


def test_a_line_that_is_right_at_every_point_tried_is_still_refuted():
    report = Derivation("x", [{"x": 0.0}, {"x": 1.0}]).line("x", X).line("x^2", X**2).check()
    assert report.first_false == 1
    assert report.rows[1].reason == "equal on these cases, but not identically"
    assert report.rows[1].code == "E-NOT-IDENTICAL"


def test_symbols_are_the_parameters_of_a_model():
    rbm = reference_rbm()
    symbolic = rbm.with_parameters([sp.Symbol(n, real=True) for n in rbm.parameter_names])
    v, h = np.array([1, 0, 1]), np.array([0, 1])
    energy = symbolic.energy(v, h)
    lines = Derivation("E", [{"model": rbm, "data": reference_data()}])
    lines.line("E", lambda model, data: model.energy(v, h)).line("E", energy)
    lines.line("E", sp.log(sp.exp(energy)))
    report = lines.check()
    assert [row.holds for row in report.rows] == [True] * 3
    assert [row.proved for row in report.rows] == [False, False, True]
    assert report.summary.endswith("1 proved")
    assert "proved  E" in str(report)
    assert r"\textsf{proved}" in report._repr_latex_()


def test_symbolic_arrays_are_lines_too():
    lines = Derivation("x", POINTS).line("row", [X, X + Y]).line("row", sp.Matrix([X, Y + X]).T)
    assert lines.check().rows[1].reason == "expected shape (2,), got (1, 2)"
    same = Derivation("x", POINTS).line("row", [X, X + Y]).line("row", np.array([X, Y + X]))
    assert same.check().rows[1].proved


def test_a_line_in_numbers_is_not_proved_by_a_symbolic_one_above_it():
    """Only neighbours in symbols are decided; a line in numbers between them keeps them apart."""
    lines = Derivation("x", [{"x": 0.0}, {"x": 1.0}])
    lines.line("x", X).line("x^2", lambda x: x**2).line("x", X)
    report = lines.check()
    assert report.first_false is None
    assert [row.proved for row in report.rows] == [False] * 3
    told = Derivation("x", [{"x": 0.0}, {"x": 1.0}]).line("x", X).line("x^2", X**2)
    assert told.check().first_false == 1


def test_a_symbol_without_a_number_is_that_lines_verdict():
    report = Derivation("x", [{"x": 1.0}]).line("x", X).line("y", Y).check()
    assert report.rows[1].reason == "raises KeyError: the case has no number for the symbol y"


@pytest.mark.parametrize("value", [1.0, "x", [1.0, 2.0], None, [[X], [X, Y]], sp.true])
def test_a_line_must_be_a_function_or_symbolic(value):
    with pytest.raises(TypeError, match="expected a function of a case or SymPy"):
        Derivation("x", POINTS).line("x", value)


def test_a_model_in_a_counterexample_is_its_parameters():
    model = RBM([[0.5]], [1.0], [0.0])
    lines = Derivation("x", [{"model": model, "rng": np.random.default_rng(0)}])
    lines.line("0", lambda model, rng: 0.0).line("1", lambda model, rng: 1.0)
    shown = str(lines.counterexample(lines.cases))
    assert shown.startswith("weights = [[0.5]], visible_bias = [1], hidden_bias = [0]; rng = Gen")
