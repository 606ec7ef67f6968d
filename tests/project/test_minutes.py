"""What a notebook says of its length is measured, and short where the derivation is taught."""

import re
from pathlib import Path

import nbformat
import pytest

from tools import minutes

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = {
    path.stem: nbformat.read(path, 4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
}
DERIVATION = [name for name in NOTEBOOKS if name < "09"]  # parts I and II


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_stated_time_is_the_measured_one(name):
    measured = minutes.minutes(NOTEBOOKS[name])
    assert minutes.stated(NOTEBOOKS[name]) == measured
    row = re.search(
        rf"\(notebooks/{name}\.ipynb\) \|.*\| (\d+) \|", (ROOT / "README.md").read_text()
    )
    assert int(row[1]) == measured


@pytest.mark.parametrize("name", DERIVATION)
def test_the_derivation_is_short_has_no_plumbing_and_asks_the_reader(name):
    notebook = NOTEBOOKS[name]
    code = "\n".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "code")
    assert minutes.minutes(notebook) <= minutes.MOST
    assert minutes.plumbing(notebook) <= 0.05
    assert len(set(re.findall(r'^exercise\("([\d.]+)"', code, re.M))) >= 3


def notebook_of(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def prose(text):
    return nbformat.v4.new_markdown_cell(text)


def code(text, *tags):
    return nbformat.v4.new_code_cell(text, metadata={"tags": list(tags)})


def test_what_is_counted():
    text = (
        "# One\n\nTwo $x$ three\n\n$$y$$\n\n<details>hidden words</details>\n\n## References\n\nNo"
    )
    notebook = notebook_of(prose(text), code("a = 1\n\n# why\nb = 2"), code("c = 3", "hide-input"))
    notebook["cells"] += [code('answer = ...\nexercise("1.1", answer)')]
    found = minutes.counted(notebook)
    assert found == {"words": 3, "formulas": 1, "equations": 1, "lines": 2, "figures": 0}


def test_minutes_are_rounded_up_to_five_and_every_kind_counts():
    assert minutes.minutes(notebook_of(prose("word " * 120))) == 5  # 40 s
    assert minutes.minutes(notebook_of(prose("word " * 1000))) == 10  # 333 s
    assert minutes.minutes(notebook_of(prose("$x$ " * 84))) == 10  # 336 s
    assert minutes.minutes(notebook_of(prose("$$x$$\n\n" * 12))) == 10  # 360 s
    assert minutes.minutes(notebook_of(code("a = 1\n" * 37))) == 10  # 333 s


def test_drawing_is_plumbing_where_it_is_seen():
    lines = 'fig, axes = plots.figure(2, 2)\naxes.plot(x)\ny = 2\nz = "axes of symmetry"'
    assert minutes.plumbing(notebook_of(code("y = 2"))) == 0
    assert minutes.plumbing(notebook_of(code(lines))) == 0.75
    assert minutes.plumbing(notebook_of(code(lines, "hide-input"), code("y = 2"))) == 0
