"""What goes with customers who leave: what they alone asked for, and their names on what others want too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.backlog import Backlog
from seedcorn.engine import rows
from seedcorn.errors import UsageError
from seedcorn.meanings import names_in
from seedcorn.metrics.resilience import a_tenth
from seedcorn.metrics.revenue import untold
from seedcorn.model import Customer, Status
from seedcorn.register import Register, normalised, payers
from seedcorn.snapshot import Snapshot

Word = tuple[str, str]
Lost = tuple[set[int], set[tuple[int, int]], dict[int, list[Word]]]


def largest_tenth(backlog: Backlog, register: Register | None, now: datetime) -> tuple[Customer, ...]:
    """The tenth of the customers whose loss costs most: by revenue where all of it is known, else by demand.

    Source: 37signals, "The biggest customer conundrum" (02:00).
    """
    paying = payers(register, now.date())
    if not untold(paying):
        ordered = sorted(paying, key=lambda payer: (-(payer.revenue or 0), payer.customer.id))
        return tuple(payer.customer for payer in ordered[: a_tenth(len(ordered))])
    return tuple(demand.customer for demand in backlog.demands[: a_tenth(len(backlog.demands))])


def lost(
    snapshot: Snapshot, attributed: Attributed, register: Register | None, losing: Iterable[str]
) -> Lost:
    """The issues that go with these customers; on shared ones the marks that named them, and what stays.

    Raises UsageError where nobody is called so.
    """
    codes = [code for name in losing for code in _codes(attributed, register, name)]
    asked = attributed.requests.filter(nw.col("customer").is_in(codes)).select("issue", "customer")
    askers = attributed.requests.group_by("issue").agg(nw.len().alias("askers"))
    affected = asked.group_by("issue").agg(nw.len().alias("lost")).join(askers, on="issue")
    found = rows(affected.select("issue", "lost", "askers"))
    gone = {issue for issue, lost_ones, all_ones in found if lost_ones == all_ones}
    shared = {issue for issue, *_ in found} - gone
    return gone, *_renamed(snapshot, attributed, set(codes), shared)


def without(register: Register | None, losing: Iterable[str], now: datetime) -> Register | None:
    """The register after these customers, and all of their groups, have gone."""
    if register is None:
        return None
    entries = (register.find(name) for name in losing)
    roots = {register.root(entry.id).id for entry in entries if entry is not None}
    if not roots:
        return register
    customers = tuple(
        replace(one, status=Status.CHURNED, ended=now.date()) if register.root(one.id).id in roots else one
        for one in register.customers
    )
    return replace(register, customers=customers)


def _codes(attributed: Attributed, register: Register | None, name: str) -> Iterator[int]:
    """The code of a customer by any of its names. Raises UsageError where nobody is called so."""
    entry = register.find(name) if register else None
    root = register.root(entry.id).id if register and entry else None
    wanted = {root, normalised(name)}
    found = [
        code
        for code, customer in enumerate(attributed.meanings.customers)
        if wanted & {customer.id, normalised(customer.name)}
    ]
    if not found and entry is None:
        raise UsageError(f"no customer is called {name}", hint="write the name as the report does")
    yield from found


def _renamed(
    snapshot: Snapshot, attributed: Attributed, codes: set[int], shared: set[int]
) -> tuple[set[tuple[int, int]], dict[int, list[Word]]]:
    """Marks to take off shared issues; where such a mark names others too, what it says without the lost."""
    customers = attributed.meanings.customers
    naming: dict[int, set[int]] = {}
    for meant in attributed.meanings.meant:
        if meant.customer is not None:
            naming.setdefault(meant.mark, set()).add(meant.customer)
    telling = {mark: named for mark, named in naming.items() if named & codes}
    words = {mark: (place, value) for mark, place, value in snapshot.vocabulary() if mark in telling}
    standing = snapshot.frame("marks").filter(nw.col("mark").is_in(sorted(telling)))
    taken_off: set[tuple[int, int]] = set()
    put_on: dict[int, list[Word]] = {}
    for issue, mark in rows(standing.select("issue", "mark")):
        if issue in shared:
            taken_off.add((issue, mark))
            lost = {
                normalised(text)
                for code in telling[mark] & codes
                for text in (customers[code].id, customers[code].name, *customers[code].aliases)
            }
            left = _left(words[mark], lost) if telling[mark] - codes else None
            if left is not None:
                put_on.setdefault(issue, []).append(left)
    return taken_off, put_on


def _left(word: Word, lost: set[str]) -> Word | None:
    """A mark that lists several names, without those that are lost."""
    place, value = word
    lead, space, listed = value.partition(" ") if place == "comment" else ("", "", value)
    names = [name for name in names_in(place, listed) if normalised(name) not in lost]
    return (place, f"{lead}{space}{', '.join(names)}") if names else None
