r"""Numbers in prose that no output of the notebook contains.

A number of prose is *printed* if, rounded to as many digits as prose gives, some number of an
output is the same; signs do not count, per cent may be printed as a share, and two million as
2e+06.  So 1300 for a printed 1255 is not, and 0.36 for a printed 0.3571 is.  The rule has one
side only: a number that something else in the notebook happens to be passes.

These need not be printed:

* whole numbers up to twenty, unless per cent: counts, sizes, exponents;
* years; the numbers of equations, figures, notebooks, sections, exercises, states, releases,
  issues and pull requests; reading times; shapes (784 × 20) and fractions (8/27);
* numbers that the notebook's code names: settings;
* what stands in code, in displayed equations, in links, and under "References".
"""

import ast
import re
from decimal import Decimal

_SKIPPED = (
    r"(?s)\n## References.*",
    r"(?s)```.*?```",
    r"`[^`]*`",
    r"(?s)\$\$.*?\$\$",
    r"\]\([^)]*\)",
    r"https?://\S+",
    r"(?i)\b(arxiv|doi)[:\s]*\S+",
    r"(?i)\beqs?\.? \([^)]*\)(( and|,| to) \([^)]*\))*",
    r"\(\d+\.\d+[a-z]?\)",
    r"(?i)\b(figures?|notebooks?|tables?|sections?|exercises?|chapters?|cells?|lines?)"
    r" \d+(\.\d+)?((,| and| to|–) \d+(\.\d+)?)*",
    r"(?m)^# \d\d",
    r"(?m)^\| \[.*$",  # a row of the table of contents
    r"Reading time: \d+",
    r"#\d+|(?i:\b(issues?|requests?|reports?|releases?|python|numpy) #?\d+(\.\d+)*)",
    r"\d+\$? ?(×|\\times) ?\$?\d+(?![\d.]* ?(\\cdot|\^))",
    r"\\[dt]?frac *(\{[^{}]*\}|\d) *(\{[^{}]*\}|\d)|\d+/\d+",
    r"\b[SO]\d+\.\d+[a-z]?",  # the lines of published texts
    r"\\tag\{[^}]*\}",
    r"[\^_]\{[^{}]*\}|[\^_]\\?[\w-]",  # exponents and indices
    r"(?<!\d[ ,])\b[01]{2,}\b(?![ ,]\d)",  # states
)
_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?")
_UNIT = re.compile(r"\s*(\\?%|per cent|thousand|million|billion)")
#: What a printed number may be multiplied by to be the number before such a word.
_SCALES = {"%": "100", "thousand": "1e-3", "million": "1e-6", "billion": "1e-9"}
SMALL = 20


def unprinted(notebook):
    """Numbers of each Markdown cell that nothing prints.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    dict from int to list of str
        By the cell's place in the notebook; as they stand in prose.
    """
    known = _numbers(_printed(notebook))
    settings = _settings(notebook)
    found = {}
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            missing = [
                text
                for text, unit in numbers_of(cell["source"])
                if _value(text) not in settings and not _contained(text, unit, known)
            ]
            if missing:
                found[index] = list(dict.fromkeys(missing))
    return found


def numbers_of(text):
    """Numbers of a prose text that ought to be printed: pairs of the number and its unit.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    list of (str, str)
        The unit is ``"%"``, ``"thousand"``, ``"million"``, ``"billion"`` or empty.
    """
    text = re.sub(r"\\[,;]|\{,\}|\u202f|\u00a0", " ", text)
    for pattern in _SKIPPED:
        text = re.sub(pattern, " · ", text)
    found = []
    for match in _NUMBER.finditer(text):
        word = _UNIT.match(text, match.end())
        unit = word[1].replace("\\", "").replace("per cent", "%") if word else ""
        if not _needs_none(match[0], unit):
            found.append((match[0], unit))
    return found


def _needs_none(text, unit):
    if re.search(r"[.e]", text) or unit in set(_SCALES) - {"%"}:
        return False
    value = _value(text)
    year = re.fullmatch(r"(18|19|20)\d\d", text) is not None
    return year or (value <= SMALL and not unit) or value == 100


def _value(text):
    return Decimal(re.sub("[, ]", "", text))


def _contained(text, unit, known):
    value = _value(text)
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    scales = {Decimal(1), Decimal(_SCALES.get(unit, 1))}
    return any(abs(x * scale - value) <= half for x in known for scale in scales)


def _printed(notebook):
    """All text of the outputs that a computation made."""
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    texts = [o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs]
    return "\n".join(text for text in texts if "<Figure" not in text)


def _numbers(text):
    plain = re.sub(r"(?<=\d)[, _\u202f](?=\d{3}(?!\d))", "", text)
    words = re.findall(r"\d+\.?\d*(?:e[-+]?\d+)?", plain) + re.findall(r"\d+\.?\d*", text)
    return {Decimal(word) for word in words}


def _settings(notebook):
    """Numbers that stand as such in the code of the notebook."""
    cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    nodes = [node for source in cells for node in ast.walk(ast.parse(source))]
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return {Decimal(repr(x)) for x in constants if type(x) in (int, float)}
