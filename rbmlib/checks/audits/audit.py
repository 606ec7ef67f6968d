"""audit: hold somebody's RBM against the definition, part by part, and name what is wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.checks.audits.draws import audit_draws
from rbmlib.checks.audits.enumerated import Enumerated
from rbmlib.checks.audits.findings import Finding
from rbmlib.checks.audits.parts import BLOCKS, audit_numbers
from rbmlib.checks.audits.suspects import SAMPLERS
from rbmlib.checks.codes import Failure
from rbmlib.checks.compare import check_tolerance
from rbmlib.states import binary_states
from rbmlib.validation import as_numbers, check_count, check_iterable, require_enumerable

#: Largest difference of a number that is right, relative to max(1, |truth|).
TOLERANCE = 1e-9

_SHAPES = ((1, 1), (2, 2), (3, 2), (2, 3), (3, 3))


def _shuffled(states):
    """Out of order, some twice: code that sums or sorts its rows shows."""
    order = np.random.default_rng(8).permutation(len(states))
    return states[np.append(order, order[:2])]


def _visible(shape):
    return (_shuffled(binary_states(shape[0])),)


def _hidden(shape):
    return (_shuffled(binary_states(shape[1])),)


def _joint(shape):
    pairs = _shuffled(binary_states(sum(shape)))
    return pairs[:, : shape[0]], pairs[:, shape[0] :]


def _data(shape):
    """Five rows, one of them three times, and not all states."""
    v = binary_states(shape[0])
    return (v[np.array([1, len(v) - 1, 1, len(v) // 2, 1]) % len(v)],)


_ARGUMENTS = {
    "energy": _joint,
    "free_energy": _visible,
    "hidden_mean": _visible,
    "visible_mean": _hidden,
    "log_partition": lambda shape: (),
    "log_likelihood": _visible,
    "gradient": _data,
    "sample_hidden": lambda shape: (binary_states(shape[0]),),
    "sample_visible": lambda shape: (binary_states(shape[1]),),
    "gibbs_step": lambda shape: (binary_states(shape[0]),),
}


class Audit:
    """Verdicts on an implementation, part by part.

    Attributes
    ----------
    findings : list of Finding
    """

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings

    @property
    def failures(self) -> list[Finding]:
        """The findings that do not hold."""
        return [finding for finding in self.findings if not finding.holds]

    def require(self) -> None:
        """Do nothing if every part holds.

        Raises
        ------
        Failure
            An AssertionError that says all, with the codes of all that fails.
        """
        if self.failures:
            raise Failure(str(self), *(finding.code for finding in self.failures))

    def __str__(self) -> str:
        right = len(self.findings) - len(self.failures)
        title = f"audit: {right} of {len(self.findings)} parts hold"
        return "\n".join([title, *(f"  {finding}" for finding in self.findings)])

    def __repr__(self) -> str:
        return str(self)


#: Weights, visible bias and hidden bias.
Parameters = tuple[ArrayLike, ArrayLike, ArrayLike]


def audit(
    parts: Callable[..., Mapping[str, Callable[..., Any]]],
    machines: Iterable[Parameters] | None = None,
    *,
    tolerance: float = TOLERANCE,
    n_draws: int = 20_000,
) -> Audit:
    """Hold an implementation of an RBM against the definition.

    Parameters
    ----------
    parts : callable
        Takes the parameters (weights of shape (n_visible, n_hidden), visible_bias,
        hidden_bias) and returns a dict of what the implementation has, any of

        - ``energy(v, h)``, ``free_energy(v)``, ``log_likelihood(v)``: one number a row;
        - ``hidden_mean(v)``, ``visible_mean(h)``: probability that a unit is on, a row a row;
        - ``log_partition()``: ln Z;
        - ``gradient(data)`` of the mean log-likelihood, to be ascended: the blocks ``weights``,
          ``visible_bias`` and ``hidden_bias`` as a dict, as a tuple in this order, or strung
          together as one vector;
        - ``sample_hidden(v)``, ``sample_visible(h)``, ``gibbs_step(v)``: a draw a row.

        States are rows of 0.0 and 1.0, shape (n_rows, n_units), in any order and with
        repetitions; the functions take all rows at once.
    machines : iterable of (weights, visible_bias, hidden_bias), optional
        What to try it on; `audit_machines` if left out.
    tolerance : float
        Largest difference relative to max(1, |truth|); raise it for single precision (1e-4).
    n_draws : int
        Draws a state from a sampler.  With 20 000, the probability of a state that is off by
        0.03 shows; near one half, 0.02 often does not.

    Returns
    -------
    Audit

    Notes
    -----
    Every part is compared with sums over all states of the energy's definition.  The verdict
    on a sampler is Chernoff's bound, over all states and machines: a right one fails with
    probability 1e-6 at most.  What is judged is the law of single draws, and that two calls do
    not return the same ones.

    The default parameters are of order one, so range is not judged: to see whether code
    overflows, pass machines with parameters of 1000.

    Examples
    --------
    In a test of another project::

        def test_my_rbm():
            audit(lambda W, b, c: {"free_energy": MyRBM(W, b, c).free_energy}).require()
    """
    truths = _truths(audit_machines() if machines is None else machines)
    tolerance = check_tolerance(tolerance)
    check_count(n_draws, 1, "n_draws")
    found = [_called(parts, truth) for truth in truths]
    if any(set(functions) != set(found[0]) for functions in found):
        raise ValueError("parts: expected the same names for every machine, got others")
    if not all(callable(function) for functions in found for function in functions.values()):
        raise TypeError(f"parts: expected functions by name, got {found[0]!r}")
    findings = []
    for part in found[0]:
        given = [_ARGUMENTS[part](truth.shape) for truth in truths]
        functions = [_once(f[part]) if part == "gradient" else f[part] for f in found]
        setting = functions, truths, given
        if part in SAMPLERS:
            findings.append(audit_draws(part, *setting, n_draws))
            continue
        for block in BLOCKS if part == "gradient" else (None,):
            findings.append(audit_numbers(part, block, *setting, tolerance))
    return Audit(findings)


def _truths(machines: Iterable[tuple[ArrayLike, ...]]) -> list[Enumerated]:
    """The machines, the smallest first: it is the one that a verdict shows."""
    truths = [_enumerated(machine) for machine in check_iterable(machines, "machines")]
    if not truths:
        raise ValueError("machines: expected at least one, got none")
    return sorted(truths, key=lambda truth: sum(truth.shape))


def audit_machines() -> list[tuple[NDArray[np.float64], ...]]:
    """Generic machines, 1 x 1 to 3 x 3, square and not, with biases.

    Returns
    -------
    list of (ndarray, ndarray, ndarray)
        Weights, visible bias and hidden bias; the same ones at every call.
    """
    rng = np.random.default_rng(20)
    return [
        (rng.normal(size=shape), rng.normal(size=shape[0]), rng.normal(size=shape[1]))
        for shape in _SHAPES
    ]


def _once(function):
    """The function, called once: the blocks of a gradient come from the same call."""
    stored = []

    def call(*arguments):
        if not stored:
            stored.append(function(*arguments))
        return stored[0]

    return call


def _enumerated(arrays):
    """A machine's parameters, validated, as the truth about it."""
    if not isinstance(arrays, tuple | list):
        raise TypeError(f"machines: expected triples of arrays, got {type(arrays).__name__}")
    arrays = [as_numbers(x, "machines") for x in arrays]
    if any(map(np.iscomplexobj, arrays)):
        raise ValueError("machines: expected real numbers, got complex ones")
    arrays = [x.astype(float) for x in arrays]
    got = tuple(x.shape for x in arrays)
    if len(got) != 3 or len(got[0]) != 2 or got[1:] != ((got[0][0],), (got[0][1],)):
        raise ValueError(f"machines: expected shapes (n, m), (n,) and (m,), got {got}")
    if not arrays[0].size:
        raise ValueError(f"machines: expected units in both layers, got {got[0]}")
    strange = [x[~np.isfinite(x)] for x in arrays]
    if any(x.size for x in strange):
        raise ValueError(f"machines: expected finite numbers, got {np.concatenate(strange)[0]}")
    require_enumerable(sum(got[0]), "audit", "audit smaller machines: mistakes show on them")
    return Enumerated(*arrays)


def _called(parts, truth):
    """The functions that somebody's code has for a machine."""
    if not callable(parts):
        raise TypeError(f"parts: expected a function, got {type(parts).__name__}")
    functions = parts(truth.weights.copy(), truth.visible_bias.copy(), truth.hidden_bias.copy())
    functions = {} if functions is None else functions  # a forgotten return
    if not isinstance(functions, Mapping):
        raise TypeError(f"parts: expected functions by name, got {functions!r}")
    unknown = sorted(set(functions) - set(_ARGUMENTS))
    if unknown or not functions:
        got = unknown[0] if unknown else "none"
        raise ValueError(f"parts: expected any of {', '.join(_ARGUMENTS)}; got {got}")
    return functions
