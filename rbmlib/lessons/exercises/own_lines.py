"""Notebook 07: the reader's own lines, each against the line above it."""

import numpy as np
import sympy as sp

from rbmlib.cases import generic_cases
from rbmlib.checks import Derivation, complex_step
from rbmlib.exact import log_likelihood
from rbmlib.lessons.exercises.by_hand import sigma
from rbmlib.lessons.exercises.judged.own_lines import KINDS
from rbmlib.lessons.exercises.question import Question
from rbmlib.states import binary_states

_w, _b, _c = sp.symbols("w b c", real=True)
_Z = 1 + sp.exp(_c) + sp.exp(_b) * (1 + sp.exp(_c + _w))
_P1 = sp.exp(_b) * (1 + sp.exp(_c + _w)) / _Z


def _boltzmann(model):
    v, h = binary_states(model.n_visible), binary_states(model.n_hidden)
    return np.exp(-model.energy(v[:, None], h))


def _all_inputs(model):
    return model.hidden_bias + binary_states(model.n_visible) @ model.weights


def _start(model, data):
    """Of ln p(v) of the first sample, in every parameter."""
    return complex_step(lambda m: log_likelihood(m, data[:1])[0], model)


def _table(model):
    """All pairs of states, p(v, h), and dE."""
    v, h = binary_states(model.n_visible)[:, None], binary_states(model.n_hidden)
    factors = np.exp(-model.energy(v, h))
    return factors / factors.sum(), model.energy_gradient(v, h)


def _row(model, data):
    return int(data[0] @ (1 << np.arange(model.n_visible)[::-1]))


def _two_logarithms(model, data):
    k = _row(model, data)
    first = complex_step(lambda m: np.log(_boltzmann(m)[k].sum()), model)
    return first - complex_step(lambda m: np.log(_boltzmann(m).sum()), model)


def _carried_out(model, data):
    k, factors, (_, dE) = _row(model, data), _boltzmann(model), _table(model)
    first = factors[k] @ dE[k] / factors[k].sum()
    return -first + np.einsum("vh,vhk->k", factors, dE) / factors.sum()


def _averages(model, data):
    k, (p, dE) = _row(model, data), _table(model)
    return np.einsum("vh,vhk->k", p, dE) - p[k] @ dE[k] / p[k].sum()


def _flipped(model, data):
    k, (p, dE) = _row(model, data), _table(model)
    return -np.einsum("vh,vhk->k", p, dE) + p[k] @ dE[k] / p[k].sum()


def _chain(*lines):
    cases = [dict(case) for case in generic_cases(2, np.random.default_rng(1))]
    chain = Derivation("mine", cases)
    for k, line in enumerate(lines):
        chain.line(f"line {k}", line, "a rule")
    return chain


