"""Report checks that cannot fail, and numbers in prose that nothing prints.

    python -m tools.vacuous [--seeds N] [notebook ...]

What is found at execution was stored by `tools/refresh_notebooks.py`.  With seeds, notebooks
are executed again in so many kernels whose arithmetic is perturbed, and a `verify` of a few
numbers whose sides are the same bits in each of them is shown, too: a reader must say whether it
is one computation twice, or two that happen to round alike.
"""

import argparse
import sys
from pathlib import Path

from tools.refresh_notebooks import NOTEBOOKS, ROOT, TIMEOUT, executed, read
from tools.vacuous.findings import findings, justified, objections
from tools.vacuous.kernel import recording


def report(path):
    """Print the findings of a notebook, and return its objections."""
    notebook = read(path)
    found, said, wrong = findings(notebook), justified(notebook), objections(notebook)
    for index, here in sorted(found.items()):
        for finding in here:
            why = said.get(index, {}).get(finding)
            print(f"{path.name}, cell {index}: {finding}" + (f" ({why})" if why else "  <--"))
    for objection in wrong:
        if "justif" in objection:
            print(f"{path.name}, {objection}  <--")
    return wrong


def repeated_everywhere(path, seeds):
    """Checks of a few numbers whose two sides are the same bits under every perturbation."""
    common = None
    for seed in range(1, seeds + 1):
        _, checks = executed(read(path), recording(ROOT, seed), timeout=10 * TIMEOUT)
        same = {
            f"{path.name}, cell {index}: {check['name']}: both sides are the same bits"
            for index, cell in enumerate(checks)
            for check in cell
            if check["repeated few"] and not check["repeated"]
        }
        common = same if common is None else common & same
    return sorted(common or ())


def main():
    """Report on the notebooks that the command line names, or on all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "notebooks", nargs="*", type=Path, default=sorted(NOTEBOOKS.glob("*.ipynb"))
    )
    parser.add_argument("--seeds", type=int, default=0, help="perturbed executions of each")
    arguments = parser.parse_args()
    wrong = []
    for path in arguments.notebooks:
        wrong += report(path)
        for line in repeated_everywhere(path, arguments.seeds):
            print(f"{line} with {arguments.seeds} seeds")
    print(f"{len(wrong)} to mend or to justify")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
