"""Rules that the training loop can run: functions of (model, data, rng, memory).

A rule returns the direction to ascend and what it wants to remember until its next call.
"""

from rbmlib.gradient import log_likelihood_gradient, phase
from rbmlib.learning import (
    contrastive_divergence,
    noise_contrastive,
    pseudolikelihood,
    ratio_matching,
)
from rbmlib.models.kinds import require_binary
from rbmlib.validation import check_count, check_rng


def direction(model, phases):
    r"""Direction of a learning rule: its negative phase minus its positive one.

    .. math:: \sum_{v} w^-(v)\, \partial F(v)/\partial\theta
              - \sum_{v} w^+(v)\, \partial F(v)/\partial\theta

    Parameters
    ----------
    model : EnergyModel
    phases : tuple of (Weighted, Weighted)
        The positive and the negative phase.

    Returns
    -------
    ndarray, shape (n_parameters,)
        To be ascended; the gradient of the rule's objective, where it has one.
    """
    positive, negative = phases
    return phase(model, negative) - phase(model, positive)


def from_phases(function, **options):
    """Turn a module's ``phases`` into a rule that `fit` can run.

    Parameters
    ----------
    function : callable
        Takes a model, data and the options; returns the positive and the negative phase.
    **options
        Passed on.

    Returns
    -------
    callable
        Of (model, data, rng, memory), returning a direction and the memory.
    """

    def rule(model, data, rng, memory):
        return direction(model, function(model, data, **options)), memory

    return rule


def maximum_likelihood(model, data, rng, memory):
    """Exact gradient of the log-likelihood: affordable wherever ln Z and its gradient are."""
    require_binary(model, "maximum_likelihood")
    return log_likelihood_gradient(model, data), memory


def contrastive(steps=1):
    """CD-k as a rule."""
    check_count(steps, 1, "steps")

    def rule(model, data, rng, memory):
        found = contrastive_divergence.phases(model, data, rng, steps)
        return direction(model, found), memory

    return rule


def persistent(n_particles=100, steps=1):
    """PCD as a rule; the particles start at data rows drawn at random."""
    check_count(n_particles, 1, "n_particles")
    check_count(steps, 1, "steps")

    def rule(model, data, rng, memory):
        check_rng(rng)
        particles = data[rng.integers(len(data), size=n_particles)] if memory is None else memory
        positive, negative, particles = contrastive_divergence.persistent_phases(
            model, data, particles, rng, steps
        )
        return direction(model, (positive, negative)), particles

    return rule


def noise_contrast(noise, ratio=1.0, n_noise=None):
    """Noise-contrastive estimation as a rule.

    The log-normaliser is set to its best value before each update, so that the direction is
    the gradient of the objective maximised over it.  `n_noise` samples are drawn once; left
    out, the expectation over the noise is exact.
    """

    def rule(model, data, rng, memory):
        if n_noise is not None and memory is None:
            memory = noise.sample(n_noise, check_rng(rng))
        kappa = noise_contrastive.best_log_normaliser(model, data, noise, ratio, memory)
        found = noise_contrastive.phases(model, data, noise, kappa, ratio, memory)
        return direction(model, found), memory

    return rule


#: The rules that `fit` knows by name, with their usual settings.
RULES = {
    "likelihood": maximum_likelihood,
    "contrastive divergence": contrastive(),
    "persistent": persistent(),
    "pseudolikelihood": from_phases(pseudolikelihood.phases),
    "ratio matching": from_phases(ratio_matching.phases),
}
