"""Notebooks as pages: what is stored is what is shown, in forms that a page can hold."""

import copy
import html
import re

from rbmsite import derivations, references

PICTURE = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,([A-Za-z0-9+/=]+)">')
CAPTION = re.compile(r"\*(Figure (\d+)\.(\d+)\. .*)\*", re.DOTALL)
#: What installs the package elsewhere says nothing to a reader here.
INSTALL = "install"
#: A link from the folder of the notebooks to the site's own folder.
PAGE = re.compile(r"\[([^\]]+)\]\(\.\./site/([^)\s]+)\)")


def adapted(notebook, links):
    """A notebook for myst-nb: figures are figures, derivations tables, references links.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Left as it is.
    links : dict from str to str
        See `references.known`.

    Returns
    -------
    nbformat.NotebookNode
    """
    page = copy.deepcopy(notebook)
    for cell in page["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = references.linked(led(cell["source"]), links)
        else:
            _adapt(cell)
    return page


def led(markdown):
    """The same Markdown with links to the site's pages as they lead within the site.

    In the repository a page stands in ``site/``, of which the site is made without that name.
    What is copied as it is (the explorable page) is no document that MyST could look up.
    """

    def link(found):
        words, path = found.groups()
        page = path.endswith(".md")
        return f"[{words}](../{path})" if page else f'<a href="../{path}">{words}</a>'

    return PAGE.sub(link, markdown)


def _adapt(cell):
    """Rewrite the outputs of a code cell, and what myst-nb needs to know of them."""
    if INSTALL in cell["metadata"].get("tags", []):
        cell["metadata"]["tags"].append("remove-cell")
    captions = []
    for output, following in zip(cell["outputs"], [*cell["outputs"][1:], {}], strict=False):
        data = output.get("data", {})
        picture = PICTURE.fullmatch(data.get("text/html", ""))
        if picture:
            _draw(cell, output, picture, following)
            captions.append(following)
        elif derivations.is_report(data.get("text/latex", "")):
            output["data"] = {"text/markdown": derivations.table(data["text/latex"])}
    cell["outputs"] = [output for output in cell["outputs"] if output not in captions]


def _caption(output):
    return CAPTION.fullmatch(output.get("data", {}).get("text/markdown", ""))


def _draw(cell, output, picture, following):
    """Make an output a figure: its picture, description and the caption that follows it."""
    caption = _caption(following)
    if not caption or "mystnb" in cell["metadata"]:
        raise ValueError("figure: expected one picture a cell, and its caption below it")
    output["data"] = {"image/png": picture[2]}
    cell["metadata"]["mystnb"] = {
        "image": {"alt": html.unescape(picture[1])},
        "figure": {"caption": caption[1], "name": f"fig-{caption[2]}-{caption[3]}"},
    }


def figures(notebook):
    """Numbers of the figures that a notebook shows."""
    outputs = [o for c in notebook["cells"] for o in c.get("outputs", [])]
    return [f"{found[2]}.{found[3]}" for found in map(_caption, outputs) if found]


def hidden(notebook):
    """How many cells are not shown: they install, and stand in front."""
    return sum(INSTALL in cell["metadata"].get("tags", []) for cell in notebook["cells"])


def title(notebook):
    """The heading of the first cell."""
    return re.match(r"# (.*)", notebook["cells"][0]["source"])[1]
