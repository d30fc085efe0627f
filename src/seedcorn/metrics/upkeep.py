"""Whether what one judges by is kept up: estimates, the register, the policy itself."""

from datetime import date
from fractions import Fraction


def part_of_issues(some: int, issues: int) -> Fraction:
    """Some issues as a part of all, each counting one; 0 of none. Source: ours."""
    return Fraction(some, issues) if issues else Fraction(0)


def days_since(day: date, today: date) -> int:
    """How many days a day has passed; 0 until it has. Source: ours."""
    return max(0, (today - day).days)
