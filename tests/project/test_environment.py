"""pyproject.toml, environment.yml and constraints.txt name the same packages and bounds."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = (ROOT / "environment.yml").read_text()
CONSTRAINTS = (ROOT / "constraints.txt").read_text()


def bounds(requirements):
    """Package names with their version specifiers."""
    parsed = map(Requirement, requirements)
    return {canonicalize_name(r.name): str(r.specifier) for r in parsed}


def declared():
    """What pyproject.toml asks for, Python and the test extra included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    packages = project["dependencies"] + project["optional-dependencies"]["test"]
    return bounds(packages) | {"python": project["requires-python"]}


def conda(text):
    """What an environment file asks for, without pip, which installs the package itself."""
    entries = yaml.safe_load(text)["dependencies"]
    found = bounds(entry for entry in entries if isinstance(entry, str))
    del found["pip"]
    return found


def test_conda_environment_agrees_with_pyproject():
    assert conda(ENVIRONMENT) == declared()


def test_conda_environment_installs_the_package_itself():
    [pip] = [e["pip"] for e in yaml.safe_load(ENVIRONMENT)["dependencies"] if isinstance(e, dict)]
    assert pip == ["-e ."]


@pytest.mark.parametrize(
    "old, new",
    [
        ("numpy>=2.1", "numpy>=2.0"),
        ("  - sympy>=1.13\n", ""),
        ("  - pip\n", "  - pip\n  - pandas\n"),
    ],
)
def test_any_difference_is_seen(old, new):
    assert old in ENVIRONMENT
    assert conda(ENVIRONMENT.replace(old, new)) != declared()


def test_constraints_are_names_and_exact_versions_only():
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[\w.]+", x) for x in CONSTRAINTS.split("\n") if x)


def test_constraints_pin_everything_declared_within_its_bounds():
    pinned = dict(line.split("==") for line in CONSTRAINTS.split())
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}
    for name, specifier in declared().items():
        if name != "python":
            assert Requirement(f"{name}{specifier}").specifier.contains(pinned[name]), name
