"""What `rbmlib.checks` offers, and what it loads for it."""

import subprocess
import sys

import pytest

import rbmlib.checks


def loaded(statement):
    """Names of the modules that a fresh interpreter has after a statement."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(out.stdout.split())


NUMPY_ALONE = [
    "from rbmlib.checks import audit; audit(lambda W, b, c: {'free_energy': lambda v: v[:, 0]})",
    "from rbmlib.checks import check_gradient, complex_step, central_difference, CODES",
    "from rbmlib.checks import verify, refute",
    "import rbmlib.checks; dir(rbmlib.checks)",
]


@pytest.mark.parametrize("statement", NUMPY_ALONE)
def test_an_audit_does_not_wait_for_sympy(statement):
    modules = loaded(statement)
    assert "numpy" in modules
    assert not modules & {"sympy", "matplotlib", "tqdm", "IPython"}


def test_what_needs_sympy_loads_it():
    assert "sympy" in loaded("from rbmlib.checks import Derivation")
    assert "sympy" in loaded("from rbmlib.checks import prove_any_energy")


def test_every_name_is_there_and_none_besides():
    assert len(rbmlib.checks.__all__) <= 14
    assert dir(rbmlib.checks) == sorted(rbmlib.checks.__all__)
    for name in rbmlib.checks.__all__:
        assert getattr(rbmlib.checks, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'richardson'"):
        _ = rbmlib.checks.richardson
    with pytest.raises(ImportError, match="cannot import name 'theorem'"):
        from rbmlib.checks import theorem  # noqa: F401


def test_the_wings_export_the_rest():
    from rbmlib.checks import audits, derivations, gradients, proofs

    for wing in (audits, derivations, gradients, proofs):
        assert all(hasattr(wing, name) for name in wing.__all__)
    assert {"error_bound", "forward_difference", "richardson"} <= set(gradients.__all__)
    assert {"theorem", "prove_rbm_conditionals", "prove_rbm_free_energy"} <= set(proofs.__all__)
    assert {"Finding", "audit_machines"} <= set(audits.__all__)
