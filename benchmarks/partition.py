"""Time and memory of ln Z with its whole gradient, each measurement in a process of its own.

``python -m benchmarks.partition METHOD n m`` takes one measurement and prints it as JSON.
"""

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.methods import METHODS, PACKAGES, fits, tolerance
from rbmlib import RBM

SIZES = ((11, 11), (16, 16), (20, 20), (22, 22), (24, 24), (784, 20))
GROWTH = tuple((24, m) for m in range(14, 23))
GRADIENTS = ("rbmlib", "definition", "NumPy", "JAX")
LOGARITHMS = ("rbmlib, ln Z only", "QuCumber", "rbms")
# Repeated until this many seconds or calls are spent, so a call of many seconds is made once.
_SECONDS, _REPEATS = 1.5, 100
# NumPy's BLAS on one core: where another program keeps a core busy, threads of OpenBLAS wait
# for each other, up to fifty times the computation, and the table would be about that.  rbmlib
# (threads of its own), JAX and PyTorch have all.  PyTorch warns that rbms uses a deprecated
# function.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore::FutureWarning"}


def measure(name, n, m):
    """Time and memory of one method in this process.

    Parameters
    ----------
    name : str
        A key of `benchmarks.methods.METHODS`.
    n, m : int
        Numbers of visible and hidden units.

    Returns
    -------
    dict
        Best time of a call in seconds, memory of the first call in MiB beyond what was held
        before it (None where the system does not say), and what the method returned.
    """
    METHODS[name](_machine(3, 2))()
    call = METHODS[name](_machine(n, m))
    before = _restart_peak()
    times, (log_z, gradient) = _times(call)
    after = _resident("VmHWM")
    return {
        "seconds": min(times),
        "mebibytes": None if before is None else after - before,
        "log_z": log_z,
        "gradient": None if gradient is None else gradient.tolist(),
    }


def _machine(n, m):
    return RBM.random(n, m, np.random.default_rng(n * 100 + m))


def _times(call):
    times = []
    while not times or (sum(times) < _SECONDS and len(times) < _REPEATS):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return times, result


def _restart_peak():
    """Forget the peak of memory so far; MiB held now.  None but on Linux."""
    if not Path("/proc/self/clear_refs").exists():
        return None
    Path("/proc/self/clear_refs").write_text("5")
    return _resident("VmRSS")


def _resident(field):
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith(field)), None)


def measured(name, n, m):
    """`measure` in a fresh process.

    Parameters
    ----------
    name : str
        A key of `benchmarks.methods.METHODS`.
    n, m : int
        Numbers of visible and hidden units.

    Returns
    -------
    dict
        As `measure`.
    """
    command = [sys.executable, "-m", "benchmarks.partition", name, str(n), str(m)]
    environment = os.environ | _ENVIRONMENT
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return json.loads(run.stdout)


def require_agreement(name, found, ours, n):
    """Refuse a method that computes something else, before a ratio is printed.

    Parameters
    ----------
    name : str
        A key of `benchmarks.methods.METHODS`.
    found, ours : dict
        What `measure` says of that method, and of ours.
    n : int
        Number of visible units.

    Raises
    ------
    AssertionError
        If ln Z or a component of the gradient differs by more than 1e-9.
    """
    rounding = 1e-9 * max(1, abs(ours["log_z"]))
    if not abs(found["log_z"] - ours["log_z"]) <= rounding + tolerance(name, n):
        raise AssertionError(f"{name}: ln Z is {found['log_z']}, not {ours['log_z']}")
    if ours["gradient"] is not None:
        np.testing.assert_allclose(found["gradient"], ours["gradient"], 1e-9, 1e-9, err_msg=name)


def _print_table(names):
    """Seconds, ratio to the first method and memory, one row a size and method."""
    print(f"{'size':>9}  {'method':<18}{'seconds':>10}{'ratio':>9}{'MiB':>9}{'ln Z':>20}")
    for n, m in SIZES:
        ours = None
        for name in [x for x in names if _available(x) and fits(x, n, m)]:
            found = measured(name, n, m)
            ours = ours or found
            require_agreement(name, found, ours, n)
            ratio = found["seconds"] / ours["seconds"]
            memory = "-" if found["mebibytes"] is None else f"{found['mebibytes']:.0f}"
            print(
                f"{f'{n} x {m}':>9}  {name:<18}{found['seconds']:>10.2e}{ratio:>8.1f}x"
                f"{memory:>9}{found['log_z']:>20.9f}",
                flush=True,
            )


def _available(name):
    return name not in PACKAGES or find_spec(PACKAGES[name]) is not None


def _print_growth():
    print(f"{'size':>9}{'seconds':>10}{'per unit':>10}")
    before = None
    for n, m in GROWTH:
        seconds = measured("rbmlib", n, m)["seconds"]
        ratio = "" if before is None else f"{seconds / before:.2f}x"
        print(f"{f'{n} x {m}':>9}{seconds:>10.2e}{ratio:>10}", flush=True)
        before = seconds


def main():
    """Print the tables of ln Z with its gradient, of ln Z alone, and of our time's growth."""
    for name, package in PACKAGES.items():
        if not _available(name):
            print(f"{name} skipped: not installed; pip install {package}")
    print("NumPy's BLAS on one core; rbmlib, JAX and PyTorch on all; float64 everywhere")
    _print_table(GRADIENTS)
    print("\nln Z alone")
    _print_table(LOGARITHMS)
    print("\nTime of ln Z and its gradient as hidden units are added")
    _print_growth()


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1], *map(int, sys.argv[2:]))))
    else:
        main()
