"""How Sphinx builds the site; `tools.build_site` lays out its source."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: What `tools.build_site` puts beside the pages.
FILES = HERE.parent / "build" / "site-source" / "_files"
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

from tools.publication import settled  # noqa: E402

project = html_title = "Every equals sign executed"
author = "The rbmlib authors"
copyright = "The rbmlib authors; text CC BY 4.0, code BSD-3-Clause"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "rbmsite.extension",
    "rbmsite.formulas",
]
templates_path = [str(HERE / "_templates")]
exclude_patterns = ["_files"]
default_role = "py:obj"

# What is published is what was tested: nothing runs here.
nb_execution_mode = "off"
nb_custom_formats = {".ipynb": "rbmsite.extension.read"}
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code that draws this"
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autosummary_generate = False
autodoc_typehints = "none"  # numpydoc's sections say more
numpydoc_show_class_members = False
# A docstring's references need not be cited in it, and several classes have a `code`.
suppress_warnings = ["ref.citation", "ref.python"]
copybutton_selector = (
    "div.cell_input div.highlight pre, div.highlight-python pre, div.highlight-sh pre"
)

html_theme = "furo"
html_favicon = str(HERE / "_static" / "favicon.svg")
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00567f", "color-brand-content": "#00567f"},
    "dark_css_variables": {"color-brand-primary": "#7cc4f0", "color-brand-content": "#7cc4f0"},
}
html_static_path = [str(HERE / "_static"), str(FILES / "static")]
html_extra_path = [str(FILES / "extra")]
html_css_files = ["katex/katex.min.css", "equations.css", "outputs.css", "figures.css"]
html_js_files = [("previews.js", {"type": "module"}), ("figures.js", {"type": "module"})]
html_copy_source = html_show_sourcelink = html_use_index = html_domain_indices = False
html_math_renderer = "katex"

site_address = tuple(settled() or ())
