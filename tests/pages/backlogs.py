"""Whole reports to make pages of: the bundled story, a real record, and generated backlogs of any size."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file
from itertools import chain
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest

from builders import NOW, SOURCE, ago, balanced, happened, issue, milestone, snapshot
from seedcorn import story
from seedcorn.cli._sources import connector_of
from seedcorn.connector import Collecting
from seedcorn.entire import entire
from seedcorn.impact import Seen
from seedcorn.model import Event, Issue, Iteration
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register, load_register
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

RECORD = Path(__file__).parents[2] / "../shared/data/webkit-standards-positions/issues.api.2026-01-21.json.gz"
TWO_YEARS_OF_DAYS = 104 * 7
A_SPRINT = 28


def _told(facts: Snapshot, policy: Policy, register: Register | None, now: datetime) -> Report:
    return entire(Seen(case=Case(snapshot=facts, policy=policy, register=register, now=now)), public=False)


@cache
def of_story() -> Report:
    """As `seedcorn demo` tells it."""
    with (
        as_file(story.issues()) as told,
        as_file(story.policy()) as rules,
        as_file(story.register()) as names,
    ):
        connector, target = connector_of(f"export:{told}")
        items = connector.collect(target, Collecting())
        sources = (f"story:{story.SOURCE}",)
        with Snapshot.collect(items, sources=sources, collected_at=story.NOW) as facts:
            return _told(facts, load_policy(str(rules)), load_register(names), story.NOW)


@cache
def of_webkit() -> Report:
    """Other vendors' requests to one browser, as they stood in public on a day."""
    if not RECORD.exists():
        pytest.skip("the record of WebKit/standards-positions is not here")
    connector, target = connector_of(f"export:{RECORD}")
    items = connector.collect(target, Collecting())
    now = datetime(2026, 1, 21, tzinfo=UTC)
    with Snapshot.collect(items, sources=("github:WebKit/standards-positions",), collected_at=now) as facts:
        return _told(facts, load_policy(None, customer_labels=("from: *",)), None, now)


@cache
def of_many() -> Report:
    """Two thousand customers, the first of whom leads."""
    return generated(customers=2_000, issues=9_000, history=False)


@cache
def of_hundred() -> Report:
    """A hundred customers over two years of which all is known."""
    return generated(customers=100, issues=3_000)


REPORTS: MappingProxyType[str, Callable[[], Report]] = MappingProxyType(
    {"story": of_story, "webkit": of_webkit, "many": of_many, "hundred": of_hundred}
)


def generated(*, customers: int, issues: int, history: bool = True) -> Report:
    """What an audit by `balanced` says of so many, with all that is known beside it."""
    made = tuple(_issues(customers, issues))
    told = chain.from_iterable(map(_history, made)) if history else ()
    with snapshot((*made, *told), sources=(SOURCE,)) as facts:
        return _told(facts, balanced(), None, NOW)


def _issues(customers: int, number: int) -> Iterator[Issue]:
    """Issues of two years: most asked for, the first customers asking for more; half of them done."""
    draw = Random(7)
    for each in range(1, number + 1):
        # Every customer asks for something first, then few for much.
        who = each if each <= customers else 1 + int(customers * draw.random() ** 4)
        asked = f"customer: Customer {who:04} GmbH"
        kind = draw.choices((asked, "seed-corn", "chore", ""), (80, 10, 7, 3))[0]
        labels = (asked,) if each <= customers else (kind,) if kind else ()
        created = draw.uniform(1, TWO_YEARS_OF_DAYS + 200)
        is_done = draw.random() < 0.5 and each > customers
        yield issue(
            each,
            *labels,
            title=f"The {draw.choice(('import', 'export', 'search', 'invoice'))} takes part {each}",
            url=f"https://tracker.example/acme/app/issues/{each}",
            created_at=ago(created),
            closed_at=ago(draw.uniform(0, created)) if is_done else None,
            iterations=(_sprint(created),) if draw.random() < 0.3 else (),
        )


def _sprint(created: float) -> Iteration:
    place = int(created) // A_SPRINT
    return milestone(f"Release {40 - place}", due_in=A_SPRINT - place * A_SPRINT, closed=place > 1)


def _history(made: Issue) -> tuple[Event, ...]:
    age = (NOW - made.created_at).total_seconds() / 86_400
    told = [f"+{age * 0.99} label: {label}" for label in made.labels]
    told += [f"+{age * 0.95} milestone: {one.name}" for one in made.iterations]
    if made.closed_at:
        told.append(f"+{(NOW - made.closed_at).total_seconds() / 86_400} closed: ")
    return happened(made, *told)
