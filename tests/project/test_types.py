"""Every public function of the core says what it takes and gives; mypy checks that it does."""

import ast
from pathlib import Path

import pytest

import rbmlib

PACKAGE = Path(rbmlib.__file__).parent
CORE = sorted(path for path in PACKAGE.rglob("*.py") if "lessons" not in path.parts)


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def public_functions(source):
    """Functions and methods that a user may call, with the names that they are called by."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and called_by_users(method.name):
                    yield f"{node.name}.{method.name}", method


def called_by_users(name):
    return not name.startswith("_") or name in ("__init__", "__call__")


def untyped(source):
    """Public functions with a parameter or a result of no stated type."""
    return [name for name, function in public_functions(source) if not typed(name, function)]


def typed(name, function):
    parts = function.args
    every = [*parts.posonlyargs, *parts.args, *parts.kwonlyargs, parts.vararg, parts.kwarg]
    if "." in name and not is_static(function):
        every = every[1:]
    given = all(argument.annotation for argument in every if argument is not None)
    return given and (function.returns is not None or name.endswith(".__init__"))


def is_static(function):
    return any(ast.unparse(d) == "staticmethod" for d in function.decorator_list)


def test_every_public_function_is_typed():
    found = [
        (room_of(path), path.name, name) for path in CORE for name in untyped(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(x) -> int: ...",
        "def f(x: int): ...",
        "def f(*, x) -> int: ...",
        "def f(x: int, *rest) -> int: ...",
        "def f(**options) -> int: ...",
        "class A:\n    def f(self, x) -> int: ...",
        "class A:\n    def f(self): ...",
        "class A:\n    @property\n    def f(self): ...",
        "class A:\n    @staticmethod\n    def f(x) -> int: ...",
        "class A:\n    def __init__(self, x): ...",
        "class A:\n    def __call__(self, x: int): ...",
    ],
)
def test_a_missing_type_is_seen(source):
    assert len(untyped(source)) == 1


def test_what_needs_no_type():
    source = "def _f(x): ...\nclass A:\n    def __init__(self, x: int): ...\n    def _f(self): ..."
    assert untyped(source) == []
    assert untyped("class A:\n    def f(self, x: int = 1) -> int:\n        def g(y): ...") == []


def test_type_checkers_see_the_rooms_and_refuse_what_is_not_there() -> None:
    """Mypy reads this function as well: an ignored error that is none would be one."""
    assert rbmlib.learning.fit is rbmlib.fit
    assert callable(rbmlib.sampling.gibbs_step) and callable(rbmlib.checks.audit)
    with pytest.raises(AttributeError):
        rbmlib.nothing  # type: ignore[attr-defined]  # noqa: B018
