"""The kernel in which notebooks are refreshed: after each cell it says what was compared.

    python -m tools.vacuous.kernel [SEED] -f CONNECTION_FILE

With a seed, NumPy rounds as another machine might (see `tools.perturbation`).
"""

import sys

from tools.kernel import Kernel, command

#: Of an output that `take` removes from a cell before anybody sees it.
MIME = "application/vnd.rbmlib.checks+json"
_MODULE = "tools.vacuous.kernel"


def recording(root, seed=None):
    """The kernel, which finds the package and these tools from any folder.

    Parameters
    ----------
    root : pathlib.Path
        Of the project.
    seed : int, optional

    Returns
    -------
    Kernel
    """
    words = () if seed is None else (str(seed),)
    return Kernel({"PYTHONPATH": str(root)}, command(_MODULE, *words))


def take(cell):
    """Remove what the kernel said of a cell's checks from its outputs, and return it.

    Parameters
    ----------
    cell : nbformat.NotebookNode
        Of any kind, run in any kernel.

    Returns
    -------
    list of dict
        Of each check ``kind``, ``name``, ``tolerance``, and what `noted` adds.
    """
    outputs = cell.get("outputs", [])
    said = [output for output in outputs if MIME in output.get("data", {})]
    if said:
        cell["outputs"] = [output for output in outputs if output not in said]
    return [check for output in said for check in output["data"][MIME]]


def noted(record):
    """Of a `rbmlib.checks.verdicts.Record`, what is kept, as JSON."""
    from tools.vacuous.compared import derived, repeated

    left, right = record.left, record.right
    verifies = record.kind == "verify"
    return {
        "kind": record.kind,
        "name": record.name.strip(),
        "tolerance": record.tolerance,
        "repeated": verifies and repeated(left, right),
        "repeated few": verifies and repeated(left, right, least=1),
        "derived": None if verifies else derived(left, right),
    }


def watch(shell, records):
    """Have a shell publish the checks of each cell, from a recording, when the cell has run."""

    def publish(result):
        if records:
            shell.display_pub.publish({MIME: [noted(record) for record in records]})
        records.clear()

    shell.events.register("post_run_cell", publish)


def main():
    """Start a kernel; its seed, if it has one, is the first word of the command line."""
    from ipykernel.kernelapp import IPKernelApp

    seed = sys.argv.pop(1) if sys.argv[1].isdigit() else None
    if seed is not None:
        from tools.perturbed_kernel import Rewriting, install

        install(int(seed))
    kernel = IPKernelApp.instance()
    kernel.initialize()
    if seed is not None:
        kernel.shell.ast_transformers.append(Rewriting())
    from rbmlib.checks.verdicts import recorded  # after the perturbation

    with recorded() as records:
        watch(kernel.shell, records)
        kernel.start()


if __name__ == "__main__":
    main()
