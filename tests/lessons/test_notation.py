"""What `site/notation.md` says of other texts' letters, executed."""

import numpy as np
import pytest

from rbmlib import RBM
from rbmlib.cases import reference_rbm

R = reference_rbm()
SQUARE = RBM(weights=[[0.3, -0.7], [0.9, 0.2]], visible_bias=[0.4, -0.1], hidden_bias=[-0.6, 0.5])
#: A pair of states that no exchange of letters leaves alone.
V, H = np.array([1, 0, 1]), np.array([0, 1])


def hinton(v, h, a, b, w):
    """The guide's energy, eq (1): a for visible biases, b for hidden ones."""
    pairs = sum(v[i] * h[j] * w[i, j] for i in range(len(v)) for j in range(len(h)))
    return -sum(a * v) - sum(b * h) - pairs


def fischer_igel(v, h, b, c, w):
    """The introduction's energy: i counts hidden units, j visible ones."""
    pairs = sum(w[i, j] * h[i] * v[j] for i in range(len(h)) for j in range(len(v)))
    return -pairs - sum(b * v) - sum(c * h)


def test_both_energies_are_ours_with_the_letters_of_the_table():
    for model, v, h in ((R, V, H), (SQUARE, V[:2], H)):
        W, b, c = model.weights, model.visible_bias, model.hidden_bias
        assert hinton(v, h, b, c, W) == pytest.approx(model.energy(v, h), abs=1e-12)
        assert fischer_igel(v, h, b, c, W.T) == pytest.approx(model.energy(v, h), abs=1e-12)


def test_on_a_square_machine_both_traps_are_silent_and_wrong():
    W, b, c, v = SQUARE.weights, SQUARE.visible_bias, SQUARE.hidden_bias, V[:2]
    truth = SQUARE.energy(v, H)
    for mistaken in (RBM(W, c, b), RBM(W.T, b, c)):
        assert mistaken.energy(v, H) != pytest.approx(truth, abs=0.1)


@pytest.mark.parametrize("exchanged", [True, False], ids=["biases", "W"])
def test_on_another_machine_the_shapes_tell(exchanged):
    W, b, c = R.weights, R.visible_bias, R.hidden_bias
    with pytest.raises(ValueError, match="shape"):
        RBM(W, c, b) if exchanged else RBM(W.T, b, c)
