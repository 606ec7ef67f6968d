"""Re-execute notebooks where arithmetic rounds differently; say what differs from what is stored.

    python -m tools.rounding [--seeds N] [--variants NAME ...] [--share N | K/N] [notebook ...]

A variant is a kernel with other BLAS kernels, vector instructions or threads, as far as this
machine can be another one, or with NumPy's results moved in the last place, for machines that it
cannot be (`tools.perturbation`).  A variant that rounds like another one is left out with words.
Text must be the same to the letter; no pixel may differ by more than
`tools.pictures.PICTURE_TOLERANCE`.  Cells are numbered as nbval does: code cells, from
0.  Nothing is written.  Exit status 1 if anything differs.
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import zip_longest
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tools import variants
from tools.pictures import (
    PIXELS_COUNT,
    picture_distance,
    pictures,
    same_pictures,
    without_pictures,
)
from tools.refresh_notebooks import NOTEBOOKS, ROOT, execute, read, words

SEEDS = 5
#: Seconds for a cell: a perturbed one takes several times as long.
TIMEOUT = 600


def differences(stored, fresh, pixels=PIXELS_COUNT):
    """Where the outputs of two executions of the same code differ.

    Parameters
    ----------
    stored, fresh : nbformat.NotebookNode
    pixels : bool
        Whether to compare what the pictures show, or only how many there are.

    Returns
    -------
    list of str
        One for a cell.
    """
    pairs = zip(_code_cells(stored), _code_cells(fresh), strict=True)
    found = []
    for number, (old, new) in enumerate(pairs):
        if words(old) != words(new):
            found.append(f"cell {number}: {_first_change(_lines(old), _lines(new))}")
        elif not same_pictures(old, new, pixels):
            levels = [picture_distance(*p) for p in zip(pictures(old), pictures(new), strict=True)]
            found.append(f"cell {number}: a picture differs by {max(levels):.0f} levels of 255")
    return found


def _code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _lines(cell):
    """All that a cell shows in words, the text of an error included."""
    texts = []
    for output in without_pictures(cell["outputs"]):
        if output["output_type"] == "error":
            texts.append(f"{output['ename']}: {output['evalue']}")
        texts.append(output.get("text", ""))
        texts += map(str, output.get("data", {}).values())
    return "\n".join(texts).split("\n")


def _first_change(old, new):
    changed = [(a, b) for a, b in zip_longest(old, new, fillvalue="(no line)") if a != b]
    if not changed:
        return "the kinds of its outputs differ"
    return f"{len(changed)} lines, the first {changed[0][0]!r} became {changed[0][1]!r}"


def run(path, variant):
    """Execute a notebook in a variant's kernel.

    Returns
    -------
    found : list of str
        As `differences` gives.
    cells : int
        How many were compared.
    seconds : float
    """
    stored, start = read(path), time.monotonic()
    try:
        fresh = execute(stored, variant.kernel, timeout=TIMEOUT, allow_errors=True)
        found = differences(stored, fresh)
    except (DeadKernelError, CellTimeoutError) as error:
        found = [f"{type(error).__name__}: {error}".split("\n")[0]]
    return found, len(_code_cells(stored)), time.monotonic() - start


def run_all(paths, chosen, jobs):
    """Execute every notebook in every variant; print a line for each as it ends.

    Returns
    -------
    dict
        (path, variant's name) → what `run` gives.
    """
    results, total = {}, len(paths) * len(chosen)
    with ProcessPoolExecutor(jobs) as pool:
        # Perturbed ones take longest: they come first.
        waiting = {pool.submit(run, p, v): (p, v) for v in reversed(chosen) for p in paths}
        for count, future in enumerate(as_completed(waiting), 1):
            path, variant = waiting[future]
            found, _, seconds = results[path, variant.name] = future.result()
            verdict = "; ".join(found) or "same"
            head = f"[{count:{len(str(total))}d}/{total}] {path.stem:34s} {variant.name:16s}"
            print(f"{head} {seconds:5.1f} s  {verdict}", flush=True)
    return results


def summary(results, chosen):
    """A table: for each variant, what was compared and which cells differ."""
    lines = [f"{'variant':16s} notebooks cells differ"]
    for variant in chosen:
        own = {path: r for (path, name), r in results.items() if name == variant.name}
        cells = sum(count for _, count, _ in own.values())
        differ = sum(len(found) for found, _, _ in own.values())
        where = [
            f"{path.stem[:2]}[{text.split(':')[0].removeprefix('cell ')}]"
            for path, (found, _, _) in sorted(own.items())
            for text in found
        ]
        lines.append(f"{variant.name:16s} {len(own):9d} {cells:5d} {differ:6d} {' '.join(where)}")
    return "\n".join(lines)


def commits():
    """How many commits lead here; a number that moves on, and is the same for the same commit."""
    command = ["git", "rev-list", "--count", "HEAD"]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def turn_of(share):
    """K and N of "K/N"; of "N", K is the number of commits."""
    turn, _, parts = share.rpartition("/")
    return (int(turn) if turn else commits()), int(parts)


def shared(paths, share):
    """One of N shares of the notebooks, which take about as long.

    Parameters
    ----------
    paths : list of Path
    share : str
        "K/N", or "N": then K is the number of commits, so that shares take turns, and the same
        commit always runs the same one.
    """
    turn, parts = turn_of(share)
    longest_first = sorted(paths, key=lambda path: -len(_code_cells(read(path))))
    there = [*range(parts), *reversed(range(parts))]  # dealt to and fro
    return [path for k, path in enumerate(longest_first) if there[k % len(there)] == turn % parts]


def wanted(names, seeds, real):
    """The variants that the command line asks for: by name, or the real ones and the seeds."""
    if not names:
        return real + [variants.perturbed(seed) for seed in seeds]
    known = {variant.name: variant for variant in [variants.default(), *real]}
    for name in names:
        kind, _, seed = name.partition("-")
        if kind == "perturbed" and seed.isdigit():
            known[name] = variants.perturbed(int(seed))
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"variants: expected among {sorted(known)} or perturbed-N, got {sorted(unknown)}")
    return [known[name] for name in names]


def seeds_in_turn(count, share):
    """So many of the `SEEDS` seeds that the whole check runs; others when all shares had them."""
    turn, parts = turn_of(share)
    return [1 + (turn // parts + k) % max(SEEDS, count) for k in range(count)]


def arguments():
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--variants", type=lambda text: text.split(","), help="names, by commas")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many perturbations")
    parser.add_argument("--share", default="0/1", help="K/N, or N: a share in turn of commits")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=2, help="kernels at a time")
    return parser.parse_args()


def main():
    """Run what the command line asks for."""
    asked = arguments()
    paths = asked.notebooks or shared(sorted(NOTEBOOKS.glob("*.ipynb")), asked.share)
    start, plain = time.monotonic(), variants.probe(variants.default())
    real = variants.real(plain["dispatched"])
    seeds = seeds_in_turn(asked.seeds, asked.share)
    chosen, said = variants.choose(wanted(asked.variants, seeds, real), plain)
    print(*said, "" if PIXELS_COUNT else "Another Matplotlib: pictures are counted.", sep="\n")
    results = run_all(paths, chosen, asked.jobs)
    print(f"\n{summary(results, chosen)}\n{time.monotonic() - start:.0f} s")
    sys.exit(not results or any(found for found, _, _ in results.values()))


if __name__ == "__main__":
    main()
