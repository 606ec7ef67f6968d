"""The library's pages: one a room, each public thing once, in its shallowest room."""

import importlib
import inspect
import pkgutil
from typing import NamedTuple

PACKAGE = "rbmlib"
#: What only notebooks use; its pictures would ask for Matplotlib.
LEFT_OUT = ("rbmlib.lessons",)


class Entry(NamedTuple):
    """A public thing: its name in its room, and its kind in Sphinx's words."""

    name: str
    kind: str


def public(module):
    """Names that a module offers: its list, or what is defined in it without an underscore."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    own = [n for n, value in vars(module).items() if _defined(value, module)]
    return [n for n in own if not n.startswith("_")]


def _defined(value, module):
    return getattr(value, "__module__", None) == module.__name__ and callable(value)


def rooms():
    """All public modules, the shallow ones first; a module behind a flat front stays private."""
    found = [importlib.import_module(PACKAGE)]
    for module in found:
        fronted = module.__name__ != PACKAGE and hasattr(module, "__all__")
        for info in pkgutil.iter_modules(getattr(module, "__path__", [])):
            name = f"{module.__name__}.{info.name}"
            if name not in LEFT_OUT and (info.ispkg or not fronted):
                found.append(importlib.import_module(name))
    return found


def kind(value):
    """Sphinx's word for a thing; None for a module, which has a page of its own."""
    if inspect.ismodule(value):
        return None
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "data"


def directory(modules):
    """Room → what its page describes, and what is described elsewhere.

    Returns
    -------
    dict from str to (list of Entry, list of str)
        Names of things described in another room are full.
    """
    seen, found = {}, {}
    for module in modules:
        here, there = [], []
        for name in sorted(public(module), key=str.lower):
            value = getattr(module, name)
            full = f"{module.__name__}.{name}"
            if kind(value) is None:
                continue
            if id(value) in seen:
                there.append(seen[id(value)])
            else:
                here.append(Entry(name, kind(value)))
                seen[id(value)] = full
        found[module.__name__] = (here, there)
    return {name: parts for name, parts in found.items() if any(parts)}


def page(room, entries, elsewhere):
    """A room's page, as reStructuredText."""
    lines = [room, "=" * len(room), "", f".. automodule:: {room}", "   :no-members:", ""]
    if entries:
        lines += [f".. currentmodule:: {room}", "", ".. autosummary::", ""]
        lines += [f"   {entry.name}" for entry in entries] + [""]
    if elsewhere:
        roles = ", ".join(f":py:obj:`{name} <{name}>`" for name in elsewhere)
        lines += [f"Also here: {roles}.", ""]
    for entry in entries:
        lines += [f".. auto{entry.kind}:: {entry.name}"]
        lines += ["   :members:", "   :show-inheritance:"] if entry.kind == "class" else []
        lines += [""]
    return "\n".join(lines)
