"""What Sphinx is told: a reader for notebooks, anchors, links, buttons."""

import re
from pathlib import Path

import nbformat
from docutils import nodes

from rbmsite import amend, index, notebooks, references, sphinx_links, sphinx_pages, terms

LINKS = references.known(Path(__file__).parents[2] / "references.toml")


def read(text):
    """A notebook from its file's text, as myst-nb shows it."""
    return notebooks.adapted(nbformat.reads(text, as_version=4), LINKS)


def look_around(app):
    """Know all pages before the first is read."""
    app.site_index = index.index(Path(app.srcdir))


def mark_terms(app, doctree):
    """Give every term of the glossary its anchor."""
    if app.env.docname == "glossary":
        for term in doctree.findall(nodes.term):
            term["ids"].append(terms.anchor(term.astext()))


def escape_bars(app, what, name, obj, options, lines):
    """Let |x| in a docstring be an absolute value, which Sphinx takes for a substitution."""
    for k, line in enumerate(lines):
        if ">>>" not in line:
            parts = re.split(r"(``.*?``)", line)
            parts[::2] = [part.replace("|", r"\|") for part in parts[::2]]
            lines[k] = "".join(parts)


def setup(app):
    """Tell Sphinx."""
    app.add_config_value("site_address", (), "env", types=[tuple])
    app.connect("builder-inited", look_around)
    app.connect("autodoc-process-docstring", escape_bars)
    app.connect("doctree-read", mark_terms)
    app.connect("doctree-read", sphinx_pages.mark)
    app.connect("doctree-read", sphinx_pages.buttons)
    app.connect("doctree-read", sphinx_pages.sign)
    app.connect("build-finished", amend.finish)
    app.add_post_transform(sphinx_links.LinkReferences)
    app.add_post_transform(sphinx_links.LinkTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
