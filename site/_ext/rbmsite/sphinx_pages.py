"""What a notebook's page shows beside its text: checks of equations, buttons, signs."""

import re

from docutils import nodes

from rbmsite import index, links
from rbmsite.checks import TAG
from tools.publication import Address, launches

#: What myst-nb calls a cell of code.
CODE = "cell_code"


def mark(app, doctree):
    """Give cells, equations and references their anchors, equations their checks."""
    if not app.env.docname.startswith("notebooks/"):
        return
    chapter = app.env.docname.split("/")[1][:2]
    page = app.site_index.pages[chapter]
    for number, cell in enumerate(_code_cells(doctree), start=page.hidden):
        cell["ids"].append(f"cell-{number}")
    for formula in list(doctree.findall(nodes.math_block)):
        _mark_equation(app.site_index, chapter, formula)
    for section in doctree.findall(nodes.section):
        if "references" in section["ids"]:
            for position, item in enumerate(section.findall(nodes.list_item), start=1):
                item["ids"].append(f"ref-{position}")
    for block in list(doctree.findall(nodes.literal_block)):
        if "output" in block.get("classes", []) or "stream" in block.get("classes", []):
            _mark_output(block)


def sign(app, doctree):
    """Colour the cells of a table that begin with a sign; the words stay."""
    for entry in doctree.findall(nodes.entry):
        start = entry.astext()[:1]
        if start and start in "✓✗":
            entry["classes"].append("holds" if start == "✓" else "refused")


def _code_cells(doctree):
    return [c for c in doctree.findall(nodes.container) if c.get("nb_element") == CODE]


def _mark_equation(found, chapter, formula):
    """Put an equation into a box with its anchor and what is known of its check."""
    tag = TAG.search(formula.astext())
    twin = index.twin(found, formula.astext(), chapter)
    box = nodes.container(classes=["eq"])
    formula.replace_self(box)
    box += formula
    if tag:
        box["ids"].append(links.anchor("equation", tag[1]))
        check = index.check_of(found, tag[1])
        box += _executed(tag[1], check) if check else _not_executed()
    elif twin:
        text = nodes.paragraph("", f"✓ executed as eq ({twin})", classes=["eq-check"])
        box += text
    else:
        box += _not_executed()


def _not_executed():
    text = nodes.inline("", "not executed", classes=["eq-unchecked"])
    return nodes.paragraph("", "", text, classes=["eq-check"])


def _local(text, cell, title=""):
    more = {"reftitle": title} if title else {}
    return nodes.reference("", text, internal=True, refuri=f"#cell-{cell}", **more)


def _executed(number, check):
    """The line below an equation: where it is executed, and what that refused."""
    line = nodes.paragraph(classes=["eq-check"])
    line += _local("✓ executed", check.cell)
    line += nodes.inline("", f": eq ({number}), {check.verdict}", classes=["visually-hidden"])
    cells = list(dict.fromkeys(cell for cell, _ in check.refused))
    for position, cell in enumerate(cells):
        names = [name for where, name in check.refused if where == cell]
        line += nodes.Text(", ✗ " if position == 0 else ", ")
        wrong = "wrong variant refused" if len(names) == 1 else "wrong variants refused"
        words = f"{len(names)} {wrong}" if position == 0 else f"{len(names)} more"
        line += _local(words, cell, "; ".join(names))
    return line


def _mark_output(block):
    """Give each verdict in printed text its sign; the words stay."""
    text = block.astext()
    lines = text.rstrip("\n").split("\n")
    if not any(map(links.mark, lines)):
        if any(piece.kind for piece in links.pieces(text)):
            block.rawsource = ""
        return
    block.rawsource, block.children = "", []
    for line in lines:
        sign = links.mark(line)
        classes = {"✓": ["holds"], "✗": ["refused"]}.get(sign, [])
        block += nodes.inline("", f"{sign} {line}\n" if sign else f"{line}\n", classes=classes)


def buttons(app, doctree):
    """Below the title of a notebook: where it can be run, as far as there is an address."""
    name = app.env.docname
    if not name.startswith("notebooks/"):
        return
    title = next(doctree.findall(nodes.title))
    line = nodes.paragraph(classes=["launch"])
    there = Address(*app.config.site_address) if app.config.site_address else None
    for text, url in launches(name.removeprefix("notebooks/"), there):
        line += nodes.reference("", text, refuri=url, internal=not re.match("https:", url))
        line += nodes.Text(" ")
    if there:
        line += nodes.emphasis(
            "", "The last loads Python from elsewhere; our tests do not cover it."
        )
    title.parent.insert(title.parent.index(title) + 1, line)
