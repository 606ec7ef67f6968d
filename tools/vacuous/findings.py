"""What is found in a notebook, and what its author says of it.

Found at execution (`made`), kept in the cell's metadata as ``rbmlib.found`` until the next one:

* a `verify` whose two sides are the same bits: one computation, twice;
* a `refute` whose wrong side is zero, a multiple, a shift or a negation of the right one;
* a tolerance more than a thousand times as wide as is usual in the notebook, the median.

Read from the notebook as it stands (`findings`): those, and besides

* a `refute` one side of which is, in its source, arithmetic on the other;
* a number in prose that no output contains (see `tools.vacuous.prose`).

An author who keeps one says why: ``rbmlib.justified``, a sentence by finding.
"""

from statistics import median

from tools.vacuous.prose import unprinted
from tools.vacuous.sources import derived_in_source

TOO_WIDE = 1000


def made(checks):
    """Findings of an executed notebook's checks.

    Parameters
    ----------
    checks : list of list of dict
        Of each cell, what `tools.vacuous.kernel.noted` says.

    Returns
    -------
    list of list of str
        Of each cell, its findings, each once.
    """
    every = [check["tolerance"] for cell in checks for check in cell]
    usual = median(every) if every else 0
    return [
        list(dict.fromkeys(finding for check in cell for finding in _of_check(check, usual)))
        for cell in checks
    ]


def _of_check(check, usual):
    name = check["name"]
    if check["repeated"]:
        yield f"{name}: both sides are the same bits"
    if check["derived"]:
        yield f"{name}: the wrong side is {_of(check['derived'])}"
    if check["tolerance"] > 1.001 * TOO_WIDE * usual:
        yield f"{name}: tolerance {check['tolerance']:.0e}, where {usual:.0e} is usual"


def _of(word):
    return word if word == "zero" else f"{word} of the right one"


def note(cell, found):
    """Keep what was found at execution in the metadata of a cell, in place of what was there.

    Parameters
    ----------
    cell : nbformat.NotebookNode
        Changed in place.
    found : list of str
    """
    kept = {k: v for k, v in cell["metadata"].get("rbmlib", {}).items() if k != "found"}
    kept |= {"found": found} if found else {}
    cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k != "rbmlib"}
    cell["metadata"] |= {"rbmlib": kept} if kept else {}


def findings(notebook):
    """All findings of a notebook as it stands.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Executed in the kernel of `tools.vacuous.kernel`.

    Returns
    -------
    dict from int to list of str
        By the cell's place in the notebook.
    """
    missing, found = unprinted(notebook), {}
    for index, cell in enumerate(notebook["cells"]):
        here = list(cell["metadata"].get("rbmlib", {}).get("found", []))
        if cell["cell_type"] == "code":
            for name in derived_in_source(cell["source"]):
                if not any(finding.startswith(f"{name}: the wrong side") for finding in here):
                    here.append(f"{name}: one side is arithmetic on the other")
        here += [f"{number}: no output contains it" for number in missing.get(index, [])]
        if here:
            found[index] = here
    return found


def justified(notebook):
    """What the author says of findings: by cell, a sentence for each."""
    said = {
        index: cell["metadata"].get("rbmlib", {}).get("justified", {})
        for index, cell in enumerate(notebook["cells"])
    }
    return {index: sentences for index, sentences in said.items() if sentences}


def objections(notebook):
    """Findings that nobody justifies, and justifications of what is not found.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    list of str
        Empty for a notebook that stands.
    """
    found, said = findings(notebook), justified(notebook)
    wrong = []
    for index in sorted(found | said):
        here, sentences = found.get(index, []), said.get(index, {})
        wrong += [f"cell {index}: {f}" for f in here if f not in sentences]
        wrong += [
            f"cell {index}: justified, but not found: {s}" for s in sentences if s not in here
        ]
        wrong += [
            f"cell {index}: {s}: a justification is a sentence"
            for s, words in sentences.items()
            if len(words.split()) < 4
        ]
    return wrong
