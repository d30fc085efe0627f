"""`/customer NAME` in comments on GitHub issues: what is a command, whose counts, and the last word."""

import time

import pytest

from connectors.github_server import GithubServer, github_comment, github_issue
from connectors.reading import read
from connectors.tracker_server import Fault
from seedcorn.connectors._github_comments import Commands, commands_in

ISSUES = [github_issue(number) for number in range(1, 4)]
PLACES = {"comment"}
LONG = "x" * 300


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("/customer Acme", ["Acme"]),
        ("/Customer\tAcme  Inc. \r\nThanks!", ["Acme Inc."]),
        ("They ask again:\n/customer Acme\n/customer Globex", ["Acme", "Globex"]),
        ("/customer -Acme", ["-Acme"]),
        ("/customer - Acme", ["-Acme"]),
        (f"/customer {LONG}", [LONG[:200]]),
        ("/customers Acme", []),
        ("/customer", []),
        ("/customer -", []),
        ("/customer --yes", []),
        (" /customer Acme", []),
        ("see /customer Acme", []),
        ("> /customer Acme", []),
        ("    /customer Acme", []),
        ("```\n/customer Acme\n```\n/customer Globex", ["Globex"]),
        ("```sh\n/customer Acme\n~~~\n``\n/customer Globex", []),
        ("````\n```\n/customer Acme\n`````\n/customer Globex", ["Globex"]),
        ("~~~\n/customer Acme\n~~~ x\n/customer Globex", []),
        ("  ~~~\n/customer Acme\n  ~~~~\n/customer Globex", ["Globex"]),
        ("<!-- say\n/customer NAME\n-->\n/customer Acme", ["Acme"]),
        ("<!-- never closed\n/customer Acme", ["Acme"]),
    ],
)
def test_what_is_a_command(body: str, names: list[str]) -> None:
    assert list(commands_in(body)) == names


@pytest.mark.parametrize(
    "body", ["/customer" + " " * 65_000, "<!--" * 16_000 + "/customer", "`" * 65_000 + "/customer"]
)
def test_no_comment_takes_long(body: str) -> None:
    begun = time.process_time()
    assert list(commands_in(body)) == []
    assert time.process_time() - begun < 2


def test_the_last_word_on_each_name_counts() -> None:
    comments = [
        github_comment(11, 1, "/customer Acme"),
        github_comment(12, 2, "/customer Globex"),
        github_comment(13, 1, "/customer globex\n/customer ACME"),
        github_comment(14, 2, "/customer -GLOBEX"),
        github_comment(15, 3, "/customer -Acme\n/customer Acme"),
    ]
    with GithubServer(issues=ISSUES, comments=comments) as server:
        reading = read(server, places=PLACES)
    assert reading.marks(1) == [("comment", "/customer Acme"), ("comment", "/customer globex")]
    assert reading.marks(2) == []
    assert reading.marks(3) == [("comment", "/customer Acme")]
    assert [asked.path for asked in server.requests] == [
        "/repos/acme/app/issues/comments",
        "/repos/acme/app/issues",
    ]
    query = server.requests[0].query
    assert (query["sort"], query["direction"], query["per_page"]) == ("created", "asc", "100")


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"author_association": "OWNER"}, True),
        ({"author_association": "COLLABORATOR"}, True),
        ({"author_association": "CONTRIBUTOR"}, False),
        ({"author_association": "NONE"}, False),
        ({"author_association": None}, False),
        ({"user": {"login": "robot[bot]", "type": "Bot"}}, False),
        ({"user": None}, False),
        ({"body": None}, False),
        ({"html_url": "https://github.com/acme/app/pull/1#issuecomment-9"}, False),
    ],
)
def test_only_members_count_and_never_bots(changes: dict[str, object], counts: bool) -> None:
    comment = github_comment(9, 1, "/customer Acme", **changes)
    with GithubServer(issues=ISSUES, comments=[comment]) as server:
        reading = read(server, places=PLACES)
    assert (reading.marks(1) == [("comment", "/customer Acme")]) is counts
    assert reading.gaps == []


def test_comments_are_read_only_where_somebody_looks() -> None:
    with GithubServer(issues=ISSUES, comments=[github_comment(9, 1, "/customer Acme")]) as server:
        assert read(server).marks(1) == []
    assert len(server.requests) == 1


def test_many_pages_of_comments() -> None:
    comments = [github_comment(n, n % 3 or 3, f"/customer c{n}" if n > 249 else "+1") for n in range(1, 252)]
    with GithubServer(issues=ISSUES, comments=comments) as server:
        reading = read(server, places=PLACES)
    assert [reading.marks(number) for number in (1, 2, 3)] == [
        [("comment", "/customer c250")],
        [("comment", "/customer c251")],
        [],
    ]
    assert len(server.requests) == 3 + 2 + 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "access refused"),
        (Fault(body=b"[3]"), "item 1 is a number, not an object"),
        (Fault(body=b'[{"id": 1}]'), "issue_url is missing"),
        (Fault(body=b"{}"), "not a list"),
    ],
)
def test_comments_that_cannot_be_read_are_a_gap_of_that_place(fault: Fault, words: str) -> None:
    def plan(asked: object) -> Fault | None:
        return fault if getattr(asked, "path", "").endswith("comments") else None

    with GithubServer(issues=ISSUES, fault=plan) as server:
        reading = read(server, places=PLACES)
    assert set(reading.places) == {"comment"}
    assert words in reading.places["comment"]
    assert len(reading.issues) == 3


def test_what_is_known_goes_into_json_and_back() -> None:
    known = {"7": {"11": ["Acme"], "12": ["-Acme", "Globex"]}}
    assert Commands(known).known() == known
    assert Commands(known).names(7) == ("Globex",)
    assert Commands(None).known() == {}
