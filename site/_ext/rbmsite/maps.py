"""The map: equation, check, test and claim, drawn from the sources each time the site is built."""

import ast
import re

from rbmsite.checks import code_cells, printed

CLAIM = re.compile(r"\bS\d\.\d+[a-z]?\b")


def uses(folder):
    """Name of the library → test modules that import it, those that use it most in front.

    Parameters
    ----------
    folder : pathlib.Path
        ``tests``.
    """
    found = {}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("rbmlib"):
                for alias in node.names:
                    count = len(re.findall(rf"\b{alias.name}\b", text))
                    found.setdefault(alias.name, {})[path.relative_to(folder).as_posix()] = count
    return {name: sorted(of, key=of.get, reverse=True) for name, of in found.items()}


def claims_of(notebook, stated):
    """Equation → claims of the texts that it, or a line that names it, speaks of.

    Parameters
    ----------
    notebook : dict
    stated : dict from str to str
        LaTeX by number, see `checks.stated`.
    """
    found = {number: set(CLAIM.findall(latex)) for number, latex in stated.items()}
    lines = [
        line
        for cell in code_cells(notebook)
        for line in f"{cell['source']}\n{printed(cell)}".split("\n")
    ]
    for number in stated:
        named = [line for line in lines if f"eq ({number})" in line]
        found[number] |= set(CLAIM.findall(" ".join(named)))
    return {number: sorted(claims) for number, claims in found.items() if claims}


def code(text):
    """Text as code in a table."""
    return f"`{text}`" if text else ""


def equation_row(page, number, tests, claims):
    """One line of the map."""
    check = page.executed.get(number)
    if check is None:
        return f"| eq ({number}) | not executed | | | |"
    wrong = len(check.refused)
    units = [
        f"{code(name)}: " + ", ".join(code(path) for path in tests[name][:2])
        for name in check.names
        if name in tests
    ]
    named = ", ".join(f"[{name}](claims.md#{claim_anchor(name)})" for name in claims)
    cell = f'<a href="{page.docname}.html#cell-{check.cell}">cell {check.cell}</a>'
    verdict = f"✓ {cell}" + (f", ✗ {wrong} refused" if wrong else "")
    return f"| eq ({number}) | {verdict} | {'; '.join(units) or 'sums of its own'} | {named} |"


def map_page(found, notebooks, tests):
    """The page of all equations, as Markdown.

    Parameters
    ----------
    found : Index
    notebooks : dict from str to dict
        By number.
    tests : dict
        See `uses`.
    """
    total = sum(len(page.stated) for page in found.pages.values())
    checked = sum(len(page.stated.keys() & page.executed) for page in found.pages.values())
    parts = [f"{checked} of {total} numbered equations are executed.\n"]
    for key, page in found.pages.items():
        named = claims_of(notebooks[key], page.stated)
        name = page.docname.split("/")[-1]
        parts += [f"## [{page.title}](notebooks/{name}.ipynb)\n"]
        parts += [f"Test: `pytest notebooks/{name}.ipynb`\n"]
        parts += ["| equation | executed in | library, and its unit tests | claims |"]
        parts += ["|---|---|---|---|"]
        parts += [
            equation_row(page, number, tests, named.get(number, [])) for number in page.stated
        ]
        parts += [""]
    return "\n".join(parts)


def claim_anchor(name):
    """Where a claim stands on its page."""
    return "claim-" + name.lower().replace(".", "-")


def claim_row(claim, verdict, equations):
    """One claim of a text as a line of a table."""
    sign = {"true": "✓", "conditional": "✓", "misprint": "✗"}.get(verdict, "·")
    start = f"{formula(claim.start[0])} " if claim.start else ""
    equals = "$=$ " if claim.value else ""
    reading = [f"correct: {formula(claim.corrected[0])}"] if claim.corrected else []
    reading += [escaped(claim.condition)] if claim.condition else []
    reading += [f"eq ({number})" for number in equations]
    return (
        f"| []{{#{claim_anchor(claim.name)}}}{claim.name} | {start}{equals}{formula(claim.latex)} "
        f"| {sign} {verdict} | {'; '.join(reading)} |"
    )


def formula(latex):
    """LaTeX inside a cell of a Markdown table."""
    latex = re.sub(r"\\?\|", lambda bar: r"\vert " if bar[0] == "|" else r"\Vert ", latex)
    return f"$\\displaystyle {latex}$"


def escaped(words):
    """Words inside a cell of a Markdown table."""
    return re.sub(r"([|*_`$\[\]])", r"\\\1", words)


def claims_page(texts, verdicts, equations):
    """The page of all claims, as Markdown.

    Parameters
    ----------
    texts : dict from str to list of Claim
    verdicts : dict from str to str
        By the claim's name.
    equations : dict from str to list of str
        Numbers of the equations that speak of a claim, by its name.
    """
    parts = []
    for text, claims in texts.items():
        parts += [f"## {text}\n", "| claim | as printed | verdict | reading |"]
        parts += ["|---|---|---|---|"]
        parts += [
            claim_row(claim, verdicts[claim.name], equations.get(claim.name, []))
            for claim in claims
        ]
        parts += [""]
    return "\n".join(parts)
