r"""The theorem for every differentiable energy: E_vh(theta) left as undefined functions.

SymPy differentiates; then e^{-E_vh} is renamed x_vh and dE_vh/dtheta is renamed e_vh, which
turns both sides into rational functions of independent variables.  What holds for those
holds for every energy on that table of states.
"""

from collections.abc import Callable

import sympy as sp
from sympy.polys.rings import ring

from rbmlib.checks.proofs.symbolic import Proof, Ratio, prove
from rbmlib.validation import check_count, check_function, check_text

THETA = sp.Symbol("theta", real=True)

STATEMENT = (
    r"\frac{d}{d\theta}\ln p(v) = -\sum_h p(h \mid v)\,\frac{dE(v,h)}{d\theta}"
    r" + \sum_{v',h} p(v',h)\,\frac{dE(v',h)}{d\theta}"
)


# Energies of which a proof takes two minutes.
_LARGEST_TABLE = 64


class EnergyTable:
    """An undefined energy for every pair of a visible and a hidden state.

    Parameters
    ----------
    n_visible_states, n_hidden_states : int
        Size of the table; any two positive numbers, not only powers of two.
    """

    def __init__(self, n_visible_states: int, n_hidden_states: int) -> None:
        n_visible_states = check_count(n_visible_states, 1, "n_visible_states")
        n_hidden_states = check_count(n_hidden_states, 1, "n_hidden_states")
        size = n_visible_states * n_hidden_states
        if size > _LARGEST_TABLE:
            raise ValueError(
                f"EnergyTable: would hold {size} energies (at most {_LARGEST_TABLE} are allowed); "
                "instead, prove it on a smaller table"
            )
        self.visible, self.hidden = range(n_visible_states), range(n_hidden_states)
        pairs = [(v, h) for v in self.visible for h in self.hidden]
        names = [f"{kind}_{v}_{h}" for kind in "xe" for v, h in pairs]
        self.ring, *generators = ring(names, sp.ZZ)
        self.energies = {(v, h): sp.Function(f"E_{v}_{h}")(THETA) for v, h in pairs}
        self.factors = dict(zip(pairs, generators, strict=False))
        self.slopes = dict(zip(pairs, generators[len(pairs) :], strict=True))

    def log_probability(self, v: int) -> sp.Expr:
        """Logarithm of p(v) as a SymPy expression in the undefined energies."""
        clamped = sum(sp.exp(-self.energies[v, h]) for h in self.hidden)
        return sp.log(clamped) - sp.log(sum(sp.exp(-e) for e in self.energies.values()))

    def rational(self, expression: sp.Expr) -> Ratio:
        """Rename e^{-E} and dE/dtheta in a derivative, and read it as a `Ratio`."""
        renamed = {sp.exp(-e): self.factors[k].as_expr() for k, e in self.energies.items()}
        renamed |= {e.diff(THETA): self.slopes[k].as_expr() for k, e in self.energies.items()}
        total = Ratio(self.ring.zero)
        for term in sp.Add.make_args(expression.subs(renamed)):
            total += Ratio(*(self.ring.from_expr(part) for part in sp.fraction(term)))
        return total

    def energy_slope(self, v: int, h: int) -> Ratio:
        """The derivative dE(v, h)/dtheta."""
        return Ratio(self.slopes[v, h])

    def joint(self, v: int, h: int) -> Ratio:
        """Probability p(v, h)."""
        return Ratio(self.factors[v, h], sum(self.factors.values()))

    def posterior(self, h: int, v: int) -> Ratio:
        """Conditional probability p(h | v)."""
        return Ratio(self.factors[v, h], sum(self.factors[v, k] for k in self.hidden))


def theorem(table: EnergyTable, v: int) -> Ratio:
    """Right-hand side of the theorem: minus the posterior average, plus the joint average."""
    data = sum(table.posterior(h, v) * table.energy_slope(v, h) for h in table.hidden)
    model = sum(
        table.joint(u, h) * table.energy_slope(u, h) for u in table.visible for h in table.hidden
    )
    return model - data


def prove_any_energy(
    n_visible_states: int,
    n_hidden_states: int,
    claim: Callable[[EnergyTable, int], Ratio] = theorem,
    *,
    statement: str = STATEMENT,
) -> Proof:
    """Prove a formula for d ln p(v) / d theta, for every differentiable energy.

    Parameters
    ----------
    n_visible_states, n_hidden_states : int
        Size of the table of states.
    claim : callable
        Takes an `EnergyTable` and a visible state; returns the claimed derivative as a
        `Ratio`.
    statement : str
        The claim in LaTeX.

    Returns
    -------
    Proof

    Raises
    ------
    Refuted
        If the claim is false for some visible state.
    """
    claim, statement = check_function(claim, "claim"), check_text(statement, "statement")
    table = EnergyTable(n_visible_states, n_hidden_states)
    identities = (
        (f"v = {v}", table.rational(table.log_probability(v).diff(THETA)), claim(table, v))
        for v in table.visible
    )
    scope = f"every energy on {n_visible_states} x {n_hidden_states} states"
    return prove(identities, statement, scope)
