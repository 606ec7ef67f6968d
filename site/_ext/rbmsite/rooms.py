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
    """Names that a module offers: its list; or what the package lends to its top from it."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    own = [n for n, v in vars(module).items() if _defined(v, module) and not n.startswith("_")]
    lent = set(importlib.import_module(PACKAGE).__all__)
    return [n for n in own if n in lent] or own


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
    """Room → what its page describes, and what a deeper room describes.

    Returns
    -------
    dict from str to (list of Entry, dict from str to str)
        The second: name here → full name in the room that describes it.
    """
    seen, found = {}, {}
    for module in sorted(modules, key=lambda m: -m.__name__.count(".")):
        here, there = [], {}
        for name in sorted(public(module), key=str.lower):
            value = getattr(module, name)
            if kind(value) and id(value) in seen:
                there[name] = seen[id(value)]
            elif kind(value):
                here.append(Entry(name, kind(value)))
                seen[id(value)] = f"{module.__name__}.{name}"
        found[module.__name__] = (here, there)
    return {name: parts for name, parts in found.items() if any(parts)}


def contents(names):
    """All rooms with the first line of what each says of itself, as Markdown."""
    said = {name: importlib.import_module(name).__doc__ or "" for name in sorted(names)}
    return "\n".join(f"[{name}]({name}.rst)\n: {d.splitlines()[0]}\n" for name, d in said.items())


def summary(full):
    """First line of what a thing says of itself."""
    module, _, name = full.rpartition(".")
    value = getattr(importlib.import_module(module), name)
    return (inspect.getdoc(value) or "").split("\n")[0] if kind(value) != "data" else ""


def page(room, entries, elsewhere):
    """A room's page, as reStructuredText."""
    lines = [room, "=" * len(room), "", f".. automodule:: {room}", "   :no-members:", ""]
    lines += [f".. currentmodule:: {room}", ""]
    for name, full in elsewhere.items():
        lines += [f":py:obj:`{name} <{full}>`", f"   {summary(full)}".replace("|", r"\|"), ""]
    for entry in entries:
        lines += [f".. auto{entry.kind}:: {entry.name}"]
        lines += ["   :members:", "   :show-inheritance:"] if entry.kind == "class" else []
        lines += [""]
    return "\n".join(lines)
