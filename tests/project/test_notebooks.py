"""What nbval does not see: unexecuted cells, stale sources, pictures, the house rules."""

import base64
import copy
import io
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.image import imsave

from tests.project import notebook_rules as rules
from tools import pictures
from tools import refresh_notebooks as refresh

ROOT = Path(__file__).resolve().parent.parent.parent
PATHS = sorted(refresh.NOTEBOOKS.glob("*.ipynb"))
NOTEBOOKS = {path.name: refresh.read(path) for path in PATHS}
RULES = {
    "executed": rules.executed,
    "clean": rules.outputs_are_clean,
    "compared": rules.nothing_is_ignored,
    "short": rules.cells_are_short,
    "parts": rules.parts,
}


def test_there_are_notebooks():
    assert len(PATHS) >= 7


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_house_rule(name, rule):
    assert rule(NOTEBOOKS[name]) == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_figures(name):
    assert rules.figures(NOTEBOOKS[name], int(name[:2])) == []


def test_every_equation_is_checked_and_every_check_names_an_equation():
    assert rules.equations(NOTEBOOKS) == []


def test_nothing_moves_when_executed_again():
    """One is enough here: nbval executes them all, and `conftest.py` adds their pictures."""
    stored = NOTEBOOKS["00_start_here.ipynb"]
    assert refresh.differences(stored, refresh.execute(stored)) == []


@pytest.mark.parametrize("shade, verdict", [(None, "2 passed"), (0.4, "1 failed, 1 passed")])
def test_nbval_compares_pictures_too(tmp_path, shade, verdict):
    if shade is not None and not pictures.PIXELS_COUNT:
        pytest.skip("pixels are compared in the pinned Matplotlib only")
    source = "from rbmlib.lessons import plots\n\nfig, axes = plots.figure(2, 2)\n"
    source += 'axes.set(xlabel="x", ylabel="y")\naxes.plot([0, 1])\nprint("drawn")'
    alt = "a single line that rises from zero to one, and nothing else"
    show = f'plots.show(fig, alt="{alt}", caption="Figure 1.1. A line.")'
    cells = [nbformat.v4.new_code_cell(text) for text in (source, show)]
    notebook = refresh.execute(nbformat.v4.new_notebook(cells=cells))
    if shade is not None:
        [shown] = filter(pictures.shows_picture, notebook["cells"][1]["outputs"])
        shown["data"]["text/html"] = png(shade, alt)
    path = tmp_path / "picture.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-c", ROOT / "pyproject.toml"]
    run = subprocess.run([*command, path], cwd=ROOT, capture_output=True, text=True, check=False)
    assert verdict in run.stdout
    assert ("a picture differs" in run.stdout) == (shade is not None)


def test_the_readme_shows_the_picture_of_the_start_page():
    expected = refresh.readme_picture(NOTEBOOKS["00_start_here.ipynb"])
    assert refresh.PICTURE.read_bytes() == expected


def png(shade, alt="a description that is long enough to be of use"):
    """A small picture as `plots.show` writes it: left half black, right half of the shade."""
    pixels = np.zeros((20, 20, 3))
    pixels[:, 10:] = shade
    buffer = io.BytesIO()
    imsave(buffer, pixels, format="png")
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return f'<img alt="{alt}" src="data:image/png;base64,{encoded}">'


def model_notebook():
    """The smallest notebook that keeps every rule."""
    folded = "<details><summary>Answer</summary>\n\n1\n\n</details>\n"
    new = nbformat.v4
    picture = new.new_output("display_data", {"text/html": png(0.5), "text/plain": "x"})
    caption = new.new_output("display_data", {"text/markdown": "*Figure 3.1. A picture.*"})
    printed = new.new_output("stream", name="stdout", text="0.25\n")
    cells = [
        new.new_markdown_cell("# 03 · Title\n" + "\n".join(rules.OPENING)),
        new.new_markdown_cell(
            r"$$x = y \tag{3.1}$$" + "\n" + "\n".join(rules.CLOSING) + 2 * folded
        ),
        new.new_code_cell(
            'print("eq (3.1)")', execution_count=1, outputs=[picture, caption, printed]
        ),
    ]
    return refresh.tidy(new.new_notebook(cells=cells))


def violations(notebook):
    every = [found for rule in RULES.values() for found in rule(notebook)]
    return every + rules.figures(notebook, 3) + rules.equations({"03_x.ipynb": notebook})


def test_the_model_notebook_keeps_every_rule():
    assert violations(model_notebook()) == []


def strip_outputs(notebook):
    notebook["cells"][2]["outputs"] = []


def unexecute(notebook):
    notebook["cells"][2]["execution_count"] = None


def edit_source(notebook):
    notebook["cells"][2]["source"] += "  # edited"


def other_kernel(notebook):
    notebook["metadata"]["kernelspec"]["name"] = "julia"


def warn(notebook):
    notebook["cells"][2]["outputs"][2]["name"] = "stderr"


