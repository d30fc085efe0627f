"""Which GitHub is asked and with which token: addresses refused, and places the token must not go."""

import stat
from pathlib import Path

import pytest

from connectors.github_server import TOKEN
from seedcorn.errors import UsageError
from seedcorn.transport.github import PUBLIC, site_of
from seedcorn.transport.site import Site


@pytest.mark.parametrize(
    ("environ", "base"),
    [
        ({}, PUBLIC),
        ({"GITHUB_API_URL": "https://ghe.example/api/v3/"}, "https://ghe.example/api/v3"),
        (
            {"SEEDCORN_GITHUB_URL": "https://a.example", "GITHUB_API_URL": "https://b.example"},
            "https://a.example",
        ),
        ({"GITHUB_API_URL": "http://127.0.0.1:4101"}, "http://127.0.0.1:4101"),
        ({"GITHUB_API_URL": "http://localhost:4101"}, "http://localhost:4101"),
        ({"GITHUB_API_URL": "http://[::1]:4101"}, "http://[::1]:4101"),
        ({"GITHUB_API_URL": ""}, PUBLIC),
        ({"GITHUB_API_URL": " HTTPS://GHE.example:443/api/v3// "}, "https://GHE.example:443/api/v3"),
    ],
)
def test_the_address(environ: dict[str, str], base: str) -> None:
    assert site_of(environ).base == base


@pytest.mark.parametrize(
    "address",
    [
        "http://ghe.example/api/v3",
        "http://github.com@127.0.0.1.evil.example",
        "https://github.com@evil.example",
        "https://user:secret@ghe.example",
        "https://169.254.169.254/latest",
        "http://169.254.169.254",
        "https://[fe80::1]/",
        "https://",
        "ghe.example",
        "ftp://ghe.example",
        "file:///etc/passwd",
        "https://ghe.example/api?token=1",
        "https://ghe.example/#x",
        "https://ghe.example:port",
        "https://ghe.example:0",
        "https://[half",
        "//ghe.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as refused:
        site_of({"GITHUB_API_URL": address, "GITHUB_TOKEN": TOKEN})
    assert "GITHUB_API_URL" in str(refused.value)
    assert "https://HOST/api/v3" in refused.value.hint
    assert "secret" not in str(refused.value)


def test_the_token_comes_from_the_environment_and_shows_nowhere() -> None:
    for environ in (
        {"GITHUB_TOKEN": f" {TOKEN}\n", "GH_TOKEN": "other"},
        {"GITHUB_TOKEN": " ", "GH_TOKEN": TOKEN},
    ):
        site = site_of(environ)
        assert site.token == TOKEN
        assert TOKEN not in repr(site)


@pytest.mark.parametrize("token", [f"{TOKEN} {TOKEN}", f"{TOKEN}\r\nX-Evil: 1", "tökén", "a\0b"])
def test_a_token_that_cannot_be_one_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(UsageError) as refused:
        site_of({"GITHUB_TOKEN": token})
    assert "GITHUB_TOKEN" in str(refused.value)
    assert token not in str(refused.value) + refused.value.hint


def gh(folder: Path, script: str) -> dict[str, str]:
    """An environment in which `gh` is a script of ours."""
    program = folder / "gh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": str(folder)}


def test_gh_is_asked_for_its_token(tmp_path: Path) -> None:
    environ = gh(tmp_path, f'[ "$*" = "auth token --hostname github.com" ] && echo {TOKEN}')
    assert site_of(environ).token == TOKEN


def test_gh_is_not_asked_for_another_host(tmp_path: Path) -> None:
    environ = gh(tmp_path, f"echo {TOKEN}") | {"GITHUB_API_URL": "https://ghe.example/api/v3"}
    assert site_of(environ).token is None


@pytest.mark.parametrize("script", ["exit 1", "echo", "exec sleep 60"])
def test_without_an_answer_of_gh_there_is_no_token(
    tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedcorn.transport.github._GH_SECONDS", 0.2)
    environ = gh(tmp_path, script)
    environ["PATH"] += ":/usr/bin:/bin"
    assert site_of(environ).token is None


def test_without_gh_there_is_no_token(tmp_path: Path) -> None:
    assert site_of({"PATH": str(tmp_path)}).token is None


def test_what_gh_says_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the token of gh"):
        site_of(gh(tmp_path, "echo two words"))


GHE = Site(base="https://ghe.example/api/v3", token=TOKEN)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (
            "https://ghe.example/api/v3/repos/a/b/issues?page=2&x=1",
            ("/repos/a/b/issues", {"page": "2", "x": "1"}),
        ),
        ("https://GHE.example:443/api/v3/x", ("/x", {})),
        ("/api/v3/repositories/7", ("/repositories/7", {})),
        ("https://ghe.example/other", None),
        ("https://ghe.example/api/v33", None),
        ("http://ghe.example/api/v3/x", None),
        ("https://ghe.example:8443/api/v3/x", None),
        ("https://ghe.example@evil.example/api/v3/x", None),
        ("https://evil@ghe.example/api/v3/x", None),
        ("https://ghe.example.evil.example/api/v3/x", None),
        ("https://evil.example/api/v3/x", None),
        ("//evil.example/api/v3/x", None),
        ("https://ghe.example./api/v3/x", None),
        ("https://ghе.example/api/v3/x", None),  # the e is Cyrillic
        ("https://ghe.example:99999/api/v3/x", None),
        ("https://[half/api/v3/x", None),
        ("", None),
    ],
)
def test_what_is_within_a_site(address: str, place: tuple[str, dict[str, str]] | None) -> None:
    assert GHE.within(address) == place


def test_the_name_of_a_site_has_no_path() -> None:
    assert GHE.host == "ghe.example"
