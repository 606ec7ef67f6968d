"""Kernels whose arithmetic rounds differently, and whether this machine can be them."""

import json
from dataclasses import dataclass
from platform import machine

import nbformat
from nbclient.exceptions import DeadKernelError

from tools.kernel import Kernel, command
from tools.refresh_notebooks import ROOT, execute

#: A kernel finds the package and these tools from any folder.
_HERE = {"PYTHONPATH": str(ROOT)}
_X86 = ("Haswell", "SkylakeX", "Zen", "Prescott")
#: OpenBLAS falls back in silence from a name that it was not built for: the probe notices.
_CORES = ("ARMV8", "NeoverseN1") if machine().lower() in ("arm64", "aarch64") else _X86

#: Run in a kernel: how it computes, and a digest of what, function by function.
PROBE = """
import hashlib
import json
import sys

import numpy as np
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

def digest(*arrays):
    data = b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)
    return hashlib.sha256(data).hexdigest()[:16]

rng = np.random.default_rng(0)
a, b = rng.normal(size=(300, 200)), rng.normal(size=(200, 100))
x, s, t = rng.normal(size=100_000), rng.normal(size=(9, 5)), rng.normal(size=(5, 3))
results = {
    "exp": digest(np.exp(x), np.exp(s)),
    "log": digest(np.log(x * x), np.log1p(x * x)),
    "tanh": digest(np.tanh(x), np.logaddexp(0, x)),
    "sum": digest(x.sum(), a.sum(axis=0), a.mean(axis=1), s.sum(axis=1)),
    "matmul": digest(a @ b, s @ t, a @ b[:, 0], a[0] @ b, s @ t[:, 0]),
    "dot": digest(x @ x, np.vdot(s, s)),
    "einsum": digest(np.einsum("ij,jk->ik", s, t), np.einsum("ij,ij->i", a, a)),
    "linalg": digest(np.linalg.solve(a[:100, :100], b[:100]), np.linalg.svd(s)[1]),
}
try:
    from threadpoolctl import threadpool_info
except ModuleNotFoundError:
    blas = ["unknown"]
else:
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    blas = [f"{p.get('architecture', p['internal_api'])} x {p['num_threads']}" for p in pools]
dispatched = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
print(json.dumps({"results": results, "blas": blas, "dispatched": dispatched}))
"""


@dataclass(frozen=True)
class Variant:
    """A kernel, its name on the command line, and what is said of it."""

    name: str
    says: str
    kernel: Kernel


def default():
    """The kernel of `make test`."""
    return Variant("default", "as make test runs it", Kernel(_HERE))


def real(dispatched):
    """Settings of this machine's own libraries.

    Parameters
    ----------
    dispatched : list of str
        Instruction sets that NumPy chooses at run time and this CPU has: naming another one
        is an error.
    """
    wide = [name for name in dispatched if "AVX512" in name or name == "X86_V4"]
    settings = {f"blas-{c.lower()}": {"OPENBLAS_CORETYPE": c} for c in _CORES}
    settings["numpy-no-avx512"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(wide)}
    settings["numpy-baseline"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(dispatched)}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    settings["two-threads"] = dict.fromkeys(threads, "2")
    return [
        Variant(name, " ".join(f"{k}={v}" for k, v in given.items()), Kernel(_HERE | given))
        for name, given in settings.items()
    ]


def perturbed(seed):
    """Every result of NumPy moved by a unit or two in the last place."""
    kernel = Kernel(_HERE, command("tools.perturbed_kernel", str(seed)))
    return Variant(f"perturbed-{seed}", f"NumPy's last places, seed {seed}", kernel)


def probe(variant):
    """What the variant's kernel says of itself, or None if it does not live to say it.

    Returns
    -------
    dict or None
        ``results`` (a digest for each function), ``blas``, ``dispatched``.
    """
    cell = nbformat.v4.new_code_cell(PROBE)
    try:
        ran = execute(nbformat.v4.new_notebook(cells=[cell]), variant.kernel)
    except DeadKernelError:
        return None
    return json.loads(ran["cells"][0]["outputs"][0]["text"])


def choose(variants, plain):
    """Which of the variants are worth running here.

    Parameters
    ----------
    variants : list of Variant
    plain : dict
        `probe` of `default`.

    Returns
    -------
    chosen : list of Variant
    said : list of str
        For every variant, what it changes or why it is left out.
    """
    found, chosen, said = {"default": plain}, [], []
    for variant in variants:
        seen = probe(variant)
        reason = None if variant.name == "default" else _reason_to_skip(seen, found)
        if reason is None:
            found[variant.name] = seen
            chosen.append(variant)
            reason = _changes(seen, plain)
        said.append(f"{variant.name}: {reason} ({variant.says})")
    return chosen, said


def _reason_to_skip(seen, found):
    if seen is None:
        return "skipped, this CPU cannot run it"
    for name, other in found.items():
        if seen["results"] == other["results"]:
            return f"skipped, it rounds as {name} does, {', '.join(seen['blas'])}"
    return None


def _changes(seen, plain):
    names = [name for name, digest in seen["results"].items() if digest != plain["results"][name]]
    return f"other {', '.join(names) or 'in nothing'}, {', '.join(seen['blas'])}"
