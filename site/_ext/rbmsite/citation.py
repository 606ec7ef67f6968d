"""How to cite, from CITATION.cff."""


def names(cited):
    """The authors, as BibTeX joins them; a group keeps its name in braces."""
    people = [
        f"{{{a['name']}}}" if "name" in a else f"{a['family-names']}, {a['given-names']}"
        for a in cited["authors"]
    ]
    return " and ".join(people)


def bibtex(cited):
    """An entry for BibTeX.

    Parameters
    ----------
    cited : dict
        CITATION.cff, read.
    """
    fields = {
        "author": names(cited),
        "title": f"{{{cited['title']}}}",
        "version": cited["version"],
        "year": str(cited["date-released"])[:4],
        "url": cited.get("repository-code", ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join(["@software{rbmlib,", *lines, "}"])


def page(cited):
    """What the page of the site says below its heading, as Markdown."""
    people = names(cited).replace("{", "").replace("}", "")
    year = str(cited["date-released"])[:4]
    line = f"> {people}: *{cited['title']}*, version {cited['version']} ({year})."
    return f"{line}\n\n```bibtex\n{bibtex(cited)}\n```\n"
