"""Notebooks as pages: figures, links, references, terms; and the pages around them."""

import contextlib
import importlib
import io
import re
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from rbmsite import amend, citation, links, notebooks, references, rooms, terms

from tools.refresh_notebooks import NOTEBOOKS, read

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "site"
TABLE = references.known(SITE / "references.toml")
ALT = "a description with a sign &lt; and &quot;words&quot; in it"
PICTURE = f'<img alt="{ALT}" src="data:image/png;base64,iVBORw0KGgo=">'


def drawing(*after, picture=PICTURE):
    new = nbformat.v4
    shown = new.new_output("display_data", {"text/html": picture, "text/plain": "x"})
    outputs = [shown, *(new.new_output("display_data", data) for data in after)]
    return new.new_notebook(cells=[new.new_code_cell("plots.show()", outputs=outputs)])


CAPTION = {"text/markdown": "*Figure 3.1. What $q$ weighs.*"}


def test_a_picture_becomes_a_figure_with_its_description_and_its_caption():
    before = drawing(CAPTION, {"text/plain": "numbers"})
    [cell] = notebooks.adapted(before, {})["cells"]
    assert [list(output["data"]) for output in cell["outputs"]] == [["image/png"], ["text/plain"]]
    shown = cell["metadata"]["mystnb"]
    assert shown["image"]["alt"] == 'a description with a sign < and "words" in it'
    assert shown["figure"] == {"caption": "Figure 3.1. What $q$ weighs.", "name": "fig-3-1"}
    assert before == drawing(CAPTION, {"text/plain": "numbers"}) | {"cells": before["cells"]}
    assert notebooks.figures(before) == ["3.1"]


@pytest.mark.parametrize("after", [(), ({"text/markdown": "*no number*"},)])
def test_a_picture_without_its_caption_is_refused(after):
    with pytest.raises(ValueError, match="one picture a cell, and its caption"):
        notebooks.adapted(drawing(*after), {})


def test_a_cell_that_installs_is_not_shown():
    cell = nbformat.v4.new_code_cell("install()", metadata={"tags": ["install"]})
    before = nbformat.v4.new_notebook(cells=[cell])
    [shown] = notebooks.adapted(before, {})["cells"]
    assert shown["metadata"]["tags"] == ["install", "remove-cell"]
    assert notebooks.hidden(before) == 1 and notebooks.hidden(drawing(CAPTION)) == 0


def test_links_to_the_folder_of_the_site_lead_within_the_site():
    text = "[a page](../site/notation.md), [two *phases*](../site/explorable/index.html)"
    before = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    [cell] = notebooks.adapted(before, {})["cells"]
    first, second = "[a page](../notation.md)", '<a href="../explorable/index.html">'
    assert cell["source"] == f"{first}, {second}two *phases*</a>"
    assert notebooks.led("[01](01_states_and_energy.ipynb)") == "[01](01_states_and_energy.ipynb)"


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_every_link_of_a_notebook_leads_to_a_file(name):
    prose = [c["source"] for c in read(NOTEBOOKS / name)["cells"] if c["cell_type"] == "markdown"]
    found = re.findall(r"\]\(([\w./-]+\.\w+)\)", "\n".join(prose))
    assert found and [link for link in found if not (NOTEBOOKS / link).exists()] == []


def test_words_that_lead_somewhere():
    text = "eqs (3.4) and (3.5), Figure 3.1 of notebook 07 [2]; [12, 13] and v[0]"
    found = links.pieces(text)
    assert "".join(piece.text for piece in found) == text
    assert [piece for piece in found if piece.kind] == [
        ("eqs (3.4)", "equation", "3.4"),
        ("(3.5)", "equation", "3.5"),
        ("Figure 3.1", "figure", "3.1"),
        ("notebook 07", "notebook", "07"),
        ("[2]", "reference", "2"),
        ("[0]", "reference", "0"),
    ]
    assert links.pieces("plain") == [("plain", "", "")] and links.pieces("") == []
    assert links.anchor("equation", "3.4") == "eq-3-4" and links.anchor("notebook", "07") == ""


@pytest.mark.parametrize(
    "line, sign",
    [
        ("eq (3.1): holds on 8 numbers (tolerance 1e-12)", "✓"),
        ("eq (4.1) proved for every energy on 2 x 2 states", "✓"),
        ("plus ln Z: rejected, off by 8.92", "✗"),
        ("two times three is four: fails, off by 2", "✗"),
        ("verdict of each line: ['holds', 'FALSE']", ""),
        ("a household", ""),
    ],
)
def test_a_verdict_has_its_sign(line, sign):
    assert links.mark(line) == sign


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name[:2])
def test_every_reference_of_a_notebook_leads_somewhere(path):
    prose = "\n".join(c["source"] for c in read(path)["cells"] if c["cell_type"] == "markdown")
    items = references.items(prose)
    linked = references.linked(prose, TABLE)
    unlinked = [item for item in items if "](http" not in linked[linked.index(item) :][:999]]
    assert all(references.address(item, TABLE) is None for item in unlinked)
    assert len(items) == len(
        re.findall(r"^(?:\*|\d+\.) ", prose.partition("## References")[2], re.M)
    )


def test_every_line_of_the_table_is_needed():
    prose = [c["source"] for p in NOTEBOOKS.glob("*.ipynb") for c in read(p)["cells"]]
    items = [references.squeezed(item) for text in prose for item in references.items(text)]
    assert [words for words in TABLE if not any(words in item for item in items)] == []
    assert all(url.startswith("https://") or " " in url for url in TABLE.values())


