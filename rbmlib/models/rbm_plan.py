"""How the exact ln Z of an RBM is summed: every decision, made and checked before any work.

`rbmlib.models.rbm_partition` says what is summed, and why these limits keep it in range.

Glossary: n units of the larger layer, m of the smaller one, whose states are enumerated in two
halves.  A *group* is up to four of the n units; its 16 *features* of a half state are multiplied
out.  A *tile* is a table of states (x, y); a *block*, what one worker does at a time, is a *run*
of tiles with the same rows x.
"""

from typing import NamedTuple

import numpy as np

from rbmlib.validation import check_count, power_of_two

#: Largest memory of one computation beside its input, in bytes.
MAX_BYTES = 2**31

# Measured on two cores of 2026: 784 x 20 in 1.3 s, moments included.
_SECONDS_PER_TERM = 1.6e-9
# What an exponential costs, in terms.
_EXPONENTIAL = 16
# Units multiplied out together: 16 features.  Fewer waste memory traffic, more waste arithmetic.
_GROUP = 4
# Half states on each side of a tile: three tables of 256 x 256 fit a core's cache.
_TILE = 256
# A large sum of fewer than four blocks has its rows divided, so that several cores share it.
_FEW, _LARGE, _LOWEST = 4, 2**22, 128
# Products stay between e^-500 and e^500, half a double's range on either side.
_SAFE = 500.0
# Units times half states whose features are held at once: 32 MiB of them.
_EDGE = 2**20
# Features of the whole second half that threads share: 512 MiB.  Where there are more, each
# block makes those that it needs.
_SHARED = 2**26
# Terms of a block: two seconds, so that neither Ctrl-C nor a progress bar waits for long.
_BLOCK = 2**30
# Blocks that wait at an executor, whose number of workers is not known: a thousand may be busy.
_WAITING = 2**10


class Half(NamedTuple):
    """One half of the enumerated layer; its state x adds ``offset + weights x`` to the inputs.

    Attributes
    ----------
    weights : ndarray, shape (n, units of this half)
    offset : ndarray, shape (n,)
    bias : ndarray, shape (units of this half,)
    """

    weights: np.ndarray
    offset: np.ndarray
    bias: np.ndarray


