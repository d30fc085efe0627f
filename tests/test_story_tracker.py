"""The bundled story's tracker and register: repeatable, believable, and sliding as its page says it does."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedcorn import story

ROOT = Path(__file__).parents[1]


@cache
def told() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in story.issues().read_text(encoding="utf-8").splitlines())


@cache
def customers() -> dict[str, dict[str, Any]]:
    register = yaml.safe_load(story.register().read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in register["customers"]}


def issues() -> list[dict[str, Any]]:
    return [issue for issue in told() if "pull_request" not in issue]


def labels(issue: dict[str, Any]) -> set[str]:
    return {label["name"] for label in issue["labels"]}


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def asking(issue: dict[str, Any]) -> set[str]:
    """The names, as written, in the labels for customers and prospects."""
    found = (re.fullmatch("(?i:customer|prospect):(.+)", name) for name in labels(issue))
    return {match[1].strip() for match in found if match}


def answer(issue: dict[str, Any]) -> str:
    """What the form's heading Customer was answered with, "" without an answer."""
    found = re.search(r"^### Customer\n\n(.+)$", issue["body"], re.MULTILINE)
    return found[1] if found and found[1] != "_No response_" else ""


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_story.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "TZ": "UTC-13"}
    command = [sys.executable, str(script), str(tmp_path)]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert (tmp_path / story.issues().name).read_bytes() == story.issues().read_bytes()


def test_it_is_as_large_as_it_says() -> None:
    assert (len(told()), len(issues()), len(customers())) == (307, 300, 25)
    assert len(story.issues().read_bytes()) < 300_000
    first, last = (moment(told()[index]["created_at"]) for index in (0, -1))
    assert story.FIRST_DAY <= first < last < story.NOW
    assert timedelta(days=700) < last - first < timedelta(days=731)


def test_issues_are_as_the_tracker_gives_them() -> None:
    keys = {
        *("number", "title", "state", "state_reason", "html_url", "user", "labels", "milestone", "assignees"),
        *("created_at", "updated_at", "closed_at", "body"),
    }
    assert all(set(issue) - {"pull_request"} == keys for issue in told() if "pull_request" in issue)
    assert all(set(issue) == keys | {"events"} for issue in issues())
    assert [issue["number"] for issue in told()] == list(range(1, 308))
    assert len({issue["title"] for issue in told()}) == 307
    assert {(issue["state"], issue["state_reason"]) for issue in issues()} == {
        ("open", None),
        ("closed", "completed"),
        ("closed", "not_planned"),
    }


def test_time_runs_forward() -> None:
    created = [moment(issue["created_at"]) for issue in told()]
    assert created == sorted(created)
    for issue in told():
        born, touched = moment(issue["created_at"]), moment(issue["updated_at"])
        assert born < touched < story.NOW
        assert (issue["closed_at"] is None) == (issue["state"] == "open")
        assert issue["closed_at"] is None or born < moment(issue["closed_at"]) <= touched


def test_customers_are_named_in_every_way_a_tracker_knows() -> None:
    prefixed = [issue for issue in issues() if issue["title"].startswith("[")]
    by_form = [issue for issue in issues() if answer(issue)]
    assert len(prefixed) >= 10
    assert len(by_form) >= 10
    assert not any(asking(issue) for issue in by_form)
    every = {name for issue in issues() for name in labels(issue)}
    assert {"customer: HVG", "customer: haldervane spas", "customer:Haldervane Retail"} < every
    assert len({name.casefold() for name in every}) == len(every), "a tracker keeps one spelling of a label"
    assert len([issue for issue in issues() if len(asking(issue)) > 1]) >= 5


def test_two_names_are_not_in_the_register_and_one_of_them_nearly_is() -> None:
    known = {
        name.casefold().replace(" ", "")
        for entry in customers().values()
        for name in (entry["id"], entry["name"], *entry.get("aliases", ()))
    }
    asked = {name for issue in issues() for name in asking(issue)} - {"crowd"}
    strangers = {name for name in asked if name.casefold().replace(" ", "") not in known}
    assert strangers == {"Brambelcup Bakery", "Tansywick Looms"}


def test_the_register_has_all_kinds_of_customers_and_one_that_pays_for_all() -> None:
    entries = customers().values()
    assert Counter(entry["status"] for entry in entries) == {
        "active": 17,
        "churned": 5,
        "prospect": 2,
        "internal": 1,
    }
    revenue = {key: entry["revenue"] for key, entry in customers().items() if "revenue" in entry}
    group = sum(amount for key, amount in revenue.items() if key.startswith("haldervane"))
    assert group * 100 == 78 * sum(revenue.values())
    assert {entry["parent"] for entry in entries if "parent" in entry} == {"haldervane", "cobblegate"}


def test_nobody_asks_who_was_not_yet_or_no_longer_a_customer() -> None:
    entries = {entry["name"].casefold(): entry for entry in customers().values()}
    for issue in issues():
        day = moment(issue["created_at"]).date()
        for name in (*asking(issue), answer(issue)):
            entry = entries.get(name.casefold(), {})
            assert entry.get("started", day) <= day <= entry.get("ended", day), issue["title"]


