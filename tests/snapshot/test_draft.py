"""A snapshot in the making: cut off and gone on with, refreshed, read anew."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOW, ago, issue, milestone
from seedcorn.engine import rows
from seedcorn.errors import UsageError
from seedcorn.model import Issue, Iteration
from seedcorn.snapshot import TABLES, Difference, Draft, Snapshot, Wish
from snapshot.taking import (
    API,
    APP,
    BROKEN,
    FREE,
    LATER,
    UNSEEN,
    abort,
    cut_off,
    mark,
    partial_of,
    take,
    wish,
    words,
)


def test_a_new_one_says_when_all_was_read_and_from_where_to_go_on(folder: Path) -> None:
    taken, remarks, given = take(folder, [issue(1, "bug"), mark("1"), issue(2), mark("end")])
    assert (taken.issues, taken.difference, remarks, given) == (2, None, [], [{}])
    (reading,) = taken.manifest.readings
    assert (reading.asked, reading.bookmarks, reading.holds) == (APP, {APP: "end"}, (APP,))
    assert reading.began_at == reading.read_whole_at == NOW
    with Snapshot.load(folder) as facts:
        assert (facts.readings, facts.places, facts.read_whole_at) == ((reading,), FREE, NOW)
        assert rows(facts.frame("issues").select("issue", "key").sort("issue")) == [
            (0, "acme/app#1"),
            (1, "acme/app#2"),
        ]
    assert not partial_of(folder).exists()


def test_one_that_was_cut_off_goes_on_from_its_last_bookmark(folder: Path) -> None:
    abort(folder, cut_off(issue(1), issue(2), mark("2"), issue(3)))
    assert not folder.exists()
    with Draft(folder, wish(), now=LATER) as draft:
        assert (draft.resumed, draft.bookmarks(0), draft.remarks) == (((APP, 2),), {APP: "2"}, [])
    taken, _, given = take(folder, [issue(3), issue(4), mark("end")], now=LATER)
    assert (taken.issues, given) == (4, [{APP: "2"}])
    (reading,) = taken.manifest.readings
    assert (reading.read_whole_at, taken.manifest.collected_at) == (NOW, LATER)
    assert list(words(folder)) == [f"acme/app#{number}" for number in (1, 2, 3, 4)]


def test_what_has_no_bookmark_is_read_from_its_start_again(folder: Path) -> None:
    abort(folder, cut_off(issue(1), issue(2)))
    taken, _, given = take(folder, [issue(2)])
    assert (taken.issues, given, list(words(folder))) == (1, [{}], ["acme/app#2"])


def test_several_sources_go_on_each_where_it_was(folder: Path) -> None:
    other = replace(issue(1), source=API, key="acme/api#1")
    abort(folder, [issue(1), mark("end")], cut_off(other, mark("x", API)), wanted=wish(APP, API))
    taken, _, given = take(folder, [mark("end")], [mark("end", API)], wanted=wish(APP, API))
    assert (taken.issues, given) == (2, [{APP: "end"}, {API: "x"}])
    assert [reading.holds for reading in taken.manifest.readings] == [(APP,), (API,)]


@pytest.mark.parametrize(
    "wanted", [wish(API), wish(APP, API), wish(places=FREE | {"comment"}), wish(full=True)]
)
def test_what_was_collected_for_another_wish_is_not_used_and_that_is_said(folder: Path, wanted: Wish) -> None:
    abort(folder, cut_off(issue(1), mark("1")))
    _, remarks, given = take(folder, *([] for _ in wanted.asked), wanted=wanted)
    assert "is not used" in remarks[0]
    assert not any(given)


def test_what_was_collected_is_not_used_for_a_folder_that_is_another_now(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    abort(folder, cut_off(issue(2), mark("more")), now=LATER)
    kept = partial_of(folder).rename(folder.with_name("aside"))
    take(folder, [issue(3), mark("other")], now=LATER)
    kept.rename(partial_of(folder))
    _, remarks, given = take(folder, [], now=LATER)
    assert "is not used" in remarks[0]
    assert given == [{APP: "other"}]


def test_a_full_reading_that_was_cut_off_is_gone_on_with_as_one(folder: Path) -> None:
    take(folder, [issue(1), issue(2), mark("end")])
    abort(folder, cut_off(issue(2, "bug"), mark("2")), wanted=wish(full=True), now=LATER)
    taken, remarks, given = take(folder, [issue(3), mark("end")], now=LATER)
    assert (remarks, given, taken.difference) == ([], [{APP: "2"}], Difference(new=1, changed=1, gone=1))
    assert words(folder) == {"acme/app#2": ("bug",), "acme/app#3": ()}
    assert taken.manifest.readings[0].read_whole_at == LATER


def test_a_refresh_takes_over_what_changed(folder: Path) -> None:
    take(folder, [issue(1, "bug", "old"), issue(2, "chore"), issue(3), mark("end")])
    changed = issue(1, "customer: Acme", "bug", title="New", updated_at=ago(1))
    taken, _, given = take(folder, [changed, issue(2, "chore"), issue(4), mark("end 2")], now=LATER)
    assert given == [{APP: "end"}]
    assert (taken.issues, taken.difference) == (4, Difference(new=1, changed=1))
    assert words(folder) == {
        "acme/app#1": ("customer: Acme", "bug"),
        "acme/app#2": ("chore",),
        "acme/app#3": (),
        "acme/app#4": (),
    }
    with Snapshot.load(folder) as facts:
        assert {value for _, _, value in facts.vocabulary()} == {"customer: Acme", "bug", "chore"}
        assert (facts.collected_at, facts.read_whole_at) == (LATER, NOW)
        assert rows(facts.frame("issues").select("issue", "title").sort("issue")) == [
            (0, "New"),
            (1, "Issue 2"),
            (2, "Issue 3"),
            (3, "Issue 4"),
        ]
    assert len(list(folder.iterdir())) == 1 + len(TABLES)


def test_a_refresh_without_changes_keeps_the_files(folder: Path) -> None:
    take(folder, [issue(1, "bug"), mark("end")])
    before = sorted(folder.iterdir())
    taken, _, _ = take(folder, [mark("end")], now=LATER)
    assert (taken.issues, taken.difference, sorted(folder.iterdir())) == (1, Difference(), before)
    with Snapshot.load(folder) as facts:
        assert facts.collected_at == LATER


def test_a_refresh_and_a_reading_from_the_start_come_to_the_same(folder: Path) -> None:
    first = [issue(n, f"label {n % 7}", iterations=(milestone(f"{n % 3}.0"),)) for n in range(40)]
    second = [
        replace(one, labels=("new",), updated_at=ago(1)) if n % 4 == 0 else one for n, one in enumerate(first)
    ]
    take(folder, [*first, mark("end")])
    take(folder, [one for one in second if one.updated_at], now=LATER)
    anew = folder.with_name("anew")
    take(anew, second)
    assert words(folder) == words(anew)
    with Snapshot.load(folder) as ours, Snapshot.load(anew) as theirs:
        assert rows(ours.frame("iterations")) == rows(theirs.frame("iterations"))
        ours_said, theirs_said = (
            {(place, value) for _, place, value in facts.vocabulary()} for facts in (ours, theirs)
        )
        assert ours_said == theirs_said


def test_a_file_has_no_bookmarks_and_is_read_whole_each_time(folder: Path) -> None:
    take(folder, [issue(1), issue(2)])
    taken, _, given = take(folder, [issue(2)], now=LATER)
    assert (given, taken.difference, list(words(folder))) == ([{}], Difference(gone=1), ["acme/app#2"])
    assert taken.manifest.readings[0].read_whole_at == LATER


def test_a_bookmark_that_says_nothing_takes_back_those_before_it(folder: Path) -> None:
    take(folder, [issue(1), mark("1"), issue(2), mark("")])
    taken, _, given = take(folder, [issue(2), mark("")], now=LATER)
    assert (given, taken.difference, list(words(folder))) == ([{}], Difference(gone=1), ["acme/app#2"])


def test_bookmarks_may_be_taken_back_in_a_refresh(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    take(folder, [mark("")], now=LATER)
    _, _, given = take(folder, [issue(1), mark("end")], now=LATER)
    assert given == [{}]


def test_a_full_reading_notices_what_is_gone_a_refresh_does_not(folder: Path) -> None:
    take(folder, [issue(1), issue(2), mark("end")])
    take(folder, [mark("end")], now=LATER)
    assert len(words(folder)) == 2
    taken, _, given = take(folder, [issue(2), mark("end")], wanted=wish(full=True), now=LATER)
    assert (given, taken.difference) == ([{}], Difference(gone=1))
    assert taken.manifest.readings[0].read_whole_at == LATER


def test_an_issue_that_two_sources_hold_goes_only_when_both_were_read_whole(folder: Path) -> None:
    both = wish("github:acme", APP)
    take(folder, [issue(1), mark("end")], [issue(1), mark("end")], wanted=both)
    taken, _, _ = take(folder, [mark("end")], [BROKEN], wanted=replace(both, full=True), now=LATER)
    assert (taken.issues, taken.difference) == (1, Difference())


def test_a_gap_keeps_the_old_facts_and_is_asked_for_again(folder: Path) -> None:
    take(folder, [issue(1), issue(2), mark("end")])
    taken, _, _ = take(folder, [issue(2, "bug"), BROKEN], now=LATER)
    assert (taken.issues, taken.manifest.gaps) == (2, (BROKEN,))
    taken, _, given = take(folder, [mark("end 2")], now=LATER)
    assert (given, taken.manifest.gaps) == ([{APP: "end"}], ())
    assert words(folder)["acme/app#2"] == ("bug",)


def test_a_full_reading_that_fails_goes_on_from_the_bookmarks_before(folder: Path) -> None:
    take(folder, [issue(1), issue(2), mark("end")])
    taken, _, _ = take(folder, [issue(1, "bug"), mark("1"), BROKEN], wanted=wish(full=True), now=LATER)
    (reading,) = taken.manifest.readings
    assert (taken.issues, reading.bookmarks, reading.read_whole_at) == (2, {APP: "end"}, NOW)
    assert words(folder)["acme/app#1"] == ("bug",)


def test_a_first_reading_that_failed_in_the_middle_is_whole_once_the_rest_is_read(folder: Path) -> None:
    taken, _, _ = take(folder, [issue(1), mark("1"), BROKEN])
    (reading,) = taken.manifest.readings
    assert (reading.bookmarks, reading.began_at, reading.read_whole_at) == ({APP: "1"}, NOW, None)
    taken, _, given = take(folder, [issue(2), mark("end")], now=LATER)
    assert (given, taken.issues, taken.manifest.gaps) == ([{APP: "1"}], 2, ())
    assert taken.manifest.readings[0].read_whole_at == NOW


def test_a_source_that_could_not_be_read_at_all_is_read_from_its_start(folder: Path) -> None:
    take(folder, [BROKEN])
    taken, _, given = take(folder, [issue(1), mark("end")], now=LATER)
    assert (given, taken.manifest.readings[0].read_whole_at, taken.issues) == ([{}], LATER, 1)


def test_a_source_of_which_a_place_could_not_be_read_is_read_again_whole(folder: Path) -> None:
    take(folder, [issue(1), UNSEEN, mark("end")])
    taken, _, given = take(folder, [issue(1, "bug"), BROKEN], now=LATER)
    assert (given, taken.manifest.gaps) == ([{}], (BROKEN, UNSEEN))
    taken, _, given = take(folder, [issue(1), mark("end")], now=LATER)
    assert (given, taken.manifest.gaps) == ([{}], ())
    assert taken.manifest.readings[0].read_whole_at == LATER


def test_a_place_that_a_source_does_not_know_makes_nobody_read_it_again(folder: Path) -> None:
    absent = replace(UNSEEN, absent=True)
    take(folder, [issue(1), absent, mark("end")])
    taken, _, given = take(folder, [absent, mark("end")], now=LATER)
    assert (given, taken.manifest.gaps) == ([{APP: "end"}], (absent,))


def test_gaps_of_an_attempt_that_was_cut_off_may_close(folder: Path) -> None:
    both = wish(APP, API)
    abort(folder, [issue(1), mark("1"), BROKEN], cut_off(), wanted=both)
    taken, _, given = take(folder, [issue(2), mark("end")], [], wanted=both)
    assert (taken.manifest.gaps, given[0], taken.issues) == ((), {APP: "1"}, 2)


def test_a_new_place_means_reading_everything_again(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    wanted = wish(places=frozenset({"label", "field:customer", "comment"}))
    taken, remarks, given = take(folder, [issue(1)], wanted=wanted, now=LATER)
    assert remarks == []
    assert (given, taken.manifest.places) == ([{}], wanted.places)
    taken, remarks, _ = take(folder, [], wanted=wish(places=frozenset({"label"})), now=LATER)
    assert (remarks, taken.manifest.places) == ([], wanted.places)


def test_only_sources_that_can_tell_a_new_place_are_read_again_for_it(folder: Path) -> None:
    both = wish(APP, API)
    take(folder, [issue(1), mark("end")], [mark("end", API)], wanted=both)
    wanted = replace(both, places=FREE | {"comment"}, tells=lambda asked, place: asked == APP)
    abort(folder, cut_off(issue(1, "bug"), mark("1")), wanted=wanted, now=LATER)
    with Draft(folder, wanted, now=LATER) as draft:
        assert (draft.lacks, draft.anew, draft.remarks) == (("comment",), (APP,), [])
        assert [draft.bookmarks(0), draft.bookmarks(1)] == [{APP: "1"}, {API: "end"}]
    taken, _, _ = take(folder, [issue(2), mark("end 2")], [], wanted=wanted, now=LATER)
    assert (taken.manifest.places, taken.difference) == (wanted.places, Difference(new=1, changed=1))
    assert [reading.read_whole_at for reading in taken.manifest.readings] == [LATER, NOW]


def test_a_place_that_no_source_can_tell_is_no_reason_to_read_anything_again(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    wanted = replace(wish(places=FREE | {"comment"}), tells=lambda asked, place: False)
    taken, _, given = take(folder, [mark("end")], wanted=wanted, now=LATER)
    assert (given, taken.manifest.places) == ([{APP: "end"}], wanted.places)


def test_what_is_not_whole_yet_is_read_before_what_is(folder: Path) -> None:
    web = "github:acme/web"
    all_three = wish(APP, API, web)
    failed = replace(BROKEN, source=API)
    take(folder, [issue(1), mark("end")], [failed], [mark("end", web)], wanted=all_three)
    with Draft(folder, all_three, now=LATER) as draft:
        assert draft.order == [1, 0, 2]
        draft.read(1, [mark("end", API)])
        assert draft.order == [0, 1, 2]
        draft.read(0, [BROKEN])
        assert draft.order == [0, 1, 2]
    with Draft(folder, replace(all_three, full=True), now=LATER) as draft:
        draft.read(0, [mark("end")])
        assert draft.order == [1, 2, 0]


def test_sources_may_be_left_out_but_not_be_others(folder: Path) -> None:
    take(folder, [issue(1), mark("end")], [], wanted=wish(APP, API))
    with Draft(folder, Wish(asked=(), places=FREE), now=LATER) as draft:
        assert draft.asked == (APP, API)
    with Draft(folder, wish(API, APP), now=LATER) as draft:
        assert draft.asked == (APP, API)
    with pytest.raises(UsageError, match="other sources: github:acme/app, github:acme/api"):
        Draft(folder, wish(APP), now=LATER)


def test_of_an_issue_that_comes_twice_the_newer_text_counts_then_the_later_one(folder: Path) -> None:
    newer = issue(1, "newer", updated_at=ago(1))
    take(folder, [newer, issue(1, "older", updated_at=ago(2)), issue(2, "a"), issue(2, "b")])
    assert words(folder) == {"acme/app#1": ("newer",), "acme/app#2": ("b",)}
    seconds = [replace(newer, updated_at=ago(1) + timedelta(seconds=s), labels=(str(s),)) for s in (7, 9, 8)]
    take(folder, seconds, now=LATER)
    assert words(folder)["acme/app#1"] == ("9",)


def test_of_an_iteration_the_source_that_was_read_again_says_how_it_is_now(folder: Path) -> None:
    def with_milestone(number: int, source: str, *, closed: bool, name: str = "2.0") -> Issue:
        made = (Iteration(name=name, end=ago(5), closed=closed),)
        return issue(number, source=source, iterations=made)

    both = wish(APP, API)
    take(
        folder,
        [with_milestone(1, APP, closed=False), with_milestone(3, APP, closed=False, name="1.0"), mark("end")],
        [with_milestone(2, API, closed=True), mark("end", API)],
        wanted=both,
    )
    with Snapshot.load(folder) as facts:
        assert [(one.name, one.closed) for one in facts.iterations()] == [("1.0", False), ("2.0", False)]
    take(folder, [with_milestone(1, APP, closed=True), issue(3)], [], wanted=both, now=LATER)
    with Snapshot.load(folder) as facts:
        assert [(one.name, one.closed) for one in facts.iterations()] == [("2.0", True)]
