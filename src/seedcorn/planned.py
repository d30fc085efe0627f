"""What is in the latest iterations by kinds of work, and where issues that findings name can be looked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.background import IterationWork, Link
from seedcorn.backlog import EVIDENCE
from seedcorn.context import Context
from seedcorn.engine import rows
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.model import Iteration
from seedcorn.report import Finding
from seedcorn.tally import Tally, Work

MOST_ITERATIONS = 12
_LAST = datetime.max.replace(tzinfo=UTC)
_CODES = {"mark": "INTEGER", "iteration": "INTEGER"}
_FIELDS = {
    EXISTING: "existing",
    PROSPECT: "prospects",
    NAMELESS: "nameless",
    OWN: "own",
    SEED_CORN: "seed_corn",
    UNKNOWN: "unknown",
}


def iterations(context: Context) -> tuple[IterationWork, ...]:
    """The latest with anything in them that is open or was completed since `since`, the oldest first.

    Those that ended before are left out, for what was completed in them is not in view; so are those that are
    over and that nobody dated.
    """
    told = (each for each in enumerate(context.iterations) if _is_told(each[1], context.since))
    latest = dict(sorted(told, key=lambda each: _order(each[1]))[-MOST_ITERATIONS:])
    works = _works(context, latest)
    found = ((one, works[code]) for code, one in latest.items() if code in works)
    return tuple(IterationWork(iteration=one, work=work) for one, work in found)


def links(context: Context, findings: Iterable[Finding]) -> tuple[Link, ...]:
    """The issues that findings name, the first of each, by key; no address that is not one of the web."""
    named = {key for found in findings for key in _keys(found)}
    if not named:
        return ()
    issues = context.open.attributed.snapshot.frame("issues").select("key", "url", "title")
    found = rows(issues.filter(nw.col("key").is_in(sorted(named))).sort("key", "url"))
    known = {key: Link(key=key, url=_of_the_web(url), title=title) for key, url, title in reversed(found)}
    return tuple(known[key] for key in sorted(known))


def _is_told(iteration: Iteration, since: datetime) -> bool:
    return not iteration.closed if iteration.end is None else iteration.end > since


def _order(iteration: Iteration) -> tuple[datetime, str, str]:
    return iteration.end or _LAST, iteration.kind, iteration.name


def _works(context: Context, iterations: dict[int, Iteration]) -> dict[int, Work]:
    """How much of each kind is in each of these iterations, in one query."""
    attributed = context.open.attributed
    codes = {(one.kind, one.name): code for code, one in iterations.items()}
    vocabulary = attributed.snapshot.vocabulary()
    marks = ((mark, codes[place, name]) for mark, place, name in vocabulary if (place, name) in codes)
    names = attributed.engine.table(_CODES, marks)
    members = attributed.snapshot.frame("marks").join(names, on="mark").select("issue", "iteration").unique()
    sums = context.in_hand.issues.join(members, on="issue").group_by("iteration", "kind")
    found: dict[int, dict[str, Tally]] = defaultdict(dict)
    for code, kind, issues, effort in rows(sums.agg(nw.len().alias("issues"), nw.col("effort").sum())):
        tally = Tally(issues=issues, effort=Fraction(int(effort), attributed.effort_scale))
        found[code][_FIELDS[kind]] = tally
    return {code: Work(**tallies) for code, tallies in found.items()}


def _keys(finding: Finding) -> Iterator[str]:
    for keys in (finding.evidence, finding.settle, finding.defer):
        yield from keys[:EVIDENCE]


def _of_the_web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""