class Plan(NamedTuple):
    """All that a block needs to know: plain data, which another process can be sent.

    Attributes
    ----------
    first, second : Half
        States of the first half are the rows of a tile, those of the second its columns.
    order : ndarray of int, shape (m,)
        Numbers of the enumerated units: those of the second half, then those of the first.
    moments : bool
        Whether expectations are summed too.
    group : int
        Units multiplied out together.
    breaks : frozenset of int
        Groups after which a logarithm is taken, as the next one's factor might leave the range.
    parts : tuple of slice
        Units whose features are held at the same time.
    rows, columns, run : int
        Half states on the sides of a tile, and tiles in a block.
    """

    first: Half
    second: Half
    order: np.ndarray
    moments: bool
    group: int
    breaks: frozenset[int]
    parts: tuple[slice, ...]
    rows: int
    columns: int
    run: int

    @property
    def n_columns(self) -> int:
        """Number of tiles side by side."""
        return 2 ** len(self.second.bias) // self.columns

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return 2 ** len(self.first.bias) // self.rows * (self.n_columns // self.run)

    @property
    def shares_columns(self) -> bool:
        """Whether threads keep the features of the whole second half."""
        n, second = self.second.weights.shape
        return len(self.parts) == 1 and 4 * n * 2**second <= _SHARED

    @property
    def shared_bytes(self) -> int:
        """Memory of what all blocks of a process share: parameters, perhaps columns."""
        (n, second), m = self.second.weights.shape, len(self.order)
        columns = (4 * n + m) * 2**second if self.shares_columns else 0
        return self.first.weights.itemsize * (4 * n * m + columns)

    @property
    def block_bytes(self) -> int:
        """Memory of a block that is worked on."""
        sizes = len(self.first.offset), len(self.order), self.rows, self.columns
        return self.first.weights.itemsize * _block_numbers(*sizes, self.moments)

    @property
    def n_waiting(self) -> int:
        """Blocks under way at a time: an eighth of the memory is for what they return."""
        result = self.first.weights.itemsize * (len(self.first.offset) + 1) * (len(self.order) + 1)
        return max(2, min(_WAITING, MAX_BYTES // (8 * result)))

    @property
    def n_threads(self) -> int:
        """Threads that the rest of the memory has room for."""
        return max(1, (MAX_BYTES * 7 // 8 - self.shared_bytes) // self.block_bytes)


def make_plan(
    weights: np.ndarray,
    bias: np.ndarray,
    enumerated_bias: np.ndarray,
    *,
    moments: bool,
    max_terms: int,
) -> Plan:
    """Decide how ln Z is summed, or refuse.

    Parameters
    ----------
    weights : ndarray, shape (n, m)
        Of valid numbers, as the biases; the states of the m units are enumerated.
    bias : ndarray, shape (n,)
    enumerated_bias : ndarray, shape (m,)
    moments : bool
        Whether expectations are wanted too.
    max_terms : int
        Largest number of terms.

    Returns
    -------
    Plan
    """
    max_terms, (n, m) = check_count(max_terms, 1, "max_terms"), weights.shape
    _require_few_terms(n, m, m // 2, max_terms)
    # Strong columns last: the second half, whose reach counts, gets the weak ones.
    order = np.argsort(np.abs(weights).max(axis=0, initial=0), kind="stable")
    weights, enumerated_bias = weights[:, order], enumerated_bias[order]
    reach, second = _split(weights)
    _require_few_terms(n, m, second, max_terms)
    x, y = _halves(weights, bias, enumerated_bias, second)
    group = int(min(_GROUP, max(1, _SAFE // max(reach.max(initial=0), 1))))
    rows, columns, run = _tiles(n, m, second)
    held = max(group, _EDGE // max(rows, columns) // group * group)
    parts = tuple(slice(start, start + held) for start in range(0, max(1, n), held))
    breaks = _breaks(reach, group)
    plan = Plan(x, y, order, moments, group, breaks, parts, rows, columns, run)
    _require_memory(plan)
    return plan


def _require_few_terms(n, m, second, max_terms):
    terms = max(1, n) * 2**m
    # Few of them, unless strong weights leave no second half.
    exponentials = max(1, n) * 2 ** (m - second) if second < m // 2 else 0
    if max(terms, _EXPONENTIAL * exponentials) > max_terms:
        # Whole numbers may be larger than any double.
        terms, max_terms = min(terms, 10**300), min(max_terms, 10**300)
        gibibytes = 8 * _block_numbers(n, m, _TILE, _TILE, True) / 2**30
        raise ValueError(
            f"RBM.log_partition: would sum {power_of_two(m)} states of the smaller layer, times "
            f"{n} units of the other one, {terms:.1e} terms (max_terms is {max_terms:.1e}), about "
            f"{terms * _SECONDS_PER_TERM / 3600:,.3g} hours on two cores, each with "
            f"{gibibytes:,.2g} GiB; instead, pass a larger max_terms, with an executor of several "
            "processes or machines (rbmlib.models.rbm_partition says how), or estimate ln Z with "
            "rbmlib.estimates.annealed"
        )


def _split(weights):
    """How far each input of the second half reaches, and how many units that half has."""
    for second in range(weights.shape[1] // 2, -1, -1):
        reach = np.abs(weights[:, :second].real).sum(axis=1) / 2
        if reach.max(initial=0) <= _SAFE:
            break
    return reach, second


def _halves(weights, bias, enumerated_bias, second):
    # Centred, so that the inputs of the second half lie within ± reach.
    centre = weights[:, :second].sum(axis=1) / 2
    return (
        Half(weights[:, second:], bias + centre, enumerated_bias[second:]),
        Half(weights[:, :second], -centre, enumerated_bias[:second]),
    )


def _breaks(reach, group):
    """Groups after which the product would leave the range with the next group's factor."""
    reach, log_two = reach.tolist(), np.log(2)
    breaks, width = [], 0
    for k, start in enumerate(range(0, len(reach), group)):
        widest = sum(reach[start : start + group]) + log_two * group
        if k and width + widest > _SAFE:
            breaks.append(k - 1)
            width = 0
        width += widest
    return frozenset(breaks)


def _tiles(n, m, second):
    """Rows and columns of a tile, and the number of tiles in a block."""
    side = _TILE
    while side > 1 and n * side**2 > _BLOCK:
        side //= 2
    rows, columns = min(side, 2 ** (m - second)), min(side, 2**second)
    while rows > _LOWEST and 2 ** (m - second) // rows < _FEW and n * 2**m >= _LARGE:
        rows //= 2
    run = min(2**second // columns, max(1, _BLOCK // (max(1, n) * rows * columns)))
    return rows, columns, 2 ** (run.bit_length() - 1)


def _block_numbers(n, m, rows, columns, moments):
    """How many numbers a block holds."""
    held = min(n + _GROUP, _EDGE // max(rows, columns) + _GROUP)
    edges, tables = 2 * 4 * held * (rows + columns), 6 * rows * columns
    return edges + tables + (10 * (n + _GROUP) * (m + 2) if moments else 0)


def _require_memory(plan):
    needed = plan.shared_bytes + plan.block_bytes
    if needed > MAX_BYTES:
        n, m = len(plan.first.offset), len(plan.order)
        raise ValueError(
            f"RBM.log_partition: would need {needed / 2**30:,.1f} GiB for {n} x {m} units (at "
            f"most {MAX_BYTES / 2**30:.0f} are allowed); instead, estimate ln Z with "
            "rbmlib.estimates.annealed"
        )
