"""The values that a file of tests may hold beside those of a policy: days, ages, numbers as reports show."""

from datetime import date, timedelta
from fractions import Fraction
from re import fullmatch
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictInt

from seedcorn.patterns import Text
from seedcorn.report import Unit
from seedcorn.trial.trials import Shown
from seedcorn.yamlfile import HELP, as_text, written_date

MOST_ALIKE = 10_000
_UNITS = {"d": 1, "w": 7}


def _when(value: object) -> date | timedelta:
    """A day, "2026-05-30", or so many days or weeks, "40d" or "6w". Raises ValueError for anything else."""
    text = as_text(value)
    if isinstance(text, str) and (found := fullmatch(r"(-?\d{1,5})\s*([dw])", text)):
        return timedelta(days=int(found[1]) * _UNITS[found[2]])
    if isinstance(text, str) and fullmatch(r"\d{1,5}", text):
        raise ValueError(f"expected a day, or a number of days{HELP}write {text}d for {text} days")
    try:
        return written_date(value)
    except ValueError as error:
        problem, _, _ = str(error).partition(HELP)
        problem = "expected a day, or a number of days" if "expected" in problem else problem
        raise ValueError(f"{problem}{HELP}write a day such as 2026-05-30, or 40d, or 6w") from error


def _age(value: object) -> timedelta:
    """How long ago, "40d" or "6w"."""
    found = _when(value)
    if not isinstance(found, timedelta) or found < timedelta():
        raise ValueError(f"an age is a number of days or weeks{HELP}write 40d or 6w; a day goes to `created`")
    return found


def _shown(value: object) -> Shown:
    """A number as a report shows it, "65%" or 1.8."""
    text = str(as_text(value))
    found = fullmatch(r"(-?\d{1,9})(?:\.(\d{1,6}))?\s*(%?)", text)
    if isinstance(value, bool) or found is None:
        raise ValueError(f"expected a number{HELP}as the report shows it: 65%, or 4, or 1.8")
    number = Fraction(text.rstrip(" %"))
    unit = Unit.SHARE if found[3] else None
    return Shown(text=text, number=number, places=len(found[2] or ""), unit=unit)


def one_or_several(value: object) -> object:
    """A list; one value stands for a list of one, and nothing for nothing."""
    return value if isinstance(value, list | tuple) else [value]


When = Annotated[date | timedelta, BeforeValidator(_when)]
Age = Annotated[timedelta, BeforeValidator(_age)]
Day = Annotated[date, BeforeValidator(written_date)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_several)]
Count = Annotated[StrictInt, Field(ge=1, le=MOST_ALIKE)]
Measured = Annotated[Shown, BeforeValidator(_shown)]
