"""What can be drawn: numbers of the right shape, labels, formats."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rbmlib.validation import as_numbers

# Numbers beyond this have sums that are none.
_HIGHEST = 1e300


def check_kind(value: object, kind: type, name: str) -> None:
    """Refuse what is not of a class, such as a figure where its axes belong."""
    if not isinstance(value, kind):
        raise TypeError(f"{name}: expected {kind.__name__}, got {type(value).__name__}")


def check_labels(labels: Sequence[str], name: str) -> list[str]:
    """Labels as a list, if they are words."""
    if not isinstance(labels, Sequence) or not all(isinstance(label, str) for label in labels):
        raise TypeError(f"{name}: expected a sequence of str, got {labels!r}")
    return list(labels)


def check_format(form: str) -> None:
    """Refuse a format that does not show a number."""
    try:
        shown = [form.format(number) for number in (1.0, 2.0)]
    except (AttributeError, TypeError, ValueError, LookupError):
        shown = []
    if len({*shown}) < 2:
        raise ValueError(f'form: expected a format such as "{{:.3f}}", got {form!r}')


def check_heights(values: ArrayLike, shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    """Real numbers of a shape: what a picture can draw without hiding or inventing any."""
    array = as_numbers(values, name)
    if array.shape != shape:
        raise ValueError(f"{name}: expected shape {shape}, one number a label, got {array.shape}")
    real = array.real.astype(float)
    if np.iscomplexobj(array) or not np.all(np.abs(real) <= _HIGHEST):
        raise ValueError(
            f"{name}: expected finite real numbers up to {_HIGHEST:g}, got {array.tolist()}"
        )
    return real
