"""One report issue for ever: closed when all is clear, reopened when not, left closed where a person did."""

from typing import Any

import pytest

from connectors.tracker_server import Asked, Payload
from seedcorn.sink import Deed, Posted, Standing
from sinks.github_board import GithubBoard
from sinks.gitlab_board import GitlabBoard
from sinks.jira_board import JiraBoard
from sinks.places import PLACES, RUN, Place, a_post, check_only, each_report, put, writes

_JIRA = [place for place in PLACES if place.is_report and place.name.startswith("jira")]


class Reports:
    """The one report issue of a place, posted run after run."""

    def __init__(self, place: Place, server: Any) -> None:
        self.place = place
        self.server = server
        self._run = RUN

    def post(self, said: str, standing: Standing, *failing: str, is_quiet: bool = False) -> Posted:
        """The next run's."""
        self._run += 60_000
        post = a_post(self.place, said, standing=standing, failing=failing, run=self._run, is_quiet=is_quiet)
        return put(self.place, self.server, post)

    @property
    def is_open(self) -> bool:
        """Whether the one there is stands open."""
        (issue,) = self.server.issues.values()
        match self.server:
            case JiraBoard():
                return bool(issue["fields"]["status"]["statusCategory"]["key"] != "done")
            case _:
                return bool(issue["state"] != "closed")

    def turn(self, *, closed: bool, by: Payload) -> None:
        """Somebody closes or reopens it."""
        ((number, issue),) = self.server.issues.items()
        match self.server:
            case JiraBoard():
                self.server.move(number, "Done" if closed else "To Do", by)
            case GithubBoard():
                issue.update(state="closed" if closed else "open", closed_by=by if closed else None)
            case GitlabBoard():
                issue.update(state="closed" if closed else "opened", closed_by=by if closed else None)


@each_report
def test_it_is_closed_and_reopened_and_never_a_second_one(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        assert reports.post("one fails", Standing.FAILING, "a").deed is Deed.CREATED
        assert reports.is_open
        assert reports.post("all clear", Standing.CLEAR).deed is Deed.UPDATED
        assert not reports.is_open
        assert reports.post("all clear", Standing.CLEAR).deed is Deed.UNCHANGED
        assert reports.post("undecided", Standing.OPEN).deed is Deed.UPDATED
        assert reports.is_open
        assert reports.post("all clear", Standing.CLEAR, is_quiet=True).deed is Deed.UPDATED
        assert not reports.is_open
        assert reports.post("one fails", Standing.FAILING, "a").deed is Deed.UPDATED
        assert reports.is_open
        assert len(server.issues) == 1
        check_only(place, server, "one fails")


@each_report
def test_clear_from_the_beginning(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        assert reports.post("all clear", Standing.CLEAR, is_quiet=True).deed is Deed.QUIET
        assert server.issues == {}
        assert reports.post("all clear", Standing.CLEAR).deed is Deed.CREATED
        assert not reports.is_open
        assert reports.post("all clear", Standing.CLEAR).deed is Deed.UNCHANGED


@each_report
def test_what_a_person_closed_stays_closed_until_something_else_fails(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("two fail", Standing.FAILING, "a", "b")
        reports.turn(closed=True, by=place.other[0])
        assert reports.post("one fails", Standing.FAILING, "a").deed is Deed.UPDATED
        assert not reports.is_open
        assert "one fails" in place.texts(server)[0]
        # b failed when it was closed: that it fails again is nothing new.
        reports.post("two fail again", Standing.FAILING, "a", "b")
        assert not reports.is_open
        reports.post("all clear", Standing.CLEAR)
        reports.post("one fails after that", Standing.FAILING, "b")
        assert not reports.is_open
        assert reports.post("a third", Standing.FAILING, "b", "c").deed is Deed.UPDATED
        assert reports.is_open
        reports.turn(closed=True, by=place.other[0])
        reports.post("c again", Standing.FAILING, "c")
        assert not reports.is_open
        assert len(server.issues) == 1


@each_report
def test_what_we_closed_ourselves_is_reopened_for_the_same(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("one fails", Standing.FAILING, "a")
        reports.turn(closed=True, by=server.account)
        reports.post("it still does", Standing.FAILING, "a")
        assert reports.is_open


@each_report
def test_what_a_person_reopened_while_all_is_clear_is_closed_again(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("all clear", Standing.CLEAR)
        reports.turn(closed=False, by=place.other[0])
        assert reports.post("all clear", Standing.CLEAR).deed is Deed.UPDATED
        assert not reports.is_open


@each_report
def test_very_many_failures_do_not_make_the_mark_long(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("many", Standing.FAILING, *(f"rule-{number}" for number in range(5_000)))
        assert len(place.texts(server)[0]) < 300
        reports.turn(closed=True, by=place.other[0])
        reports.post("one more", Standing.FAILING, "rule-5000")
        assert not reports.is_open  # which ones failed then is not known any more
        check_only(place, server, "one more")


@each_report
def test_without_its_label_it_is_found_all_the_same(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("first", Standing.FAILING, "a")
        (issue,) = server.issues.values()
        issue.get("fields", issue)["labels"] = []
        assert reports.post("second", Standing.FAILING, "a").deed is Deed.UPDATED
        assert len(server.issues) == 1


@each_report
def test_its_title_is_kept_up_to_date_on_one_line(place: Place) -> None:
    with place.serve() as server:
        hostile = "Acme\n\u202e holds " + "x" * 900
        put(place, server, a_post(place, "first", title=hostile))
        (issue,) = server.issues.values()
        fields = issue.get("fields", issue)
        title = fields.get("summary") or fields["title"]
        assert title.startswith("Acme holds xxx")
        assert len(title) <= 200
        put(place, server, a_post(place, "second", title="Roadmap", run=RUN + 1))
        assert (fields.get("summary") or fields["title"]) == "Roadmap"


@pytest.mark.parametrize("place", _JIRA, ids=lambda place: place.name)
def test_a_workflow_without_a_way_back_is_said_and_the_text_is_there(place: Place) -> None:
    with place.serve() as server:
        reports = Reports(place, server)
        reports.post("one fails", Standing.FAILING, "a")
        server.transitions = ["To Do"]
        posted = reports.post("all clear", Standing.CLEAR)
        assert posted.deed is Deed.UPDATED
        assert "cannot be closed" in posted.note
        assert "Transition Issues" in posted.note
        assert "all clear" in place.texts(server)[0]
        before = len(writes(server))
        again = reports.post("all clear", Standing.CLEAR)
        assert (again.deed, again.note) == (Deed.UNCHANGED, posted.note)
        assert len(writes(server)) == before


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("Bug", "Story", "Task"), "Task"),
        (("Bug", "Story"), "Story"),
        (("Fehler", "Aufgabe"), "Fehler"),
    ],
)
@pytest.mark.parametrize("place", _JIRA, ids=lambda place: place.name)
def test_the_type_of_the_issue(place: Place, names: tuple[str, ...], chosen: str) -> None:
    with place.serve() as server:
        server.types = [
            {"id": "9", "name": "Sub-task", "subtask": True},
            *({"id": str(id_), "name": name, "subtask": False} for id_, name in enumerate(names, start=10)),
        ]
        put(place, server, a_post(place))
        (made,) = [asked for asked in writes(server) if _is_create(asked)]
        wanted = str(10 + names.index(chosen))
        assert made.body["fields"]["issuetype"] == {"id": wanted}


def _is_create(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith("/issue")
