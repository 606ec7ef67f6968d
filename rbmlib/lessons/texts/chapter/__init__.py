"""S1, notes on a textbook chapter."""

from rbmlib.lessons.texts.chapter import estimates, gradient, methods, noise, phases

#: All claims, in the order of the text.
CLAIMS = gradient.CLAIMS + phases.CLAIMS + methods.CLAIMS + noise.CLAIMS + estimates.CLAIMS
