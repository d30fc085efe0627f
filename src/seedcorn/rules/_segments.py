"""What rules on segments share: which there are, who is in one, and how many are in none that is known."""

from collections.abc import Iterable

from seedcorn.meanings import glob_regex
from seedcorn.register import Register, normalised
from seedcorn.words import count


def segments(register: Register) -> frozenset[str]:
    """The segments that a register puts anybody in."""
    return frozenset(customer.segment for customer in register.customers if customer.segment)


def is_in(segment: str, globs: Iterable[str]) -> bool:
    """Whether a segment fits any of these patterns, without regard to case."""
    return any(glob_regex(glob).fullmatch(normalised(segment)) for glob in globs)


def without(customers: int, what: str) -> str:
    """How many who ask have none in the register, as the end of a phrase; empty where nobody has none."""
    return f"; {count(customers, 'customer')} without a known {what}" if customers else ""
