"""S0, a question and its longest answer on Cross Validated."""

from rbmlib.lessons.texts.forum import gradient, likelihood, rbm

#: All claims, in the order of the text.
CLAIMS = likelihood.CLAIMS + gradient.CLAIMS + rbm.CLAIMS
