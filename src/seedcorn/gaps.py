"""What could not be read of issues that are all there, and which rules cannot judge without it."""

from collections.abc import Iterable, Iterator

from seedcorn.model import ITERATION_KINDS, PARENT, Counting, Gap, Meaning
from seedcorn.report import Finding, Verdict
from seedcorn.rule import Need, Rule
from seedcorn.snapshot import Snapshot

_SAYS = {
    Meaning.CUSTOMER: Need.CUSTOMERS,
    Meaning.PROSPECT: Need.CUSTOMERS,
    Meaning.NAMELESS: Need.CUSTOMERS,
    Meaning.OWN: Need.OWN,
    Meaning.BUG: Need.OWN,
    Meaning.SEED_CORN: Need.SEED_CORN,
}


def gaps_of(snapshot: Snapshot) -> tuple[Gap, ...]:
    """What is missing; not what one source does not have by its nature and another has."""
    known = {place for _, place, _ in snapshot.vocabulary()} if snapshot.gaps else set()
    return tuple(gap for gap in snapshot.gaps if not (gap.absent and gap.place in known))


def missing(gap: Gap, counting: Counting) -> frozenset[Need]:
    """What a policy would have read at the place of a gap; nothing where it does not look there."""
    return frozenset(need for place, need in _read(counting) if _is_of(place, gap.place))


def _read(counting: Counting) -> Iterator[tuple[str, Need]]:
    yield PARENT, Need.CUSTOMERS
    yield from ((kind, Need.ITERATIONS) for kind in ITERATION_KINDS)
    yield from ((estimate.place, Need.EFFORT) for estimate in counting.effort.estimates)
    for pattern in counting.patterns:
        if pattern.meaning is Meaning.REPORT:  # it is on issues of our own making, which have it
            continue
        # What is ignored would be in every number: nothing can be judged without it.
        needs = [_SAYS[pattern.meaning]] if pattern.meaning in _SAYS else list(Need)
        yield from ((pattern.place, need) for need in needs)


def _is_of(place: str, unread: str) -> bool:
    """Whether a place is the one that could not be read, or one of all its kind ("field:*")."""
    return place == unread or (unread.endswith(":*") and place.startswith(unread.removesuffix("*")))


def is_looked_at(gap: Gap, places: Iterable[str]) -> bool:
    """Whether the place of a gap is one of these."""
    return any(_is_of(place, gap.place) for place in places)


def silenced(
    rule: Rule,
    findings: Iterable[Finding],
    gaps: Iterable[Gap],
    counting: Counting,
    *,
    places: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """The findings of one rule; where it needs what could not be read, it abstains and says what that is.

    `places` are those that it looks at besides what the policy counts by.
    """
    gaps = tuple(gaps)
    unread = [(gap, f"{need}, and ") for gap in gaps for need in sorted(missing(gap, counting) & rule.needs)]
    unread += [(gap, "what stands there: ") for gap in gaps if is_looked_at(gap, places)]
    if not unread:
        yield from findings
        return
    gap, need = unread[0]
    said = f"needs {need}{gap.place.replace(':', ' ', 1)} could not be read"
    for scope in dict.fromkeys(finding.scope for finding in findings):
        yield Finding(rule=rule.id, kind=Verdict.NOT_APPLICABLE, scope=scope, message=said, unread=gap.place)
