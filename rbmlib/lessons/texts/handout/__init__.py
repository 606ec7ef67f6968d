"""S2, an anonymous derivation."""

from rbmlib.lessons.texts.handout import conditionals, energy, rbm

#: All claims, in the order of the text.
CLAIMS = energy.CLAIMS + conditionals.CLAIMS + rbm.CLAIMS
