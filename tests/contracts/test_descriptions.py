"""The judges of what connectors ask, in all tests of connectors, find what no vendor describes."""

from typing import Any

import pytest

from connectors.tracker_server import Asked
from contracts.descriptions import DESCRIPTIONS, GITHUB_GRAPHQL, violations


def asked(path: str, method: str = "GET", body: Any = None, **query: str) -> Asked:
    return Asked(number=1, method=method, path=path, query=query, headers={}, body=body)


ISSUES = {
    "GithubServer": asked("/repos/acme/app/issues", state="all", per_page="100"),
    "GitlabServer": asked("/api/v4/projects/acme%2Fapp/issues", scope="all", per_page="100"),
    "JiraServer": asked("/rest/api/3/search/jql", "POST", {"jql": "project = APP", "fields": ["summary"]}),
}
WRONG = {
    "GithubServer": [
        asked("/repos/acme/app/issues", state="any"),
        asked("/repos/acme/app/issues", page="first"),
        asked("/repos/acme/app/issues", order="asc"),
        asked("/repos/acme/app/issue"),
        asked("/repos/acme/app/issues", "PUT"),
        asked("/repos/acme/app/issues/1/comments", "POST", {"text": "hello"}),
    ],
    "GitlabServer": [
        asked("/api/v4/projects/acme%2Fapp/issues", scope="everything"),
        asked("/api/v4/projects/acme%2Fapp/issues", page="first"),
        asked("/api/v4/projects/acme%2Fapp/issues", direction="asc"),
        asked("/api/v4/projects/acme/app/issues"),
        asked("/api/v4/projects/acme%2Fapp/issues/1/resource_label_events", since="2025"),
    ],
    "JiraServer": [
        asked("/rest/api/3/search/jql", "POST", {"jql": 7}),
        asked("/rest/api/3/search/jql", "POST", {"fields": "summary"}),
        asked("/rest/api/3/serverInfo", verbose="true"),
        asked("/rest/api/3/servers"),
        asked("/rest/agile/1.0/board", type_="scrum"),
    ],
}


def needs(server: str) -> None:
    if DESCRIPTIONS[server].missing:
        pytest.skip(DESCRIPTIONS[server].missing)


@pytest.mark.parametrize("server", DESCRIPTIONS)
def test_a_question_that_the_vendor_describes(server: str) -> None:
    needs(server)
    assert violations(server, ISSUES[server]) == []


@pytest.mark.parametrize(
    ("server", "wrong"), [(server, wrong) for server, several in WRONG.items() for wrong in several]
)
def test_a_question_that_it_does_not(server: str, wrong: Asked) -> None:
    needs(server)
    assert violations(server, wrong) != []


def test_graphql_is_only_asked() -> None:
    change = {"query": 'mutation { deleteIssue(input: {issueId: "1"}) { clientMutationId } }'}
    assert "mutation: we only read" in violations("GithubServer", asked("/graphql", "POST", change))
    assert violations("GitlabServer", asked("/api/graphql", "POST", {"query": "{ x }", "extra": 1})) != []


@pytest.mark.skipif(not GITHUB_GRAPHQL.exists(), reason="GitHub's GraphQL schema is not here (make test)")
def test_graphql_of_github_by_its_schema() -> None:
    good = {"query": "query($n: String!) { organization(login: $n) { name } }", "variables": {"n": "acme"}}
    assert violations("GithubServer", asked("/graphql", "POST", good)) == []
    bad = {"query": "{ organization { nick } }"}
    assert len(violations("GithubServer", asked("/graphql", "POST", bad))) == 2
