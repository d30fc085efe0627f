"""Which Jira is asked and as whom: addresses as they are copied, accounts beside tokens, refusals' words."""

import json

import pytest

from seedcorn.errors import UsageError
from seedcorn.transport.jira import DIALECT, site_of
from seedcorn.transport.trouble import of_status

TOKEN = "ATATT3xCanaryCanaryCanaryCanary01"
GATEWAY = "https://api.atlassian.com/ex/jira/1a2b3c4d-0000-1111-2222-333344445555"


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://acme.atlassian.net", "https://acme.atlassian.net"),
        ("https://acme.atlassian.net/jira/software/projects/APP/boards/1", "https://acme.atlassian.net"),
        ("https://acme.atlassian.net/rest/api/3/", "https://acme.atlassian.net"),
        (GATEWAY, GATEWAY),
        ("https://jira.acme.example/jira/", "https://jira.acme.example/jira"),
        ("https://jira.acme.example:8443/jira/rest/api/2", "https://jira.acme.example:8443/jira"),
        ("https://jira.acme.example/rest/agile/1.0", "https://jira.acme.example"),
        ("http://127.0.0.1:2990/jira", "http://127.0.0.1:2990/jira"),
        ("https://atlassian.net.evil.example/x", "https://atlassian.net.evil.example/x"),
    ],
)
def test_the_address_is_where_the_api_is(address: str, base: str) -> None:
    site = site_of({"JIRA_URL": address, "JIRA_USER": "ada@acme.example", "JIRA_TOKEN": TOKEN})
    assert (site.base, site.user, site.token) == (base, "ada@acme.example", TOKEN)
    assert TOKEN not in repr(site)


@pytest.mark.parametrize(
    "path", ["", "/", "/ex/jira", "/ex/jira/", "/ex/confluence/1", "/ex/jira/1/rest/api/2"]
)
def test_behind_the_gateway_a_site_has_to_be_named(path: str) -> None:
    with pytest.raises(UsageError, match="no site behind the gateway") as refused:
        site_of({"JIRA_URL": f"https://api.atlassian.com{path}"})
    assert "/ex/jira/CLOUD-ID" in refused.value.hint


def test_a_token_of_a_service_account_needs_no_account_behind_the_gateway() -> None:
    assert site_of({"JIRA_URL": GATEWAY, "JIRA_TOKEN": TOKEN}).user is None


def test_a_token_of_cloud_needs_its_account_and_an_account_its_token() -> None:
    with pytest.raises(UsageError, match="without JIRA_USER"):
        site_of({"JIRA_URL": "https://acme.atlassian.net", "JIRA_TOKEN": TOKEN})
    with pytest.raises(UsageError, match="without JIRA_TOKEN"):
        site_of({"JIRA_URL": "https://acme.atlassian.net", "JIRA_USER": "ada@acme.example"})
    assert site_of({"JIRA_URL": "https://acme.atlassian.net"}).token is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"errorMessages": ["No such field.", "And  more\n"], "errors": {"x": "bad"}},
            "No such field; And more; bad",
        ),
        (
            {"code": 401, "message": "Unauthorized; scope does not match"},
            "Unauthorized; scope does not match",
        ),
        ({"errorMessages": "x", "errors": []}, ""),
        ({"errorMessages": [7, None, ""]}, ""),
        (["x"], ""),
    ],
)
def test_a_refusal_s_own_words(body: object, said: str) -> None:
    trouble = of_status(400, {}, json.dumps(body), now=0.0, known=True, dialect=DIALECT)
    assert trouble is not None
    assert trouble.why == (f"Jira answered 400: {said}" if said else "Jira answered 400")


@pytest.mark.parametrize("body", ["<html>", "", "[" * 100_000, '{"errorMessages": ["' + "x" * 9_000 + '"]}'])
def test_words_that_are_none_or_too_many_are_cut(body: str) -> None:
    trouble = of_status(404, {}, body, now=0.0, known=True, dialect=DIALECT)
    assert trouble is not None
    assert len(trouble.why) < 400
