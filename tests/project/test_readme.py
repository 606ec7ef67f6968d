"""The README's examples run and print what it says; its commands exist."""

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", README, re.DOTALL)


def test_examples_print_what_the_readme_says():
    namespace = {}
    for source, expected in EXAMPLES:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "README.md", "exec"), namespace)
        assert printed.getvalue() == expected


def test_every_example_has_its_output():
    assert 0 < len(EXAMPLES) == README.count("```python")


def test_the_two_commands_are_there_and_make_knows_them():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("lab", "test", "notebooks"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    local = [link for link in links if not link.startswith("http")]
    assert len(local) > 7
    assert [link for link in local if not (ROOT / link).exists()] == []
