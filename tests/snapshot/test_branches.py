"""Branches in a snapshot: saved, gone on with after a cut, and read anew with every refresh."""

from dataclasses import replace
from pathlib import Path

import pytest

from builders import NOW, ago, issue, snapshot
from seedcorn.branch import Branch
from seedcorn.errors import DataError
from seedcorn.model import Gap
from seedcorn.snapshot import Difference, Snapshot
from seedcorn.snapshot.journal import Journal
from snapshot.taking import API, APP, BROKEN, FREE, LATER, abort, cut_off, mark, partial_of, take, wish

MAIN = Branch(source=APP, name="main", committed_at=ago(1), is_default=True)
ACME = Branch(source=APP, name="customer/acme", committed_at=ago(30), merged=False)
DONE = Branch(source=APP, name="done", committed_at=ago(400), merged=True)
OTHER = replace(MAIN, source=API)
REFUSED = Gap(source=APP, what="/graphql", why="access refused", place="branch")
PLACES = FREE | {"branch"}
LOOKING = wish(places=PLACES)
HOSTILE = ("a|b<!-- @everyone", "x\x1b[31m\x07\u202e\u2028\x00", "'; drop table issues; --", "ä" * 127 + "z")


def branches(folder: Path) -> list[Branch]:
    with Snapshot.load(folder) as facts:
        return list(facts.branches())


def test_collected_saved_and_loaded_they_are_the_same(tmp_path: Path) -> None:
    with snapshot([issue(1), MAIN, DONE, ACME, OTHER]) as facts:
        assert facts.branches() == (OTHER, ACME, DONE, MAIN)
        facts.save(tmp_path / "facts")
    assert branches(tmp_path / "facts") == [OTHER, ACME, DONE, MAIN]


def test_without_any_there_are_none(tmp_path: Path) -> None:
    with snapshot([issue(1)]) as facts:
        assert facts.branches() == ()
        facts.save(tmp_path / "facts")
    assert branches(tmp_path / "facts") == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_may_be_anything(tmp_path: Path, name: str) -> None:
    hostile = replace(ACME, name=name)
    with snapshot([hostile]) as facts:
        assert facts.branches() == (hostile,)
        facts.save(tmp_path / "facts")
    assert branches(tmp_path / "facts") == [hostile]


def test_half_a_character_becomes_a_question_mark() -> None:
    with snapshot([replace(ACME, name="\ud800x")]) as facts:
        assert [each.name for each in facts.branches()] == ["?x"]


def test_one_that_comes_twice_counts_once_as_it_came_last() -> None:
    moved = replace(ACME, committed_at=ago(2), merged=True)
    with snapshot([ACME, MAIN, moved]) as facts:
        assert facts.branches() == (moved, MAIN)


def test_a_refresh_takes_over_all_of_them(folder: Path) -> None:
    take(folder, [issue(1), MAIN, ACME, mark("end")], wanted=LOOKING)
    moved = replace(MAIN, committed_at=ago(0))
    taken, _, given = take(folder, [moved, DONE, mark("end 2")], wanted=LOOKING, now=LATER)
    assert (given, taken.issues, taken.difference) == ([{APP: "end"}], 1, Difference())
    assert branches(folder) == [DONE, moved]
    taken, _, _ = take(folder, [issue(2), MAIN, mark("end 3")], wanted=LOOKING, now=LATER)
    assert (taken.difference, branches(folder)) == (Difference(new=1), [MAIN])


def test_a_repository_that_has_none_any_more_has_none(folder: Path) -> None:
    take(folder, [issue(1), MAIN, mark("end")], wanted=LOOKING)
    take(folder, [mark("end 2")], wanted=LOOKING, now=LATER)
    assert branches(folder) == []


def test_what_has_not_changed_keeps_its_file(folder: Path) -> None:
    take(folder, [issue(1), MAIN, ACME, mark("end")], wanted=LOOKING)
    before = sorted(path.name for path in folder.iterdir())
    take(folder, [ACME, MAIN, mark("end")], wanted=LOOKING, now=LATER)
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("gap", [REFUSED, BROKEN])
def test_where_they_could_not_be_read_the_old_ones_stay_beside_the_gap(folder: Path, gap: Gap) -> None:
    take(folder, [issue(1), MAIN, ACME, mark("end")], wanted=LOOKING)
    take(folder, [issue(2), gap, mark("end 2")], wanted=LOOKING, now=LATER)
    assert branches(folder) == [ACME, MAIN]
    with Snapshot.load(folder) as facts:
        assert facts.gaps == (gap,)


def test_each_source_has_its_own(folder: Path) -> None:
    both = wish(APP, API, places=PLACES)
    take(folder, [issue(1), ACME, mark("end")], [OTHER, mark("end", API)], wanted=both)
    take(folder, [MAIN, mark("end")], [replace(REFUSED, source=API)], wanted=both, now=LATER)
    assert branches(folder) == [OTHER, MAIN]


def test_a_run_that_was_cut_off_keeps_those_of_the_source_that_was_done(folder: Path) -> None:
    both = wish(APP, API, places=PLACES)
    abort(folder, [issue(1), MAIN, mark("end")], cut_off(OTHER), wanted=both)
    take(folder, [MAIN, ACME, mark("end")], [OTHER, mark("end", API)], wanted=both, now=LATER)
    assert branches(folder) == [OTHER, ACME, MAIN]


def test_what_an_attempt_that_was_cut_off_had_read_of_them_is_read_anew(folder: Path) -> None:
    abort(folder, cut_off(issue(1), mark("1"), MAIN, ACME), wanted=LOOKING)
    taken, _, given = take(folder, [issue(2), MAIN, mark("end")], wanted=LOOKING, now=LATER)
    assert (given, taken.issues, branches(folder)) == ([{APP: "1"}], 2, [MAIN])


def test_a_journal_that_was_found_again_has_them(folder: Path) -> None:
    """The second source is cut off after the first was taken; nothing of the first comes again."""
    both = wish(APP, API, places=PLACES)
    abort(folder, [issue(1), MAIN, ACME, mark("end")], cut_off(), wanted=both)
    with Journal.resume(partial_of(folder) / "journal") as journal:
        assert journal.asked(0).branches == [MAIN, ACME]


def test_a_source_is_read_again_where_nobody_looked_for_them_before(folder: Path) -> None:
    take(folder, [issue(1), mark("end")])
    taken, _, given = take(folder, [issue(1), MAIN, mark("end")], wanted=LOOKING, now=LATER)
    assert (given, taken.manifest.places, branches(folder)) == ([{}], PLACES, [MAIN])


def test_read_in_full_without_looking_there_are_none(folder: Path) -> None:
    take(folder, [issue(1), MAIN, mark("end")], wanted=LOOKING)
    take(folder, [issue(1), mark("end")], wanted=wish(full=True), now=LATER)
    assert branches(folder) == []


def test_a_damaged_table_of_them_is_refused(folder: Path) -> None:
    take(folder, [MAIN, mark("end")], wanted=LOOKING, now=NOW)
    next(folder.glob("branches-*")).write_bytes(b"")
    with pytest.raises(DataError, match="checksum of branches-"):
        Snapshot.load(folder)
