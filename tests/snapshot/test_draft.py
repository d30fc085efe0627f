"""A snapshot in the making: cut off and gone on with, refreshed, read anew."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW, ago, issue, milestone
from seedcorn.connector import Bookmark, Item
from seedcorn.engine import rows
from seedcorn.errors import DataError, OutputError, UsageError
from seedcorn.model import Gap, Issue, Iteration
from seedcorn.snapshot import TABLES, Draft, Snapshot, Taken, Wish
from seedcorn.snapshot.columns import Difference

APP, API = "github:acme/app", "github:acme/api"
FREE = frozenset({"label", "field:*"})
LATER = NOW + timedelta(days=3)
BROKEN = Gap(source=APP, what="page 3", why="the server failed")
UNSEEN = Gap(source=APP, what="organizations", why="the token may not", place="organization")


def wish(*asked: str, full: bool = False, places: frozenset[str] = FREE) -> Wish:
    return Wish(asked=asked or (APP,), places=places, full=full)


def mark(text: str, source: str = APP) -> Bookmark:
    return Bookmark(source=source, text=text)


def take(
    folder: Path, *streams: Iterable[Item], wanted: Wish | None = None, now: datetime = NOW
) -> tuple[Taken, list[str], list[dict[str, str]]]:
    """Make or refresh a snapshot; what came of it, the remarks, and the bookmarks that were given."""
    with Draft(folder, wanted or wish(), now=now) as draft:
        remarks, given = list(draft.remarks), [draft.bookmarks(n) for n in range(len(draft.asked))]
        for number, stream in enumerate(streams):
            draft.read(number, stream)
        return draft.finish(sources=draft.asked), remarks, given


class CutOffError(Exception):
    """The run ends here."""


def cut_off(*items: Item) -> Iterator[Item]:
    yield from items
    raise CutOffError


def abort(folder: Path, *streams: Iterable[Item], wanted: Wish | None = None, now: datetime = NOW) -> None:
    with pytest.raises(CutOffError):
        take(folder, *streams, wanted=wanted, now=now)


def words(folder: Path) -> dict[str, tuple[str, ...]]:
    """Each issue's key with the values of its marks, in their order."""
    with Snapshot.load(folder) as facts:
        marks = facts.frame("marks").join(facts.frame("vocabulary"), on="mark")
        said: dict[str, tuple[str, ...]] = {key: () for (key,) in rows(facts.frame("issues").select("key"))}
        for key, value in rows(
            marks.join(facts.frame("issues"), on="issue").sort("position").select("key", "value")
        ):
            said[key] += (value,)
        return dict(sorted(said.items()))


def partial_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.partial")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "january"


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
            (5, "Issue 4"),
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
        for table in ("vocabulary", "iterations"):
            assert rows(ours.frame(table)) == rows(theirs.frame(table))


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


def test_gaps_of_an_attempt_that_was_cut_off_may_close(folder: Path) -> None:
    both = wish(APP, API)
    abort(folder, [issue(1), mark("1"), BROKEN], cut_off(), wanted=both)
    taken, _, given = take(folder, [issue(2), mark("end")], [], wanted=both)
    assert (taken.manifest.gaps, given[0], taken.issues) == ((), {APP: "1"}, 2)


