"""What a product manager reads on an issue: each kind of comparison in each format, and its sentences."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from syrupy.assertion import SnapshotAssertion

from inert_pages import check_adf, check_log, check_markdown, check_wiki
from sample_comparison import (
    COMPLETED,
    HOSTILE_NAMES,
    calm,
    compared,
    crossing,
    every,
    index,
    plan,
    policy,
    seed,
    served,
    share,
    supposed,
    unnamed,
    unread,
)
from seedcorn.band import Band
from seedcorn.comparison import About, Comparison, Move, Shift
from seedcorn.comparison_words import beside, headline, is_short
from seedcorn.document import Bullets, Fold, Paragraph, Table
from seedcorn.format import Format, Look
from seedcorn.formats import adf, github, gitlab, markdown, text, wiki
from seedcorn.formats import json as for_programs
from seedcorn.formats._comparison import document
from seedcorn.model import Interval
from seedcorn.report import Bound, Unit, Verdict
from seedcorn.shift_words import in_brief

DONE = "what was completed for customers in the last 90 days"
DOCS = Path(__file__).parents[2] / "docs"
FORMATS: dict[str, Format] = {
    "adf": adf.FORMAT,
    "github": github.FORMAT,
    "gitlab": gitlab.FORMAT,
    "markdown": markdown.FORMAT,
    "text": text.FORMAT,
    "wiki": wiki.FORMAT,
}
CHECKS = {"markdown": check_markdown, "wiki": check_wiki, "adf": check_adf, "text": check_log}
KINDS = tuple(every())


def told(comparison: Comparison, name: str) -> str:
    compare = FORMATS[name].compare
    assert compare is not None
    said = compare(comparison, Look())
    assert said == compare(comparison, Look())
    assert said.endswith("\n")
    CHECKS.get(name, str)(said)
    return said


@pytest.mark.parametrize("name", FORMATS)
def test_every_kind(name: str, snapshot: SnapshotAssertion) -> None:
    assert {kind: told(found, name) for kind, found in every().items()} == snapshot


@pytest.mark.parametrize("name", FORMATS)
def test_names_of_people_who_mean_harm(name: str, snapshot: SnapshotAssertion) -> None:
    assert told(crossing(HOSTILE_NAMES), name) == snapshot


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (
            crossing(),
            "Saying yes to this takes Falcon from 24 % to 31 % of the requested work (limit 30 %).",
        ),
        (
            crossing(about=About.CHANGE),
            f"Merging this takes Falcon from 24 % to 31 % of {DONE} (limit 30 %).",
        ),
        (
            supposed(),
            "If all this were so, Falcon would go from 24 % to 31 % of the requested work (limit 30 %).",
        ),
        (plan(), "Defer #12 and #40, pull in #77: Acme 41 % to 29 %, seed corn 9 % to 20 %."),
        (policy(), "With this policy 1 more finding fails and 1 finding no longer fails."),
        (calm(), "Acme 24 % to 25 % of the requested work (limit 30 %): every limit is kept."),
        (unnamed(), "Who asked for this?"),
    ],
    ids=["issue", "change", "what-if", "plan", "policy", "calm", "unnamed"],
)
def test_the_first_sentence(comparison: Comparison, said: str) -> None:
    keys = (("acme/app#12", "acme/app#40"), ("acme/app#77",))
    moves = zip(comparison.moves, keys, strict=False)
    shown = tuple(replace(move, keys=named, total=len(named)) for move, named in moves)
    comparison = replace(comparison, moves=shown) if comparison.about is About.PLAN else comparison
    assert headline(comparison) == said
    assert told(comparison, "text").split("\n\n")[0].split() == f"{said}".split()


def test_who_asks_comes_before_what_is_graver() -> None:
    worse = Shift(before=index("1725"), after=replace(index("1922", Verdict.FAIL), subject=None))
    other = Shift(before=share("globex", "29/100"), after=share("globex", "40/100", Verdict.FAIL))
    asker = Shift(before=share("falcon", "29/100"), after=share("falcon", "31/100", Verdict.FAIL))
    made = compared(About.ISSUE, (worse, other, asker), kind="requested", asked_by=("falcon",))
    assert headline(made).startswith("Saying yes to this takes Falcon from 29 % to 31 %")
    assert headline(replace(made, asked_by=("acme",))).startswith("Saying yes to this takes Globex from 29 %")
    assert headline(compared(About.ISSUE, (worse,))) == (
        "Saying yes to this takes the requests from as if by 5.8 customers to as if by 5.2 customers"
        " (at least 5.6)."
    )


@pytest.mark.parametrize(
    ("asked_by", "kind", "said"),
    [
        (("falcon",), "requested", "So far only Falcon has asked for it."),
        (("falcon", "globex"), "requested", "Globex asks for it too."),
        (("falcon", "globex", "acme"), "requested", "Globex and Acme ask for it too."),
        (("globex",), "requested", "Globex asks for it."),
        ((), "requested", "Somebody asked for it who is not named."),
        ((), "own", "It is the team's own work."),
        ((), "seed corn", "It is seed corn: nobody has asked for it yet."),
    ],
)
def test_who_else_asked(asked_by: tuple[str, ...], kind: str, said: str) -> None:
    moved = (Shift(before=share("falcon", "29/100"), after=share("falcon", "31/100", Verdict.FAIL)),)
    assert beside(compared(About.ISSUE, moved, asked_by=asked_by, kind=kind)) == said


def test_own_work_is_about_seed_corn() -> None:
    moved = (
        Shift(before=share("falcon", "29/100"), after=share("falcon", "28/100")),
        Shift(before=seed("19/100"), after=seed("18/100")),
    )
    said = "Seed corn 19 % to 18 % of the open backlog (at least 15 %): every limit is kept."
    assert headline(compared(About.ISSUE, moved, kind="own")) == said
    mended = Shift(before=seed("14/100", Verdict.FAIL), after=seed("16/100"))
    said = "Saying yes to this takes seed corn from 14 % to 16 % of the open backlog (at least 15 %)."
    assert headline(compared(About.ISSUE, (mended,), kind="seed corn")) == said


def test_what_does_not_move_is_said_to_stay() -> None:
    still = Shift(before=share("acme", "1/4"), after=share("acme", "1/4"))
    assert headline(compared(About.ISSUE, (still,), asked_by=("acme",))) == (
        "Saying yes to this moves no number that the policy limits."
    )
    assert headline(compared(About.WHAT_IF, ())) == (
        "If all this were so, no number that the policy limits would move."
    )
    stays = Shift(before=seed("19/100"), after=seed("19/100"))
    assert beside(replace(crossing(), shifts=(crossing().shifts[0], stays))).endswith(
        "Seed corn stays at 19 % of the open backlog (at least 15 %)."
    )


def test_every_limit_is_kept_only_where_every_limit_is() -> None:
    before, after = (share("acme", value, Verdict.FAIL) for value in ("41/100", "40/100"))
    told_of = compared(About.ISSUE, (Shift(before=before, after=after),), asked_by=("acme",))
    assert headline(told_of).endswith("(limit 30 %): over its limit with or without this.")
    few = replace(calm(), too_few="needs 10 requested issues, found 3")
    assert headline(few).endswith(": too little to judge by (needs 10 requested issues, found 3).")
    before, after = (share("acme", value, Verdict.OPEN, spread="1/10") for value in ("28/100", "29/100"))
    said = "Acme 28 % to 29 % of the requested work (limit 30 %; could be 19.0-39.0 %): "
    said += "cannot be judged by what is labelled so far."
    unsure = Shift(before=before, after=after)
    assert headline(compared(About.ISSUE, (unsure,), asked_by=("acme",))) == said


def test_an_index_has_as_many_places_as_tell_it_apart() -> None:
    shift = Shift(before=index("3600", Verdict.FAIL), after=index("3622", Verdict.FAIL))
    said = "the requests as if by 2.78 customers to as if by 2.76 customers"
    assert in_brief(compared(About.ISSUE, (shift,)), shift) == said


def test_a_name_is_written_as_it_is_at_the_head_of_a_sentence_too() -> None:
    assert headline(calm(("", "", "acme", *("x",) * 4))).startswith("acme 24 % to 25 % of the requested work")


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("2996/10000", "3004/10000", "29.96 % to 30.04 %"),
        ("299999/1000000", "300001/1000000", "29.9999 % to 30.0001 %"),
        ("24/100", "2404/10000", "24.00 % to 24.04 %"),
        ("24/100", "24000001/100000000", "stays at 24 %"),
        ("0", "1/2", "0 % to 50 %"),
        ("1/2", "1", "50 % to 100 %"),
    ],
)
def test_nothing_rounds_across_a_limit_or_to_no_difference(was: str, is_now: str, said: str) -> None:
    before, after = (
        share("acme", value, Verdict.FAIL if Fraction(value) > Fraction(3, 10) else Verdict.PASS)
        for value in (was, is_now)
    )
    shift = Shift(before=before, after=after)
    assert in_brief(compared(About.ISSUE, (shift,)), shift) == f"Acme {said}"


def test_where_only_ranges_may_be_told_it_says_that_the_limit_is_crossed() -> None:
    band = Band(Fraction(1, 5), Fraction(2, 5))
    known = Interval(value=band, low=band, high=band)
    before, after = share("falcon", "24/100"), share("falcon", "31/100", Verdict.FAIL)
    shift = Shift(before=replace(before, measured=known), after=replace(after, measured=known))
    said = "Saying yes to this takes Falcon across its limit, at 20-40 % of the requested work (limit 30 %)."
    assert headline(compared(About.ISSUE, (shift,), asked_by=("falcon",))) == said


def test_counts_and_milestones_and_what_is_gone() -> None:
    sprint = Shift(before=served(4, "sprint: S1"), after=served(3, "sprint: S1", Verdict.FAIL))
    said = "Saying yes to this takes the number of customers served by sprint S1 from 4 to 3 (at least 4)."
    assert headline(compared(About.ISSUE, (sprint,))) == said
    led = [
        replace(
            share("acme", value, kind, scope="milestone: 2.0", limit="1/2"),
            rule="concentration.milestone",
            message="share of all work in the milestone",
        )
        for value, kind in (("4/10", Verdict.PASS), ("6/10", Verdict.FAIL))
    ]
    said = "Saying yes to this takes Acme from 40 % to 60 % of all work in milestone 2.0 (limit 50 %)."
    assert headline(compared(About.ISSUE, (Shift(before=led[0], after=led[1]),))) == said
    new = compared(About.ISSUE, (Shift(after=led[1]),))
    said = "Saying yes to this brings Acme to 60 % of all work in milestone 2.0 (limit 50 %)."
    assert headline(new) == said
    gone = compared(About.WHAT_IF, (Shift(before=led[1]),))
    assert headline(gone) == "There is too little to judge Acme."


def test_the_other_measures_are_sentences_too() -> None:
    wishes = [
        replace(seed(value, kind), rule="seed.wish-list", message="was requested", bound=Bound.CEILING)
        for value, kind in (("1/10", Verdict.PASS), ("2/10", Verdict.FAIL))
    ]
    said = "If all this were so, what was requested would go from 10 % to 20 % of the open backlog"
    assert (
        headline(compared(About.WHAT_IF, (Shift(before=wishes[0], after=wishes[1]),)))
        == f"{said} (limit 15 %)."
    )
    wrong = [
        replace(
            served(how_many, "open backlog", kind),
            rule="seed.genuine",
            message="carry the seed-corn mark and a customer's",
            limit=Fraction(0),
            bound=Bound.CEILING,
            unit=Unit.ISSUES,
        )
        for how_many, kind in ((0, Verdict.PASS), (2, Verdict.FAIL))
    ]
    said = (
        "Merging this takes the number of issues that carry the seed-corn mark and a customer's from 0 to 2"
        " (limit 0)."
    )
    assert headline(compared(About.CHANGE, (Shift(before=wrong[0], after=wrong[1]),))) == said


def test_one_line_where_nothing_is_crossed_and_one_question_where_nobody_knows() -> None:
    assert is_short(calm())
    assert len(document(calm())) == 1
    blocks = document(unnamed())
    assert [type(block) for block in blocks] == [Paragraph, Bullets, Fold]
    assert not any(isinstance(block, Table) for block in blocks)


def test_where_not_all_was_read_nobody_is_accused() -> None:
    said = told(unread(), "markdown")
    assert said.startswith("**No verdict can be given: ")
    assert "nobody is accused" in said
    assert "Falcon" not in said
    assert "| " not in said
    assert told(unread(), "github").startswith("::error title=Incomplete::")
    assert [one["check_name"] for one in json.loads(told(unread(), "gitlab"))] == ["incomplete"]


def test_plans_that_do_nothing() -> None:
    nothing = compared(About.PLAN, (), moves=())
    assert headline(nothing) == "Nothing has to move: no limit is broken."
    stuck = replace(plan(), moves=())
    assert headline(stuck) == "No set of the issues that may move brings this back within its limits."


def test_at_most_eight_rows_and_the_rest_is_counted() -> None:
    shifts = tuple(
        Shift(before=share(f"c{number}", "1/4"), after=share(f"c{number}", "1/3", Verdict.FAIL))
        for number in range(30)
    )
    *_, table, _, fold = document(compared(About.ISSUE, shifts))
    assert isinstance(table, Table)
    assert len(table.rows) == 8
    assert "22 more numbers get worse" in str(fold)
    lines = told(compared(About.ISSUE, shifts), "github").splitlines()
    assert len(lines) == 11
    assert lines[-1] == "::notice title=Not all is shown here::20 more numbers in the full report"


def closed(schema: Any) -> Any:
    """The schema with no key allowed that it does not name."""
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(part) for name, part in schema.items()}
    return parts | ({"additionalProperties": False} if "properties" in schema else {})


def schema(name: str) -> Any:
    return closed(json.loads((DOCS / name).read_text("utf-8")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("names", [None, HOSTILE_NAMES])
def test_json_is_as_its_schema_says(kind: str, names: tuple[str, ...] | None) -> None:
    known = Resource.from_contents(schema("report.schema.json"))
    registry: Registry[Any] = Registry().with_resource("report.schema.json", known)
    validator = Draft202012Validator(schema("comparison.schema.json"), registry=registry)
    comparison = (every(names) if names else every())[kind]
    compare = for_programs.FORMAT.compare
    assert compare is not None
    said = compare(comparison, Look())
    assert said.isascii()
    answer = json.loads(said)
    validator.validate(answer)
    assert answer["headline"] == headline(comparison)
    assert answer["after"] == json.loads(for_programs.FORMAT.render(comparison.after, Look()))
    assert [shift["worse"] for shift in answer["shifts"]] == [one.is_worse for one in comparison.shifts]


def test_an_unjudged_number_of_a_change_is_told_too() -> None:
    plain = [replace(seed(value, scope=COMPLETED), rule="", limit=None) for value in ("2/10", "1/10")]
    change = crossing(about=About.CHANGE)
    made = replace(change, shifts=(change.shifts[0], Shift(before=plain[0], after=plain[1])))
    assert beside(made).endswith(
        " Seed corn would go from 20 % to 10 % of what was completed in the last 90 days."
    )


def test_what_hardly_moves_is_over_its_limit_with_or_without_it() -> None:
    before, after = (share("acme", value, Verdict.FAIL) for value in ("760/1000", "762/1000"))
    little = compared(About.ISSUE, (Shift(before=before, after=after),), asked_by=("acme",))
    said = "Acme 76.0 % to 76.2 % of the requested work (limit 30 %): over its limit with or without this."
    assert (is_short(little), headline(little)) == (True, said)
    more = compared(About.ISSUE, (Shift(before=before, after=share("acme", "780/1000", Verdict.FAIL)),))
    assert not is_short(more)


def test_a_policy_that_only_loosens_is_said_to() -> None:
    failed, passed = share("acme", "1/2", Verdict.FAIL), share("acme", "1/2", Verdict.PASS)
    looser = compared(About.POLICY, (Shift(before=failed, after=passed),))
    assert headline(looser) == "This policy is looser: 1 finding disappears without any work changing."
    stricter = compared(About.POLICY, (Shift(before=passed, after=failed),))
    assert headline(stricter) == "With this policy 1 more finding fails."


def test_where_most_is_unlabelled_that_comes_first() -> None:
    silent = replace(compared(About.PLAN, ()).before.attribution, open_issues=10, unknown_issues=6)
    moved = Shift(before=share("acme", "1/2", Verdict.FAIL), after=share("acme", "1/4", Verdict.PASS))
    made = compared(About.PLAN, (moved,), moves=(Move(said="Defer", keys=("a#1",), total=1),))
    made = replace(made, before=replace(made.before, attribution=silent))
    assert headline(made).startswith(
        "Label first: 60 % of the open issues do not say whose they are. By the labels so far: defer #1: "
    )
