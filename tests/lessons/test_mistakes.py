"""The mistakes of the lessons: none is arithmetic on the answer, and the judge names each."""

import numpy as np
import pytest

from rbmlib import RBM, log_likelihood_gradient, mean_log_likelihood
from rbmlib.cases import generic_cases, reference_data, reference_rbm
from rbmlib.chain import visible_transition
from rbmlib.checks import CODES, GradientMismatch, audit, check_gradient
from rbmlib.lessons.mistakes import MISTAKES
from tools.vacuous.compared import derived

SQUARE_ONLY = {"W transposed", "W transposed inside the sigmoid"}
RNG = np.random.default_rng(21)
OBLONG, SQUARE = RBM.random(3, 2, RNG), RBM.random(3, 3, RNG)
DATA = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 0, 0]])


def machine_for(mistake):
    return SQUARE if mistake.name in SQUARE_ONLY else OBLONG


def made(mistake, model, data):
    """What the mistake makes of the gradient, or of the sweep; and the truth."""
    if mistake.kind == "sweep":
        return mistake(model), visible_transition(model)
    truth = log_likelihood_gradient(model, data)
    if mistake.kind == "machine":
        return log_likelihood_gradient(mistake(model), data), truth
    return mistake(model, data), truth


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_and_no_arithmetic_on_the_answer(mistake):
    shapes = ((3, 3), (2, 2)) if mistake.name in SQUARE_ONLY else ((3, 2), (2, 3), (4, 3))
    for case in generic_cases(4, np.random.default_rng(8), shapes=shapes):
        data = np.concatenate([case["data"], case["data"][:1], case["data"][:1]])  # unequal shares
        wrong, truth = made(mistake, case["model"], data)
        assert wrong.shape == truth.shape
        assert np.abs(wrong - truth).max() > 1e-6
        assert derived(truth, wrong) is None


GRADIENTS = [m for m in MISTAKES.values() if m.kind != "sweep" and m.code]
SWEEPS = [m for m in MISTAKES.values() if m.kind == "sweep"]


@pytest.mark.parametrize("mistake", GRADIENTS, ids=[m.name for m in GRADIENTS])
def test_the_judge_names_a_wrong_gradient_as_the_list_does(mistake):
    model = machine_for(mistake)
    wrong, _ = made(mistake, model, DATA)
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(lambda m: mean_log_likelihood(m, DATA), wrong, model, data=DATA)
    assert raised.value.codes == (mistake.code,)


@pytest.mark.parametrize("mistake", SWEEPS, ids=[m.name for m in SWEEPS])
def test_the_judge_names_a_wrong_sweep_as_the_list_does(mistake):
    rng = np.random.default_rng(5)

    def implementation(W, b, c):
        law = mistake(RBM(W, b, c))
        states = np.array([[int(x) for x in f"{k:0{len(b)}b}"] for k in range(len(law))])

        def sweep(v):
            rows = (v @ (1 << np.arange(len(b))[::-1])).astype(int)
            cumulated = law[rows].cumsum(axis=1)
            return states[(rng.uniform(size=(len(v), 1)) > cumulated[:, :-1]).sum(axis=1)]

        return {"gibbs_step": sweep}

    assert mistake.code in {finding.code for finding in audit(implementation).failures}


def test_a_mistake_without_a_name_is_found_all_the_same():
    [mistake] = [m for m in MISTAKES.values() if m.code is None]
    wrong, _ = made(mistake, OBLONG, DATA)
    with pytest.raises(GradientMismatch):
        check_gradient(lambda m: mean_log_likelihood(m, DATA), wrong, OBLONG, data=DATA)


def test_every_mistake_is_explained_in_a_sentence_and_its_code_exists():
    for name, mistake in MISTAKES.items():
        assert mistake.name == name
        assert mistake.sentence.endswith(".") and len(mistake.sentence.split()) >= 4
        assert mistake.code is None or mistake.code in CODES
    assert len({m.code for m in MISTAKES.values()}) == len(MISTAKES)


def test_a_tie_goes_down_on_every_machine():
    """One hidden mean of the reference machine is one half exactly."""
    rbm, data = reference_rbm(), reference_data()
    up = rbm.with_parameters(rbm.ravel() + 1e-12)
    rounded = MISTAKES["h rounded to 0 or 1"]
    assert np.abs(rounded(rbm, data) - rounded(up, data)).max() < 1e-9


def test_what_a_mistake_cannot_be_made_with_is_refused():
    with pytest.raises(ValueError, match="W transposed: expected a square machine, got 3 x 2"):
        MISTAKES["W transposed"](OBLONG)
    with pytest.raises(TypeError, match="repeats dropped: expected an RBM, got ndarray"):
        MISTAKES["repeats dropped"](DATA, DATA)
    with pytest.raises(ValueError, match=r"^data: "):
        MISTAKES["repeats dropped"](OBLONG, DATA + 1)
