"""A real record put back to 102 past days, beside what was counted on each of them.

The record of WebKit's positions was saved 102 times from 2023-06-28 to 2026-01-21. Its events are the
differences from one saving to the next, its counts are how many open issues bore each `from:` label. What
the file leaves out, and what follows from it:

- Each change is dated by the first saving that shows it, up to 110 days late. All counts are of savings too,
  so that no day is off for it; only between two of them nobody knows.
- What stood in the first saving never came, and an issue that was new in one has no events for the labels it
  had there, nor for having been closed by then. These stood from the start; closing has its own date.
- Two issues were closed before the first saving and opened again later: they count as closed from the start.
- One issue was made in another repository in 2020 and moved here between the savings of 2024-05-22 and
  2024-06-12, and kept its date. It has no `from:` label; in the number of open issues it is one too many for
  23 savings. Its number, which is between those of 2024, tells when it came.
- One issue of the saving of 2025-02-22 is in none after it. It was closed, and is in no count here.
- No label was renamed.

None of these makes a difference by label, so none is allowed, on any of the 102 days.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from seedcorn.connector import Item
from seedcorn.engine import rows
from seedcorn.model import CLOSED, Event, Issue
from seedcorn.snapshot import Snapshot, minutes, rewound

DATA = Path(__file__).parents[2] / "../shared/data/webkit-standards-positions"
SOURCE = "github:WebKit/standards-positions"
READ_AT = datetime(2026, 1, 21, 2, 0, 17, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the record is not here ({DATA})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What was counted on a day: the open issues, and those of them that bear each label."""

    at: datetime
    open: int
    by_label: Mapping[str, int]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@cache
def told() -> tuple[dict[str, Any], ...]:
    """The issues as they are now, by number."""
    found = json.loads((DATA / "issues-facts.2026-01-21.json").read_text())
    return tuple(sorted(found, key=lambda issue: int(issue["number"])))


def issues() -> Iterator[Issue]:
    for issue in told():
        closed = issue["closed_at"]
        yield Issue(
            source=SOURCE,
            key=str(issue["number"]),
            title=issue["title"],
            state=issue["state"],
            state_reason=issue["state_reason"],
            created_at=instant(issue["created_at"]),
            updated_at=instant(issue["updated_at"]),
            closed_at=closed and instant(closed),
            labels=tuple(issue["labels"]),
        )


def events() -> Iterator[Event]:
    with (DATA / "label-events.from-snapshots.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield Event(
                source=SOURCE,
                key=row["issue"],
                at=instant(row["seen_at"]),
                place="label" if row["label"] else CLOSED,
                value=row["label"],
                is_on=row["event"] in ("labeled", "closed"),
            )


def savings() -> list[Saving]:
    with (DATA / "snapshots.csv").open(newline="") as file:
        return [
            Saving(
                at=instant(row["committed_at"]),
                open=int(row["open"]),
                by_label=json.loads(row["open_by_from_label"]),
            )
            for row in csv.DictReader(file)
        ]


@cache
def moved_in() -> Mapping[str, datetime]:
    """Issues that are older than one of a lower number, and when the next one was made here."""
    found, latest = {}, instant(told()[0]["created_at"])
    for issue, following in pairwise(told()):
        made = instant(issue["created_at"])
        if made < latest:
            found[str(issue["number"])] = instant(following["created_at"])
        latest = max(latest, made)
    return found


def counted(facts: Snapshot, at: datetime) -> Saving:
    """The same of a snapshot as it stood at a moment."""
    then = rewound(facts, at)
    there = nw.col("closed").is_null() & (nw.col("created") <= minutes(at))
    open_ones = then.frame("issues").filter(there).select("issue", "key")
    labels = then.frame("vocabulary").filter(nw.col("place") == "label")
    borne = then.frame("marks").join(open_ones, on="issue").join(labels, on="mark")
    here = [key for _, key in rows(open_ones) if at >= moved_in().get(key, at)]
    said = Counter(label for (label,) in rows(borne.select("value")) if label.startswith("from:"))
    return Saving(at=at, open=len(here), by_label=said)


def differences(items: list[Item], days: list[Saving]) -> list[tuple[int, int]]:
    """For each of these savings how far the open ones are off, and the label that is off most."""
    found = []
    with Snapshot.collect(items, sources=(SOURCE,), collected_at=READ_AT) as facts:
        for saving in days:
            ours = counted(facts, saving.at)
            labels = saving.by_label.keys() | ours.by_label.keys()
            apart = [abs(saving.by_label.get(one, 0) - ours.by_label.get(one, 0)) for one in labels]
            found.append((abs(saving.open - ours.open), max(apart)))
    return found


def show(what: str, found: list[tuple[int, int]]) -> None:
    """For `pytest -s`."""
    apart = f"{max(by_label for _, by_label in found)} by label, {max(found)[0]} of all"
    print(f"\n{what} on {len(found)} days: {apart}")  # noqa: T201  # it is there to be read


def test_the_gaps_are_those_that_are_told_above() -> None:
    dates = [saving.at for saving in savings()]
    assert (len(dates), dates[-1]) == (102, READ_AT)
    longest = max(later - earlier for earlier, later in pairwise(dates))
    assert longest.days == 109
    assert {event.at for event in events()} < set(dates)
    assert len(moved_in()) == 1
    standing = {(issue.key, label) for issue in issues() for label in issue.labels}
    named = {label for _, label in standing}
    assert all(event.value in named for event in events() if event.place == "label" and event.is_on)


def test_every_count_of_every_saving_comes_out_again() -> None:
    found = differences([*events(), *issues()], savings())
    show("largest difference", found)
    assert found == [(0, 0)] * 102


def test_without_the_events_it_does_not() -> None:
    found = differences(list(issues()), savings()[::10])
    show("the same without events", found)
    assert max(by_label for _, by_label in found) > 1
