"""Build the web site from nothing into build/site.

The notebooks are shown as they are stored, so that what is published is what was tested.  Node
and KaTeX set the mathematics; `make site` says how both come.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
SITE, BUILD = ROOT / "site", ROOT / "build"
SOURCE, TARGET = BUILD / "site-source", BUILD / "site"
KATEX = BUILD / "node" / "node_modules" / "katex"
FILES = SOURCE / "_files"
sys.path[:0] = [str(ROOT), str(SITE / "_ext")]

from rbmsite import citation, index, maps, rooms  # noqa: E402

from rbmlib import __version__  # noqa: E402
from rbmlib.lessons.texts import TEXTS, generic_settings, verdicts  # noqa: E402
from tools import publication  # noqa: E402


def lay_out():
    """Bring pages and notebooks together under one folder."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(
        SITE, SOURCE, ignore=shutil.ignore_patterns("_*", "*.py", "explorable", "*.json", "*.toml")
    )
    shutil.copytree(ROOT / "notebooks", SOURCE / "notebooks")
    shutil.copytree(ROOT / "notebooks", FILES / "extra" / "download")
    shutil.copy(ROOT / "CHANGELOG.md", SOURCE / "changelog.md")
    if (SITE / "explorable").exists():
        ignored = shutil.ignore_patterns("test*", "*.py", "*.md")
        shutil.copytree(SITE / "explorable", FILES / "extra" / "explorable", ignore=ignored)


def add_katex():
    """The style sheet and the fonts of KaTeX; no page asks another host for them."""
    target = FILES / "static" / "katex"
    (target / "fonts").mkdir(parents=True)
    shutil.copy(KATEX / "dist" / "katex.min.css", target)
    for font in KATEX.glob("dist/fonts/*.woff2"):
        shutil.copy(font, target / "fonts")


def add_wheel():
    """The package itself, so that an install cell needs no other host."""
    wheels = FILES / "extra" / "wheels"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*command, wheels, ROOT], check=True)


def add_lite():
    """JupyterLite with the notebooks, once there is an address that it can install from."""
    there = publication.settled()
    if not there:
        return
    contents = BUILD / "lite"
    shutil.rmtree(contents, ignore_errors=True)
    contents.mkdir(parents=True)
    line = publication.browser_line(there, __version__)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        publication.with_install_cell(notebook, line, nbformat.v4.new_code_cell)
        nbformat.write(notebook, contents / path.name)
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--contents", contents]
    command += ["--output-dir", FILES / "extra" / "lite", "--lite-dir", contents.parent]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def write_library():
    """A page for each room of the library."""
    folder, found = SOURCE / "api", rooms.directory(rooms.rooms())
    append(folder / "index.md", rooms.contents(found))
    for name, (entries, elsewhere) in found.items():
        (folder / f"{name}.rst").write_text(rooms.page(name, entries, elsewhere))


def write_maps():
    """The map of equations and the list of claims, below what their pages say first."""
    found = index.index(SOURCE)
    paths = {index.number(path): path for path in (SOURCE / "notebooks").glob("[0-9]*.ipynb")}
    notebooks = {key: nbformat.read(paths[key], as_version=4) for key in found.pages}
    page = maps.map_page(found, notebooks, maps.uses(ROOT / "tests"))
    append(SOURCE / "map.md", page)
    equations = {}
    for key, one in found.pages.items():
        for number, claims in maps.claims_of(notebooks[key], one.stated).items():
            for claim in claims:
                equations.setdefault(claim, []).append(number)
    settings = generic_settings(np.random.default_rng(1))
    judged = {k: v for claims in TEXTS.values() for k, v in verdicts(claims, settings).items()}
    append(SOURCE / "claims.md", maps.claims_page(TEXTS, judged, equations))


def append(path, text):
    """Add a text to a page."""
    path.write_text(f"{path.read_text()}\n{text}\n")


def write_citation():
    """How to cite, from CITATION.cff."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    append(SOURCE / "cite.md", citation.page(cited))


def build():
    """Run Sphinx; a warning is an error."""
    shutil.rmtree(TARGET, ignore_errors=True)
    tags = ["--tag", "explorable"] if (FILES / "extra" / "explorable").exists() else []
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    command += ["--fresh-env", "--conf-dir", SITE, "--doctree-dir", BUILD / "site-doctrees"]
    command += ["--define", f"katex_module={KATEX}", *tags, SOURCE, TARGET]
    return subprocess.run(command, check=False).returncode


def main():
    """Lay out the source, write what is drawn from the code, build."""
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    if not shutil.which("node"):
        sys.exit("Node is needed to set the mathematics (KaTeX): install nodejs and npm")
    steps = [lay_out, add_katex, add_wheel, add_lite, write_library, write_maps, write_citation]
    for step in steps:
        step()
    sys.exit(build())


if __name__ == "__main__":
    main()
