"""When marks stood: each thing that is inferred where events are doubled, missing or wrong, by itself.

Issues are 100 days old here, and days count back from the reading.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import ago, issue, milestone, snapshot
from seedcorn.engine import rows
from snapshot.telling import collected, ended, marked, off, on, opened, shut

BERLIN = ZoneInfo("Europe/Berlin")


def test_what_came_and_went_stood_between() -> None:
    assert marked(issue(), on(50, "bug"), off(20, "bug")) == [("bug", 50, 20)]


def test_what_came_and_stands_stood_since() -> None:
    assert marked(issue(1, "bug"), on(50, "bug")) == [("bug", 50, None)]


def test_of_the_same_said_twice_in_a_row_the_first_counts() -> None:
    doubled = [on(50, "bug"), on(50, "bug"), on(40, "bug"), off(20, "bug"), off(10, "bug"), off(10, "bug")]
    assert marked(issue(), *doubled) == [("bug", 50, 20)]


def test_events_come_in_any_order() -> None:
    told = [off(10, "bug"), on(30, "bug"), on(60, "bug"), off(50, "bug")]
    assert marked(*told, issue()) == [("bug", 60, 50), ("bug", 30, 10)]


def test_of_one_second_the_trackers_own_number_says_which_was_first() -> None:
    told = [on(50, "bug", number=7), off(50, "bug", number=9), on(50, "bug", number=12), off(20, "bug")]
    assert marked(issue(), *told) == [("bug", 50, 20)]
    assert marked(issue(), on(50, "bug", number=9), off(50, "bug", number=7)) == [
        ("bug", 100, 50),
        ("bug", 50, 0),
    ]


def test_what_came_and_went_in_one_second_without_a_number_went() -> None:
    for told in ([on(50, "bug"), off(50, "bug")], [off(50, "bug"), on(50, "bug")]):
        assert marked(issue(), *told) == []


def test_what_came_and_went_within_a_minute_never_stood() -> None:
    then = ago(50)
    told = [on(then, "bug"), off(then + timedelta(seconds=59), "bug")]
    assert marked(issue(), *told) == []


def test_what_went_before_it_came_was_there_from_the_start() -> None:
    assert marked(issue(), off(70, "bug"), on(50, "bug"), off(20, "bug")) == [
        ("bug", 100, 70),
        ("bug", 50, 20),
    ]


def test_what_stands_without_ever_having_come_was_there_from_the_start() -> None:
    assert marked(issue(1, "bug"), on(50, "urgent"), off(20, "urgent")) == [
        ("bug", 100, None),
        ("urgent", 50, 20),
    ]


def test_what_came_and_never_went_but_does_not_stand_there_went_at_the_reading() -> None:
    # It stands on another issue, so that it was not renamed.
    assert marked(issue(), on(50, "bug"), issue(2, "bug")) == [("bug", 50, 0), ("bug", 100, None)]


def test_what_went_last_but_stands_there_did_not_go() -> None:
    (first, then) = marked(issue(1, "bug"), on(50, "bug"), off(20, "bug"))
    assert (first, then) == (("bug", 50, 20), ("bug", 20, None))


def test_what_is_dated_before_the_issue_was_made_counts_from_then_on() -> None:
    assert marked(issue(), on(3_000, "bug"), off(20, "bug")) == [("bug", 100, 20)]
    assert marked(issue(), on(datetime(1955, 1, 1, tzinfo=UTC), "bug"), off(20, "bug")) == [("bug", 100, 20)]
    assert marked(issue(), on(3_000, "bug"), off(2_000, "bug")) == []


def test_what_is_dated_after_the_reading_counts_at_the_reading() -> None:
    assert marked(issue(1, "bug"), on(-3, "bug")) == [("bug", 0, None)]
    assert marked(issue(), on(50, "bug"), off(-3, "bug")) == [("bug", 50, 0)]
    assert marked(issue(), on(50, "bug"), off(datetime(9999, 12, 31, tzinfo=UTC), "bug")) == [("bug", 50, 0)]


def test_an_issue_that_was_made_while_they_were_read_has_its_marks() -> None:
    young = issue(1, "bug", created_at=ago(-0.25))
    assert marked(young, on(-0.25, "bug"), on(-0.25, "new"), off(-0.26, "new")) == [("bug", -0.25, None)]


def test_events_of_issues_that_are_not_there_are_left_out() -> None:
    assert marked(issue(), on(50, "bug", of=2), off(20, "bug", of=2)) == []
    elsewhere = replace(on(50, "bug"), source="github:acme/other")
    assert marked(issue(1), elsewhere, on(10, "new"), off(5, "new")) == [("new", 10, 5)]


def test_each_issue_has_its_own_past() -> None:
    other = replace(issue(2, "bug"), created_at=ago(30))
    assert marked(issue(), other, on(50, "bug"), off(20, "bug"), on(10, "bug", of=2)) == [
        ("bug", 50, 20),
        ("bug", 10, None),
    ]


def test_marks_of_all_places_have_a_past() -> None:
    told = [
        *(on(90, "2.0", "milestone"), off(80, "2.0", "milestone"), on(80, "3.0", "milestone")),
        *(on(70, "ada", "assignee"), off(60, "ada", "assignee")),
        *(on(50, "3", "field:Story Points"), off(40, "3", "FIELD:story points")),
    ]
    planned = issue(1, iterations=(milestone("3.0"),), fields=(("story points", "5"),))
    assert sorted(marked(planned, on(40, "5", "field:story points"), *told)) == [
        ("2.0", 90, 80),
        ("3", 50, 40),
        ("3.0", 80, None),
        ("5", 40, None),
        ("ada", 70, 60),
    ]


def test_a_moment_is_one_in_every_zone() -> None:
    new_york, kathmandu = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")
    told = [on(ago(50).astimezone(new_york), "bug"), off(ago(20).astimezone(kathmandu), "bug")]
    assert marked(issue(), *told) == [("bug", 50, 20)]


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    first, second = (datetime(2025, 10, 26, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    old = issue(created_at=ago(300))
    (found,) = collected(old, off(second, "bug"), on(first, "bug"))
    assert found.until is not None
    assert (found.since.hour, found.until.hour, found.until - found.since) == (0, 1, timedelta(hours=1))


def test_the_hour_that_is_left_out_in_spring_is_none() -> None:
    before = datetime(2025, 3, 30, 1, 59, tzinfo=BERLIN)
    after = datetime(2025, 3, 30, 3, 0, tzinfo=BERLIN)
    (found,) = collected(issue(created_at=ago(400)), on(before, "bug"), off(after, "bug"))
    assert found.until is not None
    assert found.until - found.since == timedelta(minutes=1)


def test_each_closing_has_its_end_and_its_reason() -> None:
    told = [shut(90, "completed"), opened(80), shut(70, "not_planned"), opened(60, "not_planned")]
    assert ended(issue(), *told) == [("completed", 90, 80), ("not_planned", 70, 60)]


def test_when_and_why_an_issue_was_closed_last_it_says_itself() -> None:
    done = issue(closed_at=ago(30), state_reason="completed")
    assert ended(done, shut(90, "not_planned"), opened(80), shut(29, "duplicate")) == [
        ("not_planned", 90, 80),
        ("completed", 30, None),
    ]


def test_an_issue_that_was_closed_without_an_event_was_so_since_it_says() -> None:
    assert ended(issue(closed_at=ago(30)), on(50, "bug"), off(40, "bug")) == [("", 30, None)]
    assert ended(issue(closed_at=ago(30)), shut(90), opened(20)) == [("", 90, 20), ("", 20, None)]


def test_an_issue_that_is_open_without_an_event_was_opened_at_the_reading() -> None:
    assert ended(issue(), shut(90, "completed")) == [("completed", 90, 0)]


def test_an_issue_that_was_opened_before_it_was_closed_was_closed_from_the_start() -> None:
    assert ended(issue(), opened(80), opened(70)) == [("", 100, 80)]
    done = issue(closed_at=ago(30), state_reason="completed")
    assert ended(done, opened(80)) == [("", 100, 80), ("completed", 30, None)]


def test_closed_twice_in_a_row_is_closed_once_for_the_first_reason() -> None:
    told = [shut(90, "completed"), shut(80, "not_planned"), opened(70), opened(60)]
    assert ended(issue(), *told) == [("completed", 90, 70)]


def test_a_closing_outside_of_the_life_of_its_issue_is_moved_into_it() -> None:
    assert ended(issue(closed_at=ago(300)), on(50, "bug"), off(40, "bug")) == [("", 100, None)]
    assert ended(issue(closed_at=ago(-3)), shut(-3)) == [("", 0, None)]
    assert ended(issue(), shut(300, "completed"), opened(20)) == [("completed", 100, 20)]


def test_a_label_that_was_renamed_has_its_past_under_its_name_of_now() -> None:
    told = [on(50, "kunde: Acme"), on(60, "kunde: Acme", of=2), off(55, "kunde: Acme", of=2)]
    assert marked(issue(1, "customer: Acme"), issue(2), *told) == [
        ("customer: Acme", 50, None),
        ("customer: Acme", 60, 55),
    ]


def test_so_has_one_that_was_renamed_twice() -> None:
    told = [on(50, "a", of=1), on(40, "b", of=2), on(30, "c", of=3)]
    assert marked(issue(1, "c"), issue(2, "c"), issue(3, "c"), *told) == [
        ("c", 50, None),
        ("c", 40, None),
        ("c", 30, None),
    ]


def test_one_that_was_renamed_and_then_taken_off_went_under_its_new_name() -> None:
    told = [on(50, "a"), on(45, "a", of=2), off(20, "b", of=2)]
    assert marked(issue(1, "b"), issue(2), *told) == [("b", 50, None), ("b", 45, 20)]


def test_two_that_were_renamed_are_told_apart_by_the_issues_that_have_one() -> None:
    told = [
        *(on(90, "a", of=1), on(90, "x", of=1)),
        *(on(80, "a", of=2), on(70, "x", of=3)),
    ]
    assert marked(issue(1, "b", "y"), issue(2, "b"), issue(3, "y"), *told) == [
        ("b", 90, None),
        ("y", 90, None),
        ("b", 80, None),
        ("y", 70, None),
    ]


def test_what_could_have_been_renamed_to_either_of_two_was_not() -> None:
    assert sorted(marked(issue(1, "b", "c"), on(50, "a"))) == [
        ("a", 50, 0),
        ("b", 100, None),
        ("c", 100, None),
    ]


def test_what_another_mark_stands_for_on_some_issues_alone_was_not_renamed() -> None:
    told = [on(50, "a"), on(50, "a", of=2)]
    assert sorted(marked(issue(1, "b"), issue(2), *told)) == [
        ("a", 50, 0),
        ("a", 50, 0),
        ("b", 100, None),
    ]


def test_a_label_that_was_deleted_stood_until_the_reading() -> None:
    assert marked(issue(1, "bug"), on(60, "bug"), on(50, "gone")) == [("bug", 60, None), ("gone", 50, 0)]


def test_a_mark_is_never_renamed_to_one_of_another_place() -> None:
    planned = issue(1, iterations=(milestone("2.0"),))
    assert sorted(marked(planned, on(50, "two"))) == [("2.0", 100, None), ("two", 50, 0)]
    assert marked(planned, on(50, "two", "milestone")) == [("2.0", 50, None)]


@pytest.mark.parametrize("place", ["field:story points", "assignee", "title-prefix", "type"])
def test_numbers_and_people_are_never_taken_for_a_rename(place: str) -> None:
    one = issue(1, marks=((place, "5"),))
    assert sorted(marked(one, on(50, "3", place))) == [("3", 50, 0), ("5", 100, None)]


def test_words_in_fields_may_be_renamed() -> None:
    one = issue(1, fields=(("Customer", "Acme"),))
    assert marked(one, on(50, "ACME Inc", "field:customer")) == [("Acme", 50, None)]


def test_it_is_said_what_events_say_and_what_is_inferred() -> None:
    told = [on(90, "a"), off(80, "a"), off(70, "b"), on(60, "c"), shut(50), opened(40), shut(30)]
    found = collected(issue(1, "d", closed_at=ago(30)), issue(2, "c"), *told)
    assert [(one.value, one.dated, one.ended) for one in found if one.key[1].endswith("#1")] == [
        ("b", False, True),
        ("d", False, None),
        ("a", True, True),
        ("c", True, False),
        ("", True, True),
        ("", True, None),
    ]


def test_marks_that_went_have_places_behind_those_that_stand_each_its_own() -> None:
    told = [on(90, "x"), off(80, "x"), on(90, "y"), off(70, "y"), on(95, "b")]
    with snapshot([issue(1, "a", "b"), *told]) as facts:
        found = facts.frame("spells").join(facts.frame("vocabulary"), on="mark").sort("position")
        assert [value for (value,) in rows(found.select("value"))] == ["a", "b", "x", "y"]
        places = [place for (place,) in rows(found.select("position"))]
    assert (places[:2], len(set(places))) == ([0, 1], 4)


def test_without_events_there_is_no_past() -> None:
    for stranger in ([], [on(50, "bug", of=9)]):
        with snapshot([issue(1, "bug", closed_at=ago(3)), *stranger]) as facts:
            assert not facts.has_history
            assert rows(facts.frame("spells")) == []


def test_a_reason_is_no_mark() -> None:
    told = (issue(1, "completed"), shut(90, "completed"), opened(80))
    assert (marked(*told), ended(*told)) == ([("completed", 100, None)], [("completed", 90, 80)])
