"""The list of issues: a line each that validates, all of them add up to the report, and few are in memory."""

import json
import tracemalloc
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builders import COUNTING, NOW, ago, balanced, issue, issues, snapshot, together
from hostile_texts import TEXTS
from sample_report import HOSTILE
from seedcorn.confidence import Confidence
from seedcorn.impact import Seen
from seedcorn.issue_lines import issue_lines
from seedcorn.listing import Asker, IssueLine
from seedcorn.listings.jsonl import LISTING
from seedcorn.model import Issue
from seedcorn.report import Report
from seedcorn.supposing import Case
from trying_texts import try_each

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/issues.schema.json").read_text("utf-8"))
LINE = IssueLine(
    key="acme/app#1",
    url="https://x.example/1",
    title="T",
    source="github:acme/app",
    created=NOW,
    closed=None,
    kind="requested",
    askers=(Asker(id="acme", name="Acme", effort=Fraction(1, 3)),),
    effort=Fraction(1),
    is_bug=True,
    places=("label",),
    confidence=Confidence.RECORDED,
)


def closed_schema(schema: Any) -> Any:
    """The schema with no key allowed that it does not name."""
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed_schema(part) for name, part in schema.items()}
    return parts | ({"additionalProperties": False} if "properties" in schema else {})


VALIDATOR = Draft202012Validator(closed_schema(SCHEMA))


def read(text: str) -> list[Any]:
    assert text.isascii()
    assert "##[" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    return lines


def listed(*backlog: Issue, at_once: int = 10_000) -> tuple[Report, list[Any]]:
    with snapshot(backlog) as facts:
        policy = replace(balanced(), counting=COUNTING)
        seen = Seen(case=Case(snapshot=facts, policy=policy, register=None, now=NOW))
        lines = issue_lines(seen.context.open.attributed, at_once=at_once)
        return seen.report, read("".join(LISTING.render(lines)))


def mixed() -> tuple[Issue, ...]:
    done = issues(acme=3, own=2, changes={"closed_at": ago(5)})
    return together(issues(acme=6, globex=3, seed_and_acme=1, seed=2, own=4, unknown=2, nameless=2), done)


def test_one_line_in_full() -> None:
    (line,) = read("".join(LISTING.render([LINE])))
    assert line == {
        "key": "acme/app#1",
        "url": "https://x.example/1",
        "title": "T",
        "source": "github:acme/app",
        "state": "open",
        "created": "2026-01-21T00:00:00Z",
        "closed": None,
        "kind": "requested",
        "asked_by": [{"id": "acme", "name": "Acme", "effort": "1/3", "effort_decimal": 0.333333}],
        "effort": "1",
        "effort_decimal": 1.0,
        "bug": True,
        "places": ["label"],
        "confidence": "recorded",
    }


def test_every_key_of_the_schema_is_always_there() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])
    (line,) = read(
        "".join(LISTING.render([replace(LINE, askers=(), places=(), confidence=None, closed=NOW)]))
    )
    assert (line["state"], line["closed"], line["confidence"]) == ("closed", "2026-01-21T00:00:00Z", None)


def test_hostile_text_stays_in_its_line_and_comes_back() -> None:
    try_each(check_line, (*HOSTILE, *TEXTS))


def check_line(text: str) -> None:
    asker = Asker(id=text, name=text, effort=Fraction(1))
    written = "".join(
        LISTING.render([replace(LINE, key=text, title=text, source=text, askers=(asker,)), LINE])
    )
    assert written.count("\n") == 2
    first, _ = read(written)
    assert (first["key"], first["title"], first["asked_by"][0]["name"]) == (text, text, text)


def test_lines_add_up_to_the_report() -> None:
    report, lines = listed(*mixed())
    still_open = [line for line in lines if line["state"] == "open"]
    counts = report.attribution
    assert Counter(line["kind"] for line in still_open) == {
        "requested": counts.requested_issues,
        "own": counts.own_issues,
        "seed corn": counts.seed_corn_issues,
        "unknown": counts.unknown_issues,
    }
    asked: Counter[str] = Counter()
    demand: dict[str, Fraction] = {}
    for line in still_open:
        for one in line["asked_by"]:
            asked[one["id"]] += 1
            demand[one["id"]] = demand.get(one["id"], Fraction(0)) + Fraction(one["effort"])
    assert asked == {one.id: one.issues for one in counts.customers}
    assert demand == {one.id: one.demand for one in counts.customers}
    assert len(lines) - len(still_open) == 5


def test_an_issue_that_several_ask_for_is_split_and_one_left_out_is_no_line() -> None:
    both = issue(1, "customer: Globex", "customer: Acme", "bug")
    _, (line,) = listed(both, issue(2, "wontfix"))
    assert [one["name"] for one in line["asked_by"]] == ["Acme", "Globex"]
    assert [one["effort"] for one in line["asked_by"]] == ["1/2", "1/2"]
    assert (line["bug"], line["places"], line["confidence"]) == (True, ["label"], "recorded")


def test_an_issue_has_its_customer_from_the_one_above() -> None:
    above, below = issue(1, "customer: Acme"), issue(2, parent="acme/app#1")
    _, lines = listed(above, below)
    assert [line["places"] for line in lines] == [["label"], ["parent"]]
    assert lines[1]["confidence"] == "inherited"


def test_an_address_that_is_not_of_the_web_is_left_out() -> None:
    _, lines = listed(issue(1, url="javascript:alert(1)"), issue(2, url="https://x.example/2"))
    assert [line["url"] for line in lines] == ["", "https://x.example/2"]


@pytest.mark.parametrize("at_once", [1, 2, 7, 1000])
def test_pages_change_nothing(at_once: int) -> None:
    assert listed(*mixed(), at_once=at_once) == listed(*mixed())


def test_of_nothing_there_is_no_line() -> None:
    assert listed()[1] == []


def test_no_more_than_a_page_is_in_memory() -> None:
    backlog = tuple(issue(number, "customer: Acme", title="x" * 200) for number in range(1, 8001))
    with snapshot(backlog) as facts:
        seen = Seen(case=Case(snapshot=facts, policy=balanced(), register=None, now=NOW))
        attributed = seen.context.open.attributed
        tracemalloc.start()
        told = sum(len(piece) for piece in LISTING.render(issue_lines(attributed, at_once=200)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert told > 8000 * 300
    assert most < told / 3
