"""The files that say what is needed agree with each other and with what is imported."""

import ast
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

import rbmlib
from tools.requirements import PROJECT, bounds, declared, oldest

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = (ROOT / "environment.yml").read_text()
CONSTRAINTS = (ROOT / "constraints.txt").read_text()
PYPROJECT = (ROOT / "pyproject.toml").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
PYTHON = bounds([f"python{PROJECT['requires-python']}"])

#: Packages whose name is another where they are imported, or at conda-forge.
IMPORTED_AS = {"sklearn": "scikit-learn", "yaml": "pyyaml"}
CONDA_NAMES = {"python-build": "build"}
#: Ways to ln Z that the benchmark leaves out where they are not installed.
BENCHMARKED = {"qucumber", "rbms", "torch"}


def conda(text):
    """What an environment file asks for, without pip, which installs the package itself."""
    entries = yaml.safe_load(text)["dependencies"]
    found = bounds(entry for entry in entries if isinstance(entry, str) and entry != "pip")
    return {CONDA_NAMES.get(name, name): version for name, version in found.items()}


def test_conda_environment_agrees_with_pyproject():
    assert conda(ENVIRONMENT) == declared("test") | PYTHON


def test_conda_environment_installs_the_package_itself():
    [pip] = [e["pip"] for e in yaml.safe_load(ENVIRONMENT)["dependencies"] if isinstance(e, dict)]
    assert pip == ["-e ."]


@pytest.mark.parametrize(
    "old, new",
    [
        ("numpy>=2.1", "numpy>=2.0"),
        ("  - sympy>=1.12.1\n", ""),
        ("  - pip\n", "  - pip\n  - pandas>=2\n"),
    ],
)
def test_any_difference_is_seen(old, new):
    assert old in ENVIRONMENT
    assert conda(ENVIRONMENT.replace(old, new)) != declared("test") | PYTHON


def test_the_core_is_numpy_and_sympy():
    assert set(declared()) == {"numpy", "sympy"}
    assert oldest() == "numpy==1.26\nsympy==1.12.1\n"


def test_an_extra_includes_another_and_raises_a_bound():
    assert declared()["numpy"] < declared("notebooks")["numpy"] == declared("test")["numpy"]
    assert declared("notebooks").items() <= declared("test").items()
    assert "jupyterlab" in declared("test") and "jax" not in declared("test")


@pytest.mark.parametrize("requirement", ["numpy==2.1", "numpy<3", "numpy~=2.1"])
def test_a_bound_from_below_is_the_only_one(requirement):
    with pytest.raises(ValueError, match="requirement: expected name>=version, got numpy"):
        bounds([requirement])


def test_constraints_are_names_and_exact_versions_only():
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[\w.]+", x) for x in CONSTRAINTS.split("\n") if x)


def test_constraints_pin_everything_declared_within_its_bounds():
    pinned = dict(line.split("==") for line in CONSTRAINTS.split())
    pinned = {canonicalize_name(name): Version(version) for name, version in pinned.items()}
    for name, least in declared("test", "site").items():
        assert pinned[name] >= least, name


def imported(source, everywhere=True):
    """Third parties that a module imports: everywhere in it, or as soon as it is loaded."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree)) if everywhere else tree.body
    names = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
    tops = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    ours = {"rbmlib", "rbmsite", "tests", "tools", "benchmarks"}
    return {canonicalize_name(IMPORTED_AS.get(top, top)) for top in tops - ours}


def modules(*folders):
    """Name and source of the modules in some folders, and the code of the notebooks there."""
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            yield name, path.read_text()
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text())["cells"]
            code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
            yield name, "\n".join(code)


@pytest.mark.parametrize(
    "folders, extras, others",
    [
        (["rbmlib", "notebooks"], ["notebooks"], set()),
        (["tests", "tools"], ["test"], set()),
        (["benchmarks"], ["test", "peers"], BENCHMARKED),
        (["site"], ["site"], set()),
    ],
    ids=["to read", "to change", "to compare", "to publish"],
)
def test_what_is_imported_is_declared(folders, extras, others):
    known = set(declared(*extras)) | others
    found = {name: imported(source) for name, source in modules(*folders)}
    assert len(found) > 5
    assert {name: names - known for name, names in found.items() if names - known} == {}


def test_the_core_imports_numpy_and_sympy():
    """What else it can use, it imports where it uses it."""
    core = [(name, s) for name, s in modules("rbmlib") if not name.startswith("rbmlib/lessons")]
    loaded = {name: imported(source, everywhere=False) - set(declared()) for name, source in core}
    assert len(loaded) > 30
    assert not any(loaded.values()), loaded


def test_imports_are_found_where_they_hide():
    hidden = "import os, numpy.linalg\ndef f():\n    from yaml import safe_load\n    import tools"
    assert imported(hidden) == {"numpy", "pyyaml"}
    assert imported(hidden, everywhere=False) == {"numpy"}


def test_there_is_one_version():
    assert "version" in PROJECT["dynamic"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == rbmlib.__version__


def test_there_is_one_oldest_python():
    [major, minor] = PYTHON["python"].release
    assert f'target-version = "py{major}{minor}"' in PYPROJECT
    assert f'python_version = "{major}.{minor}"' in PYPROJECT
    assert f"sys.version_info < ({major}, {minor})" in MAKEFILE
    assert f"sys.version_info[:2] != ({major}, {minor})" in MAKEFILE


def test_plain_pytest_runs_everything():
    """Unit tests, doctests, notebooks; that these are compared, test_notebooks.py shows."""
    pytest_options = tomllib.loads(PYPROJECT)["tool"]["pytest"]["ini_options"]
    assert set(pytest_options["testpaths"]) == {"tests", "rbmlib", "notebooks"}
    assert "--doctest-modules" in pytest_options["addopts"]


def test_make_help_tells_every_target():
    [targets] = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    told = re.findall(r'^\t@echo "make (\S+) ', MAKEFILE, re.MULTILINE)
    assert sorted(["help", *told]) == sorted(targets.split())
    assert set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) == set(targets.split())
