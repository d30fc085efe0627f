"""What happened to GitLab's issues: read where somebody looks at history, whole or with a gap."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.proposing import proposed
from connectors.tracker_server import Asked, Fault, Payload
from seedcorn.connectors.gitlab import propose
from seedcorn.model import CLOSED, Event

PLACES = {"history"}
KINDS = ("label", "state", "milestone", "iteration", "weight")
FREE = KINDS[:3]
LATER = "2026-02-01T00:00:00Z"
SOURCE = "gitlab:acme/app"


def event(number: int, /, **told: Any) -> Payload:
    """As GitLab writes it: on the day in March that its number says."""
    user = {"id": 1, "username": "ada", "name": "Ada"}
    return {"id": number, "user": user, "created_at": f"2025-03-{number:02}T10:00:00.077+02:00"} | told


def path(iid: int, kind: str) -> str:
    return f"/projects/77/issues/{iid}/resource_{kind}_events"


def served(iid: int, /, **lists: list[Payload]) -> dict[str, list[Payload]]:
    """The lists of an issue's events, empty but for those that are given."""
    return {path(iid, kind): lists.get(kind, []) for kind in KINDS}


def asked(server: GitlabServer) -> Counter[str]:
    """How often each kind of list was asked for."""
    names = (each.path.rpartition("/resource_")[2] for each in server.requests if "_events" in each.path)
    return Counter(name.removesuffix("_events") for name in names)


def told(*events: Event) -> list[tuple[str, str, bool, int]]:
    return [(each.place, each.value, each.is_on, each.number) for each in events]


def of_one(issue: Payload | None = None, /, **lists: list[Payload]) -> list[tuple[str, str, bool, int]]:
    """What is told of an issue with such lists, which must be whole."""
    with GitlabServer(projects={"acme/app": [issue or gitlab_issue(1)]}, others=served(1, **lists)) as server:
        reading = read_gitlab(server, places=PLACES)
    assert reading.gaps == []
    assert reading.bookmarks
    return told(*reading.events)


def label(number: int, action: str, name: str | None) -> Payload:
    return event(number, action=action, label=name and {"id": 1, "name": name})


def milestone(number: int, action: str, title: str | None) -> Payload:
    return event(number, action=action, milestone=title and {"id": 1, "title": title, "state": "active"})


def weight(number: int, value: object) -> Payload:
    return event(number, issue_id=1_000_001, weight=value)


def closing(number: int, state: str) -> Payload:
    return event(number, state=state, resource_type="Issue", resource_id=1_000_001)


def test_an_event_is_the_issue_s_and_says_when_and_who() -> None:
    issue = gitlab_issue(1, project="acme/other")
    lists = [label(3, "add", "bug"), label(4, "add", "late") | {"user": None}]
    with GitlabServer(groups={"acme": [issue]}, others=served(1, label=lists)) as server:
        first, second = read_gitlab(server, "acme/", places=PLACES).events
    assert first == Event(
        source="gitlab:acme/",
        key="acme/other#1",
        at=datetime.fromisoformat("2025-03-03T08:00:00.077Z"),
        place="label",
        value="bug",
        is_on=True,
        actor="ada",
        number=3,
    )
    assert str(first.at.tzinfo) == "UTC"
    assert second == replace(
        first, at=datetime.fromisoformat("2025-03-04T08:00:00.077Z"), value="late", actor=None, number=4
    )


def test_labels_come_and_go_and_deleted_ones_tell_nothing() -> None:
    lists = [label(1, "add", "a"), label(2, "add", None), label(3, "remove", "a"), label(4, "remove", None)]
    assert of_one(label=lists) == [("label", "a", True, 1), ("label", "a", False, 3)]


@pytest.mark.parametrize("opens", ["reopened", "opened"])
def test_closing_and_reopening(opens: str) -> None:
    lists = [closing(4, "closed"), closing(2, "closed"), closing(3, opens)]
    assert of_one(state=lists) == [(CLOSED, "", True, 2), (CLOSED, "", False, 3), (CLOSED, "", True, 4)]


