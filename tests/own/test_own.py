"""A team's own rules: what each measures, where it abstains, and that its bounds hold whatever is unknown."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, issue, issues, milestone, register, together
from seedcorn.model import Customer, Issue
from seedcorn.own import MEASURES, own_rule
from seedcorn.register import Register
from seedcorn.report import Finding, Unit, Verdict

PAYING = register(
    Customer(id="acme", name="acme", segment="big", revenue=Fraction(60)),
    Customer(id="globex", name="globex", segment="small", revenue=Fraction(30)),
    Customer(id="initech", name="initech", segment="small", revenue=Fraction(10)),
)


def found(
    backlog: tuple[Issue, ...], written: Mapping[str, Any], customers: Register | None = None
) -> Finding:
    """The finding of a rule as a policy writes it, on a backlog."""
    model = MEASURES[written["measure"]]
    own = model.model_validate({"title": "Things", **written}, by_alias=True, by_name=False)
    with context(backlog, customers=customers) as seen:
        (finding,) = own_rule("own.things", own).findings(seen, own)
    assert finding.rule == "own.things"
    return finding


def bounds(finding: Finding) -> tuple[str, str, str]:
    assert finding.measured is not None
    return str(finding.measured.value), str(finding.measured.low), str(finding.measured.high)


CUSTOM = {"measure": "share", "where": {"label": "custom*"}, "warning": "20%"}


def custom(marked: int, other: int, unknown: int = 0) -> tuple[Issue, ...]:
    return together(issues(own=marked, labels=("Custom work",)), issues(own=other, unknown=unknown))


@pytest.mark.parametrize(
    ("marked", "other", "unknown", "kind", "expected"),
    [
        (3, 7, 0, Verdict.FAIL, ("3/10", "3/10", "3/10")),
        (2, 8, 0, Verdict.PASS, ("1/5", "1/5", "1/5")),  # exactly at the limit
        (1, 9, 0, Verdict.PASS, ("1/10", "1/10", "1/10")),
        (1, 7, 2, Verdict.OPEN, ("1/10", "1/10", "3/10")),
        (3, 5, 2, Verdict.FAIL, ("3/10", "3/10", "1/2")),
    ],
)
def test_a_share(marked: int, other: int, unknown: int, kind: Verdict, expected: tuple[str, ...]) -> None:
    finding = found(custom(marked, other, unknown), CUSTOM)
    assert finding.kind is kind
    assert bounds(finding) == expected
    if kind is Verdict.OPEN:
        assert finding.settle_total == 1
    if kind is Verdict.FAIL:
        assert finding.evidence_total == marked
        assert finding.remedy


def test_a_share_of_few_issues_says_nothing() -> None:
    finding = found(custom(3, 6), CUSTOM)
    assert (finding.kind, finding.message) == (Verdict.NOT_APPLICABLE, "needs 10 issues, found 9")


def test_a_share_within_a_part() -> None:
    backlog = together(custom(3, 9), issues(own=20, labels=("chore",), changes={"assignees": ("kim",)}))
    within = {"within": {"not": {"assignee": "*"}}}
    assert bounds(found(backlog, {**CUSTOM, **within})) == ("1/4", "1/4", "1/4")


def test_nobody_assigned_is_a_fact_and_no_unknown() -> None:
    backlog = together(issues(unknown=6, changes={"assignees": ("kim",)}), issues(unknown=4))
    finding = found(backlog, {"measure": "share", "where": {"assignee": "*"}, "error": "50%"})
    assert bounds(finding) == ("3/5", "3/5", "3/5")
    assert finding.kind is Verdict.FAIL


def test_what_must_not_hold_can_also_come_to_hold() -> None:
    finding = found(custom(2, 4, 4), {**CUSTOM, "where": {"not": {"label": "custom*"}}, "warning": "90%"})
    assert bounds(finding) == ("4/5", "2/5", "4/5")


@pytest.mark.parametrize(
    ("by", "subject", "scope", "expected"),
    [
        ("customer", "acme", "open backlog", ("3/5", "3/7", "5/7")),
        ("segment", None, "segment: big", ("3/5", "3/7", "5/7")),
        ("assignee", None, "assignee: kim", ("3/7", "3/7", "3/7")),
        ({"label": "customer: g*"}, None, "label: customer: globex", ("2/7", "2/7", "3/7")),
    ],
)
def test_the_largest_share(by: object, subject: str | None, scope: str, expected: tuple[str, ...]) -> None:
    backlog = together(issues(acme=6, changes={"assignees": ("kim",)}), issues(globex=4, unknown=4))
    finding = found(backlog, {"measure": "share", "by": by, "warning": "1%"}, PAYING)
    assert (finding.subject, finding.scope) == (subject, scope)
    if isinstance(by, dict):
        assert bounds(finding)[0] == expected[0]
    else:
        assert bounds(finding) == expected


@pytest.mark.parametrize(
    ("by", "expected", "subject"),
    [(None, "9/10", None), ("customer", "3/5", "acme"), ("segment", "3/5", None)],
)
def test_revenue_behind_requests(by: str | None, expected: str, subject: str | None) -> None:
    where = {"where": {"label": "customer: *"}} if by is None else {}
    finding = found(
        issues(acme=1, globex=1),
        {"measure": "share", "of": "revenue", "by": by, "warning": "5%", **where},
        PAYING,
    )
    assert (bounds(finding)[0], finding.subject) == (expected, subject)
    assert finding.private
    assert found(
        issues(acme=1), {"measure": "share", "of": "revenue", "by": "customer", "warning": "5%"}
    ).message == ("needs revenue in a register of customers")


def test_a_count_and_a_floor() -> None:
    written = {"measure": "count", "where": {"age": ">365d"}, "warning": 2}
    old = issues(own=3, changes={"created_at": ago(400)})
    assert found(together(old, issues(own=1)), written).kind is Verdict.FAIL
    assert found(together(old[:2], issues(own=1)), written).kind is Verdict.PASS
    floor = {"measure": "count", "by": "customer", "keep": "at-least", "warning": 3}
    finding = found(issues(acme=1, globex=1, unknown=2), floor)
    assert (finding.kind, finding.unit, bounds(finding)) == (Verdict.OPEN, Unit.CUSTOMERS, ("2", "2", "4"))
    assert found((), written).kind is Verdict.NOT_APPLICABLE


def test_a_ratio() -> None:
    written = {"measure": "ratio", "where": {"work": "bug"}, "to": {"label": "custom*"}, "warning": 2}
    backlog = together(issues(bug=9), issues(own=3, labels=("custom",)))
    assert bounds(found(backlog, written)) == ("3", "3", "3")
    assert found(issues(bug=10), written).kind is Verdict.NOT_APPLICABLE
    beside = {"measure": "ratio", "by": "customer", "warning": 2}
    finding = found(issues(acme=6, globex=2, initech=2), beside)
    assert (finding.subject, bounds(finding)[0], finding.unit) == ("acme", "3", Unit.TIMES)
    assert found(issues(acme=6, globex=6), beside).kind is Verdict.NOT_APPLICABLE


def test_days() -> None:
    young, old = ({"created_at": ago(days)} for days in (10, 100))
    backlog = together(issues(acme=5, changes=young), issues(globex=5, changes=old))
    written = {"measure": "days", "where": {"work": "requested"}, "warning": 60}
    assert bounds(found(backlog, written)) == ("55", "55", "55")
    by = found(backlog, {**written, "by": "customer"})
    assert (by.subject, bounds(by), by.evidence_total) == ("globex", ("100", "100", "100"), 5)
    done = issues(own=5, changes={"created_at": ago(30), "closed_at": ago(10)})
    assert bounds(found(done, {"measure": "days", "scope": "completed", "warning": 5}))[0] == "20"
    assert found(issues(own=4), {"measure": "days", "warning": 5}).message == "needs 5 such issues"


def test_scopes() -> None:
    planned = issues(acme=10, changes={"iterations": (milestone(),)})
    rule = {"measure": "share", "by": "customer", "warning": "50%"}
    assert found(planned, {**rule, "scope": "iteration"}).scope == "milestone: 2.0"
    assert found(issues(acme=10), {**rule, "scope": "iteration"}).kind is Verdict.NOT_APPLICABLE
    declined = issues(acme=10, changes={"closed_at": ago(3), "state_reason": "not_planned"})
    assert found(declined, {**rule, "scope": "declined"}).kind is Verdict.FAIL
    assert found(declined, {**rule, "scope": "completed"}).kind is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("written", "private"),
    [
        (CUSTOM, False),
        ({"measure": "count", "by": "customer", "warning": 1}, False),
        ({"measure": "count", "by": "segment", "warning": 1}, True),
        ({"measure": "count", "by": "assignee", "warning": 1}, True),
        ({"measure": "count", "where": {"any": [{"not": {"segment": "smb"}}]}, "warning": 1}, True),
        ({"measure": "ratio", "where": {"work": "bug"}, "to": {"segment": "smb"}, "warning": 1}, True),
    ],
)
def test_what_only_the_register_knows_and_what_is_about_people_is_private(
    written: Mapping[str, Any], *, private: bool
) -> None:
    assert found(custom(3, 9), written, PAYING).private is private


WHERE = st.sampled_from(
    [
        {"label": "custom*"},
        {"work": ["requested", "bug"]},
        {"customer": "acme"},
        {"segment": "small"},
        {"askers": ">=1"},
        {"not": {"label": "customer: *"}},
        {"any": [{"label": "bug"}, {"customer": "globex"}]},
        {"all": [{"assignee": "kim"}, {"not": {"work": "own"}}]},
        {"assignee": "kim"},
    ]
)
RULES = st.one_of(
    st.fixed_dictionaries({"measure": st.just("share"), "where": WHERE, "within": st.none() | WHERE}),
    st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["share", "count", "ratio"]),
            "where": st.none() | WHERE,
            "by": st.sampled_from(["customer", "segment", "assignee", "label"]),
        }
    ),
    st.fixed_dictionaries({"measure": st.just("count"), "where": WHERE}),
    st.fixed_dictionaries({"measure": st.just("ratio"), "where": WHERE, "to": WHERE}),
    st.fixed_dictionaries(
        {"measure": st.just("days"), "where": WHERE, "by": st.sampled_from([None, "customer", "label"])}
    ),
    st.fixed_dictionaries(
        {
            "measure": st.just("share"),
            "of": st.just("revenue"),
            "where": WHERE,
            "by": st.sampled_from([None, "customer", "segment"]),
        }
    ),
)
KNOWN = st.dictionaries(
    st.sampled_from(["acme", "globex", "initech", "own", "bug", "nameless"]), st.integers(1, 6), max_size=5
)
SAID = st.lists(
    st.sampled_from(["customer: acme", "customer: globex", "customer: new", "bug", "chore", "custom"])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(known=KNOWN, busy=KNOWN, unknown=st.integers(1, 4), said=SAID, written=RULES)
def test_whatever_the_unknown_turn_out_to_be_the_number_stays_within_its_bounds(
    known: dict[str, Any], busy: dict[str, Any], unknown: int, said: list[str], written: dict[str, Any]
) -> None:
    """The unlabelled get labels; what a rule then measures lies in the interval it gave before."""
    limit = "50%" if written["measure"] == "share" else 1
    busied = {"assignees": ("kim",), "created_at": ago(7)}
    before = together(issues(**known), issues(changes=busied, **busy), [issue(1)] * unknown)
    labels = [tuple(said[place::unknown]) for place in range(unknown)]
    after = (
        *before[:-unknown],
        *(replace(one, labels=now) for one, now in zip(before[-unknown:], labels, strict=True)),
    )
    rule = {**written, "warning": limit}
    was, is_now = (found(backlog, rule, PAYING) for backlog in (before, after))
    if was.measured and is_now.measured:
        assert was.measured.low <= is_now.measured.value <= was.measured.high
