"""Answers that are an input: a machine, data or a direction with a property that is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rbmlib.checks.codes import diagnosed
from rbmlib.lessons.exercises.guards import first_line
from rbmlib.lessons.exercises.question import RIGHT, Verdict, other_kind, refused
from rbmlib.models import RBM
from rbmlib.validation import as_numbers, check_data

#: A code, and whether the input meets the demand behind it.
Demand = tuple[str, Callable[..., bool]]

_MOST_UNITS, _MOST_SAMPLES = 12, 1000


class Refused(ValueError):
    """An input of more units than can be listed: how many are, and how many came."""


@dataclass(frozen=True)
class Input:
    """An input, which must meet demands.

    Attributes
    ----------
    words : str
        What is expected.
    read : callable
        Takes the answer, and returns the arguments of the demands; raises ValueError or
        TypeError with words for what cannot be read.
    demands : tuple of (str, callable)
        In the order in which they are tried: the code of the first that is not met is the
        verdict.
    """

    words: str
    read: Callable[[Any], tuple[Any, ...]]
    demands: tuple[Demand, ...]

    def judge(self, answer: Any) -> Verdict:
        """The verdict on an answer.

        Parameters
        ----------
        answer : object

        Returns
        -------
        Verdict
        """
        if callable(answer) or isinstance(answer, (str, bytes)):
            return refused(other_kind(self.words, answer))
        try:
            arguments = self.read(answer)
        except Refused as refusal:
            most, got = refusal.args
            return refused(diagnosed("E-TOO-LARGE", most=most, got=got))
        except (TypeError, ValueError, OverflowError) as error:
            after = f"; expected {self.words}"
            return refused(diagnosed("E-INPUT", message=first_line(error)), after=after)
        for code, demand in self.demands:
            if not demand(*arguments):
                return refused(diagnosed(code))
        return RIGHT


def machine_and_data(answer: Any) -> tuple[RBM, NDArray[Any]]:
    """A tuple (data, W, b, c), or these by name.

    Parameters
    ----------
    answer : object

    Returns
    -------
    RBM, ndarray
    """
    if isinstance(answer, Mapping):
        if set(answer) != {"data", "W", "b", "c"}:
            names = ", ".join(map(str, answer)) or "none"
            raise ValueError(f"answer: expected the names data, W, b, c, got {names[:100]}")
        answer = tuple(answer[name] for name in ("data", "W", "b", "c"))
    if not isinstance(answer, (tuple, list)) or len(answer) != 4:
        raise ValueError(f"answer: expected (data, W, b, c), got {type(answer).__name__}")
    data, *blocks = answer
    shape = np.shape(blocks[0])
    if sum(shape) > _MOST_UNITS:
        raise Refused(_MOST_UNITS, sum(shape))
    model = RBM(*blocks)
    return model, samples(model.n_visible)(data)[0]


def samples(n_units: int) -> Callable[[Any], tuple[NDArray[Any]]]:
    """Reads data of so many units.

    Parameters
    ----------
    n_units : int

    Returns
    -------
    callable
    """

    def read(answer):
        if isinstance(answer, (list, tuple, np.ndarray)) and len(answer) > _MOST_SAMPLES:
            got = f"{len(answer)}"
            raise ValueError(f"data: expected at most {_MOST_SAMPLES} samples, got {got}")
        return (check_data(answer, n_units),)

    return read


def vector(size: int) -> Callable[[Any], tuple[NDArray[Any]]]:
    """Reads so many finite real numbers.

    Parameters
    ----------
    size : int

    Returns
    -------
    callable
    """

    def read(answer):
        numbers = as_numbers(answer, "answer")
        if numbers.shape != (size,):
            raise ValueError(f"answer: expected shape ({size},), got {numbers.shape}")
        if np.iscomplexobj(numbers) or not np.all(np.isfinite(numbers)):
            raise ValueError("answer: expected finite real numbers, got others")
        return (numbers,)

    return read
