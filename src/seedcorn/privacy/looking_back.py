"""A backtest as the public may see it: one code-name for one customer on all its dates."""

from collections.abc import Callable
from dataclasses import replace

from seedcorn.headline import REVENUE
from seedcorn.hindsight import Backtest, Line
from seedcorn.privacy.banding import FEWEST, MOST, banded, finding_in_bands
from seedcorn.privacy.masking import masked_by, masked_finding
from seedcorn.privacy.secrecy import Secrets, secrets_of
from seedcorn.register import Register
from seedcorn.report import Finding


def masked_backtest(backtest: Backtest, register: Register | None, *, place: str, key: str = "") -> Backtest:
    """A backtest that may be shown in public, at `place`, as `masked` does it with a report.

    Where a number could name its customer on any of the dates, all are ranges, and what other limits would
    have done is left out: the limit at which a check begins to fail is its number.
    """
    secrets = secrets_of(backtest.report, register, place=place, key=key)
    public = _each(backtest, lambda found: masked_finding(found, secrets), secrets)
    public = replace(public, report=masked_by(backtest.report, secrets))
    return _in_bands(public) if _hides(backtest, secrets) and _is_telling(backtest) else public


def _hides(backtest: Backtest, secrets: Secrets) -> bool:
    """Whether anybody has a code-name who asked for anything, or whom a finding is about."""
    report = backtest.report
    known = {one for one, _ in report.names} | {one.id for one in report.attribution.customers}
    return bool(secrets.codes.keys() & known)


def _is_telling(backtest: Backtest) -> bool:
    return backtest.fewest < FEWEST or backtest.largest > MOST


def _in_bands(backtest: Backtest) -> Backtest:
    alone = backtest.fewest == 1
    return replace(
        backtest,
        lines=tuple(_line_in_bands(line, alone=alone) for line in backtest.lines),
        report=banded(backtest.report, alone=alone),
    )


def _line_in_bands(line: Line, *, alone: bool) -> Line:
    points = tuple(found and finding_in_bands(found, alone=alone) for found in line.points)
    return line if points == line.points else replace(line, points=points, tried=())


def _each(backtest: Backtest, mask: Callable[[Finding], Finding | None], secrets: Secrets) -> Backtest:
    """Its lines, without those that are about money or about names."""
    lines = (_masked(line, mask, secrets) for line in backtest.lines)
    return replace(backtest, lines=tuple(line for line in lines if line is not None))


def _masked(line: Line, mask: Callable[[Finding], Finding | None], secrets: Secrets) -> Line | None:
    points = tuple(found and mask(found) for found in line.points)
    hidden = line.private or line.scope == REVENUE
    if hidden or any(shown is None and found for shown, found in zip(points, line.points, strict=True)):
        return None
    return replace(line, points=points, missing="" if secrets.leaks(line.missing) else line.missing)
