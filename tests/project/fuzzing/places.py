"""Where a nasty value is none: arguments of any shape, of any length, of any kind."""

# Nasty values by what is wrong with them.
OTHER_SHAPE = {"extra axis behind", "transposed", "too short", "too long", "first column"}
OTHER_SHAPE |= {"no columns", "scalar", "0-d"}
OTHER_ROWS = {"empty": 0, "first row": 1, "many rows": 1000}
OTHER_LENGTH = {"too few", "too many", "very many", "none", "text"}
NOT_FINITE_LABELS = {"NaN", "infinity", "minus infinity", "complex NaN", "objects with NaN"}
NOT_NUMBERS = {"decimals", "objects with a list", "objects with a text", "objects with None"}
MANY = {
    "Boltzmann 12",
    "2 x 64",
    "784 x 500",
    "1000 x 2",
    "Gaussian 500 x 9",
    "deep 2 x 12 x 2",
    "low rank 2 x 8 x 50",
}
STEPS = {"list", "tuple", "array", "array of one", "True", "NumPy's True"}
HUGE = {"1000", "10**5", "10**9", "2**63", "largest uint64", "10**400"}

#: Sizes that are allowed, and take minutes.
MINUTES = {
    (f"checks.proofs.any_energy.prove_any_energy.n_{layer}_states", size)
    for layer in ("visible", "hidden")
    for size in ("23", "64")
}

#: Arguments of any shape.
ANY_SHAPE = {
    "checks.verdicts.refute.truth",
    "checks.verdicts.refute.wrong",
    "distributions.Factorial.like.data",
    "distributions.Factorial.means",
    "gradient.empirical.data",
    "numerics.logsumexp.x",
    "numerics.sigmoid.x",
    "numerics.softplus.x",
    "states.one_flip_neighbours.states",
    "states.state_index.states",
    "states.unique_states.data",
    "estimates.weights.from_log_weights.log_weights",
    "validation.arrays.as_numbers.values",
}
#: Words of any kind.
ANY_TEXT = {
    "checks.proofs.any_energy.prove_any_energy.statement",
    "checks.proofs.rational.prove_rbm_gradient.statement",
    "checks.derivations.derivation.Derivation.title",
    "checks.derivations.derivation.Derivation.line.latex",
    "checks.derivations.derivation.Derivation.line.rule",
    "checks.verdicts.refute.variant",
    "checks.verdicts.verify.equation",
}
#: Arguments of which each row has its own row in the result.
BATCHES = {"v", "x", "h", "states", "points"}
SAMPLERS = ("contrastive_divergence", "persistent_contrastive_divergence")
#: What takes as long as it is told to.
PATIENT = {
    "cases.generic_cases.count",
    "estimates.annealed.chains.forward.n_chains",
    *(f"estimates.annealed.chains.{name}.steps" for name in ("forward", "ratio", "reverse")),
    *(f"estimates.annealed.moments.{name}_moments.steps" for name in ("forward", "reverse")),
    *(f"learning.{name}.phases.steps" for name in SAMPLERS),
    "learning.training.fit.steps",
    "sampling.gibbs_step.steps",
}
#: Functions of numbers and gradients pass NaN on; an impossible event has the logarithm -inf, a
#: variance may be infinite, and a likelihood is NaN where it is not affordable.
NOT_FINITE = {
    "checks.gradients.methods.error_bound",
    "numerics.logsumexp",
    "numerics.sigmoid",
    "numerics.softplus",
    "validation.arrays.as_numbers",
    "distributions.Factorial.log_probability",
    "estimates.annealed.moments.forward_moments",
    "estimates.annealed.moments.reverse_moments",
    "estimates.importance.moments",
    "estimates.importance.ratio_moments",
    "learning.training.fit",
}
