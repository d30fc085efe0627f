"""What damage, other runs, links, full disks and hostile text can do to a snapshot in the making."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import NOW, issue
from seedcorn.engine import rows
from seedcorn.errors import DataError, OutputError
from seedcorn.snapshot import TABLES, Draft, Snapshot, Wish, unfinished
from snapshot.taking import (
    API,
    APP,
    FREE,
    LATER,
    abort,
    cut_off,
    mark,
    partial_of,
    take,
    wish,
    words,
)


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
    with pytest.raises(DataError, match="is damaged: the checksum of marks-") as raised:
        Draft(folder, wish(), now=NOW)
    assert raised.value.hint == f"seedcorn snapshot -o {folder} --full takes it again"
    taken, remarks, given = take(folder, [issue(2)], wanted=Wish(asked=(), places=FREE, full=True), now=LATER)
    assert remarks == [f"{folder} cannot be used as it is, and is replaced"]
    assert (given, taken.difference, list(words(folder))) == ([{}], None, ["acme/app#2"])
    assert len(list(folder.iterdir())) == 1 + len(TABLES)


@pytest.mark.parametrize("page", ["", "[]", '{"version": 4}', '{"version": 5}'])
def test_one_whose_manifest_is_damaged_can_be_replaced_by_naming_its_sources(folder: Path, page: str) -> None:
    take(folder, [issue(1), mark("end")])
    (folder / "manifest.json").write_text(page, encoding="utf-8")
    for wanted in (wish(), Wish(asked=(), places=FREE, full=True)):
        with pytest.raises(DataError, match=r"damaged|version 4") as raised:
            Draft(folder, wanted, now=NOW)
        assert f"seedcorn snapshot SOURCE... -o {folder} --full" in raised.value.hint
    take(folder, [issue(2)], wanted=wish(full=True), now=LATER)
    assert list(words(folder)) == ["acme/app#2"]


def test_a_folder_of_somebody_elses_is_never_replaced(folder: Path) -> None:
    folder.mkdir()
    (folder / "manifest.json").write_text('{"version": 3, "name": "an extension"}', encoding="utf-8")
    with pytest.raises(DataError):
        Draft(folder, wish(full=True), now=NOW)
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]


def test_one_that_was_cut_off_is_unfinished_and_goes_on_with_its_own_sources(folder: Path) -> None:
    assert unfinished(folder) == ()
    abort(folder, [], cut_off(issue(1), mark("1")), wanted=wish(API, APP))
    assert unfinished(folder) == (API, APP)
    with pytest.raises(DataError, match="is unfinished") as raised:
        Snapshot.load(folder)
    assert raised.value.hint == f"seedcorn snapshot -o {folder} goes on where it stopped"
    (partial_of(folder) / "journal").write_bytes(b"{")
    assert unfinished(folder) == ()
    take(folder, [issue(1)])
    assert unfinished(folder) == ()


@pytest.mark.parametrize(("a_leaf", "files"), [(9, 7), (1, 11)])
def test_a_refresh_that_fails_leaves_the_old_one_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cut: Callable[[int], None], a_leaf: int, files: int
) -> None:
    """Between any two moves: with a leaf for each issue the second one has four files of its own."""
    cut(a_leaf)
    take(folder, [issue(1), mark("end")])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    moves = Path.replace
    for failing in range(8):
        count = iter(range(99))

        def fails(self: Path, target: Path, at: int = failing, count: Iterator[int] = count) -> Path:
            if next(count) == at:
                raise OSError(28, "No space left on device")
            return moves(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", fails)
            with pytest.raises(OutputError, match="No space left"):
                take(folder, [issue(2, "bug"), mark("2")], now=LATER)
            assert next(count) == failing + 1
        assert {name: (folder / name).read_bytes() for name in before} == before
        assert list(words(folder)) == ["acme/app#1"]
    taken, _, given = take(folder, [mark("end")], now=LATER)
    assert (given, taken.issues, len(list(folder.iterdir()))) == (
        [{APP: "2"}],
        2,
        1 + files,
    )


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
