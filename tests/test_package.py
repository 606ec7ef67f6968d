"""What `import rbmlib` brings at once, and what it brings when it is touched."""

import subprocess
import sys
from importlib.resources import files

import pytest

import rbmlib
from rbmlib.learning import fit

ROOMS = ("cases", "chain", "checks", "datasets", "distributions", "estimates")
ROOMS += ("learning", "lessons", "sampling")
LOADED = "import sys, {}; print(*sys.modules)"
AUDIT = "import rbmlib; rbmlib.checks.audits.audit; print(rbmlib.fit.__module__)"


def printed(source):
    """Words that a program prints in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", source], check=True, capture_output=True, text=True
    ).stdout.split()


def third_parties(names):
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names


def test_the_package_imports_numpy_alone():
    with_numpy = third_parties(printed(LOADED.format("numpy.random")))
    assert third_parties(printed(LOADED.format("rbmlib"))) - with_numpy == {"rbmlib"}


def test_no_room_is_loaded_before_it_is_touched():
    loaded = printed(LOADED.format("rbmlib"))
    assert not {f"rbmlib.{room}" for room in ROOMS} & set(loaded)


def test_rooms_load_when_they_are_touched():
    assert printed(AUDIT) == ["rbmlib.learning.training"]
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
