"""A `Derivation`'s report as a table: a row can wrap on a phone, aligned mathematics cannot."""

import re
from typing import NamedTuple

START, END = r"$$\begin{aligned}", r"\end{aligned}$$"
WORDS = {"": "start", r"\checkmark": "✓ holds", r"\textsf{proved}": "✓ proved"}


class Row(NamedTuple):
    """One line of the report: its formula with the equals sign, its rule, its verdict."""

    formula: str
    rule: str
    verdict: str


def is_report(latex):
    """Whether an output is the LaTeX form of a `Derivation`'s report."""
    return latex.startswith(f"{START}& ") and latex.endswith(END) and " && " in latex


def rows(latex):
    """Read the report back from `Report._repr_latex_`."""
    body = latex.removeprefix(START).removesuffix(END)
    return [_row(text) for text in re.split(r" ?\\\\(?=&)", body)]


def _row(text):
    formula, rule, mark = text.removeprefix("&").rsplit("&&", 2)
    rule = re.sub(r"^\\text\{(.*)\}$", r"\1", rule.strip())
    verdict = WORDS.get(mark.strip(), "✗ FALSE")
    return Row(formula.strip(), re.sub(r"\\([{}$&#_%])", r"\1", rule), verdict)


def table(latex):
    """The report as a Markdown table."""
    lines = ["| line | rule | verdict |", "|---|---|---|"]
    for formula, rule, verdict in rows(latex):
        formula = re.sub(r"\\?\|", lambda bar: {"|": r"\vert "}.get(bar[0], r"\Vert "), formula)
        rule = re.sub(r"([|$*_`\[\]])", r"\\\1", rule)
        lines.append(f"| $\\displaystyle {formula}$ | {rule} | {verdict} |")
    return "\n".join(lines)
