"""One issue, asked how it was counted."""

from fractions import Fraction
from pathlib import Path

import pytest

from builders import NOW, ago, balanced, issue, milestone, register, snapshot
from seedcorn.cli._why_text import explained
from seedcorn.errors import UsageError
from seedcorn.format import Look
from seedcorn.model import Confidence, Customer, Status
from seedcorn.policy import load_policy
from seedcorn.why import Part, Why, why


def asked(key: str, *items: object, **known: object) -> Why:
    """The answer about one of these issues under `balanced`."""
    with snapshot(items) as facts:  # type: ignore[arg-type]  # issues, as every caller here gives
        return why(facts, balanced(), register=known.get("register"), now=NOW, key=key)  # type: ignore[arg-type]  # a register or None


def test_two_askers_share_one_issue() -> None:
    told = asked("#1", issue(1, "customer: Acme", "customer: Globex", "ui"))
    assert told.kind == "requested work"
    half = Fraction(1, 2)
    assert told.parts == (
        Part(customer="Acme", effort=half, places=("label",)),
        Part(customer="Globex", effort=half, places=("label",)),
    )
    assert (told.parent, told.contradicted) == ("", False)
    assert told.marks == (
        ("label", "customer: Acme", "asked for by Acme"),
        ("label", "customer: Globex", "asked for by Globex"),
        ("label", "ui", "says nothing"),
    )
    assert told.scopes == ("open backlog",)


def test_a_seed_mark_that_does_not_count_says_why() -> None:
    told = asked("acme/app#1", issue(1, "customer: Acme", "seed-corn"))
    assert told.kind == "requested work"
    assert told.marks[1][2] == "a seed-corn mark, which does not count: see the other marks"
    assert asked("#2", issue(1), issue(2, "seed-corn")).marks == (("label", "seed-corn", "seed corn"),)


def test_kinds_are_told_in_words() -> None:
    kinds = {
        "prospect: Acme": "requested work, by a prospect",
        "customer request": "requested work, without a name",
        "bug": "the team's own work",
        "ui": "unknown work: nothing on it says whose it is",
    }
    assert {label: asked("#1", issue(1, label)).kind for label in kinds} == kinds
    assert asked("#1", issue(1, "bug")).marks[0][2] == "the team's own, a bug"
    internal = register(Customer(id="support", name="Support", status=Status.INTERNAL))
    assert asked("#1", issue(1, "customer: support"), register=internal).kind == "the team's own work"


def test_what_is_not_in_view_is_not_counted() -> None:
    told = asked("#1", issue(1, "customer: Acme", closed_at=ago(400)))
    assert told.kind.startswith("not counted")
    assert told.scopes == ()
    lately = asked("#1", issue(1, "customer: Acme", closed_at=ago(4), iterations=(milestone("2.0"),)))
    assert lately.scopes == ("completed in the last 90 days", "milestone: 2.0")


def test_an_estimate_is_told_with_its_unit(tmp_path: Path) -> None:
    path = tmp_path / "seedcorn.yml"
    path.write_text("effort: {field: Points, unit: points}\n", encoding="utf-8")
    with snapshot([issue(1, "customer: Acme", fields=(("Points", "2.5"),))]) as facts:
        told = why(facts, load_policy(str(path)), register=None, now=NOW, key="#1")
    assert (told.effort, told.unit) == (Fraction(5, 2), "points")
    assert ("field:points", "2.5", "5/2 points") in told.marks


def test_what_comes_from_above_says_from_where() -> None:
    epic = issue(1, "customer: Acme", closed_at=ago(400))
    below = (issue(2, "bug", parent="acme/app#1"), issue(3, "seed-corn", parent="acme/app#2"))
    told = asked("#3", epic, *below)
    assert (told.kind, told.parent) == ("requested work", "acme/app#1")
    assert told.parts == (
        Part(customer="Acme", effort=Fraction(1), places=("parent",), confidence=Confidence.INHERITED),
    )
    assert told.marks == (
        ("label", "seed-corn", "a seed-corn mark, which does not count: see the other marks"),
    )
    own = asked("#3", issue(1, "chore"), issue(2, parent="acme/app#1"), issue(3, parent="acme/app#2"))
    assert (own.kind, own.parent, own.parts) == ("the team's own work", "acme/app#1", ())
    assert "Its own marks do not say so, but those of its parent do: acme/app#1." in explained(own, Look())


def test_records_that_disagree_are_told(tmp_path: Path) -> None:
    path = tmp_path / "seedcorn.yml"
    path.write_text(
        'customers: {from: [{organization: "*"}, {label: "customer: *"}, {form-heading: Customer}]}\n',
        encoding="utf-8",
    )
    one = issue(1, "customer: Globex", marks=(("organization", "Acme"),), headings=(("Customer", "Initech"),))
    with snapshot([one]) as facts:
        told = why(facts, load_policy(str(path)), register=None, now=NOW, key="#1")
    assert told.contradicted
    assert told.parts == (Part(customer="Acme", effort=Fraction(1), places=("organization",)),)
    means = {place: means for place, _, means in told.marks}
    assert means["label"] == "names Globex, but another place comes first"
    assert means["heading:customer"] == "names Initech, but another place comes first"
    said = explained(told, Look(width=120))
    assert "Acme is read from organization: recorded." in said
    assert "Two places that record customers disagree on it" in said


def test_an_estimate_is_told_as_its_source_counts_it(tmp_path: Path) -> None:
    path = tmp_path / "seedcorn.yml"
    path.write_text(
        "effort: {unit: points, from: [{source: 'jira:*', field: P}, {source: '*', field: p, counts: 3}]}\n",
        encoding="utf-8",
    )
    with snapshot([issue(1, fields=(("P", "2"),))]) as facts:
        told = why(facts, load_policy(str(path)), register=None, now=NOW, key="#1")
    assert told.effort == 6
    assert ("field:p", "2", "6 points") in told.marks


def test_keys_that_are_none_or_several_are_refused() -> None:
    both = (issue(1), issue(2, key="other/app#1"))
    with pytest.raises(UsageError, match="no issue #7"):
        asked("#7", *both)
    with pytest.raises(UsageError, match="more than one issue: ") as refused:
        asked("#1", *both)
    assert refused.value.hint == "Write the whole key."
    assert asked("other/app#1", *both).key == "other/app#1"
