"""Terms of the glossary, and where a page uses one first."""

import re

TERM = re.compile(r"^([^\s:#{`][^\n]*)\n: ", re.MULTILINE)


def terms(markdown):
    """The terms of a page of definitions, each a line before one that begins with a colon."""
    return TERM.findall(markdown)


def anchor(term):
    """Name of the place where a term is explained."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def pattern(term):
    """What counts as a use of a term: the word or its plural, capital or not at its start."""
    words = re.escape(term[1:]).replace(r"\ ", r"\s+")
    first = f"[{term[0].lower()}{term[0].upper()}]"
    words = f"{words[:-1]}(?:y|ies)" if words.endswith("y") else f"{words}(?:s|es)?"
    return re.compile(rf"(?<![\w-]){first}{words}(?![\w-])")


def first_use(text, waiting):
    """The first use of a term in a text.

    Parameters
    ----------
    text : str
    waiting : dict from str to re.Pattern
        Terms that the page has not used yet.

    Returns
    -------
    tuple of (int, int, str) or None
        Start, end and term; of two at the same place, the longer.
    """
    found = [(*m.span(), term) for term, p in waiting.items() if (m := p.search(text))]
    return min(found, key=lambda f: (f[0], -f[1]), default=None)
