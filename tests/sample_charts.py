"""Reports with everything that charts draw, made by hand from a seed, and what is read off a picture."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from builders import NOW, milestone
from sample_report import captured_report
from seedcorn.background import IterationWork, Trace
from seedcorn.chart import Picture, charts
from seedcorn.drawing import LIGHT
from seedcorn.metrics.concentration import gini, hhi
from seedcorn.model import Gap, Interval
from seedcorn.report import Bound, CustomerShare, Facts, Finding, Level, Report, Verdict
from seedcorn.tally import Tally, Work

CHARTS = dict(charts())
KINDS = ("existing", "prospects", "nameless", "own", "seed_corn", "unknown")
LIMIT = Fraction(3, 10)
PARTLY = (Gap(source="github:acme/app", what="issues", why="page 3 could not be read"),)


def drawn(name: str, report: Report) -> Picture | None:
    """What one chart makes of a report."""
    return CHARTS[name].draw(report)


def picture(name: str, report: Report) -> Picture:
    """The same where there is one."""
    found = drawn(name, report)
    assert found is not None
    return found


def cells(picture: Picture) -> list[list[str]]:
    """The rows of the twin table as texts."""
    return [["".join(span.text for span in line) for line in row] for row in picture.twin.rows]


def numbers(text: str) -> list[float]:
    """All numbers in a text, each as it is written."""
    return [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]


def is_shown(text: str, share: Fraction) -> bool:
    """Whether a text is a share in percent, to the tenth that it is shown to."""
    return abs(Fraction(text.removesuffix(" %")) - 100 * share) <= Fraction(1, 20)


def values(picture: Picture) -> list[list[dict[str, Any]]]:
    """The data of each layer."""
    return [list(layer["data"]["values"]) for layer in picture.spec(LIGHT)["layer"]]


def texts(picture: Picture) -> list[str]:
    """All words that are drawn of data, before they are cut where there is no room."""
    layers = [layer for layer in picture.spec(LIGHT)["layer"] if layer["mark"]["type"] == "text"]
    return [row["text"] for layer in layers for row in layer["data"]["values"]]


def a_report(seed: int, names: Sequence[str], *, weeks: int = 30, iterations: int = 4) -> Report:
    """Customers of these names, with random requests, iterations and weeks; the largest may be over 30 %."""
    random = Random(seed)
    efforts = sorted((Fraction(random.randint(1, 400), 4) ** (1 + seed % 2) for _ in names), reverse=True)
    work = _work(random, sum(efforts, Fraction(0)))
    customers = tuple(
        _customer(place, name, effort, work)
        for place, (name, effort) in enumerate(zip(names, efforts, strict=True))
    )
    base = captured_report()
    counts = replace(base.attribution, customers=customers, work=work, unit="points")
    return replace(
        base,
        attribution=counts,
        facts=Facts(hhi=hhi(efforts, work.requested.effort).value, gini=gini(efforts)),
        findings=(*_too_large(customers), _reserve(work)),
        iterations=tuple(_iteration(random, place) for place in range(iterations)),
        traces=tuple(_traces(random, customers, weeks)) if weeks else (),
        as_of=NOW,
    )


def _work(random: Random, asked: Fraction) -> Work:
    others = {
        kind: Fraction(random.randint(0, 300), 3) for kind in ("nameless", "own", "seed_corn", "unknown")
    }
    tallies = {kind: Tally(issues=int(effort), effort=effort) for kind, effort in others.items()}
    return Work(existing=Tally(issues=int(asked), effort=asked), **tallies)


def _customer(place: int, name: str, effort: Fraction, work: Work) -> CustomerShare:
    known, unknown, nameless = work.requested.effort, work.unknown.effort, work.nameless.effort
    whole = known + unknown
    share = Interval(value=effort / known, low=effort / whole, high=(effort + unknown + nameless) / whole)
    return CustomerShare(id=f"c{place}", name=name, issues=9, bugs=0, demand=effort, share=share)


def _too_large(customers: Sequence[CustomerShare]) -> list[Finding]:
    common: dict[str, Any] = {
        "rule": "concentration.top-share",
        "scope": "open backlog",
        "message": "share of the requested work",
        "limit": LIMIT,
    }
    over = [one for one in customers if one.share.low > LIMIT]
    failed = [
        Finding(kind=Verdict.FAIL, level=Level.ERROR, subject=one.id, measured=one.share, **common)
        for one in over
    ]
    unsure = [one for one in customers if one.share.low <= LIMIT < one.share.high]
    undecided: dict[str, Any] = {"kind": Verdict.OPEN, "open_level": Level.ERROR, "level": Level.ERROR}
    return [
        *failed,
        *(Finding(subject=one.id, measured=one.share, **undecided, **common) for one in unsure),
        *([] if over or unsure else [Finding(kind=Verdict.PASS, measured=customers[0].share, **common)]),
    ]


def _reserve(work: Work) -> Finding:
    return Finding(
        rule="seed.reserve",
        kind=Verdict.PASS,
        scope="milestone: any",
        message="is seed corn",
        measured=Interval.exactly(work.seed_corn.effort / work.all.effort),
        limit=Fraction(1, 5),
        bound=Bound.FLOOR,
    )


def _iteration(random: Random, place: int) -> IterationWork:
    tallies = {
        kind: Tally(issues=random.randint(1, 9), effort=Fraction(random.randint(0, 40), 2)) for kind in KINDS
    }
    return IterationWork(iteration=milestone(f"M{place}"), work=Work(**tallies))


def _traces(random: Random, customers: Sequence[CustomerShare], weeks: int) -> list[Trace]:
    whose = [*(one.id for one in customers[:5]), None]
    return [
        Trace(customer=one, shares=tuple(_share(random) for _ in range(weeks)), fewest=len(customers))
        for one in whose
    ]


def _share(random: Random) -> Interval | None:
    return None if random.random() < 0.1 else Interval.exactly(Fraction(random.randint(0, 1000), 1000))
