"""With a real address everything that needs one is there; without, nothing is."""

import subprocess
import sys

import nbformat
import pytest

from rbmlib import __version__
from tools import publication, refresh_notebooks

URLS = {
    "Documentation": "https://someone.github.io/rbm/",
    "Repository": "https://github.com/someone/rbm",
}


@pytest.mark.parametrize(
    "url, real",
    [
        ("https://someone.github.io/rbm", True),
        ("https://github.com/a/b", True),
        ("", False),
        ("http://github.com/a/b", False),
        ("https://rbmlib.invalid/", False),
        ("https://docs.example.org/", False),
        ("https://rbmlib.example", False),
        ("https://localhost/", False),
    ],
)
def test_an_address_is_real_if_somebody_can_answer(url, real):
    assert publication.real(url) is real


def test_both_addresses_are_needed():
    there = publication.address(URLS)
    assert there == ("https://someone.github.io/rbm", "https://github.com/someone/rbm")
    for name in URLS:
        assert publication.address(URLS | {name: ""}) is None
        assert publication.address(URLS | {name: "https://rbmlib.invalid"}) is None
    assert publication.address({}) is None


def test_buttons_in_both_states():
    name = "03_gradient_line_by_line"
    assert [words for words, _ in publication.launches(name, None)] == ["Download"]
    found = dict(publication.launches(name, publication.address(URLS)))
    assert list(found) == ["Download", "Colab", "Binder", "Run in the browser"]
    assert found["Colab"].endswith(f"/github/someone/rbm/blob/main/notebooks/{name}.ipynb")
    assert found["Binder"].startswith("https://mybinder.org/v2/gh/someone/rbm/HEAD?urlpath=lab/")
    assert found["Run in the browser"] == f"../lite/lab/index.html?path={name}.ipynb"


def lesson():
    cells = [nbformat.v4.new_markdown_cell("# 03"), nbformat.v4.new_code_cell("1 + 1")]
    return nbformat.v4.new_notebook(cells=cells)


def test_the_install_cell_comes_and_goes_with_the_address():
    line = publication.install_line(publication.address(URLS), "1.2")
    assert "https://someone.github.io/rbm/wheels/rbmlib-1.2-py3-none-any.whl" in line
    notebook = lesson()
    for _ in range(2):  # once, however often it is put there
        publication.with_install_cell(notebook, line, nbformat.v4.new_code_cell)
        assert [cell["source"] for cell in notebook["cells"]] == ["# 03", line, "1 + 1"]
    publication.with_install_cell(notebook, "", nbformat.v4.new_code_cell)
    assert [cell["source"] for cell in notebook["cells"]] == ["# 03", "1 + 1"]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_the_install_line_is_one_line_that_the_style_lets_be(command):
    line = publication.install_line(publication.address(URLS), "1.2")
    notebook = lesson()
    publication.with_install_cell(notebook, line, nbformat.v4.new_code_cell)
    called = [
        sys.executable,
        "-m",
        "ruff",
        *command,
        "--stdin-filename",
        "notebooks/03_x.ipynb",
        "-",
    ]
    text = nbformat.writes(notebook)
    run = subprocess.run(called, input=text, text=True, cwd=publication.ROOT, check=False)
    assert run.returncode == 0


def test_the_install_line_is_silent_where_the_package_is():
    line = publication.install_line(publication.address(URLS), "1.2")
    notebook = lesson()
    publication.with_install_cell(notebook, line, nbformat.v4.new_code_cell)
    ran = refresh_notebooks.execute(notebook)
    assert ran["cells"][1]["outputs"] == []
    assert ran["cells"][1]["metadata"]["tags"] == ["install"]


def test_it_installs_where_the_package_is_missing(monkeypatch):
    line = publication.install_line(publication.address(URLS), "1.2")
    asked = []

    class Shell:
        def run_line_magic(self, *magic):
            asked.append(magic)

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    exec(line, {"get_ipython": Shell})
    assert asked == [("pip", f"install --quiet {publication.address(URLS).wheel('1.2')}")]


@pytest.mark.parametrize("path", sorted(refresh_notebooks.NOTEBOOKS.glob("*.ipynb")))
def test_the_notebooks_are_in_the_state_that_the_address_asks_for(path):
    there = publication.settled()
    line = publication.install_line(there, __version__) if there else ""
    stored = refresh_notebooks.read(path)
    expected = nbformat.from_dict(stored)
    publication.with_install_cell(expected, line, nbformat.v4.new_code_cell)
    sources = [[cell["source"] for cell in n["cells"]] for n in (stored, expected)]
    assert sources[0] == sources[1]