QUESTIONS = {
    "7.1": Question(
        "p(h_j = 1 | v) of every v if the energy had plus signs: the line after two states",
        KINDS["7.1"],
        "Given v, h_j = 1 has the factor exp(-a_j) now, where a_j = c_j + sum_i W_ij v_i. "
        "binary_states(model.n_visible) lists every v.",
        lambda model, data: 1 / (1 + np.exp(_all_inputs(model))),
        {
            "the usual one": (lambda model, data: sigma(_all_inputs(model)), "E-ONE-MINUS"),
            "no bias": (
                lambda model, data: sigma(-binary_states(model.n_visible) @ model.weights),
                "E-NO-HIDDEN-BIAS",
            ),
            "one sign kept": (
                lambda model, data: sigma(
                    model.hidden_bias - binary_states(model.n_visible) @ model.weights
                ),
                "E-HIDDEN-BIAS-SIGN",
            ),
            "the factor": (lambda model, data: np.exp(-_all_inputs(model)), "E-NOT-NORMALISED"),
            "no sigma": (lambda model, data: -_all_inputs(model), "E-NO-SIGMOID"),
            "of the samples only": (
                lambda model, data: sigma(-(model.hidden_bias + data @ model.weights)),
                "E-OF-THE-DATA",
            ),
            "misspelt": (lambda model, data: model.hiden_bias, "E-RAISES"),
            "other arguments": (lambda v, W, c: sigma(-c - v @ W), "E-RAISES"),
        },
        {
            "two factors": lambda model, data: (
                np.exp(-_all_inputs(model)) / (1 + np.exp(-_all_inputs(model)))
            ),
            "lists": lambda model, data: [
                [float(1 / (1 + np.exp(a))) for a in row] for row in _all_inputs(model)
            ],
        },
    ),
    "7.2": Question(
        "how many equals signs a report calls false if one line inside a right chain is spoilt",
        KINDS["7.2"],
        "Each line is compared with the line above it.",
        2,
        {
            "one": (1, "E-ONE-SIGN"),
            "all to the end": (3, "E-ALL-BELOW"),
            "none": (0, "E-ZERO"),
        },
        {"NumPy": np.int64(2)},
    ),
    "7.3": Question(
        "prediction: what the report will say of a sampled h in the place of its average",
        KINDS["7.3"],
        "The report evaluates a false line twice. What comes the second time?",
        "other numbers every time: a sample, not an average",
        {
            "a sign": ("opposite sign", "E-NOT-SYSTEMATIC"),
            "nothing": ("no known pattern", "E-EVALUATED-TWICE"),
        },
        {"capitals": "Other numbers every time: a sample, not an average"},
    ),
    "7.4": Question(
        "the derivative of ln Z in w on a 1 x 1 machine as a product, eq (7.2), in SymPy",
        KINDS["7.4"],
        "It is p(v = 1, h = 1), the average of v h: p(v = 1) times p(h = 1 | v = 1).",
        sp.exp(_b) * (1 + sp.exp(_c + _w)) / _Z / (1 + sp.exp(-_c - _w)),
        {
            "sigma(c)": (_P1 / (1 + sp.exp(-_c)), "E-NO-WEIGHTS-IN-SIGMOID"),
            "sigma(w)": (_P1 / (1 + sp.exp(-_w)), "E-NO-HIDDEN-BIAS-IN-SIGMOID"),
            "p(v = 1) p(h = 1)": (
                sp.exp(_b) * (1 + sp.exp(_c + _w)) / _Z * (sp.exp(_c) + sp.exp(_b + _c + _w)) / _Z,
                "E-PRODUCT-OF-MEANS-IN-NEGATIVE-PHASE",
            ),
            "p(v = 1) alone": (_P1, "E-P-ALONE"),
            "sigma alone": (1 / (1 + sp.exp(-_c - _w)), "E-SIGMA-ALONE"),
            "1/Z forgotten": (sp.exp(_b + _c + _w), "E-NOT-NORMALISED"),
            "sigma(-c - w)": (_P1 / (1 + sp.exp(_c + _w)), "E-SIGMA-SIGN"),
            "left to SymPy": (sp.Derivative(sp.log(_Z), _w), "E-UNDONE"),
        },
        {
            "the share of one state": sp.exp(_b + _c + _w) / _Z,
            "in numbers": lambda w, b, c: (
                np.exp(b + c + w) / (1 + np.exp(c) + np.exp(b) + np.exp(b + c + w))
            ),
            "by diff": sp.diff(_Z, _w) / _Z,
        },
    ),
    "7.5": Question(
        "a Derivation of your own from d ln p(v)/d theta of the first sample, three signs or more",
        KINDS["7.5"],
        "Line 0 by complex_step of ln p; then the two logarithms; then their derivatives carried "
        "out; then the averages.",
        _chain(_start, _two_logarithms, _carried_out, _averages),
        {
            "two signs": (_chain(_start, _two_logarithms, _averages), "E-TOO-SHORT"),
            "the last sign flipped": (
                _chain(_start, _two_logarithms, _carried_out, _flipped),
                "E-SIGN",
            ),
            "a line twice": (
                _chain(_start, _two_logarithms, _two_logarithms, _averages),
                "E-SAME-LINE",
            ),
            "of the last sample": (
                _chain(
                    lambda model, data: _start(model, data[1:]),
                    lambda model, data: _averages(model, data[1:]),
                    lambda model, data: _carried_out(model, data[1:]),
                    lambda model, data: _two_logarithms(model, data[1:]),
                ),
                "E-OTHER-START",
            ),
            "no derivation": (_averages, "E-KIND"),
        },
        {
            "more lines": _chain(
                _start,
                _two_logarithms,
                _carried_out,
                _averages,
                lambda model, data: np.negative(_flipped(model, data)),
            ),
        },
    ),
}
