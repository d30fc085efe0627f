"""A place that could not be read silences what needs it, and nothing else."""

from dataclasses import replace

import pytest

from builders import COUNTING, balanced, issue, issues, milestone, register, report, rule_ids, together
from seedcorn.certainty import certainty
from seedcorn.errors import Exit
from seedcorn.gaps import missing
from seedcorn.headline import headline
from seedcorn.model import Effort, Gap, Issue, Meaning, Pattern
from seedcorn.policy import Policy
from seedcorn.policy.rulebook import rule
from seedcorn.report import Report, Verdict
from seedcorn.rule import Need

BACKLOG = together(
    issues(acme=30, globex=20, own=30, seed=30),
    issues(acme=3, globex=3, seed=3, changes={"iterations": (milestone(),)}),
)


def unread(place: str) -> Gap:
    return Gap(source="gitlab:us", what=place, why="the token lacks read_crm.", place=place)


def judged(*places: str, policy: Policy | None = None) -> Report:
    counting = replace(
        COUNTING,
        patterns=(
            *COUNTING.patterns,
            Pattern(place="field:sown", glob="yes", meaning=Meaning.SEED_CORN),
            Pattern(place="component", glob="Tests", meaning=Meaning.OWN),
        ),
    )
    by = policy or replace(balanced(), counting=counting)
    return report([*BACKLOG, *map(unread, places)], by)


def silent(told: Report) -> set[str]:
    """The rules that abstain because of a gap."""
    return {one.rule for one in told.findings if "could not be read" in one.message}


def needing(*needs: Need) -> set[str]:
    """The rules of `balanced` that need any of these."""
    return {each.id for each, _ in balanced().rules if each.needs & set(needs)}


@pytest.mark.parametrize(
    ("place", "need"),
    [
        ("organization", Need.CUSTOMERS),
        ("parent", Need.CUSTOMERS),
        ("field:sown", Need.SEED_CORN),
        ("field:*", Need.SEED_CORN),
        ("component", Need.OWN),
        ("milestone", Need.ITERATIONS),
        ("sprint", Need.ITERATIONS),
    ],
)
def test_only_the_rules_that_need_a_place_abstain(place: str, need: Need) -> None:
    told, whole = judged(place), judged()
    assert silent(told) == needing(need)
    assert needing(need)
    others = [one for one in told.findings if one.rule not in silent(told)]
    assert others == [one for one in whole.findings if one.rule not in silent(told)]
    assert told.exit_code is Exit.INCOMPLETE
    assert not told.complete
    assert told.verdict is not Verdict.PASS


def test_a_field_that_one_source_has_no_notion_of_is_missed_only_where_none_has_it() -> None:
    nowhere = replace(unread("field:sown"), absent=True)
    policy = replace(
        balanced(),
        counting=replace(
            COUNTING,
            patterns=(
                *COUNTING.patterns,
                Pattern(place="field:sown", glob="yes", meaning=Meaning.SEED_CORN),
            ),
        ),
    )
    misspelt = report([*BACKLOG, nowhere], policy)
    assert silent(misspelt) == needing(Need.SEED_CORN)
    elsewhere = issue(900, "bug", fields=(("Sown", "yes"),))
    told = report([*BACKLOG, elsewhere, nowhere], policy)
    assert silent(told) == set()
    assert told.gaps == ()


def test_what_is_missing_and_what_to_do_is_said() -> None:
    told = judged("organization")
    found = [one for one in told.findings if one.rule == "concentration.top-share"]
    assert {one.kind for one in found} == {Verdict.NOT_APPLICABLE}
    assert {one.scope for one in found} == {"open backlog", "completed in the last 90 days"}
    assert found[0].message == "needs who asks, and organization could not be read"
    assert {one.unread for one in found} == {"organization"}
    assert headline(told).endswith("checks need organization of gitlab:us, which could not be read.")
    assert "nobody is accused" not in headline(told)
    assert "only the rest was judged" in certainty(told)


def test_a_place_that_the_policy_does_not_look_at_is_only_mentioned() -> None:
    told, whole = judged("topic", "project-field:team"), judged()
    assert told.findings == whole.findings
    assert told.exit_code == whole.exit_code
    assert told.complete
    assert (
        told.notes[-1] == "Could not be read, and this policy does not look there: project-field team, topic."
    )


def test_with_issues_missing_too_nothing_is_decided() -> None:
    lost = Gap(source="gitlab:us", what="page 3", why="the server failed")
    items: list[Issue | Gap] = [*BACKLOG, lost, unread("organization")]
    told = report(items, replace(balanced(), counting=COUNTING), customers=register(acme=1, globex=1))
    assert silent(told) == needing(Need.CUSTOMERS)
    assert {one.kind for one in told.findings} == {Verdict.OPEN, Verdict.NOT_APPLICABLE}
    assert "nobody is accused" in headline(told)


def test_what_a_place_would_have_said() -> None:
    points = replace(COUNTING, effort=Effort(place="field:points"))
    assert missing(unread("field:points"), points) == {Need.EFFORT}
    assert missing(unread("field:points"), COUNTING) == frozenset()
    ignoring = (Pattern(place="topic", glob="dead", meaning=Meaning.IGNORED),)
    assert missing(unread("topic"), replace(COUNTING, patterns=ignoring)) == frozenset(Need)


def test_every_rule_that_looks_at_issues_says_what_it_judges_from() -> None:
    """One that needs nothing looks at the register, at the policy, or at places of its own."""
    needless = [rule(each) for each in rule_ids() if not rule(each).needs]
    alone = {each.id for each in needless if not each.private and not each.params().places()}
    assert alone == {"breadth.open-for-business", "policy.review-due"}
    assert {"revenue.top-share", "resilience.lose-ten-percent"} <= {each.id for each in needless}
