"""What a test says of a backlog -> its issues and branches, as a tracker would have told them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from seedcorn.branch import Branch
from seedcorn.model import ITERATION_KINDS, Issue, Iteration
from seedcorn.trial.keys import BranchKeys, Issues, Planned

USUAL_AGE = timedelta(days=100)
_END_OF_DAY = time(23, 59)
# Keys whose texts stand on an issue as they are, each at the place of its name.
_MARKED = (
    *("organization", "author_organization", "requester_domain", "component", "epic", "comment"),
    *("repository", "project", "topic"),
)


def issues_of(backlog: Iterable[Issues], now: datetime) -> Iterator[Issue]:
    """All issues of a case, as they stand at `now`; those without a key of their own are numbered."""
    numbers = count(1)
    for alike in backlog:
        for _ in range(alike.count):
            yield _issue(alike, next(numbers), now)


def branch_of(said: BranchKeys, now: datetime) -> Branch:
    """A branch, as it stands at `now`."""
    return Branch(
        source=said.source,
        name=said.name,
        committed_at=moment(said.committed, now),
        is_default=said.default,
        merged=said.merged,
    )


def key_of(alike: Issues, number: int) -> str:
    """How an issue is called in findings."""
    return alike.key or f"#{number}"


def moment(when: date | timedelta, now: datetime) -> datetime:
    """The beginning of a day, or so long ago."""
    return now - when if isinstance(when, timedelta) else datetime.combine(when, time(), UTC)


def span(alike: Issues, now: datetime) -> tuple[datetime, datetime | None]:
    """When an issue was opened and closed; one that does not say is a hundred days old, or older."""
    closed = None if alike.closed is None else moment(alike.closed, now)
    if alike.opened is not None:
        return moment(alike.opened, now), closed
    usual = now - USUAL_AGE
    return (usual if closed is None or closed > usual else closed - timedelta(days=1)), closed


def _issue(alike: Issues, number: int, now: datetime) -> Issue:
    created, closed = span(alike, now)
    updated = None if alike.updated is None else moment(alike.updated, now)
    return Issue(
        source=alike.source,
        key=key_of(alike, number),
        title=alike.title or f"Issue {number}",
        state="open" if closed is None else "closed",
        state_reason="not_planned" if alike.declined else None,
        created_at=created,
        updated_at=updated or closed or created,
        closed_at=closed,
        type=alike.type,
        labels=alike.labels,
        fields=_pairs(alike.fields),
        headings=_pairs(alike.form_headings),
        iterations=tuple(_iterations(alike, now)),
        assignees=alike.assignees,
        author=alike.author,
        parent=alike.parent,
        marks=tuple(_marks(alike)),
    )


def _pairs(named: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, values in named.items() for value in values)


def _marks(alike: Issues) -> Iterator[tuple[str, str]]:
    """What stands on it elsewhere, as (place, value)."""
    yield from (("past-label", label) for label in alike.past_labels)
    for key in _MARKED:
        yield from ((key.replace("_", "-"), value) for value in getattr(alike, key))
    yield from ((f"project-field:{name}", value) for name, value in _pairs(alike.project_fields))
    yield from ((f"property:{name}", value) for name, value in _pairs(alike.properties))


def _iterations(alike: Issues, now: datetime) -> Iterator[Iteration]:
    for kind in ITERATION_KINDS:
        yield from (_iteration(kind, planned, now) for planned in getattr(alike, kind))


def _iteration(kind: str, planned: Planned, now: datetime) -> Iteration:
    start = None if planned.start is None else moment(planned.start, now)
    end = None if planned.due is None else _end(planned.due, now)
    return Iteration(name=planned.name, kind=kind, start=start, end=end, closed=planned.closed)


def _end(due: date | timedelta, now: datetime) -> datetime:
    """The end of a day; "14d" is in fourteen days, where every other number of days is so long ago."""
    return now + due if isinstance(due, timedelta) else datetime.combine(due, _END_OF_DAY, UTC)
