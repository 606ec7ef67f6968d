"""Which equation a notebook states, which cell executes it, and what that cell refused."""

import ast
import re
from itertools import pairwise
from typing import NamedTuple

DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\{(\d+\.\d+)\}")
#: "eq (3.4)", "eqs (3.4), (3.5) and (3.6)", "eq (5.4) to eq (5.6)".
NAMED = re.compile(
    r"\beqs?\s+(\(\d+\.\d+\)(?:(?:,\s+|\s+(?:and|or|to)\s+|–)(?:eqs?\s+)?\(\d+\.\d+\))*)", re.I
)
NUMBER = re.compile(r"\((\d+\.\d+)\)")
REFUSED = re.compile(r"^(.*): rejected\b.*$", re.MULTILINE)
#: Rooms whose names say nothing about an equation: they judge, set up or draw.
PLUMBING = ("rbmlib.checks", "rbmlib.cases", "rbmlib.lessons", "rbmlib.datasets")


class Check(NamedTuple):
    """How a notebook executes one of its equations.

    Attributes
    ----------
    cell : int
        Which code cell, counted from 0 as nbval does.
    verdict : str
        The line of the output that names the equation; empty if only the code names it.
    refused : tuple of (int, str)
        Cell and name of each wrong variant refused there or in the cells that follow, until
        the next cell that executes an equation.
    names : tuple of str
        What the cell uses of the library, without the judge.
    """

    cell: int
    verdict: str
    refused: tuple[tuple[int, str], ...]
    names: tuple[str, ...]


def numbers(text):
    """Numbers of the equations that a text names; a range "(5.4) to (5.6)" is filled in."""
    found = []
    for group in NAMED.findall(text):
        own = NUMBER.findall(group)
        if re.search(r"\sto\s|–", group) and len(own) == 2:
            chapter, first = own[0].split(".")
            last = own[1].split(".")[1]
            own = [f"{chapter}.{k}" for k in range(int(first), int(last) + 1)]
        found += own
    return found


def stated(notebook):
    """LaTeX of every tagged equation, by its number."""
    prose = "\n".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown")
    found = {}
    for latex in DISPLAY.findall(prose):
        found |= dict.fromkeys(TAG.findall(latex), latex)
    return found


def plain(latex):
    """An equation without its number, end and spaces: the same for the same formula."""
    return re.sub(r"\s+", "", TAG.sub("", latex)).rstrip(".,;")


def printed(cell):
    """All that a cell printed, and the text form of its value; not of what it drew."""
    shown = [o.get("text", "") for o in cell["outputs"]]
    shown += [
        o["data"].get("text/plain", "")
        for o in cell["outputs"]
        if o["output_type"] == "execute_result"
    ]
    return "\n".join(shown)


def code_cells(notebook):
    """The code cells in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def borrowed(notebook):
    """Names that a notebook imports from the library, but for the judge's and the like."""
    found = set()
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "rbmlib":
                if not node.module.startswith(PLUMBING):
                    found |= {alias.name for alias in node.names}
    return found - {room.split(".")[1] for room in PLUMBING}


def _verdicts(cell):
    """Equation → line of the output that names it, or nothing where only the code does."""
    found = dict.fromkeys(numbers(cell["source"]), "")
    for line in reversed(printed(cell).split("\n")):
        found |= dict.fromkeys(numbers(line), line.strip())
    return found


def executed(notebook):
    """The check of every equation that a notebook executes.

    Parameters
    ----------
    notebook : dict
        Read by nbformat, or in the same form.

    Returns
    -------
    dict from str to Check
        By the number of the equation.
    """
    cells, found, names = code_cells(notebook), {}, borrowed(notebook)
    stops = [k for k, cell in enumerate(cells) if _verdicts(cell)] + [len(cells)]
    for start, stop in pairwise(stops):
        refused = tuple(
            (k, name) for k in range(start, stop) for name in REFUSED.findall(printed(cells[k]))
        )
        used = tuple(sorted(names & set(re.findall(r"\w+", cells[start]["source"]))))
        for number, verdict in _verdicts(cells[start]).items():
            if number not in found or (verdict and not found[number].verdict):
                found[number] = Check(start, verdict, refused, used)
    return found
