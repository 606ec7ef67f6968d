"""Notebook 07, what is right by a derivation, and what mistakes give."""

import numpy as np
import sympy as sp

from rbmlib.cases import generic_cases, tiny_cases
from rbmlib.checks import CODES, Derivation, complex_step
from rbmlib.exact import log_likelihood
from rbmlib.gradient import empirical, rbm_moments
from rbmlib.lessons.exercises.by_hand import sigma
from rbmlib.lessons.exercises.kinds.choices import Choice
from rbmlib.lessons.exercises.kinds.lines import Chain, Line
from rbmlib.lessons.exercises.kinds.quantities import Quantity
from rbmlib.lessons.exercises.question import Kind
from rbmlib.states import binary_states

_w, _b, _c = sp.symbols("w b c", real=True)
_Z = 1 + sp.exp(_c) + sp.exp(_b) * (1 + sp.exp(_c + _w))
_P1 = sp.exp(_b) * (1 + sp.exp(_c + _w)) / _Z


def _machines():
    return [dict(case) for case in generic_cases(5, np.random.default_rng(70))]


def _tiny_machines():
    return (dict(case) for case in tiny_cases(most_samples=1))


def _numbers():
    draws = np.random.default_rng(5).normal(size=(4, 3))
    return [dict(zip("wbc", row.tolist(), strict=True)) for row in draws]


def _tiny_numbers():
    for k in range(8):
        yield {name: float((k >> place) & 1) for name, place in zip("wbc", (2, 1, 0), strict=True)}


def _boltzmann(model):
    v, h = binary_states(model.n_visible), binary_states(model.n_hidden)
    return np.exp(-model.energy(v[:, None], h))


def _with_plus_signs(model, data):
    """p(h_j = 1 | v) of every v, if the energy had plus signs: by enumeration."""
    factors = 1 / _boltzmann(model)
    return factors / factors.sum(axis=1, keepdims=True) @ binary_states(model.n_hidden)


def _all_inputs(model):
    return model.hidden_bias + binary_states(model.n_visible) @ model.weights


def _broken_signs():
    """How many equals signs of a chain fail if one line inside is spoilt, by running it."""
    lines = [lambda x: (x + 1) ** 2, lambda x: (x + 1) * (x + 1), lambda x: x**2 + x + x + 1]
    chain = Derivation("squares", [{"x": 1.5}, {"x": -2.0}])
    for k, line in enumerate([*lines, lambda x: x**2 + 2 * x + 1]):
        chain.line("", line if k != 2 else lambda x: -lines[2](x))
    return sum(not row.holds for row in chain.check().rows)


def _named():
    """Which words a report finds for a sampled average."""
    rng = np.random.default_rng(3)

    def sampled(model, data):
        mean = model.hidden_mean(data)
        return data.T @ (rng.random(mean.shape) < mean) / len(data)

    def exact(model, data):
        return rbm_moments(model, empirical(data))["weights"]

    row = Derivation("", _machines()).line("", exact).line("", sampled).check().rows[1]
    return row.diagnosis if row.diagnosis in _WORDS else CODES["E-UNKNOWN"]


_WORDS = tuple(CODES[code] for code in ("E-SIGN", "E-RANDOM", "E-UNKNOWN"))


def _start(model, data):
    """Of ln p(v) of the first sample, in every parameter."""
    return complex_step(lambda m: log_likelihood(m, data[:1])[0], model)


#: The kind of each answer, by the name of its question.
KINDS: dict[str, Kind] = {
    "7.1": Line(
        _with_plus_signs,
        _machines,
        _tiny_machines,
        "model, data",
        (
            (
                "E-NO-HIDDEN-BIAS",
                lambda model, data: sigma(model.hidden_bias - _all_inputs(model)),
            ),
            (
                "E-HIDDEN-BIAS-SIGN",
                lambda model, data: sigma(2 * model.hidden_bias - _all_inputs(model)),
            ),
            (
                "E-WEIGHTS-SIGN",
                lambda model, data: sigma(_all_inputs(model) - 2 * model.hidden_bias),
            ),
            ("E-NO-SIGMOID", lambda model, data: -_all_inputs(model)),
            ("E-NOT-NORMALISED", lambda model, data: np.exp(-_all_inputs(model))),
            (
                "E-OF-THE-DATA",
                lambda model, data: sigma(-model.hidden_bias - data @ model.weights),
            ),
        ),
    ),
    "7.2": Quantity(
        _broken_signs,
        (("E-ONE-SIGN", lambda: 1), ("E-ALL-BELOW", lambda: 3)),
        decimals=0,
    ),
    "7.3": Choice(
        _WORDS,
        _named,
        {CODES["E-SIGN"]: "E-NOT-SYSTEMATIC", CODES["E-UNKNOWN"]: "E-EVALUATED-TWICE"},
    ),
    "7.4": Line(
        sp.Derivative(sp.log(_Z), _w),
        _numbers,
        _tiny_numbers,
        "w, b, c",
        (
            ("E-NO-WEIGHTS-IN-SIGMOID", _P1 / (1 + sp.exp(-_c))),
            ("E-NO-HIDDEN-BIAS-IN-SIGMOID", _P1 / (1 + sp.exp(-_w))),
            (
                "E-PRODUCT-OF-MEANS-IN-NEGATIVE-PHASE",
                _P1 * sp.exp(_c) * (1 + sp.exp(_b + _w)) / _Z,
            ),
            ("E-P-ALONE", _P1),
            ("E-SIGMA-ALONE", 1 / (1 + sp.exp(-_c - _w))),
            ("E-NOT-NORMALISED", sp.exp(_b + _c + _w)),
            ("E-SIGMA-SIGN", _P1 / (1 + sp.exp(_c + _w))),
        ),
    ),
    "7.5": Chain(_start, _machines, 3, "model, data"),
}
