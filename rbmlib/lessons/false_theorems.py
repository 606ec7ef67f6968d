"""False theorems on the derivative of ln p(v), each with one slip: a prover must refute them."""

from collections.abc import Callable, Mapping

from rbmlib.checks.proofs.any_energy import EnergyTable
from rbmlib.checks.proofs.symbolic import Ratio


def _both_averages(table: EnergyTable, v: int) -> Ratio:
    return -_posterior_average(table, v) - _model_average(table)


def _equal_weights(table: EnergyTable, v: int) -> Ratio:
    pairs = [(u, h) for u in table.visible for h in table.hidden]
    return sum(table.energy_slope(*pair) for pair in pairs) / len(pairs) - _posterior_average(
        table, v
    )


def _joint_for_posterior(table: EnergyTable, v: int) -> Ratio:
    row = sum(table.joint(v, h) * table.energy_slope(v, h) for h in table.hidden)
    return _model_average(table) - row


def _own_row_only(table: EnergyTable, v: int) -> Ratio:
    row = sum(table.joint(v, h) * table.energy_slope(v, h) for h in table.hidden)
    return row - _posterior_average(table, v)


def _posterior_average(table: EnergyTable, v: int) -> Ratio:
    return sum(table.posterior(h, v) * table.energy_slope(v, h) for h in table.hidden)


def _model_average(table: EnergyTable) -> Ratio:
    return sum(
        table.joint(u, h) * table.energy_slope(u, h) for u in table.visible for h in table.hidden
    )


#: By name: a claim as `rbmlib.checks.prove_any_energy` takes it.
FALSE_THEOREMS: Mapping[str, Callable[[EnergyTable, int], Ratio]] = {
    "the phases added": _both_averages,
    "equal weights in the model's average": _equal_weights,
    "p(v, h) for p(h | v)": _joint_for_posterior,
    "the model's average over this v only": _own_row_only,
}
