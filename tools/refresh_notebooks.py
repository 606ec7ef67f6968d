"""Re-execute notebooks from a fresh kernel, deterministically; or check that nothing moves.

    python tools/refresh_notebooks.py [--check] [notebook ...]

Run twice, it writes the same bytes: no time stamps, no version numbers, fixed cell ids.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rbmlib import __version__  # noqa: E402
from tools import publication  # noqa: E402
from tools.pictures import (  # noqa: E402
    PIXELS_COUNT,
    keep_pictures,
    png_of,
    same_pictures,
    without_pictures,
)
from tools.vacuous.findings import made, note  # noqa: E402
from tools.vacuous.kernel import recording, take  # noqa: E402

NOTEBOOKS = ROOT / "notebooks"
PICTURE = NOTEBOOKS / "images" / "two_phases.png"
TIMEOUT = 60
#: What an author says of a cell, as opposed to what an editor or a run notes in its metadata.
LASTING = ("tags", "rbmlib")


def source_hash(notebook):
    """Hash of all code, stored at execution: a later edit without a run shows."""
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


def execute(notebook, kernel=None, *, timeout=TIMEOUT, allow_errors=False):
    """Run a notebook in a fresh kernel of this interpreter and tidy what varies.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Left as it is.
    kernel : Kernel, optional
        By default the one that notes what checks compare.
    timeout : float
        Seconds for a cell.
    allow_errors : bool
        Whether a cell that raises is an output like others, or the end.

    Returns
    -------
    nbformat.NotebookNode
        With outputs, counts from 1, and metadata that never change; the findings of
        `tools.vacuous` stand in the metadata of their cells.
    """
    return executed(notebook, kernel, timeout=timeout, allow_errors=allow_errors)[0]


def executed(notebook, kernel=None, *, timeout=TIMEOUT, allow_errors=False):
    """As `execute`; and for each cell, what the kernel noted of its checks."""
    kernel = kernel or recording(ROOT)
    fresh = nbformat.from_dict(notebook)
    client = NotebookClient(
        fresh,
        timeout=timeout,
        allow_errors=allow_errors,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        coalesce_streams=True,
    )
    client.create_kernel_manager()
    # A kernel installed by the user under the same name could be another interpreter, start
    # through a wrapper, or set variables that undo ours.
    client.km.kernel_spec.argv = kernel.command
    client.km.kernel_spec.env = {}
    client.execute(env=kernel.variables())
    checks = [take(cell) for cell in fresh["cells"]]
    tidy(fresh)
    for cell, found in zip(fresh["cells"], made(checks), strict=True):
        note(cell, found)
    return fresh, checks


def tidy(notebook):
    """Drop everything from a notebook that depends on when and where it ran."""
    for index, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{index:02d}"
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k in LASTING}
        for output in cell.get("outputs", []):
            if "text" in output:
                # Adjacent streams are merged, so a trailing space of one would be lost.
                output["text"] = output["text"].rstrip("\n") + "\n"
    notebook["metadata"] = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
        "rbmlib": {"source_sha256": source_hash(notebook)},
    }
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def words(cell):
    """Everything of a cell's outputs but the pictures, in comparable form."""
    return [
        (output["output_type"], output.get("name"), output.get("text"), output.get("data", {}))
        for output in without_pictures(cell.get("outputs", []))
    ]


def differences(stored, fresh, pixels=PIXELS_COUNT):
    """Compare two executions of a notebook.

    Parameters
    ----------
    stored, fresh : nbformat.NotebookNode
    pixels : bool
        Whether to compare what the pictures show, or only how many there are.

    Returns
    -------
    list of str
        One sentence a difference; empty if nothing but the cosmetic changed.
    """
    found = []
    if stored["metadata"] != fresh["metadata"]:
        found.append("the metadata or the hash of the sources differ")
    if len(stored["cells"]) != len(fresh["cells"]):
        return [*found, f"{len(stored['cells'])} cells stored, {len(fresh['cells'])} executed"]
    for index, (old, new) in enumerate(zip(stored["cells"], fresh["cells"], strict=True)):
        for part in ("cell_type", "source", "execution_count", "metadata"):
            if old.get(part) != new.get(part):
                found.append(f"cell {index}: {part} differs")
        if words(old) != words(new):
            found.append(f"cell {index}: stored {words(old)}, executed {words(new)}")
        if not same_pictures(old, new, pixels):
            found.append(f"cell {index}: a picture differs")
    return found


def read(path):
    """Load a notebook with each source and text as one string."""
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    """Write a notebook; the start page's last picture is also the README's."""
    nbformat.write(notebook, path)
    if path.name.startswith("00_"):
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(readme_picture(notebook))


def readme_picture(notebook):
    """PNG of the last figure in a notebook."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [png for png in map(png_of, outputs) if png][-1]


def prepared(notebook):
    """The notebook with the cell that installs the package, as far as there is an address."""
    fresh, there = nbformat.from_dict(notebook), publication.settled()
    line = publication.install_line(there, __version__) if there else ""
    publication.with_install_cell(fresh, line, nbformat.v4.new_code_cell)
    return fresh


def main():
    """Refresh or check the notebooks that the command line names, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "notebooks", nargs="*", type=Path, default=sorted(NOTEBOOKS.glob("*.ipynb"))
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    arguments = parser.parse_args()
    failed = False
    for path in arguments.notebooks:
        stored = read(path)
        fresh = execute(stored if arguments.check else prepared(stored))
        found = differences(stored, fresh) if arguments.check else []
        failed = failed or bool(found)
        said = "; ".join(found) or ("unchanged" if arguments.check else "executed")
        print(f"{path.name}: {said}")
        if not arguments.check:
            keep_pictures(stored, fresh)
            write(fresh, path)
    sys.exit(failed)


if __name__ == "__main__":
    main()
