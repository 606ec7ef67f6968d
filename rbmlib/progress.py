"""One way to show progress: a bar on a terminal if tqdm is installed, else silence."""

import sys
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")

#: Seconds after which a run shows its progress.
PATIENCE = 3.0


def track(items: Iterable[Item], what: str, total: int | None = None) -> Iterable[Item]:
    """Iterate, with a progress bar where somebody watches.

    Parameters
    ----------
    items : iterable
    what : str
        What is done, in a word or two.
    total : int, optional
        How many items, where `items` has no length.

    Returns
    -------
    iterable
        The same items, one by one.  The bar is on standard error, only if that is a terminal,
        after `PATIENCE` seconds, and is gone at the end.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        return items
    try:
        from tqdm import tqdm
    except ImportError:
        return items
    return tqdm(items, what, total, leave=False, delay=PATIENCE)
