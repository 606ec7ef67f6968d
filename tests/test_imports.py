"""Imports inside the package run one way, and each third party has its room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "rbmlib"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: The rooms that each room may import from, besides its own.
BELOW = {
    "numerics": set(),
    "states": set(),
    # The one module of its package that models use, so a room of its own beneath them.
    "partition.factored": {"numerics", "states"},
    "models": {"numerics", "states", "partition.factored"},
    "exact": {"numerics", "states", "models"},
    "gradient": {"numerics", "states", "models", "exact"},
    "sampling": {"numerics", "states", "models", "exact"},
    "distributions": {"numerics", "states", "models", "exact", "gradient", "sampling"},
    "learning": {
        "numerics",
        "states",
        "models",
        "exact",
        "gradient",
        "sampling",
        "distributions",
    },
    "partition": {"numerics", "states", "models", "exact", "sampling", "distributions"},
    "checks": {"numerics", "states"},
    "data": {"numerics", "states", "models", "exact", "gradient"},
    "sources": {"numerics", "states", "models", "checks"},
    "plots": {"numerics", "states", "models", "exact", "gradient", "data"},
}
THIRD_PARTIES = {
    "checks": {"numpy", "sympy"},
    "data": {"numpy", "sklearn"},
    "learning": {"numpy", "tqdm"},
    "partition.factored": {"numpy", "tqdm"},
    "partition": {"numpy", "tqdm"},
    "plots": {"numpy", "matplotlib", "IPython"},
}
STANDARD = {
    "abc",
    "base64",
    "collections",
    "concurrent",
    "copy",
    "dataclasses",
    "functools",
    "io",
    "itertools",
    "os",
    "re",
    "statistics",
    "typing",
}


def imported(source):
    """Full names of all that a module imports."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names.append(node.module)
    return names


def violations(room, source):
    """Imports that a module in this room may not have."""
    found = []
    for name in imported(source):
        top, *rest = name.split(".")
        if top == "rbmlib":
            other = room_named(rest)
            allowed = other == room or other in BELOW[room]
        else:
            allowed = top in STANDARD | THIRD_PARTIES.get(room, {"numpy"})
        if not allowed:
            found.append(name)
    return found


def room_named(parts):
    """The room that holds a module, given its name below the package."""
    own = ".".join(parts)
    return own if own in BELOW else parts[0] if parts else "__init__"


def room_of(path):
    return room_named(path.relative_to(PACKAGE).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(PACKAGE)) for p in MODULES])
def test_imports_run_one_way(path):
    if path != PACKAGE / "__init__.py":
        assert violations(room_of(path), path.read_text()) == []


def test_every_room_is_known():
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(BELOW)


@pytest.mark.parametrize(
    "room, source",
    [
        ("models", "from rbmlib.exact import log_likelihood"),
        ("models", "from rbmlib.partition.annealed import anneal"),
        ("models", "from rbmlib.partition import factored"),
        ("partition.factored", "from rbmlib.models import RBM"),
        ("sampling", "from rbmlib.learning import fit"),
        ("learning", "from rbmlib.checks import verify"),
        ("checks", "from rbmlib.models.rbm import RBM"),
        ("checks", "import rbmlib.gradient"),
        ("states", "from rbmlib import RBM"),
        ("models", "import sympy"),
        ("exact", "import matplotlib.pyplot as plt"),
        ("numerics", "def f():\n    from rbmlib.states import binary_states"),
    ],
)
def test_a_wrong_import_is_seen(room, source):
    assert violations(room, source) != []
