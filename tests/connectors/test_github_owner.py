"""What stands on GitHub repositories: their topics and custom properties, of one or of an owner's."""

import pytest

from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.reading import read
from connectors.tracker_server import Asked, Fault

TENANT = "property:tenant"
PROPERTIES: dict[str, dict[str, object]] = {
    "acme/Web": {"Tenant": "Globex", "tier": ["gold", "eu"], "unset": None},
    "acme/api": {"Tenant": "Initech"},
}
NAMES = ("acme/api", "acme/web")
LISTING = [github_repository("acme/api", topics=["initech"]), github_repository("acme/web", topics=None)]
REPOSITORIES = {name: [github_issue(1, repository=name)] for name in NAMES}
TOPICS = {"/repos/acme/app": {"full_name": "acme/app", "topics": ["customer-acme", "python"]}}


def test_the_repository_itself_is_always_a_mark() -> None:
    with GithubServer(issues=[github_issue(1)]) as server:
        assert read(server).issues[0].marks == (("repository", "acme/app"),)


def test_topics_and_properties_of_one_repository() -> None:
    properties: dict[str, dict[str, object]] = {
        "acme/app": {"Tenant": "Acme", "tier": ["gold", "eu"], "unset": None, "secret": "x"}
    }
    with GithubServer(issues=[github_issue(1)], properties=properties, others=TOPICS) as server:
        reading = read(server, places={"topic", TENANT.upper(), "property:tier", "property:unset"})
        requests = len(server.requests)
        everything = read(server, places={"property:*"})
    assert reading.marks(1) == [
        ("topic", "customer-acme"),
        ("topic", "python"),
        (TENANT, "Acme"),
        ("property:tier", "gold"),
        ("property:tier", "eu"),
    ]
    assert requests == 3
    assert len(everything.marks(1)) == 4
    assert reading.gaps == everything.gaps == []


def test_topics_and_properties_of_an_organization_s_repositories() -> None:
    with GithubServer(repositories=REPOSITORIES, listing=LISTING, properties=PROPERTIES) as server:
        reading = read(server, "acme", places={"topic", TENANT})
    first, second = sorted(reading.issues, key=lambda issue: issue.key)
    assert first.marks == (("repository", "acme/api"), ("topic", "initech"), (TENANT, "Initech"))
    assert second.marks == (("repository", "acme/web"), (TENANT, "Globex"))
    assert len(server.requests) == 1 + 1 + 2


def test_a_user_s_repositories_have_no_properties() -> None:
    with GithubServer(
        repositories=REPOSITORIES, listing=LISTING, properties=PROPERTIES, organization=False
    ) as server:
        reading = read(server, "acme", places={TENANT})
    assert reading.gaps == []
    assert len(reading.issues) == 2
    assert all("properties" not in asked.path for asked in server.requests)


@pytest.mark.parametrize("target", ["acme/api", "acme"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "Custom properties: read"),
        (Fault(status=404), "Custom properties: read"),
        (Fault(status=400), "answered 400"),
        (Fault(body=b'["x"]'), "is text, not an object"),
        (Fault(body=b"{}"), "not a list"),
    ],
)
def test_properties_that_cannot_be_read_are_a_gap_of_each_place(
    fault: Fault, words: str, target: str
) -> None:
    def plan(asked: Asked) -> Fault | None:
        return fault if asked.path.endswith("/properties/values") else None

    with GithubServer(repositories=REPOSITORIES, listing=LISTING, fault=plan) as server:
        reading = read(server, target, places={TENANT, "property:tier"})
    assert set(reading.places) == {TENANT, "property:tier"}
    assert all(words in why for why in reading.places.values())
    assert reading.issues


@pytest.mark.parametrize(
    ("target", "body", "words"),
    [
        ("acme/api", '[{"property_name": 3}]', "property_name is a number"),
        ("acme/api", '[{"property_name": "tenant", "value": 3}]', "value is a number"),
        ("acme", "[{}]", "repository_full_name is missing"),
        ("acme", '[{"repository_full_name": "acme/api", "properties": 3}]', "properties is a number"),
    ],
)
def test_properties_that_are_none_are_a_gap(target: str, body: str, words: str) -> None:
    def plan(asked: Asked) -> Fault | None:
        return Fault(body=body.encode()) if asked.path.endswith("/properties/values") else None

    with GithubServer(repositories=REPOSITORIES, listing=LISTING, fault=plan) as server:
        reading = read(server, target, places={TENANT})
    assert words in reading.places[TENANT]
    assert reading.issues


def test_topics_that_cannot_be_read_are_a_gap_of_that_place() -> None:
    with GithubServer(issues=[github_issue(1)]) as server:
        reading = read(server, places={"topic"})
    assert set(reading.places) == {"topic"}
    assert len(reading.issues) == 1
