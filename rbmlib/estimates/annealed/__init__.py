r"""Annealed importance sampling: from a distribution that is known, in small steps.

The path leads from one RBM to another through RBMs that hold the hidden units of both:

.. math:: e^{-F_\beta(v)} = \sum_{h_1, h_2} e^{-(1-\beta) E_1(v, h_1) - \beta E_2(v, h_2)} .

A chain starts at :math:`v_0 \sim p_0` and passes K steps, at each of which

.. math:: w \leftarrow w\, e^{F_{k-1}(v_{k-1}) - F_k(v_{k-1})}, \qquad
          v_k \sim T_k(v_{k-1} \to \cdot)

with T_k any sweep that leaves p_k as it is.  Then E[w] = Z_K / Z_0, exactly and for any number
of steps.  Run backwards from p_K the same weights estimate Z_0 / Z_K.

References
----------
.. [1] R. M. Neal, "Annealed importance sampling", Statistics and Computing 11 (2001) 125-139.
.. [2] R. Salakhutdinov and I. Murray, "On the quantitative analysis of deep belief networks",
   ICML (2008) 872-879.
"""

from rbmlib.estimates.annealed.chains import forward, ratio, reverse
from rbmlib.estimates.annealed.moments import forward_moments, reverse_moments
from rbmlib.estimates.annealed.path import between

__all__ = ["between", "forward", "forward_moments", "ratio", "reverse", "reverse_moments"]
