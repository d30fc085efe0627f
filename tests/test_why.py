"""One issue, asked how it was counted."""

from fractions import Fraction
from pathlib import Path

import pytest

from builders import NOW, SOURCE, ago, balanced, issue, milestone, register, snapshot
from seedcorn.cli._why_text import explained
from seedcorn.confidence import Confidence
from seedcorn.errors import UsageError
from seedcorn.format import Look
from seedcorn.model import Customer, Gap, Status
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
    assert refused.value.hint == "Say which: --why acme/app#1"
    assert asked("other/app#1", *both).key == "other/app#1"


def test_a_key_is_found_in_any_case_and_one_of_its_project_is_suggested() -> None:
    three = (issue(1), issue(2, key="APP-51"), issue(3, key="WEB-7"), issue(4, key="web-7"))
    assert asked("app-51", *three).key == "APP-51"
    assert asked("WEB-7", *three).key == "WEB-7"
    for key, near in (("APP-999", "APP-51"), ("acme/app#77", "acme/app#1"), ("#77", "acme/app#1")):
        with pytest.raises(UsageError) as refused:
            asked(key, *three)
        assert refused.value.hint.endswith(f"for example --why {near}")
    with pytest.raises(UsageError) as refused:
        asked("#1")
    assert refused.value.hint == "There are no issues."


def told_of(tmp_path: Path, key: str, *items: object) -> tuple[Why, str]:
    """One issue under a policy that looks at organizations, a field, epics and labels, in this order."""
    path = tmp_path / "seedcorn.yml"
    path.write_text(
        'customers: {from: [{organization: "*"}, {field: Client}, {label: "customer: *"}, {epic: "*!"}]}\n',
        encoding="utf-8",
    )
    with snapshot(items) as facts:  # type: ignore[arg-type]  # issues and gaps, as every caller here gives
        told = why(facts, load_policy(str(path)), register=None, now=NOW, key=key)
    return told, explained(told, Look(width=120))


def unread(place: str, source: str = SOURCE) -> Gap:
    return Gap(source=source, what=place, why="refused", place=place)


def test_a_place_that_could_not_be_read_and_comes_first_makes_the_answer_uncertain(tmp_path: Path) -> None:
    named = issue(1, "customer: Acme")
    told, said = told_of(tmp_path, "#1", named, unread("organization"))
    assert (told.unsure, told.incomplete) == (("organization",), True)
    assert "Not certain: organization could not be read and comes first; it could say otherwise." in said
    told, said = told_of(tmp_path, "#1", issue(1), unread("field:client"))
    assert "Not certain: field client could not be read; it could say otherwise." in said


def test_what_could_not_be_read_elsewhere_or_comes_later_does_not(tmp_path: Path) -> None:
    named = issue(1, "customer: Acme")
    for gap in (unread("epic"), unread("organization", "jira:APP")):
        told, said = told_of(tmp_path, "#1", named, gap)
        assert (told.unsure, told.incomplete) == ((), True)
        assert "Not all that the policy looks at was read." in said
    assert not told_of(tmp_path, "#1", named, unread("topic"))[0].incomplete


def test_what_an_epic_says_is_told_with_its_mark(tmp_path: Path) -> None:
    epic = issue(50, "customer: Umbrella", title="Big one")
    below = issue(51, "bug", parent="acme/app#50", marks=(("epic", "Big one"),))
    told, said = told_of(tmp_path, "#51", epic, below)
    assert told.above == (("label", "customer: Umbrella"),)
    assert 'acme/app#50: label "customer: Umbrella"' in said
    assert 'epic "Big one": the title of acme/app#50, which says whose it is' in said
    assert 'label "bug": a bug in what was asked for, which counts as requested' in said


def test_a_parent_that_was_not_read_is_mentioned(tmp_path: Path) -> None:
    told, said = told_of(tmp_path, "#1", issue(1, parent="APP-77"))
    assert told.lost == "APP-77"
    assert "Its parent APP-77 was not read, and could say whose it is." in said
    assert told_of(tmp_path, "#1", issue(1, "customer: Acme", parent="APP-77"))[0].lost == ""


def test_marks_come_in_the_policy_s_order(tmp_path: Path) -> None:
    one = issue(1, "ui", "customer: Acme", fields=(("Client", "Acme"),), marks=(("organization", "Acme"),))
    told, _ = told_of(tmp_path, "#1", one)
    assert [place for place, _, _ in told.marks] == ["organization", "field:client", "label", "label"]
