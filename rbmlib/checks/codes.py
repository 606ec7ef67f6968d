"""What a verdict may say: one table from stable codes to English words.

Graders, tests and translations read codes; words are for readers.  A second language is a
second table with the same keys.
"""

from collections.abc import Mapping
from typing import NamedTuple

from rbmlib.checks.answers import ANSWERS

# Changed parameters, and where in the computation they are used.
_CHANGES = {
    "E-WEIGHTS-SIGN": "the weights have the opposite sign",
    "E-VISIBLE-BIAS-SIGN": "the visible bias has the opposite sign",
    "E-HIDDEN-BIAS-SIGN": "the hidden bias has the opposite sign",
    "E-BIASES-SIGN": "both biases have the opposite sign",
    "E-PARAMETERS-SIGN": "every parameter has the opposite sign",
    "E-NO-VISIBLE-BIAS": "the visible bias is left out",
    "E-NO-HIDDEN-BIAS": "the hidden bias is left out",
    "E-NO-BIASES": "both biases are left out",
    "E-NO-WEIGHTS": "the weights are left out",
    "E-WEIGHTS-TRANSPOSED": "the weights are transposed",
    "E-BIASES-EXCHANGED": "the two biases are exchanged",
    "E-WEIGHTS-TWICE": "the weights are counted twice",
    "E-WEIGHTS-HALF": "the weights are counted half",
    "E-VISIBLE-BIAS-TWICE": "the visible bias is counted twice",
    "E-HIDDEN-BIAS-TWICE": "the hidden bias is counted twice",
    "E-SPINS": "units are taken as -1 and +1",
}
_PLACES = {
    "": "",
    "-IN-SIGMOID": " inside the sigmoid",
    "-IN-POSITIVE-SIGMOID": " inside the sigmoid of the positive phase",
    "-IN-NEGATIVE-SIGMOID": " inside the sigmoid of the negative phase",
    "-IN-WEIGHTING": " in p(v) alone",
    "-IN-NEGATIVE-PHASE": " in the negative phase",
}
# Mistakes that may be made in both phases of a gradient, or in one.
_STATISTICS = {
    "E-PRIOR": "p(h) stands in for p(h | v)",
    "E-PRODUCT-OF-MEANS": "<v><h> stands in for <v h>",
    "E-SIGMOID-OF-MEAN": "the sigmoid of the mean stands in for the mean of the sigmoid",
    "E-ROUNDED-SIGMOID": "the sigmoid is thresholded at one half",
    "E-FIRST-UNIT": "the first hidden unit stands in for all",
}
_PHASES = {
    "": " in both phases",
    "-IN-POSITIVE-PHASE": " in the positive phase",
    "-IN-NEGATIVE-PHASE": " in the negative phase",
}

