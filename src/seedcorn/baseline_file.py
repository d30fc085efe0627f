"""The file of a baseline: JSON that is the same for the same baseline, and read back strictly."""

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from seedcorn.baseline import Baseline, Entry, in_order
from seedcorn.errors import DataError
from seedcorn.report import Bound, Level, Unit, fingerprint_of
from seedcorn.yamlfile import written_date

VERSION = 1
_MOST_DIGITS = 400
_MOST_TOLD = 5
_AGAIN = "take it from the history of your repository, or write it anew: remove it and run seedcorn baseline"


def written(baseline: Baseline) -> str:
    """The file's text: JSON, an entry after the other, the same for the same baseline."""
    told = {
        "version": VERSION,
        "day": baseline.day.isoformat(),
        "policy": baseline.policy,
        "findings": [_told(entry) for entry in baseline.entries],
    }
    return json.dumps(told, indent=2, ensure_ascii=True) + "\n"


def _told(entry: Entry) -> dict[str, str | None]:
    return {
        "rule": entry.rule,
        "scope": entry.scope,
        "subject": entry.subject,
        "level": entry.level.value,
        "unit": entry.unit.value,
        "bound": entry.bound.value,
        "measured": None if entry.measured is None else str(entry.measured),
        "since": entry.since.isoformat(),
        "fingerprint": entry.fingerprint,
    }


def read(text: str, name: str) -> Baseline:
    """The baseline in a file's text. Raises DataError that says what is wrong and where.

    What stands there is not repeated: it is shares of customers, and anybody may read the error.
    """
    try:
        file = _File.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        said = f"{name}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}"
        raise DataError(said, hint=_AGAIN) from error
    except RecursionError as error:
        raise DataError(f"{name}: no baseline: nested too deep", hint=_AGAIN) from error
    except ValidationError as error:
        raise DataError(_problems(error, name), hint=_AGAIN) from error
    problem = next(_contradictions(file), "")
    if problem:
        raise DataError(f"{name}: {problem}", hint=_AGAIN)
    entries = (_entry(entry) for entry in file.findings)
    return in_order(Baseline(day=file.day, policy=file.policy, entries=tuple(entries)))


def _fraction(value: object) -> object:
    """An exact number as `str` of a Fraction writes it. Raises ValueError for anything else."""
    if value is None:
        return None
    digits, _, under = value.partition("/") if isinstance(value, str) else ("", "", "")
    whole = digits.removeprefix("-")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= _MOST_DIGITS):
        raise ValueError('expected an exact number such as "19/25"')
    if under and not (under.isascii() and under.isdigit() and len(under) <= _MOST_DIGITS and int(under)):
        raise ValueError('expected an exact number such as "19/25"')
    return Fraction(int(digits), int(under or 1))


_Day = Annotated[date, BeforeValidator(written_date)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Entry(_Part):
    rule: str
    scope: str
    subject: str | None
    level: Level
    unit: Unit
    bound: Bound
    measured: Annotated[Fraction | None, BeforeValidator(_fraction)]
    since: _Day
    fingerprint: str


class _File(_Part):
    version: Literal[1]
    day: _Day
    policy: str
    findings: tuple[_Entry, ...]


def _entry(entry: _Entry) -> Entry:
    said = dict(entry)
    del said["fingerprint"]  # it follows from the rest
    return Entry(**said)


def _contradictions(file: _File) -> Iterator[str]:
    """An entry that was edited by hand, or stands there twice."""
    seen: set[str] = set()
    for number, entry in enumerate(file.findings, 1):
        if fingerprint_of(entry.rule, entry.scope, entry.subject) != entry.fingerprint:
            yield f"finding {number}: its fingerprint is not that of its rule, scope and subject"
        if entry.fingerprint in seen:
            yield f"finding {number}: it is there twice"
        seen.add(entry.fingerprint)


def _problems(error: ValidationError, name: str) -> str:
    found = error.errors(include_url=False, include_input=False)
    told = [f"{_where(one['loc'])}{_what(one)}" for one in found[:_MOST_TOLD]]
    left = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    return f"{name} is no baseline: {'; '.join([*told, *left])}"


def _where(loc: tuple[int | str, ...]) -> str:
    """The beginning of a sentence: of ("findings", 2, "measured") it is "finding 3, measured: "."""
    match loc:
        case ("findings", int() as index, *rest):
            return f"{', '.join([f'finding {index + 1}', *map(str, rest)])}: "
    return f"{', '.join(map(str, loc))}: " if loc else ""


def _what(problem: Any) -> str:
    """In few words, without what stands there."""
    match problem["type"]:
        case "missing":
            return "it is missing"
        case "extra_forbidden":
            return "an unknown key"
        case "value_error":
            return str(problem["ctx"]["error"]).partition("\n")[0]
        case "literal_error":
            return f"expected {VERSION}; another version of seedcorn wrote it"
        case "enum":
            return f"expected {problem['ctx']['expected']}"
    return {"model_type": "expected an object", "tuple_type": "expected a list"}.get(
        problem["type"], "expected text"
    )
