"""The mistakes: what may take the place of a node of the syntax tree.

Left alone: annotations, docstrings and other texts, decorators, imports, what is raised (a
statement that raises may vanish), how an object shows itself, and the progress bar.
"""

import ast
import copy
from collections.abc import Iterator
from typing import Any

_UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "exc", "cause", "names", "keys"}
_UNTOUCHED_TYPES = ast.JoinedStr, ast.Import, ast.ImportFrom, ast.Assert
_SHOWING = {"__repr__", "__str__", "_repr_latex_", "track"}

_COMPARED: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_FUNCTIONS = [("min", "max"), ("any", "all")]
_METHODS = [
    *_FUNCTIONS,
    *[("minimum", "maximum"), ("argmin", "argmax"), ("floor", "ceil"), ("sum", "mean")],
    *[("zeros", "ones"), ("zeros_like", "ones_like"), ("exp", "expm1"), ("log", "log1p")],
]
_RENAMED = {
    kind: dict(pairs) | {right: left for left, right in pairs}
    for kind, pairs in [("id", _FUNCTIONS), ("attr", _METHODS)]
}

Change = tuple[ast.AST, ast.AST]  # a node of the tree, and what takes its place


def changes(tree: ast.Module) -> Iterator[tuple[Change, range | None]]:
    """Changes, each with the lines of its statement in a function, if it is in one."""
    waiting: list[Any] = [(tree, None, {})]
    while waiting:
        node, within, defaults = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in defaults:
            yield (node, defaults[node.id]), within  # an option is ignored
        for change in (*_in_statement(node), *_in_expression(node)):
            yield change, within
        for name, child in _children(node):
            inside, known = within, defaults
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                inside, known = lines_of(node), _defaults(node.args) if name == "body" else {}
            if inside and isinstance(child, ast.stmt):
                inside = lines_of(child)
            waiting.append((child, inside, known))


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Children that may change, with the names of their fields."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_untouched(name, child):
                yield name, child


def _is_untouched(field: str, node: ast.AST) -> bool:
    if field in _UNTOUCHED_FIELDS or isinstance(node, _UNTOUCHED_TYPES):
        return True
    if isinstance(node, ast.Call):
        return _name(node.func) in _SHOWING
    return isinstance(node, ast.FunctionDef) and node.name in _SHOWING


def lines_of(node: Any) -> range:
    """Numbers of the lines on which a node stands."""
    return range(node.lineno, node.end_lineno + 1)


def _name(node: ast.expr) -> str:
    """Last part of a dotted name."""
    return getattr(node, "attr", getattr(node, "id", ""))


def _defaults(args: ast.arguments) -> dict[str, ast.expr]:
    """Default values by the names of their parameters."""
    named = [*args.posonlyargs, *args.args]
    with_default = named[len(named) - len(args.defaults) :]
    found = [
        *zip(with_default, args.defaults, strict=True),
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
    ]
    return {arg.arg: default for arg, default in found if default is not None}


def _with(node: Any, **fields: Any) -> Any:
    """Copy of a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _in_statement(node: ast.AST) -> Iterator[Change]:
    """The mistakes that a statement suggests, and those in its conditions."""
    match node:
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield node, ast.Pass()
        case ast.AugAssign():
            yield node, ast.Pass()
            if type(node.op) in _COMPUTED:
                yield node, _with(node, op=_COMPUTED[type(node.op)]())
        case ast.Return(value=ast.expr() as value):
            yield value, ast.Constant(None)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield from _negated([test])
        case ast.comprehension():
            yield from _negated(node.ifs)


def _negated(tests: list[ast.expr]) -> Iterator[Change]:
    for test in tests:
        if not isinstance(test, ast.Compare | ast.UnaryOp):  # these have changes of their own
            yield test, ast.UnaryOp(ast.Not(), test)


def _in_expression(node: ast.AST) -> Iterator[Change]:
    """The mistakes that an expression suggests, those of its parts apart."""
    match node:
        case ast.Constant(value=value):
            yield from ((node, ast.Constant(other)) for other in _others(value))
        case ast.Compare(ops=ops):
            for i, new in ((i, new) for i, old in enumerate(ops) for new in _COMPARED[type(old)]):
                yield node, _with(node, ops=[*ops[:i], new(), *ops[i + 1 :]])
        case ast.BinOp(op=ast.MatMult()):
            yield node, _with(node, left=node.right, right=node.left)
        case ast.BinOp(op=op) if type(op) in _COMPUTED:
            yield node, _with(node, op=_COMPUTED[type(op)]())
            yield node, node.left
        case ast.BoolOp(op=op, values=values):
            yield node, _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            yield from ((node, value) for value in values)
        case ast.UnaryOp(operand=inner) | ast.Attribute(value=inner, attr="T"):
            yield node, inner
        case ast.Slice(lower=lower, upper=upper):
            for bound in (lower, upper):
                yield from _shifted(bound)
        case ast.Call():
            yield from _in_call(node)


def _others(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    return (value + 1, 0.0) if isinstance(value, float) else ()


def _shifted(bound: ast.expr | None) -> Iterator[Change]:
    """One more and one less, where it is not a constant (which has such changes anyway)."""
    if bound is not None and not isinstance(bound, ast.Constant):
        yield bound, ast.BinOp(bound, ast.Add(), ast.Constant(1))
        yield bound, ast.BinOp(bound, ast.Sub(), ast.Constant(1))


def _in_call(node: ast.Call) -> Iterator[Change]:
    """Another function, other bounds, two arguments exchanged, an option left out."""
    name, args = _name(node.func), node.args
    kind = "attr" if isinstance(node.func, ast.Attribute) else "id"
    if name in _RENAMED[kind]:
        yield node.func, _with(node.func, **{kind: _RENAMED[kind][name]})
    if name == "range":
        yield from _shifted(args[-1])
    elif len(args) > 1 and not name.startswith(("min", "max")) and not any(map(_is_special, args)):
        yield node, _with(node, args=[args[1], args[0], *args[2:]])
    for i, keyword in enumerate(node.keywords):
        if keyword.arg and not _is_special(keyword.value):
            yield node, _with(node, keywords=[*node.keywords[:i], *node.keywords[i + 1 :]])


def _is_special(node: ast.expr) -> bool:
    """Whether an argument is a text, or stands for several."""
    is_text = isinstance(getattr(node, "value", None), str)
    return is_text or isinstance(node, ast.JoinedStr | ast.Starred)
