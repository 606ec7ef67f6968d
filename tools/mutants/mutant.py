"""A source text with one mistake in it."""

import ast
import difflib
from dataclasses import dataclass
from types import CodeType
from typing import Any

from tools.mutants.changes import changes, lines_of

#: What needs no brackets, wherever it stands.
_CLOSED = ast.stmt, ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.Subscript


@dataclass(frozen=True)
class Mutant:
    """One change of a source text.

    Parameters
    ----------
    path, source : str
        A file, and the text that is in it.
    start, end : int
        The bytes of the text, as UTF-8, that are replaced.
    text : str
        What replaces them.
    lines : range
        The lines of what is replaced.
    within : range, optional
        Lines of its statement in a function.  None: the change takes effect at import.
    """

    path: str
    source: str
    start: int
    end: int
    text: str
    lines: range
    within: range | None

    def mutated(self) -> str:
        """The whole text, with the mistake in it."""
        raw = self.source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()

    def compiles_to_another(self) -> bool:
        """Whether the change is valid Python, and changes what Python makes of the text."""
        try:
            return _instructions(self.mutated()) != _instructions(self.source)
        except SyntaxError:
            return False

    def diff(self) -> str:
        """The changed lines, without headers."""
        lines = self.source.splitlines(), self.mutated().splitlines()
        return "\n".join(list(difflib.unified_diff(*lines, lineterm="", n=0))[3:])


def _instructions(source: str) -> tuple:
    """What a text compiles to, without its line numbers."""

    def of(code: CodeType) -> tuple:
        inner = (of(c) if isinstance(c, CodeType) else (type(c), repr(c)) for c in code.co_consts)
        return code.co_code, code.co_names, code.co_varnames, *inner

    return of(compile(source, "", "exec"))


def mutants(path: str, source: str) -> list[Mutant]:
    """Every mutant of a source text, in the order of the text."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def mutant(old: Any, new: ast.AST, within: range | None) -> Mutant:
        start = starts[old.lineno - 1] + old.col_offset
        end = starts[old.end_lineno - 1] + old.end_col_offset
        text = ast.unparse(new) if isinstance(new, _CLOSED) else f"({ast.unparse(new)})"
        return Mutant(path, source, start, end, text, lines_of(old), within)

    found = {mutant(*change, within) for change, within in changes(ast.parse(source))}
    return sorted(found, key=lambda m: (m.start, m.end, m.text))