def test_why_it_was_closed_is_known_of_the_last_time() -> None:
    links = {"closed_as_duplicate_of": "https://gitlab.com/api/v4/projects/1/issues/2"}
    issue = gitlab_issue(1, state="closed", closed_at="2025-03-04T12:00:00Z", _links=links)
    lists = [closing(2, "closed"), closing(3, "reopened"), closing(4, "closed")]
    assert of_one(issue, state=lists)[-1] == (CLOSED, "duplicate", True, 4)
    assert of_one(issue, state=lists)[0] == (CLOSED, "", True, 2)
    assert of_one(issue, state=lists[:2])[-1] == (CLOSED, "", False, 3)


@pytest.mark.parametrize(
    ("lists", "comes_to"),
    [
        ([milestone(2, "add", "1.0")], [("1.0", True, 2)]),
        ([milestone(2, "add", "1.0"), milestone(3, "remove", "1.0")], [("1.0", True, 2), ("1.0", False, 3)]),
        # GitLab tells of the new one alone.
        (
            [milestone(2, "add", "1.0"), milestone(3, "add", "2.0")],
            [("1.0", True, 2), ("1.0", False, 3), ("2.0", True, 3)],
        ),
        (
            [milestone(3, "add", "2.0"), milestone(2, "add", "1.0")],
            [("1.0", True, 2), ("1.0", False, 3), ("2.0", True, 3)],
        ),
        ([milestone(2, "add", "1.0"), milestone(3, "add", "1.0")], [("1.0", True, 2)]),
        ([milestone(2, "remove", "1.0")], [("1.0", False, 2)]),
        (
            [milestone(2, "add", "1.0"), milestone(3, "remove", "0.9")],
            [("1.0", True, 2), ("1.0", False, 3), ("0.9", False, 3)],
        ),
        # One that is deleted, or hidden from the reader.
        ([milestone(2, "add", "1.0"), milestone(3, "add", None)], [("1.0", True, 2), ("1.0", False, 3)]),
        ([milestone(2, "add", "1.0"), milestone(3, "remove", None)], [("1.0", True, 2), ("1.0", False, 3)]),
        ([milestone(2, "add", None), milestone(3, "remove", None)], []),
    ],
)
def test_one_milestone_at_a_time(lists: list[Payload], comes_to: list[tuple[str, bool, int]]) -> None:
    assert of_one(milestone=lists) == [("milestone", *each) for each in comes_to]


@pytest.mark.parametrize(
    "iteration",
    [
        {"id": 53, "title": "Sprint 3", "start_date": None, "due_date": None},
        {"id": 53, "title": None, "start_date": "2025-03-03", "due_date": "2025-03-16"},
        {"id": 53, "title": None, "start_date": None, "due_date": None},
    ],
)
def test_an_iteration_has_the_name_that_it_has_on_the_issue(iteration: Payload) -> None:
    with GitlabServer(
        projects={"acme/app": [gitlab_issue(1, iteration=iteration)]},
        others=served(1, iteration=[event(2, action="add", iteration=iteration)]),
    ) as server:
        reading = read_gitlab(server, places=PLACES)
    (now,) = reading.issues[0].iterations
    assert told(*reading.events) == [("iteration", now.name, True, 2)]


def test_iterations_give_way_to_each_other() -> None:
    first, second = ({"id": number, "title": f"Sprint {number}"} for number in (1, 2))
    lists = [event(2, action="add", iteration=first), event(3, action="add", iteration=second)]
    assert of_one(iteration=lists)[1:] == [
        ("iteration", "Sprint 1", False, 3),
        ("iteration", "Sprint 2", True, 3),
    ]


def test_a_weight_goes_when_another_comes() -> None:
    lists = [weight(6, 0), weight(2, 3), weight(3, 5), weight(4, 5), weight(5, None)]
    assert of_one(gitlab_issue(1, weight=0), weight=lists) == [
        ("field:weight", "3", True, 2),
        ("field:weight", "3", False, 3),
        ("field:weight", "5", True, 3),
        ("field:weight", "5", False, 5),
        ("field:weight", "0", True, 6),
    ]


def test_what_weight_went_first_may_be_unknown() -> None:
    assert of_one(weight=[weight(2, None)]) == []


def test_the_events_of_a_page_follow_its_issues() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 151)]
    others = {key: each for iid in range(1, 151) for key, each in served(iid).items()}
    others[path(2, "label")] = others[path(120, "label")] = [label(3, "add", "bug")]
    with GitlabServer(projects={"acme/app": issues}, others=others, remaining=None) as server:
        items = read_gitlab(server, places=PLACES).items
    keys = [item.key for item in items if not isinstance(item, Event) and hasattr(item, "key")]
    positions = [position for position, item in enumerate(items) if isinstance(item, Event)]
    assert keys == [f"acme/app#{iid}" for iid in range(1, 151)]
    assert positions == [100, 151]


