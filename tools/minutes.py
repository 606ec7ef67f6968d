"""How long a notebook takes to read: measured, by a formula that is stated, not by hope.

    python -m tools.minutes [notebook ...]

Calibrated on one cold reading, as a first-year graduate would, of notebooks 00 to 07 of the first
edition: 385 minutes for 9,900 words, 590 formulas within sentences, 74 displayed ones, 1,560 lines
of visible code and 18 figures.  The shares of the parts are an estimate, their sum was measured.
Exercises come on top, and are not counted: what is folded, and cells that are hidden, neither.
"""

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
#: Seconds for each.
SECONDS = {"words": 1 / 3, "formulas": 4, "equations": 30, "lines": 9, "figures": 30}
#: What no notebook of the first two parts may exceed.
MOST = 25
_FOLDED = re.compile(r"<details>.*?</details>", re.S)
_DISPLAYED = re.compile(r"\$\$.*?\$\$", re.S)
_INLINE = re.compile(r"\$[^$]+\$")
_TAIL = re.compile(r"\n## (Exercises|References)\n.*?(?=\n## |\Z)", re.S)
_STATED = re.compile(r"Reading time: (\d+) minutes")
_EXERCISE = re.compile(r"^(answer\w* = \.\.\.|exercise\()", re.M)


def counted(notebook):
    """What a reader meets, by kind.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    dict from str to int
        With the keys of `SECONDS`.
    """
    cells = [c for c in notebook["cells"] if "hide-input" not in c["metadata"].get("tags", [])]
    prose = "\n\n".join(c["source"] for c in cells if c["cell_type"] == "markdown")
    prose = _TAIL.sub("", _FOLDED.sub("", prose))
    text = _DISPLAYED.sub("", prose)
    code = [c["source"] for c in cells if c["cell_type"] == "code"]
    lines = "\n".join(source for source in code if not _EXERCISE.search(source)).split("\n")
    return {
        "words": len(re.findall(r"[A-Za-z][A-Za-z'’-]*", _INLINE.sub("", text))),
        "formulas": len(_INLINE.findall(text)),
        "equations": len(_DISPLAYED.findall(prose)),
        "lines": sum(bool(line.strip()) and line.lstrip()[0] != "#" for line in lines),
        "figures": sum(_shows_figure(cell) for cell in notebook["cells"]),
    }


def _shows_figure(cell):
    return any("text/html" in out.get("data", {}) for out in cell.get("outputs", []))


def minutes(notebook):
    """Whole minutes to read a notebook, rounded up to a multiple of five."""
    seconds = sum(SECONDS[kind] * count for kind, count in counted(notebook).items())
    return 5 * -(-round(seconds / 60) // 5)


def stated(notebook):
    """Minutes that the notebook says of itself."""
    found = _STATED.search(notebook["cells"][0]["source"])
    return int(found[1]) if found else None


def plumbing(notebook):
    """Share of visible lines of code that draw or style: what a reader should not meet."""
    lines = [
        line
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "hide-input" not in cell["metadata"].get("tags", [])
        for line in cell["source"].split("\n")
        if line.strip()
    ]
    drawing = re.compile(r"\baxes\b|\bax\.|\bfig\b|\bplots\.|\balt=|\bcaption=")
    return sum(bool(drawing.search(line)) for line in lines) / max(1, len(lines))


def main():
    """A row a notebook."""
    paths = (
        map(Path, sys.argv[1:]) if sys.argv[1:] else sorted((ROOT / "notebooks").glob("*.ipynb"))
    )
    print(f"{'notebook':34s}", *(f"{kind:>9s}" for kind in SECONDS), " minutes stated plumbing")
    for path in paths:
        notebook = nbformat.read(path, 4)
        counts = " ".join(f"{n:9d}" for n in counted(notebook).values())
        share = f"{100 * plumbing(notebook):7.0f}%"
        print(f"{path.stem:34s} {counts} {minutes(notebook):8d} {stated(notebook)!s:>6s} {share}")


if __name__ == "__main__":
    main()
