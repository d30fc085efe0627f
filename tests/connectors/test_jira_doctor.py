"""How a Jira stands, for `seedcorn doctor`: which it is, who asks, what can be seen, what is left."""

import pytest

from connectors.jira_server import FIELDS, TOKEN, USER, JiraServer, jira_field, jira_issue
from connectors.test_jira_faults import changed, on
from connectors.tracker_server import Asked, Fault
from seedcorn.connector import Check, Collecting
from seedcorn.connectors import jira
from seedcorn.transport.patience import Clock
from seedcorn.transport.transport import Limits

ISSUES = [jira_issue(number) for number in range(300)]
HERE = 1_769_000_000.0


def test_doctor_without_a_clock() -> None:
    with JiraServer(fault=changed(serverTime=None)) as server:
        assert "clock" not in inspected(server)


def inspected(server: JiraServer, places: set[str] | None = None) -> dict[str, Check]:
    return {check.what: check for check in inspected_all(server, places)}


def inspected_all(server: JiraServer, places: set[str] | None = None) -> list[Check]:
    limits = Limits(clock=Clock(now=lambda: HERE, sleep=lambda seconds: None))
    collecting = Collecting(environ=server.environ, places=frozenset(places or ()))
    checks = list(jira.inspect("APP", collecting, limits=limits))
    assert TOKEN not in repr(checks)
    assert USER not in repr(checks)
    return checks


@pytest.mark.parametrize("cloud", [True, False])
def test_doctor_says_how_it_stands(cloud: bool) -> None:
    customer = jira_field("customfield_10050", "Customer", "x:select")
    with JiraServer(issues=ISSUES, cloud=cloud, fields=[*FIELDS, customer]) as server:
        found = inspected(server, places={"field:customer"})
        assert len(server.requests) == 4
    kind = "Jira Cloud 1001.0.0" if cloud else "Jira Data Center 9.12.2"
    assert {what: check.said for what, check in found.items()} == {
        "server": f"{server.base.removeprefix('http://')}, {kind}",
        "account": "Ada, time zone Europe/Berlin",
        "clock": "agrees (0 s)",
        "fields": "customer (customfield_10050)",
        "organizations": "readable",
        "issues": "about 300 visible" if cloud else "300 visible",
        "requests left": "not told",
    }
    assert not [check for check in found.values() if check.works is False]


def test_doctor_says_which_fields_may_be_misspelt() -> None:
    """What is like no name here may be a field of another tracker's."""
    with JiraServer(fields=[*FIELDS, jira_field("customfield_10050", "Customer", "x:select")]) as server:
        near, far = (inspected_all(server, {place}) for place in ("field:custmer", "field:weight"))
    (wrong,) = [check for check in near if check.works is False and check.what == "fields"]
    assert (wrong.said, bool(wrong.hint)) == (
        'it has no field "custmer"; did you mean "Customer"?',
        True,
    )
    assert not [check for check in far if check.works is False and check.what == "fields"]
    assert any("weight" in check.said for check in far)


def test_doctor_misses_what_the_policy_looks_at_alone() -> None:
    with JiraServer(issues=ISSUES[:3], fault=on("/field", Fault(status=403))) as server:
        needed, not_needed = (
            [check for check in inspected_all(server, places) if check.works is False]
            for places in ({"organization"}, {"label"})
        )
    assert not_needed == []
    assert [(check.what, "read:field:jira" in check.said) for check in needed] == [("fields", True)]


@pytest.mark.parametrize(
    ("path", "fault", "row"),
    [
        ("/serverInfo", Fault(status=401), "account"),
        ("/myself", Fault(status=401), "account"),
        ("/serverInfo", Fault(status=404), "server"),
        ("/serverInfo", Fault(status=403), "server"),
        ("/serverInfo", Fault(status=502), "server"),
    ],
)
def test_doctor_says_once_what_would_fail_everywhere(path: str, fault: Fault, row: str) -> None:
    with JiraServer(fault=on(path, fault)) as server:
        (check,) = inspected(server).values()
    assert (check.what, check.works) == (row, False)
    assert ("JIRA_TOKEN" in check.hint) == (row == "account")


def test_doctor_says_what_does_not_work() -> None:
    with JiraServer(fault=on("/field", Fault(status=500)), fields=[]) as server:
        assert inspected(server)["fields"].works is False
    with JiraServer(
        fault=on("/approximate-count", Fault(status=400, body=b'{"errorMessages": ["no"]}'))
    ) as server:
        check = inspected(server)["issues"]
        assert (check.works, check.said.endswith("no")) == (False, True)
    twins = [jira_field(f"customfield_{number}", "Customer", "x:select") for number in (1, 2)]
    with JiraServer(fields=twins) as server:
        found = inspected(server, places={"field:customer"})
        assert "customfield_1" in found["fields"].said
        assert found["issues"].works is False


def test_doctor_of_nobody_in_particular_and_of_limits() -> None:
    def limited(asked: Asked) -> Fault | None:
        status, _, body = server.answer(asked)
        return Fault(status=status, headers={"X-RateLimit-Remaining": "42"}, body=body)

    with JiraServer(cloud=False, fault=limited) as server:
        collecting = Collecting(environ={"JIRA_URL": server.base})
        found = {check.what: check for check in jira.inspect("APP", collecting)}
    assert found["account"].said == "none: only what everybody may see"
    assert found["account"].hint == "set JIRA_TOKEN"
    assert found["requests left"].said == "42"
