"""The picture that readers without JavaScript see on the explorable page, every number computed.

Run as ``python -m tools.explorable.still`` to write it into ``site/explorable/index.html``.
"""

import re
from pathlib import Path

import numpy as np

from rbmlib import mean_log_likelihood
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import central_difference
from tools.explorable.values import STEPS, flagged, phases, training

PAGE = Path(__file__).resolve().parents[2] / "site" / "explorable" / "index.html"
_BETWEEN = re.compile(r"(?<=<!-- still -->\n).*?(?=<!-- /still -->)", re.DOTALL)
_MARKS = "₁₂₃"
_NAMES = (
    *(f"W{_MARKS[i]}{_MARKS[j]}" for i in range(3) for j in range(2)),
    *(f"b{mark}" for mark in _MARKS),
    *(f"c{mark}" for mark in _MARKS[:2]),
)
_FRAME = """<div class="still">
<table>
<caption>The gradient of the mean log-likelihood ℓ on four samples, 101 twice, 011 and 110. To the
right the data’s average (positive phase), to the left, striped, the model’s (negative phase);
dot: their sum; ring: a finite difference, which knows nothing of phases.</caption>
<thead><tr><th scope="col">θ</th><td></td><th scope="col">positive phase</th>
<th scope="col">negative phase</th><th scope="col">sum</th><th scope="col">finite difference</th>
</tr></thead>
<tbody>
{rows}
</tbody>
</table>
<svg width="0" height="0" aria-hidden="true"><pattern id="hatch" width="5" height="5"
patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5"/>
<path d="M0 0h3.6v5h-3.6z"/></pattern></svg>
<p>A wrong sign of the model’s average is seen in training at once: {negative}. With p(h) in place
of p(h|v), {prior}; with repeated samples dropped, {repeats}. “It trains” is not “it is right”.</p>
<p>This is a picture: the page that moves needs JavaScript.</p>
</div>
"""


def _row(name, positive, negative, total, numeric):
    """One parameter: a bar to each side, their sum, the difference, and the four numbers."""
    left, right, dot, ring = (f"{80 * x:.1f}" for x in (-negative, positive, total, numeric))
    marks = (
        f'<rect class="m" x="-{left}" width="{left}"/><rect width="{right}"/>'
        f'<circle class="f" cx="{ring}" r="6"/><circle cx="{dot}" r="3"/>'
    )
    numbers = "".join(f"<td>{x:+.4f}" for x in (positive, negative, total, numeric))
    return (
        f'<tr><th scope="row">{name}<td><svg viewBox="-70 -10 140 20" aria-hidden="true">{marks}'
        f"</svg>{numbers.replace('-', '−')}"
    )


def _outcome(mistake):
    """What training and the check say of a mistake on the reference machine, in words."""
    case = reference_rbm(), reference_data()
    falls = np.flatnonzero(np.diff(training(*case, mistake)) < 0)
    course = f"ℓ falls at step {falls[0] + 1}" if len(falls) else f"ℓ climbs for {STEPS} steps"
    return f"{course}, and the check flags {sum(flagged(*case, mistake))} of 11 components"


def still():
    """Both phases of the reference machine, and what becomes of three mistakes.

    Returns
    -------
    str
        HTML.
    """
    model, data = reference_rbm(), reference_data()
    positive, negative = phases(model, data)
    numeric = central_difference(lambda shifted: mean_log_likelihood(shifted, data), model)
    columns = zip(_NAMES, positive, negative, positive + negative, numeric, strict=True)
    outcomes = {mistake: _outcome(mistake) for mistake in ("negative", "prior", "repeats")}
    return _FRAME.format(rows="\n".join(_row(*row) for row in columns), **outcomes)


def with_still(page):
    """A page with the picture between its two marks.

    Parameters
    ----------
    page : str

    Returns
    -------
    str
    """
    return _BETWEEN.sub(lambda _: still(), page)


if __name__ == "__main__":
    PAGE.write_text(with_still(PAGE.read_text()))
