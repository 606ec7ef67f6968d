"""Every reference leads somewhere: to a DOI, to arXiv, or to the page where the text stands."""

import re
import tomllib
from pathlib import Path

HEADING = "## References"
ITEM = re.compile(r"^(?:\*|\d+\.) .*(?:\n(?!\*|\d+\. |\n).*)*", re.MULTILINE)


def known(path):
    """The links of `references.toml`: words of a reference → address, or why there is none."""
    entries = tomllib.loads(Path(path).read_text())
    return {words: entry.get("url") or entry["why"] for words, entry in entries.items()}


def items(markdown):
    """The references of a notebook's last section, each as it stands."""
    _, heading, tail = markdown.partition(HEADING)
    return ITEM.findall(tail) if heading else []


def squeezed(text):
    """A text on one line, without the stars of its titles."""
    return " ".join(text.replace("*", " ").split())


def address(item, links):
    """Where a reference leads; None if the table says that it leads nowhere.

    Raises
    ------
    ValueError
        If nothing in the table fits, or two things do.
    """
    matching = {links[words] for words in links if words in squeezed(item)}
    if len(matching) != 1:
        raise ValueError(f"reference: expected one line of references.toml, got {item!r}")
    [found] = matching
    return found if found.startswith("https://") else None


def label(url):
    """What a link to a reference says."""
    for start, words in (("https://doi.org/", "doi:"), ("https://arxiv.org/abs/", "arXiv:")):
        if url.startswith(start):
            return words + url.removeprefix(start)
    return url.removeprefix("https://").split("/")[0]


def linked(markdown, links):
    """The same Markdown with a link after every reference that has none of its own."""

    def with_link(item):
        url = None if "](http" in item[0] else address(item[0], links)
        return f"{item[0]} [{label(url)}]({url})" if url else item[0]

    head, heading, tail = markdown.partition(HEADING)
    return head + heading + ITEM.sub(with_link, tail) if heading else markdown
