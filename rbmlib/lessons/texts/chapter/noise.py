r"""S1, fourth part: noise-contrastive estimation.

Source as in `gradient`; executed as in `methods`.
"""

import numpy as np

from rbmlib.lessons.texts import estimators as est
from rbmlib.lessons.texts.claims import TRUE, Claim
from rbmlib.numerics import sigmoid


def kept(s):
    """The noise with a hole at the first state, renormalised, (V,)."""
    noise = np.append(0.0, s.noise[1:])
    return noise / noise.sum()


def mass_at_hole(s, noise):
    """How much the truth beats a model with twice the mass at the first state."""
    log_model = np.log(s.p)
    doubled = np.append(log_model[0] + np.log(2), log_model[1:])
    seen = noise > 0
    truth, wrong = (
        est.noise_objective(s.p[seen], noise[seen], m[seen], 1.0) for m in (log_model, doubled)
    )
    return truth - wrong


CLAIMS = [
    Claim(
        "S1.41",
        r"\sigma(\log p(x)-\log\nu p_{noise}(x))",
        lambda s: sigmoid(np.log(s.p) - np.log(2 * s.noise)),
        "classify data against noise",
        start=(
            r"P(\text{data}\mid x)",
            lambda s: s.p / (s.p + 2 * s.noise),
        ),
    ),
    Claim(
        "S1.42",
        r"\sigma(\log p(x)-\log p_{noise}(x))",
        lambda s: sigmoid(np.log(s.p) - np.log(s.noise)),
        "logistic regression on the log-density ratio",
        start=(
            r"P(\text{data}\mid x)",
            lambda s: s.p / (s.p + 2 * s.noise),
        ),
        condition="as many noise samples as data, else minus the log of their ratio",
        meant=(
            (r"P(\text{data}\mid x)\text{, equally many}", lambda s: s.p / (s.p + s.noise)),
            None,
        ),
    ),
    Claim(
        "S1.43",
        r"\nabla_{\theta,\kappa}J\text{ at }\kappa=-\log Z\text{; the truth beats others}",
        lambda s: [*est.noise_gradient(s, -np.log(s.Z)), est.noise_prefers_truth(s)],
        "Z is one more parameter",
        start=(r"0,\text{ true}", lambda s: [*np.zeros(s.model.n_parameters + 1), True]),
    ),
    Claim(
        "S1.44",
        r"\text{the truth beats twice the mass of one state: any noise}",
        lambda s: [mass_at_hole(s, s.noise) > 1e-6, mass_at_hole(s, kept(s)) > 1e-6],
        "consistent under suitable conditions",
        start=(r"\text{true, true}", lambda s: [True, True]),
        condition="the noise covers the support",
        meant=(
            (r"\text{true}", lambda s: [True]),
            (
                r"\text{the truth beats twice the mass of one state: positive noise}",
                lambda s: [mass_at_hole(s, s.noise) > 1e-6],
            ),
        ),
    ),
    Claim(
        "S1.45",
        r"\text{error of }\log Z\text{: uniform noise more than the model's own}",
        lambda s: (
            est.noise_variance(s.p, est.uniform(len(s.p))) > est.noise_variance(s.p, s.p) + 1e-12
        ),
        "effectiveness depends on the noise",
        start=TRUE,
    ),
    Claim(
        "S1.46",
        r"\text{fewer mistakes of the classifier, a larger error of }\log Z",
        lambda s: (
            est.easy_task(4.0)[1] < est.easy_task(0.5)[1]
            and est.easy_task(4.0)[0] > est.easy_task(0.5)[0]
        ),
        "noise that is told from the data too easily",
        start=TRUE,
    ),
]
