import numpy as np
import pytest

from rbmlib import binary_states, log_likelihood
from rbmlib.checks import check_gradient, complex_step
from rbmlib.learning import score_matching
from rbmlib.models import GaussianRBM, gaussian
from tests.oracles import close

RNG = np.random.default_rng(5)


def machine(n, m):
    fields = GaussianRBM.random(n, m, RNG)
    return GaussianRBM(
        fields.weights, fields.visible_bias, fields.hidden_bias, 0.6 + RNG.random(n)
    )


MACHINES = [machine(1, 1), machine(1, 3), machine(2, 2), machine(3, 2), machine(2, 0)]
DATA = [RNG.normal(size=(6, m.n_visible)) for m in MACHINES]
PAIRS = list(zip(MACHINES, DATA, strict=True))


def grids(model, points=241):
    """A box that holds all of p(x), and the volume of a cell: the trapezoidal rule."""
    means = model.visible_mean(binary_states(model.n_hidden))
    edges = [
        np.linspace(mu.min() - 9 * s, mu.max() + 9 * s, points)
        for mu, s in zip(means.T, model.visible_scale, strict=True)
    ]
    cell = np.prod([edge[1] - edge[0] for edge in edges])
    return np.stack(np.meshgrid(*edges, indexing="ij"), axis=-1).reshape(-1, len(edges)), cell


@pytest.mark.parametrize("model", [m for m in MACHINES if m.n_visible <= 2])
def test_the_partition_function_is_the_integral(model):
    x, cell = grids(model)
    integral = np.exp(-model.free_energy(x)).sum() * cell
    assert abs(np.log(integral) - model.log_partition()) < 1e-12
    assert abs(np.log(integral) - model.log_partition() - np.log(2 * np.pi)) > 0.1


@pytest.mark.parametrize("model, x", PAIRS)
def test_the_free_energy_sums_the_energy(model, x):
    h = binary_states(model.n_hidden)
    total = np.exp(-model.energy(x[:, None, :], h)).sum(axis=1)
    assert close(-np.log(total), model.free_energy(x))
    posterior = np.exp(-model.energy(x[:, None, :], h)) / total[:, None]
    assert close(posterior @ h, model.hidden_mean(x))


@pytest.mark.parametrize("model, x", PAIRS)
def test_gradients_by_the_complex_step(model, x):
    slope = complex_step(lambda m: m.log_partition(), model)
    assert close(slope, model.log_partition_gradient())  # zero without hidden units
    check_gradient(
        lambda m: m.free_energy(x[:1])[0], lambda m: m.free_energy_gradient(x[0]), model
    )
    check_gradient(
        lambda m: score_matching.objective(m, x), score_matching.direction(model, x), model
    )


@pytest.mark.parametrize("model, x", PAIRS)
def test_the_score_is_the_slope_of_the_log_density(model, x):
    step = 1e-30j * np.eye(model.n_visible)
    slope = np.imag(log_likelihood(model, x[:, None, :] + step)) / 1e-30
    assert close(slope, model.score(x))
    scores = model.score(x[:, None, :] + step)
    second = np.imag(np.einsum("nii->ni", scores)) / 1e-30
    assert close(second, model.score_slope(x))


@pytest.mark.parametrize("model", [m for m in MACHINES if m.n_visible <= 2])
def test_the_objective_is_minus_the_fisher_divergence_but_for_a_constant(model):
    other = model.with_parameters(0.7 * model.ravel() - 0.1)
    x, cell = grids(model)
    p = np.exp(log_likelihood(model, x)) * cell
    truth = model.score(x)
    loss = p @ (other.score(x) ** 2 / 2 + other.score_slope(x)).sum(axis=1)
    fisher = p @ ((other.score(x) - truth) ** 2).sum(axis=1) / 2
    constant = p @ (truth**2).sum(axis=1) / 2
    assert abs(fisher - (loss + constant)) < 1e-10
    wrong = p @ (other.score(x) ** 2 / 2 - other.score_slope(x)).sum(axis=1)
    assert abs(fisher - (wrong + constant)) > 0.1


def test_samples_have_the_moments_of_the_mixture():
    """First and second ones, those between two units included."""
    model = GaussianRBM([[1.5, -1.0], [1.0, 2.0]], [0.2, -0.4], [-0.9, -0.5], [0.7, 1.2])
    size = 10**5
    x = model.sample(size, np.random.default_rng(1))
    grid, cell = grids(model)
    p = np.exp(log_likelihood(model, grid)) * cell

    def monomials(x):
        return np.stack([x[:, 0], x[:, 1], x[:, 0] ** 2, x[:, 1] ** 2, x[:, 0] * x[:, 1]], axis=1)

    found, exact = monomials(x).mean(axis=0), p @ monomials(grid)
    errors = np.sqrt(p @ monomials(grid) ** 2 - exact**2) / np.sqrt(size)
    assert np.abs((found - exact) / errors).max() < 4.5
    # Units that are independent, or have no noise of their own, would be told from these.
    means = exact[:2]
    assert abs(exact[4] - means[0] * means[1]) > 45 * errors[4]
    assert np.all(exact[2:4] - means**2 > model.visible_scale**2 + 9 * errors[2:4])


@pytest.mark.parametrize("numbers", [1, 6, 17, 2**21])
def test_the_size_of_blocks_changes_no_sum_over_hidden_states(monkeypatch, numbers):
    model = GaussianRBM.random(2, 3, np.random.default_rng(8))
    expected = model.log_partition(), model.log_partition_gradient()
    monkeypatch.setattr(gaussian, "_NUMBERS", numbers)
    sizes = [len(h) for h, _ in model._hidden_blocks()]
    assert sum(sizes) == 8 and max(sizes) <= max(1, numbers // 3)
    assert close(model.log_partition(), expected[0])
    assert close(model.log_partition_gradient(), expected[1])


def test_a_large_offset_loses_no_digits():
    near = GaussianRBM([[1.0]], [0.0], [0.0], [1.0])
    far = GaussianRBM([[1.0]], [1e8], [-1e8], [1.0])
    assert abs(near.log_partition() - far.log_partition()) < 1e-7  # one rounding of 1e8
    assert far.sample(3, np.random.default_rng(0)).shape == (3, 1)


def test_the_scale_is_not_a_parameter():
    model = machine(2, 3)
    assert model.n_parameters == 2 * 3 + 2 + 3
    assert not any("scale" in name for name in model.parameter_names)
    moved = model.with_parameters(model.ravel() + 1)
    assert np.array_equal(moved.visible_scale, model.visible_scale)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda m: GaussianRBM([[1.0]], [0.0], [0.0], [0.0]), "expected positive numbers"),
        (lambda m: GaussianRBM([1.0], [0.0], [0.0], [1.0]), r"expected shape \(n_visible, n_hid"),
        (lambda m: GaussianRBM([[1.0]], [0.0, 1.0], [0.0], [1.0]), "visible_bias: expected shape"),
        (lambda m: m.free_energy([[np.nan]]), "v: expected finite numbers"),
        (lambda m: m.free_energy([["a"]]), "v: expected numbers"),
        (lambda m: m.free_energy([[1.0, 2.0]]), r"v: expected shape \(\.\.\., 1\)"),
        (lambda m: score_matching.objective(m, [1.0]), "data: expected shape"),
        (lambda m: score_matching.objective(m, np.zeros((0, 1))), "n_samples >= 1"),
        (lambda m: score_matching.direction(m, [[np.inf]]), "data: expected finite numbers"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call(MACHINES[0])
