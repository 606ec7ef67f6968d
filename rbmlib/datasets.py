"""Data sets to learn from: bars and stripes, and handwritten digits."""

import numpy as np

from rbmlib.states import binary_states


def bars_and_stripes(side, repeated=False):
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

    Raises
    ------
    ValueError
        If `side` is less than 1.

    References
    ----------
    .. [1] A. Fischer and C. Igel, "Training restricted Boltzmann machines: an
       introduction", Pattern Recognition 47 (2014) 25-39.
    """
    if side < 1:
        raise ValueError(f"side: expected at least 1 pixel, got {side}")
    lines = binary_states(side)
    stripes = np.repeat(lines, side, axis=1)
    bars = np.tile(lines, (1, side))
    patterns = np.concatenate([stripes, bars])
    if repeated:
        return patterns[np.lexsort(patterns.T[::-1])]
    return np.unique(patterns, axis=0)


def digits(threshold=8):
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

    Raises
    ------
    ValueError
        If `threshold` is not between 1 and 16.
    ImportError
        If scikit-learn is not installed: ``pip install scikit-learn``.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI Machine
       Learning Repository (1998).
    """
    if not 1 <= threshold <= 16:
        raise ValueError(f"threshold: expected a grey value from 1 to 16, got {threshold}")
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError(
            "digits: needs scikit-learn, which is optional; pip install scikit-learn"
        ) from error
    images, labels = load_digits(return_X_y=True)
    return (images >= threshold).astype(np.int64), labels
