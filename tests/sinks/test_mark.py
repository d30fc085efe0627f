"""A mark says whose text it is, on one line that can be read back, whatever it was made of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tracker_server import Asked
from seedcorn.sinks._mark import (
    Mark,
    digest_of,
    hidden,
    of_markdown,
    of_wiki,
    shortened,
    slug,
    small,
)
from sinks.conftest import judged

TEXT = st.text(max_size=200)


@given(name=TEXT, digest=TEXT, run=st.integers(0, 10**15 - 1), failing=st.lists(TEXT, max_size=20), said=TEXT)
def test_what_is_written_is_read_back(
    name: str, digest: str, run: int, failing: list[str], said: str
) -> None:
    mark = Mark(id=slug(name), run=run, digest=digest_of(digest), failing=shortened(failing, 10))
    assert mark.line.isascii()
    assert mark.line.isprintable()
    assert not set("<>@#`|[]()\\") & set(mark.line)
    assert of_markdown(hidden(mark, said), mark.id) == mark
    assert of_wiki(small(mark, said), mark.id) == mark


@given(one=TEXT, other=TEXT)
def test_two_names_have_two_ids(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("balanced", "balanced"),
        ("our-policy", "our-policy"),
        ("x" * 41, None),
        ("Balanced", None),
        ("", None),
    ],
)
def test_a_plain_name_is_its_own_id(name: str, id_: str | None) -> None:
    assert (slug(name) == name) == (id_ is not None)
    assert slug(name)


def test_more_than_can_be_told_apart_is_not_told() -> None:
    assert shortened(["a", "b"], 1) is None
    mark = Mark(id="x", run=1, digest="d", failing=None)
    assert of_markdown(hidden(mark, "text"), "x") == mark


@pytest.mark.parametrize(
    ("server", "method", "path", "body"),
    [
        ("GithubServer", "PATCH", "/repos/a/b/issues/comments/1", {"text": "x"}),
        ("GithubServer", "PUT", "/repos/a/b/issues/comments/1", {"body": "x"}),
        ("GithubServer", "PATCH", "/repos/a/b/issues/1", {"state": "gone"}),
        ("GithubServer", "POST", "/repos/a/b/check-runs", {"name": "x"}),
        ("GitlabServer", "PUT", "/api/v4/projects/1/issues/1", {"labels": "x"}),
        ("GitlabServer", "POST", "/api/v4/projects/1/issues/1/notes", {"text": "x"}),
        ("JiraServer", "PUT", "/rest/api/3/issue/1", {"fields": "x"}),
        ("JiraServer", "POST", "/rest/api/3/issue/1/transition", {}),
    ],
)
def test_the_judge_of_these_tests_finds_what_is_wrong(server: str, method: str, path: str, body: Any) -> None:
    asked = Asked(number=1, method=method, path=path, query={}, headers={}, body=body)
    assert judged(server, asked) != []
