"""The web site's own part of Sphinx.

What is decided without Sphinx stands in modules that do not import it, and is tested with the
rest of the suite: `checks`, `derivations`, `references`, `links`, `terms`, `notebooks`, `maps`,
`rooms`, `publication`.  `sphinx_pages` and `sphinx_links` work on Sphinx's trees, `formulas`
with KaTeX, through Node.
"""
