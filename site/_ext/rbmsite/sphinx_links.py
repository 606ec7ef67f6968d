"""References in text and in outputs become links; terms of the glossary, where used first."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from rbmsite import links, terms

LOG = logging.getLogger(__name__)
#: Inside these, words are not prose.
OPAQUE = (
    nodes.reference,
    nodes.title,
    nodes.literal,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
)
#: Pages whose words are names of their own: nothing in them is looked up in the glossary.
WITHOUT_TERMS = ("api/", "glossary", "map", "claims", "search", "genindex", "changelog")


def prose(document, opaque):
    """Pieces of text that are not inside something that leads elsewhere already."""
    for text in list(document.findall(nodes.Text)):
        above = text.parent
        while above is not None and not (isinstance(above, opaque) or unseen(above)):
            above = above.parent
        if above is None:
            yield text


def unseen(node):
    """Whether words are for screen readers only: a link there would take the focus unseen."""
    return isinstance(node, nodes.Element) and "visually-hidden" in node.get("classes", [])


def highlighted(text):
    """Whether a text is code, which Sphinx colours as a whole."""
    block = text.parent
    return isinstance(block, nodes.literal_block) and block.rawsource == block.astext()


class LinkReferences(SphinxPostTransform):
    """Turn "eq (3.4)", "Figure 3.1", "[1]" and "notebook 07" into links."""

    default_priority = 20  # when links are links

    def run(self):
        """Replace every text that names something."""
        for text in prose(self.document, OPAQUE):
            if highlighted(text):
                continue
            found = links.pieces(text.astext())
            if isinstance(text.parent, nodes.caption):
                found = [p if p.kind != "figure" else links.Piece(p.text) for p in found]
            if any(piece.kind for piece in found):
                text.parent.replace(text, [self.node(piece) for piece in found])

    def node(self, piece):
        """A piece as a node; what leads nowhere in a notebook is a warning, an error here."""
        page = self.page(piece)
        if not page:
            return nodes.Text(piece.text)
        here = self.env.docname
        uri = "" if page == here else self.app.builder.get_relative_uri(here, page)
        anchor = links.anchor(piece.kind, piece.key)
        uri += f"#{anchor}" if anchor else ""
        classes = ["preview"] if anchor else []
        return nodes.reference("", piece.text, internal=True, refuri=uri, classes=classes)

    def page(self, piece):
        """Name of the page that a piece leads to, or None."""
        here = self.env.docname
        if not piece.kind or (piece.kind == "reference" and not self.numbered(piece.key)):
            return None
        if piece.kind == "reference":
            return here
        page = self.app.site_index.places.get((piece.kind, piece.key))
        if page is None and here.startswith("notebooks/"):
            LOG.warning("%s leads nowhere", piece.text, location=self.env.docname)
        return page if page != here or piece.kind != "notebook" else None

    def numbered(self, key):
        """Whether this page has a reference of that number."""
        return any(f"ref-{key}" in item["ids"] for item in self.document.findall(nodes.list_item))


class LinkTerms(SphinxPostTransform):
    """Link each term of the glossary where a page uses it first."""

    default_priority = 21

    def run(self):
        """Go through the text once."""
        if self.env.docname.startswith(WITHOUT_TERMS):
            return
        waiting = {term: terms.pattern(term) for term in self.app.site_index.terms}
        for text in prose(self.document, (*OPAQUE, nodes.literal_block)):
            new, rest = [], text.astext()
            while found := terms.first_use(rest, waiting):
                start, end, term = found
                new += [nodes.Text(rest[:start]), self.link(term, rest[start:end])]
                rest = rest[end:]
                del waiting[term]
            if new:
                new = [n for n in [*new, nodes.Text(rest)] if n.astext()]
                text.parent.replace(text, new)

    def link(self, term, words):
        """A use of a term as a link to what it means."""
        uri = self.app.builder.get_relative_uri(self.env.docname, "glossary")
        uri = f"{uri}#{terms.anchor(term)}"
        return nodes.reference("", words, internal=True, refuri=uri, classes=["preview", "term"])
