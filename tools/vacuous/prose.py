r"""Numbers in prose that no output of the notebook contains.

A number of prose is *printed* if, rounded to as many digits as prose gives, some number of an
output is the same; signs do not count, and per cent may be printed as a share.  So 1300 for a
printed 1255 is not, and 0.36 for a printed 0.3571 is.  These need not be printed:

* whole numbers up to twenty, unless per cent: counts, sizes, exponents;
* years; the numbers of equations, figures, notebooks, sections, exercises, states, releases,
  issues and pull requests; reading times; shapes (784 × 20) and fractions (8/27);
* numbers that the notebook's code names: settings;
* what stands in code, in displayed equations, in links, and under "References".
"""

import ast
import io
import re
import tokenize
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
_PER_CENT = re.compile(r"\s*(\\?%|per cent)")
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
                for text, per_cent in numbers_of(cell["source"])
                if _value(text) not in settings and not _contained(text, per_cent, known)
            ]
            if missing:
                found[index] = list(dict.fromkeys(missing))
    return found


def numbers_of(text):
    """Numbers of a prose text that ought to be printed: pairs of the number and "per cent?"."""
    for pattern in _SKIPPED:
        text = re.sub(pattern, " · ", text)
    text = re.sub(r"\\[,;]|\{,\}|\u202f|\u00a0", " ", text)
    found = []
    for match in _NUMBER.finditer(text):
        per_cent = _PER_CENT.match(text, match.end()) is not None
        if not _needs_none(match[0], per_cent):
            found.append((match[0], per_cent))
    return found


def _needs_none(text, per_cent):
    if re.search(r"[.e]", text):
        return False
    value = _value(text)
    year = re.fullmatch(r"(18|19|20)\d\d", text) is not None
    return year or (value <= SMALL and not per_cent) or value == 100


def _value(text):
    return Decimal(re.sub("[, ]", "", text))


def _contained(text, per_cent, known):
    value = _value(text)
    step = Decimal(1).scaleb(value.as_tuple().exponent)
    scales = (Decimal(1), Decimal(100)) if per_cent else (Decimal(1),)
    # Half a unit, and a little: a printed number was itself rounded.
    return any(abs(x * scale - value) <= step * Decimal("0.5") for x in known for scale in scales)


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
    found = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            tokens = tokenize.generate_tokens(io.StringIO(cell["source"]).readline)
            for token in tokens:
                if token.type == tokenize.NUMBER:
                    found.add(Decimal(repr(abs(ast.literal_eval(token.string))).strip("j")))
    return found