@pytest.mark.parametrize("places", [None, set(), {"label", "milestone", "iteration", "field:weight"}])
def test_nothing_of_it_is_read_where_nobody_looks(places: set[str] | None) -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}) as server:
        reading = read_gitlab(server, places=places)
    assert (reading.events, len(server.requests)) == ([], 1)


def test_lists_of_several_pages() -> None:
    many = [label(1 + number % 28, "add" if number % 2 else "remove", "bug") for number in range(250)]
    lists = {key: each for key, each in served(1).items() if "label" not in key}
    with GitlabServer(
        projects={"acme/app": [gitlab_issue(1)]}, others=lists, lists={path(1, "label"): many}
    ) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (len(reading.events), asked(server)["label"]) == (250, 3)


def test_a_list_without_an_end_is_a_gap() -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}, others=served(1)) as server:
        link = f'<{server.url}/api/v4{path(1, "state")}?page=2>; rel="next"'
        fault = Fault(headers={"Link": link}, body=b"[]")
        server.fault = lambda each: fault if "_state_" in each.path else None
        reading = read_gitlab(server, places=PLACES)
    assert "without an end" in reading.gap.why
    assert asked(server)["state"] == 100


def without(*kinds: str, status: int = 404) -> Any:
    """A GitLab that refuses such lists."""

    def plan(each: Asked) -> Fault | None:
        return Fault(status=status) if any(f"_{kind}_events" in each.path for kind in kinds) else None

    return plan


@pytest.mark.parametrize("status", [403, 404])
def test_a_gitlab_without_iterations_and_weights_is_soon_asked_no_more(status: int) -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 251)]
    others = {key: each for iid in range(1, 251) for key, each in served(iid).items()}
    others[path(200, "milestone")] = [milestone(2, "add", "1.0")]
    fault = without("iteration", "weight", status=status)
    with GitlabServer(projects={"acme/app": issues}, others=others, fault=fault, remaining=None) as server:
        reading = read_gitlab(server, places=PLACES)
    assert told(*reading.events) == [("milestone", "1.0", True, 2)]
    assert reading.gaps == []
    assert reading.bookmarks
    assert [asked(server)[kind] for kind in FREE] == [250, 250, 250]
    assert all(0 < asked(server)[kind] <= 8 for kind in ("iteration", "weight"))


@pytest.mark.parametrize("kind", ["iteration", "weight"])
def test_what_the_issues_show_has_a_history_and_refusing_it_is_a_gap(kind: str) -> None:
    """A token may be narrower than the licence."""
    shown: dict[str, Any] = {"iteration": {"id": 1, "title": "Sprint 1"}, "weight": 3}
    issues = [gitlab_issue(1), gitlab_issue(2), gitlab_issue(3, **{kind: shown[kind]})]
    others = {key: each for iid in (1, 2, 3) for key, each in served(iid).items()}
    with GitlabServer(
        projects={"acme/app": issues}, others=others, fault=without(kind, status=403)
    ) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (len(reading.issues), reading.gap.place) == (3, "history")
    assert "access refused (403)" in reading.gap.why


def test_lists_that_were_there_do_not_vanish_unseen() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 102)]
    others = {key: each for iid in range(1, 102) for key, each in served(iid).items()}
    del others[path(101, "weight")]
    with GitlabServer(projects={"acme/app": issues}, others=others, remaining=None) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (len(reading.issues), reading.gap.place) == (101, "history")
    assert reading.gap.what.endswith(path(101, "weight"))


