"""Where everything stands: equations, figures and notebooks, with what each notebook checks."""

from typing import NamedTuple

import nbformat

from rbmsite import checks, notebooks, terms


class Page(NamedTuple):
    """A notebook as the others see it."""

    docname: str
    title: str
    stated: dict
    executed: dict
    figures: list
    hidden: int


class Index(NamedTuple):
    """All pages, and what leads where."""

    pages: dict
    places: dict
    formulas: dict
    terms: list


def number(path):
    """Number of a notebook, as its file's name begins."""
    return path.name[:2]


def page(path, folder):
    """What one notebook holds."""
    notebook = nbformat.read(path, as_version=4)
    return Page(
        path.relative_to(folder).with_suffix("").as_posix(),
        notebooks.title(notebook),
        checks.stated(notebook),
        checks.executed(notebook),
        notebooks.figures(notebook),
        notebooks.hidden(notebook),
    )


def index(folder):
    """Read all notebooks and the glossary below a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The source of the site: ``notebooks/NN_*.ipynb``, ``glossary.md``.

    Returns
    -------
    Index
        ``places`` takes a kind and a key, such as ("equation", "3.4"), to a page's name;
        ``formulas`` an equation without its number to the numbers under which it stands.
    """
    paths = sorted((folder / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    pages = {number(path): page(path, folder) for path in paths}
    places, formulas = {}, {}
    for key, found in pages.items():
        places["notebook", key] = found.docname
        places |= {("equation", k): found.docname for k in found.stated}
        places |= {("figure", k): found.docname for k in found.figures}
        for name, latex in found.stated.items():
            formulas.setdefault(checks.plain(latex), []).append(name)
    glossary = folder / "glossary.md"
    known = terms.terms(glossary.read_text()) if glossary.exists() else []
    return Index(pages, places, formulas, known)


def twin(found, latex, chapter):
    """Number of the same formula where it has one, of the same chapter if it can be; or None."""
    numbers = found.formulas.get(checks.plain(latex), [])
    own = [name for name in numbers if int(name.split(".")[0]) == int(chapter)]
    return next(iter(own + numbers), None)


def check_of(found, equation):
    """The check of an equation, or None."""
    for one in found.pages.values():
        if equation in one.stated:
            return one.executed.get(equation)
    return None
