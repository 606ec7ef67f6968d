"""What is a state, a data set, a count, a generator; and what is too large to list.

Bad input is refused here, before any work, with one error: the argument, what was expected, and
what came.  What these functions return is trusted by the functions further in.
"""

from rbmlib.validation.arrays import (
    NUMERIC,
    as_array,
    as_numbers,
    check_data,
    check_pair,
    check_reals,
    check_states,
    check_table,
)
from rbmlib.validation.scalars import (
    check_count,
    check_draws,
    check_flag,
    check_function,
    check_iterable,
    check_number,
    check_rng,
    check_text,
)
from rbmlib.validation.sizes import (
    MAX_NUMBERS,
    MAX_STATES,
    power_of_two,
    require_enumerable,
    require_memory,
)

__all__ = [
    "MAX_NUMBERS",
    "MAX_STATES",
    "NUMERIC",
    "as_array",
    "as_numbers",
    "check_count",
    "check_data",
    "check_draws",
    "check_flag",
    "check_function",
    "check_iterable",
    "check_number",
    "check_pair",
    "check_reals",
    "check_rng",
    "check_states",
    "check_table",
    "check_text",
    "power_of_two",
    "require_enumerable",
    "require_memory",
]
