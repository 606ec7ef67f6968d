"""The site's map of equations says what the notebooks do, and nothing else."""

import nbformat
import pytest
from rbmsite import checks, index, maps

from rbmlib.checks import Derivation
from tools.refresh_notebooks import NOTEBOOKS, read


def code(source, *printed, value=""):
    outputs = [nbformat.v4.new_output("stream", text="\n".join(printed))] if printed else []
    if value:
        outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": value}))
    return nbformat.v4.new_code_cell(source, outputs=outputs)


def notebook(*cells):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    )


LESSON = notebook(
    "# 03 · Title",
    r"$$x = y. \tag{3.1}$$ and $$u$$ and $$a = b \tag{3.2}$$ and $$c \tag{3.3}$$",
    code("from rbmlib import phase, sigmoid\nfrom rbmlib.checks import verify"),
    code('verify("eq (3.1)", phase)', "eq (3.1): holds on 8 numbers (tolerance 1e-12)"),
    code('refute("minus")', "minus: rejected, off by 2", "twice: rejected, off by 1"),
    code("# eq (3.2)\nphase, sigmoid", "sign: rejected, off by 0.1"),
)


@pytest.mark.parametrize(
    "text, found",
    [
        ("eq (3.4)", ["3.4"]),
        ("Eqs (3.4) and (3.5), then eq\n(4.1)", ["3.4", "3.5", "4.1"]),
        ("eq (5.4) to eq (5.6)", ["5.4", "5.5", "5.6"]),
        ("eqs (14.10), (14.11) and (14.12)", ["14.10", "14.11", "14.12"]),
        ("(3.4) alone, seq (3.4), a value of (0.5)", []),
    ],
)
def test_numbers_of_equations(text, found):
    assert checks.numbers(text) == found


def test_what_is_stated_and_what_is_executed():
    assert list(checks.stated(LESSON)) == ["3.1", "3.2", "3.3"]
    found = checks.executed(LESSON)
    assert set(found) == {"3.1", "3.2"}
    first, second = found["3.1"], found["3.2"]
    assert (first.cell, first.verdict) == (1, "eq (3.1): holds on 8 numbers (tolerance 1e-12)")
    assert first.refused == ((2, "minus"), (2, "twice"))
    assert first.names == ("phase",)
    assert (second.cell, second.verdict, second.refused) == (3, "", ((3, "sign"),))


def test_a_verdict_in_a_value_counts_and_one_in_a_picture_does_not():
    report = code("ladder.check()", value="eq (3.1): all 2 equals signs hold")
    assert checks.executed(notebook(report))["3.1"].verdict.startswith("eq (3.1): all")
    drawn = code("show()")
    drawn.outputs = [nbformat.v4.new_output("display_data", {"text/plain": "eq (3.1)"})]
    assert checks.executed(notebook(drawn)) == {}


def test_a_cell_that_says_more_is_the_check():
    named = code('"""Right-hand side of eq (3.1)."""')
    verified = code("verify(x)", "eq (3.1): holds on 1 number")
    assert checks.executed(notebook(named, verified))["3.1"].cell == 1
    assert checks.executed(notebook(verified, named))["3.1"].cell == 0


def test_a_formula_without_its_number_is_the_same_formula():
    assert checks.plain(r"x = y. \tag{3.1}") == checks.plain("x=y")
    assert checks.plain("x = y") != checks.plain("x = -y")
    pages = {"03": index.Page("notebooks/03_x", "", checks.stated(LESSON), {}, [], 0)}
    formulas = {"x=y": ["0.1", "3.1"]}
    found = index.Index(pages, {}, formulas, [])
    assert index.twin(found, "x = y", "03") == "3.1"
    assert index.twin(found, "x = y", "07") == "0.1"
    assert index.twin(found, "x = -y", "03") is None


def test_every_tagged_equation_of_the_suite_is_on_the_map(tmp_path):
    (tmp_path / "notebooks").symlink_to(NOTEBOOKS)
    found = index.index(tmp_path)
    notebooks = {path.name[:2]: read(path) for path in NOTEBOOKS.glob("*.ipynb")}
    page = maps.map_page(found, notebooks, maps.uses(NOTEBOOKS.parent / "tests"))
    stated = [number for one in found.pages.values() for number in one.stated]
    assert len(stated) > 150
    assert [number for number in stated if f"| eq ({number}) | ✓ " not in page] == []
    assert f"{len(stated)} of {len(stated)} numbered equations are executed" in page


def test_what_no_cell_executes_says_so():
    page = index.Page("notebooks/03_x", "", checks.stated(LESSON), checks.executed(LESSON), [], 0)
    assert maps.equation_row(page, "3.3", {}, []) == "| eq (3.3) | not executed | | | |"
    row = maps.equation_row(page, "3.1", {"phase": ["test_gradient.py"]}, ["S0.3"])
    assert 'href="notebooks/03_x.html#cell-1"' in row and "✗ 2 refused" in row
    assert "`phase`: `test_gradient.py`" in row and "[S0.3](claims.md#claim-s0-3)" in row


def test_claims_stand_beside_the_equations_that_speak_of_them():
    lesson = notebook(
        r"$$\text{S1.19:}\quad 2 \tag{7.7}$$ $$y \tag{7.8}$$",
        code('sizes = {"S2.3": ("eq (7.8)", 2)}\nother = "S2.4"'),
    )
    assert maps.claims_of(lesson, checks.stated(lesson)) == {"7.7": ["S1.19"], "7.8": ["S2.3"]}


def test_tests_that_use_a_name_most_come_first(tmp_path):
    (tmp_path / "test_a.py").write_text("from rbmlib import phase\nphase\n")
    (tmp_path / "test_b.py").write_text("from rbmlib.gradient import phase\nphase, phase\n")
    (tmp_path / "other.py").write_text("from rbmlib import phase\n")
    assert maps.uses(tmp_path) == {"phase": ["test_b.py", "test_a.py"]}


def report():
    derivation = Derivation("two lines", [{"x": 2.0}])
    derivation.line(r"\|x\|^2", lambda x: x * x, rule="a norm_2")
    derivation.line(r"x \mid 2", lambda x: 2 * x, rule="50 % & {more}")
    derivation.line(r"-x^2", lambda x: -x * x)
    return derivation.check()


def test_a_report_is_read_back_row_by_row():
    from rbmsite import derivations

    latex = report()._repr_latex_()
    assert derivations.is_report(latex) and not derivations.is_report("$$x$$")
    first, second, third = derivations.rows(latex)
    assert first == (r"\|x\|^2", "a norm_2", "start")
    assert second == (r"= x \mid 2", "50 % & {more}", "✓ holds")
    assert third.formula == "= -x^2" and third.verdict == "✗ FALSE"
    assert "off by" in third.rule and "[E-" in third.rule


def test_a_report_as_a_table_has_three_columns_whatever_its_formulas_hold():
    from rbmsite import derivations

    lines = derivations.table(report()._repr_latex_()).split("\n")
    assert len(lines) == 5
    assert all(line.replace(r"\|", "").count("|") == 4 for line in lines)
    assert r"\Vert x\Vert" in lines[2]
