"""What is too large to list or to hold; refused before anything is allocated."""

#: Largest number of states that an enumeration may visit.  One float64 table of this many
#: entries takes 32 MiB, and the few temporaries around it still fit on any laptop.
MAX_STATES = 2**22
#: Largest number of entries in a table that is made at once: 1 GiB of float64.
MAX_NUMBERS = 2**27


def require_enumerable(n_units: int, what: str, instead: str, *, numbers_each: int = 1) -> None:
    """Refuse an enumeration that is too large, before anything is allocated.

    Parameters
    ----------
    n_units : int
        Number of binary units that would be enumerated jointly; at most 22, `MAX_STATES`.
    what : str
        The computation that asks, for the error.
    instead : str
        What the caller can do instead, for the error.
    numbers_each : int
        Numbers of 8 bytes that would be held at once for each state, `MAX_NUMBERS` altogether.
    """
    few = n_units < MAX_STATES.bit_length()
    if few and 2**n_units * numbers_each <= MAX_NUMBERS:
        return
    # No digits where nobody would read them.
    memory = _gibibytes(2**n_units * numbers_each) if n_units <= 64 else f"2**{n_units - 27}"
    allowed = f"{MAX_STATES:,}" if not few else f"{_gibibytes(MAX_NUMBERS)} GiB"
    raise ValueError(
        f"{what}: would enumerate {power_of_two(n_units)} states (at most {allowed} are allowed), "
        f"about {memory} GiB; instead, {instead}"
    )


def require_memory(n_numbers: int, what: str, instead: str) -> None:
    """Refuse a table that is too large, before it is allocated.

    Parameters
    ----------
    n_numbers : int
        Numbers of 8 bytes that it would hold; at most `MAX_NUMBERS`.
    what : str
        The computation or the argument that asks for it, for the error.
    instead : str
        What the caller can do instead, for the error.
    """
    if n_numbers > MAX_NUMBERS:
        raise ValueError(
            f"{what}: would hold {_shown(n_numbers)} numbers (at most {MAX_NUMBERS:,} are "
            f"allowed), about {_gibibytes(n_numbers)} GiB; instead, {instead}"
        )


def power_of_two(n: int) -> str:
    """2**n in words: with its digits, as long as anybody would read them."""
    return f"2**{n} = {2**n:,}" if n <= 64 else f"2**{n}"


def _gibibytes(n_numbers: int) -> str:
    # In whole numbers, which do not overflow.
    tenths = n_numbers * 80 // 2**30
    return f"{_shown(tenths // 10)}.{tenths % 10}"


def _shown(count: int) -> str:
    return f"{count:,}" if count < 10**30 else f"2**{count.bit_length() - 1}"
