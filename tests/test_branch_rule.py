"""The rule on branches in a whole audit: what may not be read, what the public sees, hostile names."""

from builders import SOURCE, ago, issues, policy, register, report
from seedcorn.branch import Branch
from seedcorn.format import Look
from seedcorn.formats import json as as_json
from seedcorn.formats import markdown, text
from seedcorn.model import Customer, Gap, Interval
from seedcorn.privacy import leaks, masked
from seedcorn.report import Finding, Report, Verdict

RULE = "customization.branch"
ACME = Customer(id="acme", name="Acme Industries", aliases=("ACME Inc.",), code_name="Falcon", private=True)
KNOWN = register(ACME)
BRANCHES = (
    Branch(source=SOURCE, name="main", committed_at=ago(0), is_default=True),
    Branch(source=SOURCE, name="acme-special", committed_at=ago(3)),
)
GAP = Gap(source=SOURCE, what="/graphql", why="access refused; give Contents: read", place="branch")


def judged(*besides: Branch | Gap) -> Report:
    return report([*issues(own=5), *besides], policy(RULE), customers=KNOWN)


def only(told: Report) -> Finding:
    (found,) = told.findings
    return found


def test_each_branch_is_told_with_its_customer() -> None:
    found = only(judged(*BRANCHES))
    assert found.kind is Verdict.FAIL
    assert found.measured == Interval.exactly(1)
    assert found.details == (("acme-special", f"Acme Industries, its last commit 3 days ago, in {SOURCE}"),)


def test_what_may_not_be_read_is_neither_a_pass_nor_a_fail() -> None:
    found = only(judged(GAP))
    assert (found.kind, found.unread) == (Verdict.NOT_APPLICABLE, "branch")
    assert only(judged(*BRANCHES, GAP)).kind is Verdict.NOT_APPLICABLE
    assert judged(GAP).gaps == (GAP,)


def test_a_rule_that_does_not_look_there_is_judged_all_the_same() -> None:
    told = report([*issues(own=20, acme=20), GAP], policy("seed.wish-list"), customers=KNOWN)
    assert only(told).kind is not Verdict.NOT_APPLICABLE
    assert told.gaps == ()


def test_with_issues_missing_nothing_is_decided() -> None:
    assert only(judged(*BRANCHES, Gap(source=SOURCE, what="page 3", why="broke off"))).kind is Verdict.OPEN


def test_in_public_nobody_learns_which_branch_or_whose() -> None:
    told = judged(*BRANCHES)
    public = masked(told, KNOWN, place=SOURCE)
    shown = "".join(one.FORMAT.render(public, Look(verbose=True)) for one in (as_json, markdown, text))
    assert leaks(shown, told, KNOWN, place=SOURCE) == ()
    assert "acme-special" not in shown
    assert "Acme" not in shown
    assert only(public).kind is Verdict.FAIL


def test_a_hostile_name_is_text_in_every_output() -> None:
    hostile = "acme-special/<!--@everyone|[x](https://evil.example)\x1b[31m\u202e\n::error::"
    told = judged(BRANCHES[0], Branch(source=SOURCE, name="customer/" + hostile, committed_at=ago(1)))
    assert only(told).details
    acting = {
        markdown: ("<!--", "@everyone", "[x](", "\x1b", "\u202e", "\n::"),
        text: ("\x1b", "\u202e", "\n::"),
    }
    for one, signs in acting.items():
        shown = one.FORMAT.render(told, Look(verbose=True))
        assert "acme-special" in shown
        assert [sign for sign in signs if sign in shown] == []
    assert "\x1b" not in as_json.FORMAT.render(told, Look())
