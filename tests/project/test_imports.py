"""Imports inside the package run one way, and each third party has its room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent.parent / "rbmlib"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: The rooms from the ground up: each may import from those before it, and from itself.
ROOMS = [
    "validation",
    "numerics",
    "progress",
    "states",
    "models",
    "exact",
    "gradient",
    "sampling",
    "chain",
    "distributions",
    "estimates",
    "learning",
    "checks",
    "cases",
    "datasets",
    "lessons",
]
#: The judge shares no code with what it judges.
JUDGE = {"numerics", "validation", "states"}
THIRD_PARTIES = {
    "progress": {"tqdm"},
    "checks": {"numpy", "sympy"},
    "datasets": {"numpy", "sklearn"},
    "lessons": {"numpy", "sympy", "matplotlib", "IPython"},
}
STANDARD = {
    "_thread",
    "abc",
    "base64",
    "collections",
    "concurrent",
    "contextlib",
    "copy",
    "dataclasses",
    "fractions",
    "functools",
    "importlib",
    "html",
    "inspect",
    "io",
    "itertools",
    "math",
    "numbers",
    "os",
    "re",
    "signal",
    "statistics",
    "sys",
    "textwrap",
    "threading",
    "time",
    "typing",
    "warnings",
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


def below(room):
    """The rooms that a room may import from, itself included."""
    return JUDGE | {"checks"} if room == "checks" else set(ROOMS[: ROOMS.index(room) + 1])


def violations(room, source):
    """Imports that a module in this room may not have."""
    found = []
    for name in imported(source):
        top, *rest = name.split(".")
        if top == "rbmlib":
            allowed = bool(rest) and rest[0] in below(room)
        else:
            allowed = top in STANDARD | THIRD_PARTIES.get(room, {"numpy"})
        if not allowed:
            found.append(name)
    return found


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(PACKAGE)) for p in MODULES])
def test_imports_run_one_way(path):
    if path != PACKAGE / "__init__.py":
        assert violations(room_of(path), path.read_text()) == []


def test_every_room_is_known():
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(ROOMS)


@pytest.mark.parametrize(
    "room, source",
    [
        ("models", "from rbmlib.exact import log_likelihood"),
        ("models", "from rbmlib.estimates import annealed"),
        ("estimates", "from rbmlib.learning import fit"),
        ("cases", "from rbmlib.lessons import plots"),
        ("sampling", "from rbmlib.learning import fit"),
        ("learning", "from rbmlib.checks import verify"),
        ("checks", "from rbmlib.models.rbm import RBM"),
        ("checks", "import rbmlib.gradient"),
        ("states", "from rbmlib import RBM"),
        ("models", "import sympy"),
        ("learning", "from tqdm import tqdm"),
        ("numerics", "from rbmlib import progress"),
        ("exact", "import matplotlib.pyplot as plt"),
        ("numerics", "def f():\n    from rbmlib.states import binary_states"),
    ],
)
def test_a_wrong_import_is_seen(room, source):
    assert violations(room, source) != []
