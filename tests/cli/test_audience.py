"""Who reads the answer: a workflow's log is as public as its repository, and unknown is public."""

import json
from pathlib import Path

import pytest

from seedcorn.cli._audience import Audience, is_public, place_of


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


def test_what_is_asked_for_counts_before_what_is_known() -> None:
    assert not is_public(Audience.AUTO, {})
    assert is_public(Audience.PUBLIC, {})
    assert not is_public(Audience.PRIVATE, {"GITHUB_ACTIONS": "true"})


def test_the_place_is_the_repository_as_it_is_written_among_the_sources() -> None:
    assert place_of({}, ("github:acme/app",)) == ""
    assert place_of({"GITHUB_REPOSITORY": "acme/app"}, ("export:x",)) == "github:acme/app"
    assert place_of({"GITHUB_REPOSITORY": "Acme/App"}, ("github:acme/app",)) == "github:acme/app"
