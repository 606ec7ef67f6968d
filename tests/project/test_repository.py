"""What runs elsewhere only: workflows ask for what is here, and forms for what helps."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FORMS = sorted(set(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) - {GITHUB / "ISSUE_TEMPLATE/config.yml"})
MAKEFILE = (ROOT / "Makefile").read_text()


def jobs():
    """Every job of every workflow, by file and name."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.stem}.{name}", job


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def targets(job):
    return [word for run in commands(job) for word in re.findall(r"\bmake ([a-z-]+)", run)]


def test_every_target_that_a_workflow_makes_is_there():
    asked = {target for _, job in jobs() for target in targets(job)}
    there = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    assert asked <= there
    assert {"test", "lint", "wheel-test", "rounding", "newest", "oldest", "mutants"} <= asked


def test_what_is_tested_elsewhere_is_one_target():
    for name, job in jobs():
        work = [run for run in commands(job) if not re.match(r"make |sudo apt-get", run)]
        # Windows has no make that knows this Makefile's folders.
        assert not work or name == "tests.units", name


def test_every_python_that_is_allowed_is_tried():
    job = dict(jobs())["tests.units"]["strategy"]["matrix"]
    assert job["python"][0] == "3.11" and {"macos-15", "windows-2025"} <= set(job["os"])
    notebooks = dict(jobs())["tests.notebooks"]["strategy"]["matrix"]
    assert set(notebooks["os"]) == {"ubuntu-24.04", "ubuntu-24.04-arm"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_and_no_more(path):
    assert yaml.safe_load(path.read_text())["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_something_that_must_be_answered(path):
    form = yaml.safe_load(path.read_text())
    required = [field for field in form["body"] if field.get("validations", {}).get("required")]
    assert form["name"] and form["description"] and required


def test_there_is_a_form_for_each_kind_of_finding():
    assert {path.stem for path in FORMS} >= {"false-equals-sign", "audit"}