SPOILT = [
    ("label", Fault(status=403), "Guest will do"),
    ("label", Fault(status=401), "token was refused"),
    ("label", Fault(status=404), "not found"),
    ("state", Fault(status=502), "answered 502"),
    ("weight", Fault(status=502), "answered 502"),
    ("milestone", Fault(body=b"no JSON"), "not JSON"),
    ("milestone", Fault(body=b"[3]"), "item 1 is a number"),
    ("milestone", Fault(body=b'{"message": "x"}'), "not a list"),
    ("label", Fault(body=b"[{}]"), "created_at is missing"),
    ("label", Fault(body=b'[{"created_at": "2025-03-02"}]'), "id is missing"),
    ("label", Fault(body=b'[{"created_at": "someday", "id": 1}]'), "not a date"),
    ("state", Fault(body=b'[{"created_at": "2025-03-02", "id": 1}]'), "state is missing"),
    ("state", Fault(body=b'[{"created_at": "2025-03-02", "id": 1, "state": "\\u001b[31m"}]'), "'\\x1b[31m'"),
    ("milestone", Fault(body=b'[{"created_at": "2025-03-02", "id": 1}]'), "action is missing"),
    (
        "milestone",
        Fault(body=b'[{"created_at": "2025-03-02", "id": 1, "action": "add", "milestone": {}}]'),
        "title is missing",
    ),
    (
        "iteration",
        Fault(body=b'[{"created_at": "2025-03-02", "id": 1, "action": "move", "iteration": null}]'),
        'not "add" or "remove"',
    ),
    ("weight", Fault(body=b'[{"created_at": "2025-03-02", "id": 1, "weight": "5"}]'), "weight is text"),
    ("weight", Fault(body=b'[{"created_at": "2025-03-02", "id": 1, "user": 3}]'), "user is a number"),
]


@pytest.mark.parametrize(("kind", "fault", "words"), SPOILT)
def test_what_cannot_be_read_of_one_issue_is_a_gap_of_the_history(
    kind: str, fault: Fault, words: str
) -> None:
    """Every issue is there, and there is no bookmark: the next reading reads it all again."""
    others = {key: each for iid in (1, 2, 3) for key, each in served(iid).items()}
    with GitlabServer(
        projects={"acme/app": [gitlab_issue(iid) for iid in (1, 2, 3)]},
        others=others,
        fault=lambda each: fault if each.path.endswith(path(2, kind)) else None,
    ) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (len(reading.issues), reading.gap.place) == (3, "history")
    assert words in reading.gap.why
    assert "\x1b" not in reading.gap.why
    assert reading.bookmarks == []


def test_erased_labels_are_known_where_the_rest_of_the_history_is_refused() -> None:
    with GitlabServer(
        projects={"acme/app": [gitlab_issue(1)]}, others=served(1), fault=without("state", status=403)
    ) as server:
        assert list(read_gitlab(server, places={"history", "past-label"}).places) == ["history"]


def test_a_later_run_reads_what_happened_to_what_changed() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 21)]
    others = {key: each for iid in range(1, 21) for key, each in served(iid).items()}
    with GitlabServer(projects={"acme/app": issues}, others=others) as server:
        left = read_gitlab(server, places=PLACES).left
        server.requests.clear()
        server.others[path(7, "label")] = [label(3, "add", "bug")]
        server.projects["acme/app"][6]["updated_at"] = LATER
        again = read_gitlab(server, places=PLACES, bookmarks=left)
    assert again.keys == ["acme/app#7"]
    assert [each.key for each in again.events] == ["acme/app#7"]
    assert len(server.requests) == 1 + 5


def test_a_bookmark_from_without_history_does_not_hide_it() -> None:
    lists = {**served(1, label=[label(3, "add", "bug")]), **served(2)}
    with GitlabServer(projects={"acme/app": [gitlab_issue(1), gitlab_issue(2)]}, others=lists) as server:
        left = read_gitlab(server).left
        again = read_gitlab(server, places=PLACES, bookmarks=left)
        assert (len(again.issues), len(again.events)) == (2, 1)
        assert read_gitlab(server, places=PLACES, bookmarks=again.left).items == []


def test_an_issue_that_was_moved_since_was_closed_then() -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}, others=served(1)) as server:
        left = read_gitlab(server, places=PLACES).left
        server.projects["acme/app"][0] |= {"moved_to_id": 5, "state": "closed", "updated_at": LATER}
        server.others[path(1, "state")] = [closing(4, "closed")]
        again = read_gitlab(server, places=PLACES, bookmarks=left)
    assert told(*again.events) == [(CLOSED, "duplicate", True, 4)]


def test_of_a_proposal_no_history_is_read() -> None:
    with GitlabServer(others={"/projects/acme/app/issues/12": gitlab_issue(12)}) as server:
        found = proposed(propose, "acme/app#12", server.environ, places=PLACES)
    assert (found.messages, len(server.requests)) == ([], 1)
