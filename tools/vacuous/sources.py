"""Controls whose source is arithmetic on the right answer: x against -x, against x - 0.2 * u."""

import ast

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


def derived_in_source(source):
    """Names of the `refute` calls of which one side is an arithmetic expression of the other.

    Parameters
    ----------
    source : str
        Of a code cell.  A name that the cell assigns once stands for what it was assigned.

    Returns
    -------
    list of str
        The name that the call gives, or its source if it is no literal.
    """
    tree = ast.parse(source)
    meanings = _meanings(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "refute":
            name, *sides = node.args
            if len(sides) == 2 and any(_derived(*s, meanings) for s in (sides, sides[::-1])):
                found.append(name.value if isinstance(name, ast.Constant) else ast.unparse(name))
    return found


def _meanings(tree):
    """What each name means that is assigned once in the cell, as expressions."""
    assigned = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned[node.id] = assigned.get(node.id, 0) + 1
    return {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and assigned[node.targets[0].id] == 1
    }


def _derived(side, other, meanings):
    """Whether a side is arithmetic in which the other one is an operand."""
    whole = {ast.dump(other), ast.dump(meanings.get(ast.unparse(other), other))}
    operands = _operands(side, meanings)
    return len(operands) > 1 and bool(whole & operands)


def _operands(node, meanings):
    """Every subexpression that is reached through arithmetic, the expression itself included."""
    found = {ast.dump(node)}
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        return found | _operands(node.left, meanings) | _operands(node.right, meanings)
    if isinstance(node, ast.UnaryOp):
        return found | _operands(node.operand, meanings)
    if isinstance(node, ast.Name) and isinstance(meanings.get(node.id), ast.BinOp | ast.UnaryOp):
        return found | _operands(meanings[node.id], meanings)
    return found
