"""House rules for a notebook that a program can check; each returns its violations."""

import html
import re

from tools.pictures import shows_picture
from tools.refresh_notebooks import source_hash

OPENING = ("**The question.**", "**What you need.**", "**What you will be able to do.**")
CLOSING = ("## What was shown", "## Exercises", "## Where to go next", "## References")
TAG = re.compile(r"\\tag\{(\d+\.\d+)\}")
NAMED = re.compile(r"\beqs? \((\d+\.\d+)\)", re.IGNORECASE)
LONGEST_CELL = 20
SHORTEST_ALT = 40


def code_cells(notebook):
    """Pairs of index and code cell."""
    return [(k, c) for k, c in enumerate(notebook["cells"]) if c["cell_type"] == "code"]


def prose(notebook):
    """All Markdown in one string."""
    return "\n".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown")


def code(notebook):
    """All code in one string."""
    return "\n".join(cell["source"] for _, cell in code_cells(notebook))


def executed(notebook):
    """Cells run once, in order, from a fresh kernel, and not edited since."""
    found = []
    for count, (index, cell) in enumerate(code_cells(notebook), start=1):
        if cell["execution_count"] != count:
            found.append(f"cell {index}: execution count {cell['execution_count']}, not {count}")
        if "print(" in cell["source"] and not re.search(r"^ +print\(", cell["source"], re.M):
            if not cell["outputs"]:
                found.append(f"cell {index}: prints, but has no output")
    metadata = notebook["metadata"]
    if metadata.get("rbmlib", {}).get("source_sha256") != source_hash(notebook):
        found.append("the sources were edited after the run: make notebooks")
    if metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("the kernel is not python3")
    return found


def outputs_are_clean(notebook):
    """No errors, nothing on stderr, nothing that differs between machines."""
    found = []
    for index, cell in code_cells(notebook):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append(f"cell {index}: an error output")
            if output.get("name") == "stderr":
                found.append(f"cell {index}: output on stderr")
            text = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
            if re.search(r"\de-1[4-9]\b|0x[0-9a-f]{6,}|np\.float64\(", text):
                found.append(f"cell {index}: a rounding residue, an address or a raw scalar")
            if re.search(r"\[Text\(|\{['\"\d(].*: |\bdrawn: \d", text):
                found.append(f"cell {index}: an object or a count that tells a reader nothing")
    return found


def nothing_is_ignored(notebook):
    """Every cell is compared by nbval, strictly."""
    return [
        f"cell {index}: exempt from comparison"
        for index, cell in code_cells(notebook)
        if re.search(r"nbval[-_]|raises-exception", cell["source"] + str(cell["metadata"]), re.I)
    ]


def cells_are_short(notebook):
    """A cell holds one idea; blank lines do not count."""
    lengths = [
        (k, sum(bool(line.strip()) for line in c["source"].split("\n")))
        for k, c in code_cells(notebook)
    ]
    return [f"cell {k}: {n} lines" for k, n in lengths if n > LONGEST_CELL]


def parts(notebook):
    """A title, an opening and a closing, exercises with folded answers."""
    first, text = notebook["cells"][0]["source"], prose(notebook)
    found = [] if re.match(r"# \d\d · \S", first) else ["no title of the form '# NN · Title'"]
    found += [f"the opening lacks {part}" for part in OPENING if part not in first]
    found += [f"the closing lacks {part}" for part in CLOSING if part not in text]
    answers = text.count("<details><summary>Answer</summary>")
    if answers < 2 or text.count("</details>") != text.count("<details>"):
        found.append(f"{answers} folded answers, expected two or more, each closed")
    return found


def figures(notebook, number):
    """Alternative text, a numbered caption, and the numbers that the picture shows."""
    found, count = [], 0
    for index, cell in code_cells(notebook):
        outputs = cell["outputs"]
        for position, output in enumerate(outputs):
            if "image/png" in output.get("data", {}):
                found.append(f"cell {index}: a picture that nobody hears; plots.show shows it")
            if not shows_picture(output):
                continue
            count += 1
            alt = re.search(r'<img alt="([^"]*)"', output["data"]["text/html"])
            if not alt or len(html.unescape(alt[1])) < SHORTEST_ALT:
                found.append(f"cell {index}: a figure without alternative text")
            after = outputs[position + 1] if position + 1 < len(outputs) else {}
            caption = after.get("data", {}).get("text/markdown", "")
            if not caption.startswith(f"*Figure {number}.{count}. "):
                found.append(f"cell {index}: no caption 'Figure {number}.{count}.' below")
            printed = "".join(o.get("text", "") for o in outputs)
            if not re.search(r"\d", printed):
                found.append(f"cell {index}: the figure's numbers are not printed")
    return found


def equations(notebooks):
    """The map between tags and checks, over all notebooks at once.

    Parameters
    ----------
    notebooks : dict from str to notebook
        By file name, which starts with the number that the tags carry.
    """
    found, tags, checked, named = [], [], set(), set()
    for name, notebook in notebooks.items():
        own = TAG.findall(prose(notebook))
        found += [f"{name}: tag {t} of another chapter" for t in own if not _belongs(t, name)]
        tags += own
        checked |= set(NAMED.findall(code(notebook)))
        named |= set(NAMED.findall(code(notebook) + prose(notebook)))
    found += [f"tag {t} stands twice" for t in sorted(set(tags)) if tags.count(t) > 1]
    found += [f"equation ({t}) is checked nowhere" for t in sorted(set(tags) - checked)]
    found += [f"equation ({t}) is named but does not exist" for t in sorted(named - set(tags))]
    return found


def _belongs(tag, name):
    return int(tag.split(".")[0]) == int(name[:2])
