"""The Action on pull requests, whole: of a branch, of a fork, and of one that changes the policy itself."""

import pytest
from syrupy.assertion import SnapshotAssertion

from action.conftest import Ready
from action.github_server import missing
from action.running import ACT, plain
from action.seen import checks, comments, pulled, told, whales_pull

STRICT = "extends: balanced\nrules:\n  concentration.top-share: {warning: 20%, error: 30%}\n"

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
    pytest.mark.skipif(not ACT.exists(), reason="no act here: it comes with the extra named dev"),
]


def test_a_pull_request_that_closes_the_whales_issue(ready: Ready, snapshot: SnapshotAssertion) -> None:
    checkout = ready("pull")
    pull = whales_pull(checkout, body="Fixes #{number}")
    ran = pulled(checkout, pull, times=2)
    assert ran.exit_codes == ["1", "1"], ran.log
    assert [each.rpartition("/")[2] for each in ran.written] == ["comments", "check-runs"], "each once"
    (comment,) = comments(checkout, pull["number"])
    (check,) = checks(checkout, pull)
    assert comment.splitlines()[1:] == check["summary"][1:]
    assert check["conclusion"] == "failure"
    assert {**told(ran, checkout), "check": check["title"], "comment": comment.splitlines()} == snapshot


def test_what_a_fork_may_not_write_is_in_the_summary(ready: Ready, snapshot: SnapshotAssertion) -> None:
    """The step ends as the numbers say, and with the lines that would allow more."""
    checkout = ready("fork")
    pull = whales_pull(checkout, body="Fixes #{number}")
    ran = pulled(checkout, pull, fork=True)
    assert ran.exit_codes == ["1"], "what was judged, and not that nothing could be posted"
    assert comments(checkout, pull["number"]) == []
    assert checks(checkout, pull) == []
    assert "pull-requests: write" in ran.summary
    assert told(ran, checkout) == snapshot
    calm = {**pull, "labels": [{"name": "seed-corn"}]}
    checkout.server.ask("PATCH", f"/repos/{checkout.repository}/pulls/{pull['number']}", {"body": "No more."})
    ran = pulled(checkout, calm, fork=True)
    assert (ran.exit_code, ran.exit_codes) == (0, ["0"]), ran.log


def test_an_issue_linked_by_hand_counts_as_one_that_is_named(ready: Ready) -> None:
    checkout = ready("linked")
    pull = whales_pull(checkout, body="Nothing is named here.")
    checkout.front.linked = {pull["number"]: [pull["number"] - 1]}
    ran = pulled(checkout, pull, post="none")
    assert ran.exit_codes == ["1"], ran.log
    assert f"closes: acme/linked#\u200b{pull['number'] - 1}" in ran.summary
    assert ran.written == ()


def test_a_pull_request_is_judged_by_the_policy_of_its_base(
    ready: Ready, snapshot: SnapshotAssertion
) -> None:
    """The one that it brings is compared: what it says otherwise, and what would come of that."""
    checkout = ready("policy")
    base = STRICT.replace("30%", "25%")
    checkout.server.write(checkout.repository, "main", {"seedcorn.yml": base})
    lax = STRICT.replace("30%", "90%")
    pull = whales_pull(checkout, body="Fixes #{number}", seedcorn_yml=lax)
    checkout.keep(seedcorn_yml=lax)
    ran = pulled(checkout, pull)
    assert ran.exit_codes == ["1"], ran.log
    assert checks(checkout, pull)[0]["conclusion"] == "failure"
    (comment,) = comments(checkout, pull["number"])
    assert comment.partition("\n")[2] == plain(ran.summary, checkout.front)
    assert comment.splitlines() == snapshot


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken", "extends: balanced\nrules: {"),
        ("outside", STRICT.replace("balanced", "../../../../../../etc/passwd")),
        (
            "stranger",
            STRICT.replace("20%", "10%") + "sources:\n  - gitlab: evil/evil\n  - github: acme/private\n",
        ),
    ],
    ids=["broken", "outside", "stranger"],
)
def test_a_policy_that_is_brought_along_leads_nowhere(
    ready: Ready, snapshot: SnapshotAssertion, name: str, text: str
) -> None:
    checkout = ready(name)
    checkout.server.write(checkout.repository, "main", {"seedcorn.yml": STRICT})
    pull = whales_pull(checkout, body="Fixes #{number}", seedcorn_yml=text)
    checkout.keep(seedcorn_yml=text)
    before = len(checkout.front.requests)
    ran = pulled(checkout, pull)
    assert "root:" not in ran.everything
    assert not [asked.path for asked in checkout.front.requests[before:] if "private" in asked.path]
    (comment,) = comments(checkout, pull["number"])
    assert (ran.exit_codes, comment.splitlines(), ran.commands[2:]) == snapshot


def test_with_a_target_nothing_of_the_checkout_counts(ready: Ready) -> None:
    """As where it is left out: policy and register come from the base by themselves, whatever lies there."""
    checkout = ready("target")
    policy = STRICT.replace("30%", "40%") + "customers: {register: customers.yml}\n"
    register = "customers:\n  - {id: globex, name: Globex Works, aliases: [Globex]}\n"
    files = {"seedcorn.yml": policy, "customers.yml": register}
    checkout.server.write(checkout.repository, "main", files)
    pull = whales_pull(checkout, body="Fixes #{number}")
    checkout.keep(seedcorn_yml="rules: {", customers_yml="no register")
    ran = pulled(checkout, pull, event="pull_request_target")
    assert ran.exit_codes == ["0"], ran.log
    (comment,) = comments(checkout, pull["number"])
    assert "Globex Works from 28 % to 30 %" in comment
    assert "limit 20 %" in comment
    assert checks(checkout, pull)[0]["conclusion"] == "success"