def is_big(issue: dict[str, Any]) -> bool:
    return bool(
        re.search(r"haldervane|hvg|hv ", f"{asking(issue)}{answer(issue)}{issue['title']}".casefold())
    )


def completed(begin: str, end: str) -> list[dict[str, Any]]:
    return [
        issue
        for issue in issues()
        if issue["state_reason"] == "completed" and begin <= issue["closed_at"] < end
    ]


def test_it_begins_healthy() -> None:
    done = completed("2024-01", "2024-09")
    seeds = [issue for issue in done if "seed-corn" in labels(issue)]
    assert 18 <= 100 * len(seeds) / len(done) <= 23
    assert not any(is_big(issue) for issue in done)


def test_seed_corn_ends() -> None:
    assert not [issue for issue in completed("2025-01", "2026-01") if "seed-corn" in labels(issue)]
    waiting = [issue for issue in issues() if issue["state"] == "open" and "seed-corn" in labels(issue)]
    assert len(waiting) == 11
    assert all("on hold" in labels(issue) for issue in waiting)
    assert len([issue for issue in waiting if asking(issue)]) == 3
    assert not [issue for issue in waiting if (issue["milestone"] or {}).get("title") == "December 2025"]


def test_the_small_are_refused_more_and_more_and_the_big_one_is_not() -> None:
    def refused(begin: str, end: str) -> float:
        closed = [issue for issue in issues() if begin <= (issue["closed_at"] or "") < end]
        small = [issue for issue in closed if (asking(issue) or answer(issue)) and not is_big(issue)]
        return [issue["state_reason"] for issue in small].count("not_planned") / len(small)

    assert refused("2024-01", "2024-09") < 0.2
    assert refused("2025-01", "2026-01") > 0.6
    assert [issue["state_reason"] for issue in issues() if is_big(issue)].count("not_planned") == 1


def test_prospects_are_turned_away() -> None:
    asked = [issue for issue in issues() if any(name.startswith("prospect") for name in labels(issue))]
    assert len(asked) >= 8
    late = {issue["state_reason"] for issue in asked if issue["created_at"] > "2024-10"}
    assert late == {"not_planned"}


def test_milestones_are_months_and_go_lives_with_dates() -> None:
    found = {
        (issue["milestone"]["title"], issue["milestone"]["due_on"], issue["milestone"]["state"])
        for issue in issues()
        if issue["milestone"]
    }
    assert len({title for title, _, _ in found}) == len(found)
    assert {(title, due) for title, due, state in found if state == "open"} == {
        ("December 2025", "2025-12-31T08:00:00Z"),
        ("January 2026", "2026-01-31T08:00:00Z"),
        ("Haldervane resorts go-live", "2026-02-27T08:00:00Z"),
        ("Platform 3 (on hold)", None),
    }
    assert all(moment(due) < story.NOW for _, due, state in found if state == "closed")


BRANDS = (
    "amazon|android|apple|atlassian|chrome|etsy|facebook|github|gitlab|google|hilton|hubspot|ibm|instagram|"
    "iphone|jira|klarna|mailchimp|marriott|mastercard|microsoft|oracle|outlook|paypal|salesforce|shopify|slack|"
    "spotify|squarespace|stripe|tiktok|twitter|visa|whatsapp|windows|wordpress|yahoo|youtube|zendesk|zoom"
)


@pytest.mark.parametrize("part", [story.issues, story.register, story.policy])
def test_no_real_brand_is_in_it(part: Callable[[], Traversable]) -> None:
    text = part().read_text(encoding="utf-8").casefold()
    assert len(text) > 500
    assert not re.findall(rf"\b({BRANDS})\b", text)


def quarter(moment_text: str) -> str:
    return f"{moment_text[:4]} Q{(int(moment_text[5:7]) + 2) // 3}"


def by_quarter() -> dict[str, tuple[int, ...]]:
    """Per quarter: asked for, done, of that seed corn and for the big one, small ones' done and declined."""
    table: dict[str, Counter[str]] = {}
    for issue in issues():
        table.setdefault(quarter(issue["created_at"]), Counter())["asked"] += 1
        if not issue["closed_at"]:
            continue
        row = table.setdefault(quarter(issue["closed_at"]), Counter())
        reason = issue["state_reason"]
        row[reason] += 1
        row[f"seed {reason}"] += "seed-corn" in labels(issue)
        row[f"big {reason}"] += is_big(issue)
        row[f"small {reason}"] += is_small(issue)
    done = ("completed", "seed completed", "big completed", "small completed")
    columns = ("asked", *done, "small not_planned")
    return {name: tuple(row[column] for column in columns) for name, row in sorted(table.items())}


def is_small(issue: dict[str, Any]) -> bool:
    """Whether a customer or prospect asked for it who is not the big one."""
    named = asking(issue) - {"crowd", "internal"} or answer(issue) or issue["title"].startswith("[")
    return bool(named) and not is_big(issue)


def test_the_page_tells_the_numbers_of_the_data() -> None:
    page = (ROOT / "docs" / "story.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (20\d\d Q\d) \| ([\d |]+) \|$", page, re.MULTILINE)
    assert {name: tuple(map(int, cells.split(" | "))) for name, cells in rows} == by_quarter()