def test_a_new_place_means_reading_everything_again(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    wanted = wish(places=frozenset({"label", "field:customer", "comment"}))
    taken, remarks, given = take(folder, [issue(1)], wanted=wanted, now=LATER)
    assert remarks == ["not read so far: comment; everything is read again"]
    assert (given, taken.manifest.places) == ([{}], wanted.places)
    taken, remarks, _ = take(folder, [], wanted=wish(places=frozenset({"label"})), now=LATER)
    assert (remarks, taken.manifest.places) == ([], wanted.places)


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


def test_a_damaged_partial_is_read_anew_and_that_is_said(folder: Path) -> None:
    items = [part for n in range(9) for part in (issue(n, "bug"), mark(str(n)))]
    abort(folder, cut_off(*items))
    journal = partial_of(folder) / "journal"
    whole = journal.read_bytes()
    for place in range(0, len(whole) - 1, len(whole) // 150):
        broken = bytearray(whole)
        broken[place] ^= 0x41
        journal.write_bytes(broken)
        with Draft(folder, wish(), now=NOW) as draft:
            if draft.remarks:
                assert ("is damaged" in draft.remarks[0], draft.bookmarks(0)) == (True, {})
            else:  # the last page alone is hit, and is read again
                assert draft.bookmarks(0) == {APP: "7"}
        journal.write_bytes(whole)


def test_a_partial_may_end_anywhere(folder: Path) -> None:
    abort(folder, cut_off(issue(1), mark("1"), issue(2), mark("2"), issue(3)))
    journal = partial_of(folder) / "journal"
    whole = journal.read_bytes()
    first = whole.index(b"\n") + 1
    for length in (*range(first, len(whole) + 1, 7), len(whole)):
        journal.write_bytes(whole[:length])
        with Draft(folder, wish(), now=NOW) as draft:
            assert draft.remarks == []
            at = draft.bookmarks(0).get(APP)
            assert at in (None, "1", "2")
            draft.read(0, [issue(n) for n in range(int(at or 0) + 1, 5)])
        journal.write_bytes(whole[:length])
    taken, _, _ = take(folder, [issue(3), issue(4), mark("end")])
    assert (taken.issues, len(words(folder))) == (4, 4)
    journal.parent.mkdir()
    for nothing in (whole[: first - 5], b"", b"\0" * 99, b"{}\n"):
        journal.write_bytes(nothing)
        with Draft(folder, wish(), now=NOW) as draft:
            assert "is damaged" in draft.remarks[0]


def test_only_one_run_writes_at_a_time(folder: Path) -> None:
    with (
        Draft(folder, wish(), now=NOW),
        pytest.raises(OutputError, match="is being written by another run"),
        Draft(folder, wish(), now=NOW),
    ):
        pass
    with Draft(folder, wish(), now=NOW):
        pass


def test_no_link_is_followed_and_nothing_of_others_is_used(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    partial_of(folder).symlink_to(elsewhere)
    with pytest.raises(OutputError, match="not a folder of yours") as refused, Draft(folder, wish(), now=NOW):
        pass
    assert refused.value.hint
    partial_of(folder).unlink()
    partial_of(folder).mkdir()
    (partial_of(folder) / "journal").symlink_to(elsewhere / "target")
    with pytest.raises(OutputError), Draft(folder, wish(), now=NOW):
        pass
    folder.symlink_to(elsewhere)
    with pytest.raises(OutputError, match="symbolic link"):
        Draft(folder, wish(), now=NOW)
    assert list(elsewhere.iterdir()) == []


def test_a_partial_is_for_its_owner_alone(folder: Path) -> None:
    abort(folder, cut_off(issue(1), mark("1")))
    assert partial_of(folder).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in partial_of(folder).iterdir()} == {0o600}


def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(OutputError, match="exists already, and is no snapshot") as refused:
        Draft(folder, wish(), now=NOW)
    assert refused.value.hint
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(DataError, match="is not a snapshot"):
        Draft(folder, wish(), now=NOW)


def test_one_that_is_damaged_is_not_refreshed(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    next(folder.glob("marks-*")).write_bytes(b"")
    with pytest.raises(DataError, match="not as it was written"):
        Draft(folder, wish(), now=NOW)


def test_a_refresh_that_fails_leaves_the_old_one_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(folder, [issue(1), mark("end")])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    moves = Path.replace
    for failing in range(1 + len(TABLES)):
        count = iter(range(9))

        def fails(self: Path, target: Path, at: int = failing, count: Iterator[int] = count) -> Path:
            if next(count) == at:
                raise OSError(28, "No space left on device")
            return moves(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", fails)
            with pytest.raises(OutputError, match="No space left"):
                take(folder, [issue(2, "bug"), mark("2")], now=LATER)
        assert {name: (folder / name).read_bytes() for name in before} == before
        assert list(words(folder)) == ["acme/app#1"]
    taken, _, given = take(folder, [mark("end")], now=LATER)
    assert (given, taken.issues, len(list(folder.iterdir()))) == ([{APP: "2"}], 2, 5)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_while_reading_is_said(folder: Path) -> None:
    def reads_on_a_full_disk() -> None:
        with Draft(folder, wish(), now=NOW) as draft:
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, draft._journal._file.fileno())
            os.close(full)
            draft.read(0, [issue(1), mark("1")])

    with pytest.raises(OutputError, match="could not be written") as failed:
        reads_on_a_full_disk()
    assert failed.value.hint


def test_hostile_text_is_kept_as_text(folder: Path) -> None:
    title = '"}\n{"kept":{"bookmark":"x"},"sum":"'
    nasty = [issue(1, "\0", "\u2028", "a\ud800b", "\U0001f984", title=title), issue(2, "x" * 2_000_000)]
    take(folder, [*nasty, mark(json.dumps({"at": '"\n'}))])
    found = words(folder)
    assert found["acme/app#1"] == ("\0", "\u2028", "a?b", "\U0001f984")
    assert len(found["acme/app#2"][0]) == 2_000_000
    with Snapshot.load(folder) as facts:
        assert rows(facts.frame("issues").select("title").sort("title"))[0] == (title,)
