"""What `import rbmlib` brings at once, and what it brings when it is touched."""

import subprocess
import sys
from importlib.resources import files

import pytest

import rbmlib
from rbmlib.learning import fit

ROOMS = ("cases", "chain", "checks", "datasets", "distributions", "estimates")
ROOMS += ("learning", "lessons", "sampling")
LOADED = "import sys, rbmlib; print(*sys.modules)"
AUDIT = "import rbmlib; rbmlib.checks.audits.audit; print(rbmlib.fit.__module__)"


def in_a_fresh_process(source):
    return subprocess.run(
        [sys.executable, "-c", source], check=True, capture_output=True, text=True
    ).stdout.split()


def test_the_package_imports_numpy_alone():
    before = {name.split(".")[0] for name in in_a_fresh_process("import sys; print(*sys.modules)")}
    loaded = {name.split(".")[0] for name in in_a_fresh_process(LOADED)}
    assert loaded - before - sys.stdlib_module_names == {"numpy", "rbmlib"}


def test_no_room_is_loaded_before_it_is_touched():
    assert not {f"rbmlib.{room}" for room in ROOMS} & set(in_a_fresh_process(LOADED))


def test_rooms_load_when_they_are_touched():
    assert in_a_fresh_process(AUDIT) == ["rbmlib.learning.training"]
    for room in ROOMS:
        assert getattr(rbmlib, room) is sys.modules[f"rbmlib.{room}"]


def test_whatever_is_offered_is_there():
    assert rbmlib.fit is fit
    assert set(ROOMS) < set(rbmlib.__all__) <= set(dir(rbmlib))
    assert all(hasattr(rbmlib, name) for name in rbmlib.__all__)


def test_a_name_that_is_not_there_is_refused_as_everywhere():
    with pytest.raises(AttributeError, match="module 'rbmlib' has no attribute 'nothing'"):
        _ = rbmlib.nothing
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        from rbmlib import nothing  # noqa: F401


def test_the_package_ships_its_types():
    assert files("rbmlib").joinpath("py.typed").is_file()
