"""Data sets to learn from: bars and stripes, and handwritten digits."""

import numpy as np
from numpy.typing import NDArray

from rbmlib.states import binary_states
from rbmlib.validation import check_count, check_flag, require_enumerable


def bars_and_stripes(side: int, *, repeated: bool = False) -> NDArray[np.int64]:
    """Images whose rows are constant (stripes) or whose columns are (bars).

    Parameters
    ----------
    side : int
        Height and width in pixels, at least 1.
    repeated : bool
        False gives each distinct pattern once, ``2**(side + 1) - 2`` rows for side >= 2.
        True keeps the all-white and the all-black image twice, once as bars and once as
        stripes, ``2**(side + 1)`` rows.  The literature uses both; best possible
        log-likelihoods differ.

    Returns
    -------
    ndarray of int, shape (n_patterns, side**2)
        In counting order.

    References
    ----------
    .. [1] A. Fischer and C. Igel, "Training restricted Boltzmann machines: an
       introduction", Pattern Recognition 47 (2014) 25-39.
    """
    side = check_count(side, 1, "side")
    check_flag(repeated, "repeated")
    # Bars, stripes, both, and the copies that sorting makes.
    what, each = "bars_and_stripes", 8 * side**2
    require_enumerable(side + 1, what, "draw smaller images", numbers_each=each)
    lines = binary_states(side)
    stripes = np.repeat(lines, side, axis=1)
    bars = np.tile(lines, (1, side))
    patterns = np.concatenate([stripes, bars])
    if repeated:
        return patterns[np.lexsort(patterns.T[::-1])]
    return np.unique(patterns, axis=0)


def digits(*, threshold: int = 8) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Handwritten digits of 8 x 8 pixels, made binary; they ship inside scikit-learn.

    Parameters
    ----------
    threshold : int
        A pixel is on if its grey value, 0 to 16, is at least this.

    Returns
    -------
    images : ndarray of int, shape (1797, 64)
        Row by row from the top.
    labels : ndarray of int, shape (1797,)
        Which digit each image shows.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI Machine
       Learning Repository (1998).
    """
    check_count(threshold, 1, "threshold", most=16)
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError(
            "digits: needs scikit-learn, which is optional; pip install scikit-learn"
        ) from error
    images, labels = load_digits(return_X_y=True)
    return (images >= threshold).astype(np.int64), labels
