"""Test the wheel as a stranger meets it: outside the checkout, with nothing but what it asks for.

The sdist is built, the wheel from it, and installed in a fresh environment with the oldest NumPy
and SymPy that are allowed.  There the README's examples run and the core's tests, which come
with the sdist, and which those of lessons, that ask for newer packages, are not; those of digits
skip themselves.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.requirements import declared, oldest  # noqa: E402

CORE = {"rbmlib", "numpy", "sympy", "mpmath"}
INSTALLERS = {"pip", "setuptools"}
TESTERS = ["pytest", "pytest-xdist", "hypothesis"]
README = "tests/project/test_readme.py::test_examples_print_what_the_readme_says"
NOT_CORE = ["--ignore=tests/project", "--ignore=tests/lessons"]
CORE_TESTS = ["tests", *NOT_CORE, "--numprocesses=2", "--dist=loadscope"]
# pytest would sooner import a package that lies beside the tests than one that is installed.
CONFTEST = """
import sys
from importlib.metadata import version
from pathlib import Path

import rbmlib

assert Path(rbmlib.__file__).is_relative_to(sys.prefix), rbmlib.__file__
assert version("rbmlib") == rbmlib.__version__
"""


def run(*command, **options):
    """Run a command to its end, or fail as it does."""
    done = subprocess.run([str(part) for part in command], check=False, **options)
    if done.returncode:
        sys.exit(done.returncode)
    return done


def build(folder):
    """Build the sdist and, from it, the wheel; return their paths."""
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, stdout=subprocess.DEVNULL)
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def require_contents(wheel):
    """The wheel holds the package, its marker of types, and nothing else."""
    names = zipfile.ZipFile(wheel).namelist()
    strange = [name for name in names if not name.startswith(("rbmlib/", "rbmlib-"))]
    if strange or "rbmlib/py.typed" not in names:
        raise SystemExit(f"{wheel.name}: expected rbmlib/ with py.typed, also holds {strange}")


def install(wheel, folder):
    """A fresh environment with the oldest core; return its Python."""
    run(sys.executable, "-m", "venv", folder / "venv")
    python, constraints = folder / "venv" / "bin" / "python", folder / "oldest.txt"
    constraints.write_text(oldest())
    pip = [python, "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
    run(*pip, "--constraint", constraints, wheel)
    require_installed(python)
    run(*pip, "--constraint", constraints, *TESTERS)
    return python


def require_installed(python):
    """The core's packages are there, at the oldest release, and no others."""
    listed = run(python, "-m", "pip", "list", "--format=json", capture_output=True).stdout
    versions = {package["name"]: package["version"] for package in json.loads(listed)}
    if set(versions) - INSTALLERS != CORE:
        raise SystemExit(f"installed: expected {sorted(CORE)}, got {sorted(versions)}")
    for name, version in declared().items():
        if Version(versions[name]) != version:
            raise SystemExit(f"{name}: expected {version}, got {versions[name]}")
    print("installed:", ", ".join(f"{name} {versions[name]}" for name in sorted(CORE)))


def lay_out(sdist, folder):
    """The README and the tests of the sdist in a folder of their own, without the package."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder.parent, filter="data")
    source = folder.parent / sdist.name.removesuffix(".tar.gz")
    shutil.copytree(source / "tests", folder / "tests")
    shutil.copy(source / "README.md", folder)
    (folder / "conftest.py").write_text(CONFTEST)


def main():
    """Build, install, test; the exit status says whether all of it went well."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sdist, wheel = build(folder / "dist")
        require_contents(wheel)
        python = install(wheel, folder)
        lay_out(sdist, folder / "run")
        pytest = [python, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-rs"]
        run(*pytest, README, cwd=folder / "run")
        run(*pytest, *CORE_TESTS, cwd=folder / "run")


if __name__ == "__main__":
    main()
