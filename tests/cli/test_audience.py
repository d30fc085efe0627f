"""Who reads the answer: a job's log is as public as its repository, and unknown is public."""

import json
from pathlib import Path

import pytest

from seedcorn.cli._audience import Audience, is_public, name_of, place_of


@pytest.mark.parametrize(
    ("event", "public"),
    [
        ({"repository": {"private": True, "visibility": "private"}}, False),
        ({"repository": {"private": True}}, False),
        ({"repository": {"visibility": "internal"}}, False),
        ({"repository": {"private": False}}, True),
        ({"repository": {"private": True, "visibility": "public"}}, True),
        ({"repository": {"private": "yes"}}, True),
        ({"repository": {}}, True),
        ({"repository": None}, True),
        ({"schedule": "0 0 * * *"}, True),
        ([], True),
        (None, True),
    ],
)
def test_the_event_decides_in_a_workflow(event: object, public: bool, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    if event is not None:
        path.write_text(json.dumps(event), encoding="utf-8")
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(path)}
    assert is_public(Audience.AUTO, environ) is public


def test_a_broken_event_is_public(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("{", encoding="utf-8")
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    assert is_public(Audience.AUTO, environ)
    assert is_public(Audience.AUTO, {"GITHUB_ACTIONS": "true"})


@pytest.mark.parametrize(
    ("visibility", "public"),
    [("private", False), ("internal", True), ("public", True), ("", True), ("Private ", True), (None, True)],
)
def test_a_project_decides_in_gitlabs_ci(visibility: str | None, public: bool) -> None:
    environ = {"CI": "true", "GITLAB_CI": "true"}
    environ |= {} if visibility is None else {"CI_PROJECT_VISIBILITY": visibility}
    assert is_public(Audience.AUTO, environ) is public
    assert not is_public(Audience.PRIVATE, environ)


@pytest.mark.parametrize(
    ("name", "value", "public"),
    [
        ("CI", "true", True),
        ("CI", "1", True),
        ("CI", "woodpecker", True),
        ("CI", "false", False),
        ("CI", " ", False),
        ("CI", "0", False),
        ("TF_BUILD", "True", True),
        ("JENKINS_URL", "https://jenkins.acme.example/", True),
        ("TEAMCITY_VERSION", "2026.1", True),
        ("GITLAB_CI", "yes", True),
        ("TERM", "xterm", False),
    ],
)
def test_any_other_builder_is_public_and_a_terminal_private(name: str, value: str, public: bool) -> None:
    assert is_public(Audience.AUTO, {name: value}) is public


def test_what_is_asked_for_counts_before_what_is_known() -> None:
    assert not is_public(Audience.AUTO, {})
    assert is_public(Audience.PUBLIC, {})
    assert not is_public(Audience.PRIVATE, {"GITHUB_ACTIONS": "true"})


def test_the_place_is_the_repository_as_it_is_written_among_the_sources() -> None:
    assert place_of({}, ("github:acme/app",)) == ""
    assert place_of({"GITHUB_REPOSITORY": "acme/app"}, ("export:x",)) == "github:acme/app"
    assert place_of({"GITHUB_REPOSITORY": "Acme/App"}, ("github:acme/app",)) == "github:acme/app"


OWN = {"GITLAB_CI": "true", "CI_PROJECT_PATH": "Acme/web", "CI_SERVER_URL": "https://git.acme.example"}


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({}, "gitlab:Acme/web"),
        ({"GITLAB_URL": "https://GIT.acme.example/"}, "gitlab:Acme/web"),
        ({"GITLAB_URL": "https://git.acme.example/api/v4"}, "gitlab:Acme/web"),
        ({"GITLAB_URL": "https://git.other.example"}, ""),
        ({"GITLAB_URL": "https://git.acme.example", "SEEDCORN_GITLAB_URL": "https://gitlab.com"}, ""),
        ({"CI_PROJECT_PATH": ""}, ""),
        ({"GITLAB_CI": ""}, ""),
    ],
)
def test_the_place_of_a_job_of_gitlab_is_its_project_on_that_gitlab(
    environ: dict[str, str], place: str
) -> None:
    assert place_of({**OWN, **environ}, ("gitlab:acme/api",)) == place


def test_only_the_place_has_its_name_in_public() -> None:
    assert place_of(OWN, ("github:x", "gitlab:acme/web")) == "gitlab:acme/web"
    assert name_of("gitlab:acme/web", OWN, public=True) == "gitlab:acme/web"
    assert name_of("gitlab:acme/api", OWN, public=True) == "a source that is not public"
    assert name_of("gitlab:acme/api", OWN, public=False) == "gitlab:acme/api"
