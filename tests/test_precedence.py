"""Several places that name somebody: the first decides, and two records that disagree are remembered."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from builders import COUNTING, balanced, context, issue, policy, register, report
from seedcorn.confidence import Confidence
from seedcorn.model import Counting, Customer, Gap, Issue, Meaning, Pattern, Split, Status
from seedcorn.report import Finding, Reading

LABEL, FIELD, FORM, OTHERS = "label", "field:customer", "heading:customer", "organization"


def counting(*places: str, meaning: Meaning = Meaning.CUSTOMER, **known: Any) -> Counting:
    """A policy that reads names in these places, the first first, beside the flags of COUNTING."""
    globs = {LABEL: "customer: *"}
    flags = [one for one in COUNTING.patterns if one.meaning not in (Meaning.CUSTOMER, Meaning.PROSPECT)]
    asking = [
        Pattern(place=place, glob=globs.get(place, "*"), meaning=meaning, rank=rank)
        for rank, place in enumerate(places)
    ]
    return Counting(patterns=(*flags, *asking), **known)


def asked(*labels: str, field: str | None = None, form: str | None = None, **changes: Any) -> Issue:
    fields = (("Customer", field),) if field else ()
    headings = (("Customer", form),) if form else ()
    return issue(1, *labels, fields=fields, headings=headings, **changes)


def askers(one: Issue, by: Counting, *entries: Customer) -> dict[str, Fraction]:
    with context([one], counting=by, customers=register(*entries) if entries else None) as seen:
        return {demand.customer.id: demand.effort for demand in seen.open.demands}


def test_the_first_place_that_names_anybody_decides() -> None:
    both = asked("customer: Acme", field="Globex")
    assert askers(both, counting(LABEL, FIELD)) == {"acme": 1}
    assert askers(both, counting(FIELD, LABEL)) == {"globex": 1}
    assert askers(asked("customer: Acme"), counting(FIELD, LABEL)) == {"acme": 1}
    assert askers(asked(field="Globex"), counting(LABEL, FIELD)) == {"globex": 1}


def test_several_names_in_the_first_place_count_together() -> None:
    one = asked("customer: Acme", "customer: Hooli", field="Globex, Initech")
    assert askers(one, counting(LABEL, FIELD)) == {"acme": Fraction(1, 2), "hooli": Fraction(1, 2)}
    assert askers(one, counting(FIELD, LABEL)) == {"globex": Fraction(1, 2), "initech": Fraction(1, 2)}
    assert askers(one, counting(FIELD, LABEL, split=Split.FIRST)) == {"globex": 1}


def test_places_of_one_rank_count_together() -> None:
    alike = tuple(replace(one, rank=0) for one in counting(LABEL, FIELD).patterns)
    one = asked("customer: Acme", field="Globex")
    assert askers(one, Counting(patterns=alike)) == {"acme": Fraction(1, 2), "globex": Fraction(1, 2)}


def test_a_flag_or_a_crowd_counts_only_where_nobody_is_named() -> None:
    crowd = Customer(id="all", name="Everybody", status=Status.CROWD)
    flagged = asked("customer request", form="Globex")
    assert askers(flagged, counting(LABEL, FORM)) == {"globex": 1}
    assert askers(asked("customer: Globex", field="Everybody"), counting(FIELD, LABEL), crowd) == {
        "globex": 1
    }
    with context(
        [asked(field="Everybody")], counting=counting(FIELD, LABEL), customers=register(crowd)
    ) as seen:
        assert seen.open.work.nameless.issues == 1


def test_an_internal_asker_in_the_first_place_makes_it_the_team_s_own() -> None:
    support = Customer(id="support", name="Support", status=Status.INTERNAL)
    one = asked("customer: Acme", field="Support")
    assert askers(one, counting(FIELD, LABEL), support) == {}
    assert askers(one, counting(LABEL, FIELD), support) == {"acme": 1}
    with context([one], counting=counting(FIELD, LABEL), customers=register(support)) as seen:
        assert seen.open.work.own.issues == 1


def test_a_name_that_does_not_count_takes_nothing_else_of_its_mark_with_it() -> None:
    by = counting(FIELD, LABEL)
    loud = replace(by, patterns=(Pattern(place=LABEL, glob="*bug*", meaning=Meaning.BUG), *by.patterns))
    with context([asked("customer: Bugs Bunny bug", field="Globex")], counting=loud) as seen:
        (demand,) = seen.open.demands
        assert (demand.customer.id, demand.bugs) == ("globex", 1)


def contradicted(one: Issue, by: Counting, *entries: Customer) -> int | None:
    with context([one], counting=by, customers=register(*entries) if entries else None) as seen:
        found = seen.open.contradicted()
        return None if found is None else found.total


@pytest.mark.parametrize(
    ("labels", "field", "total"),
    [
        (["customer: Acme"], "Globex", 1),
        (["customer: Acme"], "ACME", 0),
        (["customer: Acme", "customer: Globex"], "Acme", 1),
        (["customer: Acme"], "Acme, Globex", 0),
        (["customer: Acme Inc"], "Acme", 0),
        (["customer: Acme Labs"], "Acme", 0),
    ],
)
def test_two_records_that_name_different_customers_disagree(
    labels: list[str], field: str, total: int
) -> None:
    entries = (
        Customer(id="acme", name="Acme", aliases=("Acme Inc",)),
        Customer(id="labs", name="Acme Labs", parent="acme"),
    )
    assert contradicted(asked(*labels, field=field), counting(FIELD, LABEL), *entries) == total


def test_what_is_only_written_contradicts_nobody() -> None:
    both = asked("customer: Acme", form="Globex")
    assert contradicted(both, counting(LABEL, FORM)) is None
    assert contradicted(both, counting(FORM, LABEL)) is None
    three = asked("customer: Acme", field="Acme", form="Globex")
    assert contradicted(three, counting(FORM, LABEL, FIELD)) == 0
    assert (
        contradicted(asked("customer: Acme", field="Hooli", form="Globex"), counting(FORM, LABEL, FIELD)) == 1
    )


def test_a_report_says_how_many_names_come_from_where_and_how_sure_that_is() -> None:
    backlog = [
        asked("customer: Acme", key="acme/app#1"),
        asked(form="Globex", key="acme/app#2"),
        asked(form="Acme", key="acme/app#3"),
        asked(key="acme/app#4", parent="acme/app#1"),
        asked("customer request", key="acme/app#5"),
        asked("chore", key="acme/app#6"),
    ]
    judged = report(backlog, policy(counting=counting(LABEL, FORM)))
    assert judged.attribution.readings == (
        Reading(places=(LABEL,), confidence=Confidence.RECORDED, issues=1),
        Reading(places=(FORM,), confidence=Confidence.WRITTEN, issues=2),
        Reading(places=("parent",), confidence=Confidence.INHERITED, issues=1),
    )
    said = (
        "Who asks is read from the first place that says it: label 1 (recorded), heading customer 2 (written)"
    )
    assert any(note.startswith(said) for note in judged.notes)
    alone = report(backlog[:1], policy(counting=counting(LABEL, FORM)))
    assert alone.attribution.readings == (Reading(places=(LABEL,), confidence=Confidence.RECORDED, issues=1),)
    assert not any(note.startswith("Who asks is read") for note in alone.notes)


def test_one_customer_under_three_spellings_in_three_trackers_is_one() -> None:
    entries = (
        Customer(
            id="acme", name="Acme Corp", aliases=("acme-github-org", "CUST-17"), domains=("acme.example",)
        ),
        Customer(id="globex", name="Globex"),
    )
    by = counting("author-organization", OTHERS, "requester-domain", LABEL)
    backlog = [
        issue(1, source="github:us/app", key="us/app#1", marks=(("author-organization", "ACME-GitHub-Org"),)),
        issue(
            2, source="gitlab:us/desk", key="us/desk#2", marks=(("requester-domain", "mail.acme.example"),)
        ),
        issue(3, source="jira:US", key="US-3", marks=(("organization", "CUST-17"),)),
        issue(4, "customer: acme corp", source="jira:US", key="US-4"),
        issue(5, "customer: Globex", source="jira:US", key="US-5"),
    ]
    with context(backlog, counting=by, customers=register(*entries)) as seen:
        assert {one.customer.id: one.issues for one in seen.open.demands} == {"acme": 4, "globex": 1}
        assert seen.strangers == ()


def test_what_each_place_says_is_told() -> None:
    entries = register(
        Customer(id="us", name="Us", status=Status.INTERNAL), Customer(id="globex", name="Globex")
    )
    one = asked("customer: us", "customer: Globex", field="Acme")
    with context([one], counting=counting(FIELD, LABEL), customers=entries) as seen:
        assert list(seen.open.contradictions(5)[one.key].values()) == [("Acme",), ("Globex",)]
        assert seen.open.contradictions(0) == {}
    with context([asked("customer: Acme")], counting=counting(LABEL)) as seen:
        assert seen.open.contradictions(5) == {}


def disagreement(one: Issue, by: Counting, *entries: Customer) -> Finding:
    told = report([one], replace(balanced(), counting=by), customers=register(*entries) if entries else None)
    return next(found for found in told.findings if found.rule == "attribution.sources-disagree")


def test_the_rule_says_what_each_place_says_and_where_both_could_stand() -> None:
    one = asked("customer: Globex", field="Acme")
    found = disagreement(one, counting(FIELD, LABEL))
    assert found.message == "names different customers in two places"
    assert found.details == ((one.key, "field customer says Acme (counts), label says Globex"),)
    assert "name both customers in field customer." in found.remedy
    support = Customer(id="support", name="Support", status=Status.INTERNAL)
    ours = disagreement(asked("customer: Globex", field="Support"), counting(FIELD, LABEL), support)
    assert ours.details[0][1] == "field customer says the team itself (counts), label says Globex"
    alone = disagreement(asked("customer: Globex"), counting(FIELD, LABEL))
    assert alone.message == ("needs names in two of the places that record customers, found them in label")
    assert disagreement(asked(), counting(FIELD, LABEL)).message.endswith("found them in none")
    assert disagreement(asked(), counting(LABEL)).message == "needs two places that record customers"


def test_a_pattern_that_finds_nothing_is_mentioned() -> None:
    by = counting(FIELD, LABEL)
    for own, origin in ((policy(counting=by), "seedcorn.yml"), (policy(counting=by), "built in")):
        chosen = replace(own, stamp=replace(own.stamp, origin=origin))
        some, none = report([asked("customer: Acme")], chosen), report([asked("custmer: Acme")], chosen)
        assert ("Found nothing in: field customer." in some.notes) is (origin != "built in")
        assert "Found nothing in: field customer, label customer: *." in none.notes
        assert not any("Found nothing" in note for note in report([], chosen).notes)
        gap = Gap(source="github:acme/app", what="field", why="no", place="field:customer")
        assert "Found nothing in: label customer: *." in report([asked(), gap], chosen).notes
