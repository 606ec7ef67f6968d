"""The oldest releases that pyproject.toml allows, as constraints for pip.

Run as ``python tools/requirements.py [extra ...]``.
"""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def bounds(requirements):
    """The oldest release that each requirement allows.

    Parameters
    ----------
    requirements : iterable of str
        Each a name and one bound, as in ``"numpy>=1.26"``.

    Returns
    -------
    dict from str to packaging.version.Version
        Where a package is named twice, the higher bound holds.
    """
    found = {}
    for requirement in map(Requirement, requirements):
        [bound] = requirement.specifier
        if bound.operator != ">=":
            raise ValueError(f"requirement: expected name>=version, got {requirement}")
        name, version = canonicalize_name(requirement.name), Version(bound.version)
        found[name] = max(version, found.get(name, version))
    return found


def declared(*extras):
    """What the core and some extras ask for, those included that an extra names."""
    requirements = list(PROJECT["dependencies"])
    for extra in extras:
        requirements += _of_extra(extra)
    return bounds(requirements)


def _of_extra(extra):
    for text in PROJECT["optional-dependencies"][extra]:
        requirement = Requirement(text)
        if requirement.name == PROJECT["name"]:
            for included in requirement.extras:
                yield from _of_extra(included)
        else:
            yield text


def oldest(*extras):
    """Constraints for pip: every package declared, at the oldest release allowed."""
    return "".join(f"{name}=={version}\n" for name, version in declared(*extras).items())


if __name__ == "__main__":
    print(oldest(*sys.argv[1:]), end="")
