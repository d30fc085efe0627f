"""The values people write in our files, read strictly: texts and dates."""

from datetime import date
from re import fullmatch


def as_text(value: object) -> object:
    """A name that looks like a number ("42", "2.0") as it was written; anything else unchanged."""
    return getattr(value, "text", value)


def written_date(value: object) -> date:
    """A day as written, "2027-02-01". Raises ValueError for anything else."""
    if isinstance(value, str) and fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f'there is no day "{value}"\nwrite a day such as 2027-02-01') from error
    raise ValueError("expected a date\nwrite a day such as 2027-02-01")
