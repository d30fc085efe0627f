"""The cases of every rule, as data: one file a rule beside this one, named by the rule's id.

A case says what is there and what one finding must be:

    issues: {acme: 7, own: 3}        open issues, words as in builders.issues
    done: {acme: 7}                  completed five days ago
    planned: {acme: 7}               open, in the milestone "2.0" that is due in two weeks
    milestones: {1.0: {acme: 7}}     open, in milestones without a due date
    declined: {acme: 7}              declined five days ago
    groups:                          any others: words, and what all of a group have besides
      - {of: {acme: 7}, labels: [x], assignees: [kim], author: bob, type: Epic, parent: "acme/app#1",
         fields: {Team: core}, age: 40, done: 5, declined: 5, in: "2.0", dateless: "1.0",
         happened: ["+30 label: x", "-9 milestone: 2.0", "+5 eve closed: not_planned"]}  builders.happened
                                     and sprint: ["7", 20, -5]: in sprint 7, from 20 days ago, 5 days to go
    weekly: {acme: [52 x 1, 3]}      open, so many made in each week, here 1 in 52 of them and 3 in the last
    register: {acme: 100, globex:}   active customers and what they pay, or any keys of the register:
    register: {acme: {revenue: 100, seats: 5, renews: 2026-03-01}}
    period: year, company: {cash: 5} what else a register says
    checked: 2025-12-01              when somebody last looked that the register is right
    branches: {customer/acme: 5}     days since the last commit; or {days: 5, is_default: true, merged: false}
    limits, capacity, review-by      as a policy would have them
    estimates: points                the field that says how much work an issue is; without it each counts one
    expect: {scope, kind, level, measured: [value, low, high], ...}   fields of Finding; keys by their number
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders import (
    COUNTING,
    SOURCE,
    ago,
    context,
    findings_of,
    happened,
    issues,
    milestone,
    rule_ids,
    together,
)
from seedcorn.branch import Branch
from seedcorn.model import Effort, Event, Issue, Iteration
from seedcorn.policy.rulebook import rule
from seedcorn.register import Register
from seedcorn.register.loading import read_register
from seedcorn.report import Finding, Verdict
from seedcorn.yamlfile import parse

CASES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in Path(__file__).parent.glob("*.yml")}


def backlog_of(case: Mapping[str, Any]) -> tuple[Issue, ...]:
    planned = {"iterations": (milestone("2.0"),)}
    dateless = [
        issues(changes={"iterations": (milestone(str(name), due_in=None),)}, **of)
        for name, of in case.get("milestones", {}).items()
    ]
    return together(
        issues(**case.get("issues", {})),
        issues(changes={"closed_at": ago(5)}, **case.get("done", {})),
        issues(changes=planned, **case.get("planned", {})),
        issues(changes=planned | {"closed_at": ago(5)}, **case.get("planned-done", {})),
        issues(changes=declined(5), **case.get("declined", {})),
        *dateless,
        *weekly(case.get("weekly", {})),
        *map(group_of, case.get("groups", ())),
    )


def weekly(told: Mapping[str, list[int | str]]) -> Iterator[tuple[Issue, ...]]:
    """Issues of some words that were made in the middle of each week, the last week ending now."""
    for word, said in told.items():
        parts = [str(part).rpartition("x") for part in said]
        numbers = [int(number) for times, _, number in parts for _ in range(int(times or 1))]
        for weeks, number in enumerate(reversed(numbers)):
            of: dict[str, Any] = {word: number}
            yield issues(changes={"created_at": ago(7 * weeks + 3.5)}, **of)


def sprint(name: str, begun: float, ended: float) -> Iteration:
    """A sprint between two days, in days ago."""
    return Iteration(name=name, kind="sprint", start=ago(begun), end=ago(ended), closed=ended > 0)


def events_of(case: Mapping[str, Any], backlog: tuple[Issue, ...]) -> Iterator[Event]:
    """What happened to the groups, which come last in a backlog."""
    groups = case.get("groups", ())
    sizes = [len(group_of(told)) for told in groups]
    theirs = iter(backlog[len(backlog) - sum(sizes) :])
    for told, size in zip(groups, sizes, strict=True):
        for one in islice(theirs, size):
            yield from happened(one, *told.get("happened", ()))


def branches_of(case: Mapping[str, Any]) -> Iterator[Branch]:
    for name, told in case.get("branches", {}).items():
        more = dict(told) if isinstance(told, Mapping) else {"days": told}
        yield Branch(source=SOURCE, name=name, committed_at=ago(more.pop("days")), **more)


def declined(days: float) -> dict[str, Any]:
    return {"closed_at": ago(days), "state_reason": "not_planned"}


def group_of(told: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Issues of some words with what else a group says; `age`, `done` and `declined` are days ago."""
    changes: dict[str, Any] = {key: told[key] for key in ("author", "type", "parent") if key in told}
    changes |= {"assignees": tuple(told["assignees"])} if "assignees" in told else {}
    changes |= {"fields": tuple(told["fields"].items())} if "fields" in told else {}
    changes |= {"created_at": ago(told["age"])} if "age" in told else {}
    changes |= {"closed_at": ago(told["done"])} if "done" in told else {}
    changes |= declined(told["declined"]) if "declined" in told else {}
    due = {"in": 14, "dateless": None}
    iterations = [milestone(str(told[key]), due_in=days) for key, days in due.items() if key in told]
    iterations += [sprint(*told["sprint"])] if "sprint" in told else []
    changes |= {"iterations": tuple(iterations)} if iterations else {}
    return issues(labels=tuple(told.get("labels", ())), changes=changes, **told["of"])