def print_residue(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "2.2e-16\n"


def print_address(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "<object at 0x7f3a2c1b>\n"


def print_dict(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "at: {'ML': -71, 'PCD': -73}\n"


def show_labels(notebook):
    new = nbformat.v4.new_output("display_data", {"text/plain": "[Text(0.5, 0, 'updates')]"})
    notebook["cells"][2]["outputs"].append(new)


def count_marks(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "drawn: 11 parameters\n"


def ignore(notebook):
    notebook["cells"][2]["source"] = "# NBVAL_IGNORE_OUTPUT\n" + notebook["cells"][2]["source"]


def ramble(notebook):
    notebook["cells"][2]["source"] += "\nx = 1" * 30


def drop_title(notebook):
    notebook["cells"][0]["source"] = "\n".join(rules.OPENING)


def drop_question(notebook):
    notebook["cells"][0]["source"] = "# 03 · Title"


def drop_references(notebook):
    source = notebook["cells"][1]["source"]
    notebook["cells"][1]["source"] = source.replace("## References", "")


def drop_answer(notebook):
    source = notebook["cells"][1]["source"]
    notebook["cells"][1]["source"] = source.replace("<summary>", "", 1)


def drop_alt(notebook):
    notebook["cells"][2]["outputs"][0]["data"]["text/html"] = png(0.5, alt="a picture")


def drop_markup(notebook):
    notebook["cells"][2]["outputs"][0]["data"] = {"image/png": "", "text/plain": "x"}


def drop_caption(notebook):
    del notebook["cells"][2]["outputs"][1]


def drop_numbers(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "none\n"


def uncheck(notebook):
    notebook["cells"][2]["source"] = "print(1)"


def invent_equation(notebook):
    notebook["cells"][1]["source"] += " see eq (3.9)"


def borrow_tag(notebook):
    notebook["cells"][1]["source"] += r" \tag{4.1} eq (4.1)"


def repeat_tag(notebook):
    notebook["cells"][1]["source"] += r" \tag{3.1}"


MUTATIONS = [
    (strip_outputs, "no output"),
    (unexecute, "execution count"),
    (edit_source, "edited"),
    (other_kernel, "python3"),
    (warn, "stderr"),
    (print_residue, "residue"),
    (print_address, "address"),
    (print_dict, "tells a reader nothing"),
    (show_labels, "tells a reader nothing"),
    (count_marks, "tells a reader nothing"),
    (ignore, "exempt"),
    (ramble, "lines"),
    (drop_title, "title"),
    (drop_question, "opening"),
    (drop_references, "closing"),
    (drop_answer, "folded"),
    (drop_alt, "alternative text"),
    (drop_markup, "nobody hears"),
    (drop_caption, "caption"),
    (drop_numbers, "numbers"),
    (uncheck, "checked nowhere"),
    (invent_equation, "does not exist"),
    (borrow_tag, "another chapter"),
    (repeat_tag, "twice"),
]


@pytest.mark.parametrize("mutate, word", MUTATIONS, ids=[m.__name__ for m, _ in MUTATIONS])
def test_each_rule_rejects_what_breaks_it(mutate, word):
    notebook = model_notebook()
    mutate(notebook)
    assert any(word in found for found in violations(notebook))


def change_digit(notebook):
    notebook["cells"][2]["outputs"][2]["text"] = "0.26\n"


def change_picture(notebook):
    notebook["cells"][2]["outputs"][0]["data"]["text/html"] = png(0.6)


def drop_cell(notebook):
    del notebook["cells"][1]


@pytest.mark.parametrize(
    "mutate", [change_digit, change_picture, drop_cell, edit_source, strip_outputs, drop_caption]
)
def test_the_refresh_check_sees_a_change(mutate):
    stored, fresh = model_notebook(), model_notebook()
    assert refresh.differences(stored, fresh, pixels=True) == []
    mutate(stored)
    assert refresh.differences(stored, fresh, pixels=True) != []


def test_pictures_of_another_matplotlib_are_counted_only():
    stored, fresh = model_notebook(), model_notebook()
    change_picture(stored)
    assert refresh.differences(stored, fresh, pixels=False) == []
    del stored["cells"][2]["outputs"][0]
    assert refresh.differences(stored, fresh, pixels=False) != []


def test_the_refresh_check_executes_what_it_compares():
    """A cell whose stored output is not what its source prints."""
    source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(0.25)")])
    stored = refresh.execute(source)
    assert refresh.differences(stored, refresh.execute(stored)) == []
    altered = copy.deepcopy(stored)
    altered["cells"][0]["outputs"][0]["text"] = "0.26\n"
    assert refresh.differences(altered, refresh.execute(altered)) != []


def shown(notebook):
    return notebook["cells"][2]["outputs"][0]["data"]


def test_a_picture_that_did_not_change_keeps_its_bytes():
    stored, fresh = model_notebook(), model_notebook()
    shown(fresh)["text/html"] = png(0.5 + 2 / 255)
    before = shown(stored)["text/html"]
    assert shown(fresh)["text/html"] != before
    pictures.keep_pictures(stored, fresh)
    assert shown(fresh)["text/html"] == before


def test_a_picture_that_changed_gets_new_bytes_and_every_text_is_the_new_one():
    stored, fresh = model_notebook(), model_notebook()
    shown(fresh)["text/html"] = png(0.6)
    shown(fresh)["text/plain"] = "another description"
    expected = copy.deepcopy(fresh)
    pictures.keep_pictures(stored, fresh)
    assert fresh == expected


def test_a_picture_that_moved_to_another_cell_keeps_its_bytes():
    stored, fresh = model_notebook(), model_notebook()
    shown(fresh)["text/html"] = png(0.5 + 2 / 255)
    fresh["cells"].insert(0, nbformat.v4.new_markdown_cell("new"))
    pictures.keep_pictures(stored, fresh)
    assert shown({"cells": fresh["cells"][1:]}) == shown(stored)


def test_what_an_author_says_of_a_cell_survives_a_run():
    said = {"tags": ["hide-input"], "rbmlib": {"why": "two routes that happen to be one"}}
    cells = [nbformat.v4.new_code_cell("1 + 1", metadata=said | {"collapsed": True})]
    ran = refresh.execute(nbformat.v4.new_notebook(cells=cells))
    assert ran["cells"][0]["metadata"] == said
    assert refresh.execute(ran) == ran
