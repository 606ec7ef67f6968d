"""What a verdict may say: one table from stable codes to English words.

Graders, tests and translations read codes; words are for readers.  A second language is a
second table with the same keys.
"""

from collections.abc import Mapping
from typing import NamedTuple

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
    # What somebody answers to a question, whatever it was.
    "E-NOT-ANSWERED": "not answered yet",
    "E-NOTHING": "expected {expected}, got None: does a function lack its return?",
    "E-KIND": "expected {expected}, got {got}",
    "E-NO-RETURN": "the function returns None: a return is missing",
    "E-EXIT": "the answer ends the session",
    "E-ENDLESS": "no end within {seconds} seconds",
    "E-CHANGES-ARGUMENTS": "the function changes its argument {argument}",
    "E-BLOCKS": "{message}",
    "E-INPUT": "{message}",
    "E-TOO-LARGE": "too large to list: at most {most} units, got {got}",
    "E-OTHER-PHASE": "the data's average and the model's are exchanged",
    "E-OTHER-UNIT": "that of another unit",
    "E-OTHER-DATA": "that of other data",
    "E-FACTOR-FOR-ENERGY": "the Boltzmann factor exp(-E) stands in for the energy",
    "E-PHASE-SIGN": "the positive phase enters with a plus",
    "E-PHASE-NOT-NEGATIVE": "averages of zeros and ones are never negative",
    "E-UNCHANGED": "what it was before the change",
    "E-EVERY-STATE": "the factor is applied to every state",
    "E-OTHER-STATES": "the factor is applied to states in which one of the two units is off",
    "E-NEW-SHARE-ONLY": "only the states that change are counted",
    "E-ONE-STATE": "the factor grows in many states, not in one",
    "E-JOINT": "p(v, h): divided by the sum of the whole table",
    "E-COLUMNS": "normalised over the columns: p(v | h)",
    "E-NOT-NORMALISED": "not divided by the sum",
    "E-EXP-PLUS-E": "exp(+E) stands in for exp(-E)",
    "E-NO-EXP": "the exponential is missing",
    "E-CLAMPED": "that is with v given, where the hidden units are independent",
    "E-NOT-CENTRED": "the product of the means is not subtracted",
    "E-PRODUCT-ONLY": "the product of the means alone",
    "E-LOWEST-ENERGY": "the lowest energy of the row",
    "E-MEAN-ENERGY": "the mean energy of the row",
    "E-SUM-OF-LOGS": "a sum of logarithms, not the logarithm of a sum",
    "E-SHIFT-CANCELS": "a common factor cancels in every probability",
    "E-Z-SHIFTS": "Z is a sum of the factors, and each of them changes",
    "E-LOG-OF-MEAN": "the logarithm of the mean, not the mean of the logarithm",
    "E-LOG-N": "-ln N stands in for -H(q): as if all samples were distinct",
    "E-NO-ENTROPY": "the entropy of the data is left out: minus the likelihood",
    "E-ENTROPY-SIGN": "the entropy of the data has the opposite sign",
    "E-OTHER-WAY": "the divergence the other way round, from the model to the data",
    "E-ENTROPY": "the entropies, not the errors",
    "E-INCREMENT": "the change, not the new value",
    "E-INCREMENT-SIGN": "the change is subtracted, not added",
    "E-ONE-STEP": "one step along the gradient: the maximum is further",
    "E-NEVER-CERTAIN": "no finite parameter makes a probability 1",
    "E-APPROACHED": "the likelihood rises all the way: its limit lies at infinity",
    "E-FIRST-EXPONENT": "the first exponent has lost its minus",
    "E-JOINT-LOG": "ln p(v, h): h is not summed out",
    "E-HIDDEN-LAYER": "ln p(h): v is summed out, not h",
    "E-MINUS-AND-WEIGHTS": "not divided by the sum, and the minus is lost",
    "E-P-AND-Z": "p and 1/Z together: exp(-E)/Z is p already",
    "E-EQUAL-WEIGHTS": "a plain mean: all states are weighed alike",
    "E-NO-SUM-OVER-STATES": "the sum over the states is missing",
    "E-MOST-PROBABLE": "the most probable h stands in for all",
    "E-ALL-SUMMED": "v is summed over, too: it is held fixed here",
    "E-OF-P": "the derivative of p, not of ln p",
    "E-SAME-V": "the model's average runs over h alone: v' is every visible state",
    "E-NO-AVERAGE": "not averaged over the data",
    "E-OF-VISIBLE": "that of ln p(v)",
    "E-ROWS-FOR-COLUMNS": "p(h | v) stands in for p(v | h)",
    "E-PRIOR-OF-V": "p(v) stands in for p(v | h)",
    "E-NET-WEIGHT": "the phases push parameters, not states: the net weight of one state is not "
    "the way that it moves",
    "E-NOT-IN-DATA": "states that are not in the data move too: they share parameters",
    "E-COUNTS-PARAMETERS": "the number of parameters, some of which move the same probabilities",
    "E-COUNTS-STATES": "the number of states, whose probabilities are tied by their sum",
    "E-UNITS-ONLY": "the number of visible units",
    "E-GRADIENT": "the gradient: it moves each state by the overlap with that state's own gradient",
    "E-NO-DIRECTION": "all zero: no direction",
    "E-LENGTH": "the right direction, of another length",
    "E-MOVES-LOG": "ln p(v) moves by q - p, not p(v)",
    "E-MOVES-OTHERWISE": "some p(v) does not move by q(v) - p(v)",
    "E-DATA-NOT-ENOUGH": "the data's phase raises their numerator; the other raises Z more",
    "E-NO-BALANCE": "added phases never balance: each pushes every parameter up",
    "E-COVARIANCES": "covariances: the products of the means are subtracted",
    "E-PAIRS-STAY": "with h given, terms v_i v_k with two visible units are left",
    "E-LINEAR-IN-H": "with v given, each term that is left holds one hidden unit",
    "E-MEAN-OF-F": "the average of f, not of the derivative of ln f",
    "E-UNDONE": "an operation is named, not carried out",
    "E-TOO-SHORT": "expected at least {least} equals signs, got {got}",
    "E-SAME-LINE": "the line above once more: nothing is done",
    "E-OTHER-START": "the first line is not what was to start from",
    "E-NO-VISIBLE-FACTOR": "the factor exp(b'v) of the visible units is left out",
    "E-NO-ONE": "the term h_j = 0, which is 1, is left out",
    "E-SUM-FOR-PRODUCT": "a sum over the hidden units, not a product",
    "E-OF-SUM": "one factor for the sum of the inputs, not one for each unit",
    "E-SOFTMAX": "a softmax over the units: they do not compete",
    "E-KEPT-SUM": "a sum over h is kept although h is gone: 2**m times too large",
    "E-SHARES": "divided by their sum: p(h)",
    "E-ACUTE": "a wrong direction climbs while it makes an acute angle with the gradient",
    "E-FORWARD": "a forward difference",
    "E-BACKWARD": "a backward difference",
    "E-OTHER-METHOD": "Richardson's combination of two differences",
    "E-DOUBLE": "that of double precision",
    "E-SQUARE-ROOT": "a square root stands in for the cube root",
    "E-NOT-SQUARE": "the machine is not square: a transpose clashes with its shape",
    "E-ONE-UNIT": "one unit a layer: there is nothing to transpose",
    "E-NO-COUPLING": "no weights: a transpose of zero",
    "E-FLAT": "the gradient in the weights is zero: it hides everything",
    "E-SHOWS-WEIGHTS": "v W' for v W shows on this input",
    "E-SHOWS-PRODUCT": "the outer product transposed shows on this input",
    "E-DISTINCT": "no sample is repeated",
    "E-ONE-STATE-ONLY": "all samples are one state: take two or more",
    "E-SHOWS-REPEATS": "repeated samples counted once show on these data",
    "E-OWN-OBJECTIVE": "a check compares a gradient with its own objective, whatever that leaves out",
    "E-OF-THE-DATA": "of the samples, not of every v",
    "E-P-ALONE": "p(v = 1) alone",
    "E-SIGMA-ALONE": "p(h = 1 | v = 1) alone",
    "E-SIGMA-SIGN": "the sigmoid's input has the opposite sign",
    "E-ONE-SIGN": "the sign before the line alone: the one after it fails too",
    "E-ALL-BELOW": "every sign below: but a line is compared with the line above it alone",
    "E-NOT-SYSTEMATIC": "a sample is right on average: no sign, no factor",
    "E-EVALUATED-TWICE": "a line that fails is evaluated twice, and gives other numbers",
    "E-COUNTED-ONCE": "once: but a term of the wrong sign is off by twice its size",
    "E-STILL-CANCELS": "two errors cancel as long as both are there",
    "E-WHOLE-TERM": "the whole logarithm, not its share 1/N",
    "E-BOTH-TERMS": "both of the equal terms: one is there",
    "E-COUNTS-UNITS": "the number of hidden units, not of hidden states",
    "E-OFF-BY": "the error relative to the right value, not how many times as large",
    "E-OTHER-LAYER": "the states of two units",
    "E-READ-AS-MEANT": "both sides as they were meant, not as printed",
    "E-LEFT-OF-LOG": "the left side is that of ln p",
    "E-RIGHT-MENDED": "the right side has the derivative of E, where E is printed",
    "E-ONE-TERM-LEFT": "of the sum, the term with the summed h_j = 1 alone is left",
    "E-NO-THETA": "the error does not contain theta",
    "E-COARSE": "right to a few digits only: an approximation, or a small number added",
    "E-FEWER": "expected {expected} numbers, got {got}: some are missing",
    "E-MORE": "expected {expected} numbers, got {got}: some are too many",
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