def test_every_address_says_where_it_was_seen():
    entries = tomllib.loads((SITE / "references.toml").read_text())
    forms = ({"url", "seen"}, {"url", "unseen"}, {"why"})
    assert [words for words, entry in entries.items() if set(entry) not in forms] == []
    notes = [note for e in entries.values() for key, note in e.items() if key != "url"]
    assert all(" " in note for note in notes)


def test_a_table_is_read_as_addresses_and_reasons(tmp_path):
    path = tmp_path / "table.toml"
    path.write_text(
        '["A"]\nurl = "https://x.org/"\nseen = "on a page"\n["B"]\nwhy = "it is lost"\n'
    )
    assert references.known(path) == {"A": "https://x.org/", "B": "it is lost"}


def test_two_texts_under_one_title_have_two_addresses():
    title = '* G. E. Hinton, "A practical guide to training restricted Boltzmann machines", '
    chapter = references.address(title + "in *Neural Networks: Tricks of the Trade*.", TABLE)
    report = references.address(title + "UTML TR 2010-003 (2010).", TABLE)
    assert chapter.startswith("https://doi.org/") and report.endswith("guideTR.pdf")
    with pytest.raises(ValueError, match="expected one line of references"):
        references.address(title + "a third edition.", TABLE)


def test_a_reference_that_the_table_does_not_know_is_refused():
    text = (
        '## References\n\n* A. Author, "A title", *Journal* 1\n  (2000).\n* B. Author, *Book*.\n'
    )
    known = {"A title": "https://doi.org/10.1/x", "Book": "it is lost"}
    expected = text.replace("(2000).", "(2000). [doi:10.1/x](https://doi.org/10.1/x)")
    assert references.linked(text, known) == expected
    with pytest.raises(ValueError, match="expected one line of references"):
        references.linked(text, {"A title": "https://doi.org/10.1/x"})
    assert references.linked("* no section of references", {}) == "* no section of references"
    assert references.label("https://arxiv.org/abs/1511.02543") == "arXiv:1511.02543"
    assert references.label("https://jmlr.org/papers/x") == "jmlr.org"


def test_terms_are_found_where_they_are_used_first():
    known = terms.terms((SITE / "glossary.md").read_text())
    assert "Free energy" in known and len(known) > 15 and known == sorted(known, key=str.lower)
    waiting = {term: terms.pattern(term) for term in ("Energy", "Free energy", "AIS")}
    assert terms.first_use("The AIS", waiting) == (4, 7, "AIS")
    assert terms.first_use("The free\nenergies; AIS", waiting) == (4, 17, "Free energy")
    assert terms.first_use("The free\nenergy", waiting) == (4, 15, "Free energy")
    assert terms.first_use("energy-based, raised", waiting) is None
    assert terms.first_use("Energy", waiting) == (0, 6, "Energy")
    assert terms.first_use("RAISE", waiting) is None
    assert terms.anchor("Noise-contrastive estimation") == "term-noise-contrastive-estimation"


def test_what_the_theme_leaves_out_is_added():
    page = '<aside class="sidebar-drawer"><p class="caption" role="heading">x</p></aside>'
    assert amend.amended(page) == (
        '<aside class="sidebar-drawer" aria-label="Site">'
        '<p class="caption" role="heading" aria-level="2">x</p></aside>'
    )


def test_the_citation_is_that_of_the_file():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    entry = citation.bibtex(cited)
    assert f"title = {{{{{cited['title']}}}}}" in entry and f"{{{cited['version']}}}" in entry
    person = {"authors": [{"family-names": "Boltzmann", "given-names": "Ludwig"}, {"name": "Us"}]}
    assert citation.names(person) == "Boltzmann, Ludwig and {Us}"


def test_every_public_name_has_its_place_in_the_library():
    found = rooms.directory(rooms.rooms())
    assert not any(name.startswith("rbmlib.lessons") for name in found)
    described = [f"{room}.{e.name}" for room, (entries, _) in found.items() for e in entries]
    assert len(described) == len(set(described)) > 100
    import rbmlib

    top = {*[e.name for e in found["rbmlib"][0]], *found["rbmlib"][1]}
    modules = {name for name in rbmlib.__all__ if rooms.kind(getattr(rbmlib, name)) is None}
    assert top == set(rbmlib.__all__) - modules
    assert set(found["rbmlib"][1].values()) <= set(described)
    assert "[rbmlib.gradient](rbmlib.gradient.rst)\n: The theorem: a log" in rooms.contents(found)
    entries = [e.name for e in found["rbmlib.gradient"][0]]
    assert "phase" in entries and "merged" not in entries
    page = rooms.page("rbmlib", *found["rbmlib"])
    assert ":py:obj:`RBM <rbmlib.models.RBM>`" in page
    assert ".. autofunction:: phase" in rooms.page("rbmlib.gradient", *found["rbmlib.gradient"])
    assert importlib.import_module("rbmlib.gradient").phase is rbmlib.phase


@pytest.mark.parametrize("name", ["ci.md", "own-code.md"])
def test_examples_on_the_pages_print_what_they_say(name):
    text, namespace = (SITE / name).read_text(), {}
    examples = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", text, re.DOTALL)
    assert 0 < len(examples) == text.count("```python")
    for source, expected in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, name, "exec"), namespace)
        assert printed.getvalue() == expected
