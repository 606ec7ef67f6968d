"""Words that lead somewhere: "eq (3.4)", "Figure 3.1", "[1]", "notebook 07"."""

import re
from typing import NamedTuple

from rbmsite.checks import NAMED, NUMBER

OTHERS = re.compile(r"Figures? (\d+\.\d+)|[Nn]otebook (\d\d)(?!\d)|\[(\d{1,2})\]")
KINDS = ("figure", "notebook", "reference")


class Piece(NamedTuple):
    """A stretch of text; of no kind if it leads nowhere."""

    text: str
    kind: str = ""
    key: str = ""


def _spans(text):
    """Start, end, kind and key of whatever leads somewhere."""
    for group in NAMED.finditer(text):
        for position, one in enumerate(NUMBER.finditer(group[1])):
            start = group.start() if position == 0 else group.start(1) + one.start()
            yield start, group.start(1) + one.end(), "equation", one[1]
    for one in OTHERS.finditer(text):
        [(kind, key)] = [(k, g) for k, g in zip(KINDS, one.groups(), strict=True) if g]
        yield one.start(), one.end(), kind, key


def pieces(text):
    """Cut a text where something in it leads somewhere.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Piece
        Whose texts make up `text`.
    """
    found, at = [], 0
    for start, end, kind, key in sorted(_spans(text)):
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], kind, key))
        at = end
    return [*found, Piece(text[at:])] if at < len(text) else found


def anchor(kind, key):
    """Name of the place on its page that a piece leads to; a notebook is a page of its own."""
    letters = {"equation": "eq", "figure": "fig", "reference": "ref"}
    return f"{letters[kind]}-{key.replace('.', '-')}" if kind in letters else ""


VERDICT = re.compile(r": (holds\b|rejected\b|fails\b|FAILS\b)|\b(proved for)\b")


def mark(line):
    """The sign that goes before a line of output: ✓, ✗, or nothing."""
    found = VERDICT.search(line)
    if not found:
        return ""
    return "✓" if found[2] or found[1] == "holds" else "✗"