def register_of(case: Mapping[str, Any]) -> Register | None:
    """The register of a case, read as the file of a user is."""
    if "register" not in case:
        return None
    customers = [{"id": name, **entry(told)} for name, told in case["register"].items()]
    besides = {key: case[key] for key in ("period", "company", "checked") if key in case}
    return read_register(parse(yaml.safe_dump({**besides, "customers": customers}), "case.yml"))


def entry(told: object) -> Mapping[str, Any]:
    """What a register says of one customer; a bare number is what it pays."""
    if isinstance(told, Mapping):
        return told
    return {} if told is None else {"revenue": told}


@cache
def found(rule_id: str, name: str) -> Finding:
    """What a rule says of one of its cases, worked out once for all who ask."""
    (case,) = (each for each in CASES[rule_id]["cases"] if each["case"] == name)
    capacity = {name: Fraction(str(effort)) for name, effort in case.get("capacity", {}).items()}
    params = rule(rule_id).params.model_validate(case.get("limits", {}), by_alias=True, by_name=False)
    scope = case["expect"].get("scope")
    effort = (
        Effort(unit=case["estimates"], place=f"field:{case['estimates']}")
        if "estimates" in case
        else Effort()
    )
    backlog = backlog_of(case)
    with context(
        (*backlog, *events_of(case, backlog), *branches_of(case)),
        counting=replace(COUNTING, effort=effort),
        customers=register_of(case),
        capacity=capacity,
        review_by=case.get("review-by"),
    ) as seen:
        findings = findings_of(rule_id, seen, params)
    named = [one for one in findings if scope in (None, one.scope)]
    assert named, [one.scope for one in findings]
    return named[0]


@pytest.mark.parametrize(
    ("rule_id", "case"),
    [
        pytest.param(rule_id, case, id=f"{rule_id}: {case['case']}")
        for rule_id, file in sorted(CASES.items())
        for case in file["cases"]
    ],
)
def test_case(rule_id: str, case: dict[str, Any]) -> None:
    finding = found(rule_id, case["case"])
    assert {name: said(finding, name) for name in case["expect"]} == case["expect"]
    assert finding.rule == rule_id
    if finding.kind is Verdict.FAIL:
        assert finding.remedy


def said(finding: Finding, name: str) -> object:
    """A field of a finding as a case writes it: numbers as fractions, several issues as how many they are."""
    match name, getattr(finding, name):
        case "measured", interval:
            bounds = (interval.value, interval.low, interval.high)
            return [str(bound) for bound in bounds] if interval.low != interval.high else str(interval.value)
        case _, Fraction() as number:
            return str(number)
        case _, value:
            return value


@pytest.mark.parametrize("rule_id", rule_ids())
def test_every_rule_has_its_cases(rule_id: str) -> None:
    file = CASES[rule_id]
    kinds = {case["expect"]["kind"] for case in file["cases"]}
    wanted = {"pass", "fail", "open", "notApplicable"} - set(file.get("never", {}))
    assert kinds == wanted
    assert {"exactly at the limit"} <= {case["case"] for case in file["cases"]}
