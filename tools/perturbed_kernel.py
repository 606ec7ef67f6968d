"""A Jupyter kernel in which NumPy rounds as another machine might (see `tools.perturbation`).

    python -m tools.perturbed_kernel SEED -f CONNECTION_FILE

Functions are replaced in NumPy's namespace.  An operator or a method of an array cannot be: in
notebooks and in rbmlib, `a @ b`, `a ** b` and `a.sum()` are rewritten, as they are compiled, into
calls of what can.
"""

import ast
import builtins
import cmath
import functools
import math
import operator
import sys
from importlib.machinery import PathFinder, SourceFileLoader

import numpy as np

from tools.perturbation import backward, elementwise, linear, relative

PACKAGE = "rbmlib"
FUNCTIONS = """exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2 power float_power cbrt
    hypot sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh
    arcsinh arccosh arctanh""".split()
SCALARS = """exp exp2 expm1 log log2 log10 log1p pow cbrt gamma lgamma erf erfc
    sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh""".split()
#: How many arrays each takes before its options; `einsum` takes its subscripts first.
SUMS = {"sum": 1, "mean": 1, "trace": 1, "dot": 2, "vdot": 2, "inner": 2, "matmul": 2}
SUMS |= {"tensordot": 2, "einsum": None}
REDUCTIONS = ["prod", "std", "var", "average", "trapezoid"]
ALGEBRA = """solve inv pinv lstsq det slogdet svd svdvals eig eigh eigvals eigvalsh matrix_power
    cholesky qr""".split()
METHODS = {"sum", "mean", "trace", "dot", "prod", "std", "var"}
#: Powers that are a division, a multiplication or a root, which IEEE 754 rounds correctly.
EXACT_POWERS = (-1, 0, 0.5, 1, 2)


class Ufunc:
    """A perturbed ufunc with the methods and attributes of the original."""

    def __init__(self, ufunc, seed):
        self._ufunc, self._moved = ufunc, elementwise(ufunc, seed)
        self.reduce = relative(ufunc.reduce, seed)

    def __call__(self, *arguments, **options):
        """As the ufunc, moved."""
        return self._moved(*arguments, **options)

    def __getattr__(self, name):
        return getattr(self._ufunc, name)


def scalar(function, seed):
    """Perturb a function of `math` or `cmath`, which gives a Python number."""

    @functools.wraps(function)
    def boxed(*arguments):
        return np.asarray(function(*arguments))[()]

    perturbed = elementwise(boxed, seed)
    return functools.wraps(function)(lambda *arguments: perturbed(*arguments).item())


class Rewriting(ast.NodeTransformer):
    """Turn operators and methods of arrays into calls that can be replaced."""

    def visit_BinOp(self, node):
        """`a @ b` and `a ** b`."""
        self.generic_visit(node)
        name = {ast.MatMult: "_perturbed_matmul", ast.Pow: "_perturbed_power"}.get(type(node.op))
        return node if name is None else _call(node, name, node.left, node.right)

    def visit_Call(self, node):
        """`a.sum(...)`."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            name = ast.Constant(node.func.attr)
            node.func = _call(node.func, "_perturbed_method", node.func.value, name)
        return node


def _call(node, name, *arguments):
    call = ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
    return ast.fix_missing_locations(ast.copy_location(call, node))


def _matmul(left, right):
    arrays = isinstance(left, np.ndarray) and isinstance(right, np.ndarray)
    return np.matmul(left, right) if arrays else left @ right


def _method(value, name):
    if isinstance(value, np.ndarray | np.generic):
        return functools.partial(getattr(np, name), value)
    return getattr(value, name)


class _Loader(SourceFileLoader):
    def get_code(self, fullname):
        """Rewritten code, never from a cache and never into one."""
        path = self.get_filename(fullname)
        tree = Rewriting().visit(ast.parse(self.get_data(path)))
        return compile(tree, path, "exec", dont_inherit=True)


class _Finder(PathFinder):
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        """Modules of the package only."""
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def _replace(module, names, replacement):
    for name in set(names) & set(dir(module)):
        setattr(module, name, replacement(getattr(module, name)))


def install(seed):
    """Replace the functions for the rest of the process, and watch imports of the package."""
    power, of_scalars = elementwise(operator.pow, seed), scalar(operator.pow, seed)

    def perturbed_power(base, exponent):
        if isinstance(exponent, int | float) and exponent in EXACT_POWERS:
            return base**exponent
        native = type(base) in (float, complex) or type(exponent) in (float, complex)
        boxes = isinstance(base, np.ndarray | np.generic) or isinstance(exponent, np.ndarray)
        return (of_scalars if native and not boxes else power)(base, exponent)

    total = np.sum
    _replace(np, FUNCTIONS, lambda f: Ufunc(f, seed))
    _replace(math, SCALARS, lambda f: scalar(f, seed))
    _replace(cmath, SCALARS, lambda f: scalar(f, seed))
    for name, arrays in SUMS.items():
        wrap = functools.partial(linear, seed=seed, operands=arrays)
        _replace(np, [name], functools.partial(wrap, total=total if name == "mean" else None))
    _replace(np, REDUCTIONS, lambda f: relative(f, seed))
    _replace(np.linalg, ["norm"], lambda f: relative(f, seed))
    _replace(np.linalg, ALGEBRA, lambda f: backward(f, seed))
    builtins._perturbed_matmul = _matmul
    builtins._perturbed_method = _method
    builtins._perturbed_power = perturbed_power
    sys.meta_path.insert(0, _Finder)


def main():
    """Start a kernel whose seed is the first word of the command line."""
    seed = int(sys.argv.pop(1))
    from ipykernel.kernelapp import IPKernelApp

    install(seed)
    kernel = IPKernelApp.instance()
    kernel.initialize()
    kernel.shell.ast_transformers.append(Rewriting())
    kernel.start()


if __name__ == "__main__":
    main()
