"""KaTeX at build time through one Node process; a formula that KaTeX rejects fails the build."""

import json
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes

SCRIPT = Path(__file__).with_name("katex.cjs")


class Katex:
    """A Node process that renders a formula a line."""

    def __init__(self, module):
        self.process = subprocess.Popen(
            ["node", SCRIPT, module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @cache  # noqa: B019, it lives as long as the build
    def render(self, latex, display):
        """HTML and MathML of a formula; ValueError where KaTeX does not understand it."""
        self.process.stdin.write(json.dumps({"tex": latex, "display": display}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ValueError(f"formula: {answer['error']}: {latex}")
        return answer["html"]

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


def start(app):
    """Have a process for this build."""
    app.katex = Katex(app.config.katex_module)


def finish(app, error):
    """End it with the build."""
    app.katex.close()


def inline(writer, node):
    """Write a formula in a line of text."""
    html = writer.builder.app.katex.render(node.astext(), False)
    writer.body.append(f'<span class="formula">{html}</span>')
    raise nodes.SkipNode


def block(writer, node):
    """Write a formula on a line of its own; a reader can scroll it with the keyboard."""
    html = writer.builder.app.katex.render(node.astext(), True)
    writer.body.append(f'<div class="formula">{html}</div>')
    raise nodes.SkipNode


def setup(app):
    """Tell Sphinx."""
    app.add_config_value("katex_module", "katex", "env")
    app.add_html_math_renderer("katex", (inline, None), (block, None))
    app.connect("builder-inited", start)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
