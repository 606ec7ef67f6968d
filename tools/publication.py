"""Where the project is published, and what depends on it: all of it, or nothing.

The addresses stand in pyproject.toml, under ``project.urls``: ``Documentation`` is the site,
``Repository`` the sources on GitHub.  Until both are real, no button, badge or install line is
made from them.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
#: Names that belong to nobody (RFC 2606): a place that is kept free is no address.
NOBODY = ("invalid", "example", "test", "localhost")
BRANCH = "main"
#: The tag of the cell that installs the package where it is missing.
INSTALL = "install"


class Address(NamedTuple):
    """Site and repository, without a slash at their ends."""

    site: str
    repository: str

    def wheel(self, version):
        """The wheel that the site carries."""
        return f"{self.site}/wheels/rbmlib-{version}-py3-none-any.whl"


def real(url):
    """Whether an address is one that somebody can answer at."""
    host = urlsplit(url).hostname or ""
    labels = host.split(".")
    reserved = labels[-1] in NOBODY or labels[-2:-1] == ["example"]
    return url.startswith("https://") and len(labels) > 1 and not reserved


def address(urls):
    """The two addresses, or None unless both are real.

    Parameters
    ----------
    urls : dict from str to str
        The table ``project.urls``.
    """
    found = [urls.get(name, "").rstrip("/") for name in ("Documentation", "Repository")]
    return Address(*found) if all(map(real, found)) else None


def settled():
    """The addresses as pyproject.toml has them now."""
    return address(PROJECT.get("urls", {}))


def install_line(there, version):
    """One line of Python that installs the package where it is missing; silent elsewhere.

    Parameters
    ----------
    there : Address
    version : str
        Of the wheel that the site carries.
    """
    found = '__import__("importlib.util").util.find_spec("rbmlib")'
    command = f'get_ipython().run_line_magic("pip", "install --quiet {there.wheel(version)}")'
    return f"_ = {found} or {command}  # fmt: skip"


def browser_line(there, version):
    """The same for Pyodide, where nothing is installed and a magic has to stand alone."""
    return f"%pip install --quiet matplotlib scipy scikit-learn tqdm {there.wheel(version)}"


def with_install_cell(notebook, line, new_cell):
    """Put a line that installs before the first code cell, or take it away.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    line : str
        Empty where there is no address.
    new_cell : callable
        As `nbformat.v4.new_code_cell`.
    """
    cells = [c for c in notebook["cells"] if INSTALL not in c["metadata"].get("tags", [])]
    if line:
        first = next(k for k, c in enumerate(cells) if c["cell_type"] == "code")
        cells.insert(first, new_cell(line, metadata={"tags": [INSTALL]}))
    notebook["cells"] = cells


def launches(name, there):
    """Words and addresses of a notebook's buttons, relative to its page.

    Parameters
    ----------
    name : str
        Of the notebook, without its ending.
    there : Address or None
        Without an address there is the download, which needs none.
    """
    found = [("Download", f"../download/{name}.ipynb")]
    if there:
        owner = urlsplit(there.repository).path.strip("/")
        path = quote(f"notebooks/{name}.ipynb")
        lab = f"HEAD?urlpath=lab/tree/{path}"
        colab = f"https://colab.research.google.com/github/{owner}/blob/{BRANCH}/{path}"
        found += [
            ("Colab", colab),
            ("Binder", f"https://mybinder.org/v2/gh/{owner}/{lab}"),
            ("Run in the browser", f"../lite/lab/index.html?path={quote(name)}.ipynb"),
        ]
    return found