#: Words for each code; braces are filled with the details of a `Diagnosis`.
CODES: Mapping[str, str] = {
    # Two arrays that should be equal.
    "E-SIGN": "opposite sign",
    "E-ZERO": "all zero",
    "E-FACTOR": "a constant factor {factor}",
    "E-CASE-FACTOR": "a factor that is one number in each case",
    "E-TIMES": "multiplied by {term}",
    "E-OVER": "divided by {term}",
    "E-TERM": "off by {times}{term}: a term lost or added",
    "E-TERM-SIGN": "off by {times}{term}: a term of the wrong sign",
    "E-SHIFT": "one number added to every component: a term is missing or one too many",
    "E-TRANSPOSED": "transposed, two indices exchanged",
    "E-TRANSPOSED-SHAPE": "the shape of the transpose",
    "E-AXES": "axes are exchanged",
    "E-SIGNS": "the sign of some components",
    "E-INDEX": "the right numbers in the wrong places: a wrong index",
    "E-ROWS": "numbers of other rows or columns: a wrong index",
    "E-SOME": "at most {wrong} of {size} components wrong",
    "E-RESHAPED": "the right numbers in another shape",
    "E-NO-SUM": "the sum over axis {axis} is missing",
    "E-NO-MEAN": "the mean over axis {axis} is missing",
    "E-SUMMED": "summed over axis {axis}, which is still needed",
    "E-AVERAGED": "averaged over axis {axis}, which is still needed",
    "E-BROADCAST": "broadcast to a table; its diagonal is right",
    "E-NO-LOG": "the logarithm is missing",
    "E-LOG-TWICE": "a logarithm too many",
    "E-RECIPROCAL": "the reciprocal",
    "E-ONE-MINUS": "one minus the right number",
    "E-RANDOM": "other numbers every time: a sample, not an average",
    "E-UNKNOWN": "no known pattern",
    # Nothing to compare, or nothing that tells.
    "E-RAISES": "raises {error}: {message}",
    "E-SHAPE": "expected shape {expected}, got {got}",
    "E-EMPTY": "no numbers to compare, shape {got}",
    "E-NOT-FINITE": "a number is not finite",
    "E-NOT-NUMBERS": "expected a number or an array of numbers, got {got}",
    "E-COMPLEX": "expected real numbers, got complex ones",
    "E-NOT-IDENTICAL": "equal on these cases, but not identically",
    "E-FALSE-IDENTITY": "the two sides are different functions",
    "E-BLIND": "expected to be rejected, but it agrees on this input",
    # The phases of a gradient.
    "E-NO-NEGATIVE-PHASE": "the negative phase (the model's average) is missing",
    "E-NO-POSITIVE-PHASE": "the positive phase (the data's average) is missing",
    "E-NEGATIVE-SIGN": "the negative phase has the wrong sign",
    "E-POSITIVE-SIGN": "the positive phase has the wrong sign",
    "E-NEGATIVE-TWICE": "the negative phase is counted twice",
    "E-POSITIVE-TWICE": "the positive phase is counted twice",
    "E-NEGATIVE-FACTOR": "the negative phase is multiplied by {factor}",
    "E-POSITIVE-FACTOR": "the positive phase is multiplied by {factor}",
    "E-SUM": "summed over the samples, not averaged",
    "E-POSITIVE-SUM": "the positive phase is summed over the samples, not averaged",
    "E-NO-Z": "1/Z is forgotten in the negative phase",
    "E-Z-TWICE": "the negative phase is divided by Z twice",
    "E-CONSTANT": "the gradient is one number for all parameters (E in place of its derivative?)",
    "E-NEGATIVE-CONSTANT": "the negative phase is one number for all parameters "
    "(E in place of its derivative?)",
    # Which states a gradient weighs, and how.
    "E-REPEATS": "repeated samples are counted once",
    "E-MEMBERS": "each distinct sample has the weight 1/N",
    "E-JOINT-FOR-POSTERIOR": "p(v, h) stands in for p(h | v) in the positive phase",
    "E-CD-1": "contrastive divergence: the negative phase is one sweep from the data",
    "E-RECONSTRUCTION": "the negative phase is one reconstruction by means from the data",
    "E-EXP-PLUS-F": "states are weighed with exp(+F), not exp(-F)",
    "E-UNIFORM": "all states are weighed alike in the negative phase",
    "E-LAST-STATE": "the last state is lost from the enumeration",
    "E-FIRST-STATE": "the first state is lost from the enumeration",
    "E-BLOCKS-EXCHANGED": "the two bias blocks are exchanged",
    "E-BLOCK-ORDER": "the blocks stand in another order",
    **{
        code + place: _STATISTICS[code] + _PHASES[place]
        for code in _STATISTICS
        for place in _PHASES
        if code + place != "E-PRIOR-IN-NEGATIVE-PHASE"  # there it is the product of means
    },
    **{code + place: _CHANGES[code] + _PLACES[place] for code in _CHANGES for place in _PLACES},
    # Other parts of an implementation.
    "E-BITS": "in bits, not in nats",
    "E-LOG-Z-ADDED": "ln Z is added: it is -ln p(v)",
    "E-LOG-Z-SUBTRACTED": "ln Z is subtracted",
    "E-NO-LOG-Z": "ln Z is left out",
    "E-LOG-Z-SIGN": "ln Z has the opposite sign",
    "E-STATES-AVERAGED": "an average over states, not a sum",
    "E-OVER-ROWS": "normalised over the rows given, not over all states",
    "E-NO-SIGMOID": "the input, without the logistic function",
    "E-THRESHOLDED": "thresholded at one half",
    # Samplers.
    "E-ON-OFF": "on and off are exchanged",
    "E-ON-OFF-HIDDEN": "on and off are exchanged in the hidden layer",
    "E-ON-OFF-VISIBLE": "on and off are exchanged in the visible layer",
    "E-FAIR-COINS": "fair coins",
    "E-SQUARED": "the probability squared",
    "E-NO-MOVE": "the state does not move",
    "E-MEANS-FOR-STATES": "hidden means stand in for hidden states",
    "E-THRESHOLDED-HIDDEN": "hidden units are thresholded, not drawn",
    "E-THRESHOLDED-VISIBLE": "visible units are thresholded, not drawn",
    "E-TRANSPOSED-HIDDEN": "the weights are transposed in the hidden half",
    "E-TRANSPOSED-VISIBLE": "the weights are transposed in the visible half",
    "E-TWO-SWEEPS": "two sweeps, not one",
    "E-TOO-OFTEN": "units are on too often",
    "E-TOO-SELDOM": "units are on too seldom",
    "E-SAME-DRAWS": "the same draws at every call",
    **ANSWERS,
}


class Diagnosis(NamedTuple):
    """What is wrong, as a code and the numbers that its words need.

    Attributes
    ----------
    code : str
        A key of `CODES`.
    details : dict from str to str
        What fills the braces of the words.
    """

    code: str
    details: Mapping[str, str]

    @property
    def words(self) -> str:
        """In English."""
        return CODES[self.code].format(**self.details)

    def __str__(self) -> str:
        return f"{self.words} [{self.code}]"


def diagnosed(code: str, **details: object) -> Diagnosis:
    """A diagnosis with its details as words.

    Parameters
    ----------
    code : str
        A key of `CODES`.
    **details : object
        One for each pair of braces in its words.

    Returns
    -------
    Diagnosis
    """
    return Diagnosis(code, {name: str(detail) for name, detail in details.items()})


class Failure(AssertionError):
    """A check that failed: a message for the reader, and codes for programs.

    Parameters
    ----------
    message : str
    *codes : str
        Of all that is wrong, keys of `CODES`.
    """

    def __init__(self, message: str, *codes: str) -> None:
        super().__init__(message, *codes)  # all of it, so that a copy or a pickle is complete

    @property
    def codes(self) -> tuple[str, ...]:
        """Of all that is wrong."""
        return self.args[1:]

    @property
    def code(self) -> str:
        """Of the first thing that is wrong."""
        return self.codes[0]

    def __str__(self) -> str:
        return self.args[0]
