"""The attributed issues out of the tables, page by page: a million of them never stand in memory at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.confidence import Confidence
from seedcorn.engine import Row, rows
from seedcorn.listing import Asker, IssueLine
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.model import PARENT
from seedcorn.parents import INHERITED

AT_ONCE = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = {
    **dict.fromkeys((EXISTING, PROSPECT, NAMELESS), "requested"),
    OWN: "own",
    SEED_CORN: "seed corn",
    UNKNOWN: "unknown",
}
_TOLD = ("issue", "key", "url", "title", "source", "created", "closed", "kind", "effort", "bug", "rank")


def issue_lines(attributed: Attributed, *, at_once: int = AT_ONCE) -> Iterator[IssueLine]:
    """Every issue that counts, open or completed in the window, in the order of the snapshot.

    What the policy leaves out is not among them. `at_once` is how many numbers of issues a page has. The
    snapshot has to stay open meanwhile.
    """
    (last,) = rows(attributed.issues.select(nw.col("issue").max()))[0]
    for first in range(0, (last or 0) + 1, at_once):
        yield from _page(attributed, (nw.col("issue") >= first) & (nw.col("issue") < first + at_once))


def _page(attributed: Attributed, here: nw.Expr) -> Iterator[IssueLine]:
    told = attributed.snapshot.frame("issues").filter(here).select("issue", "key", "url", "title", "source")
    issues = attributed.issues.filter(here).join(told, on="issue").sort("issue")
    asking = _asking(attributed, here)
    for row in rows(issues.select(*_TOLD)):
        yield _line(attributed, row, asking.get(row[0], []))


def _asking(attributed: Attributed, here: nw.Expr) -> dict[int, list[Asker]]:
    """Who asks for each issue."""
    found: dict[int, list[Asker]] = defaultdict(list)
    customers, scale = attributed.meanings.customers, attributed.amount_scale
    for issue, code, amount in rows(attributed.requests.filter(here).select("issue", "customer", "amount")):
        effort = Fraction(int(amount), scale)
        found[issue].append(Asker(id=customers[code].id, name=customers[code].name, effort=effort))
    return found


def _line(attributed: Attributed, row: Row, asking: list[Asker]) -> IssueLine:
    _, key, url, title, source, created, closed, kind, effort, bug, rank = row
    places, confidence = _read_at(attributed, rank)
    return IssueLine(
        key=key,
        url=url if url.startswith(("https://", "http://")) else "",
        title=title,
        source=source,
        created=_moment(created),
        closed=None if closed is None else _moment(closed),
        kind=_KINDS[kind],
        askers=tuple(sorted(asking, key=lambda one: one.id)),
        effort=Fraction(int(effort), attributed.effort_scale),
        is_bug=bool(bug),
        places=places,
        confidence=confidence,
    )


def _read_at(attributed: Attributed, rank: int | None) -> tuple[tuple[str, ...], Confidence | None]:
    """The places of a rank, and how sure it is what they say."""
    if rank is None:
        return (), None
    if rank == INHERITED:
        return (PARENT,), Confidence.INHERITED
    return attributed.meanings.places[rank], attributed.meanings.confidence(rank)


def _moment(minute: int) -> datetime:
    return _EPOCH + timedelta(minutes=minute)
