"""The course of a backlog as the public may see it: code-names at every point, ranges where few ask."""

from dataclasses import replace

from seedcorn.chronicle import Chronicle, Held, Leader, Point
from seedcorn.privacy.banding import FEWEST, MOST, interval_in_bands
from seedcorn.privacy.masking import masked, scope_shown
from seedcorn.privacy.secrecy import Secrets, secrets_of
from seedcorn.register import Register
from seedcorn.report import Report


def with_names(report: Report, chronicle: Chronicle) -> Report:
    """The report of now, which knows also those who asked before and ask no more."""
    known = dict(chronicle.names) | dict(report.names)
    return replace(report, names=tuple(sorted(known.items())))


def masked_chronicle(
    chronicle: Chronicle, report: Report, register: Register | None, *, place: str, key: str = ""
) -> tuple[Chronicle, Report]:
    """A chronicle and its report of now that may be shown in public, at `place`, as `masked` does it.

    How many issues somebody asked for is not told where there are too few requests to give shares. Where few
    customers ask at any point, or one for nearly all, all shares are ranges, and what they follow from is
    left out.
    """
    named = with_names(report, chronicle)
    secrets = secrets_of(named, register, place=place, key=key)
    public = replace(
        chronicle,
        points=tuple(_point(one, secrets) for one in chronicle.points),
        leaders=tuple(
            Leader(id=secrets.id_of(one.id), name=secrets.name_of(one.id, one.name))
            for one in chronicle.leaders
        ),
        names=tuple((secrets.id_of(one), secrets.name_of(one, name)) for one, name in chronicle.names),
    )
    hides = any(one in secrets.codes for one, _ in chronicle.names)
    shown = _in_bands(public) if hides and _is_telling(chronicle) else public
    return shown, masked(named, register, place=place, key=key)


def _point(point: Point, secrets: Secrets) -> Point:
    held = point.held if point.is_enough else tuple(Held(issues=None, share=None) for _ in point.held)
    return replace(point, held=held, name=scope_shown(point.name, secrets))


def _is_telling(chronicle: Chronicle) -> bool:
    """Whether a share of any point could name its customer."""
    return any(0 < point.customers < FEWEST or _has_nearly_all(point) for point in chronicle.enough)


def _has_nearly_all(point: Point) -> bool:
    return any(one.share is not None and one.share.value > MOST for one in point.held)


def _in_bands(chronicle: Chronicle) -> Chronicle:
    points = (
        replace(point, hhi=None, absence_factor=None, held=tuple(map(_held_in_bands, point.held)))
        for point in chronicle.points
    )
    return replace(chronicle, points=tuple(points), is_banded=True)


def _held_in_bands(held: Held) -> Held:
    return Held(issues=None, share=held.share and interval_in_bands(held.share))
