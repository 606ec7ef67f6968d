"""Pictures among a notebook's outputs: taken out, decoded, compared as what they show."""

import base64
import copy
import io
import math
import re
from pathlib import Path

import matplotlib
import matplotlib.image
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
#: As `rbmlib.lessons.plots.show` writes it.
PNG = re.compile(r'(?<=src="data:image/png;base64,)[A-Za-z0-9+/=]+(?=")')
#: Levels of 255.  A mark that moves by a hundredth of a pixel changes a pixel at its edge by a
#: hundredth of the contrast, 2.55 levels at most; three such edges meet in one pixel at most.
PICTURE_TOLERANCE = 10
#: Releases of Matplotlib set text differently, so pixels mean something in the pinned one only.
PIXELS_COUNT = (
    f"matplotlib=={matplotlib.__version__}" in (ROOT / "constraints.txt").read_text().split()
)


def markup(output):
    """The HTML of an output, or nothing."""
    return output.get("data", {}).get("text/html", "")


def shows_picture(output):
    """Whether an output is a picture."""
    return bool(PNG.search(markup(output)))


def png_of(output):
    """The bytes of the picture that an output shows, or None."""
    found = PNG.search(markup(output))
    return found and base64.b64decode(found[0])


def decoded(output):
    """The pixels of an output that shows a picture, as an array in [0, 1]."""
    return matplotlib.image.imread(io.BytesIO(png_of(output)))


def pictures(cell):
    """All pictures of a cell, decoded."""
    return [decoded(output) for output in cell.get("outputs", []) if shows_picture(output)]


def without_pictures(outputs):
    """A copy of some outputs whose pictures are empty: what is left is words."""
    left = copy.deepcopy(outputs)
    for output in filter(shows_picture, left):
        output["data"]["text/html"] = PNG.sub("", markup(output))
    return left


def keep_pictures(stored, fresh):
    """Give pictures that did not change their stored bytes, which history need not hold twice.

    Parameters
    ----------
    stored : nbformat.NotebookNode
    fresh : nbformat.NotebookNode
        Changed in place.
    """
    old, new = (
        [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
        for notebook in (stored, fresh)
    )
    old = [(decoded(output), PNG.search(markup(output))[0]) for output in old if png_of(output)]
    for output in filter(shows_picture, new):
        pixels = decoded(output)
        same = [before for shown, before in old if same_picture(shown, pixels)]
        if same:
            output["data"]["text/html"] = PNG.sub(same[0], markup(output))


def picture_distance(left, right):
    """The most that a channel of a pixel differs, in levels of 255; infinite if sizes do."""
    if left.shape != right.shape:
        return math.inf
    return 255 * float(np.abs(left - right).max())


def same_picture(left, right):
    """Whether no pixel differs visibly (see `PICTURE_TOLERANCE`)."""
    return picture_distance(left, right) <= PICTURE_TOLERANCE + 0.5


def same_pictures(old, new, pixels=PIXELS_COUNT):
    """Whether two cells show the same pictures; without `pixels`, only as many."""
    before, after = pictures(old), pictures(new)
    return len(before) == len(after) and (not pixels or all(map(same_picture, before, after)))
