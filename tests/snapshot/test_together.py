"""Several sources read side by side into one journal: cut off anywhere, each goes on from its own place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import pytest

from builders import NOW, issue
from seedcorn.connector import Item, rests
from seedcorn.engine import rows
from seedcorn.model import HISTORY, Event, Gap
from seedcorn.side_by_side import Piece, pieces_of
from seedcorn.snapshot import Draft, Snapshot
from snapshot.taking import mark, partial_of, wish

SOURCES = ("github:acme/api", "github:acme/app", "github:acme/web")
PAGES, ON_A_PAGE = 4, 3
WISH = wish(*SOURCES, places=frozenset({"label", HISTORY}))
PAST = Gap(source=SOURCES[2], what="events", why="forbidden", place=HISTORY)


def stream(number: int, bookmarks: Mapping[str, str]) -> Iterator[Item]:
    """Pages of issues with a bookmark each, then events without, then the end."""
    source = SOURCES[number]
    for page in range(int(bookmarks.get(source, "0")), PAGES):
        for each in range(page * ON_A_PAGE, (page + 1) * ON_A_PAGE):
            yield issue(each, f"page {page}", source=source, key=f"{source}#{each}")
        yield mark(str(page + 1), source)
    if number == 2:
        yield PAST
    else:
        for each in range(PAGES * ON_A_PAGE):
            yield Event(source=source, key=f"{source}#{each}", at=NOW, place="label", value="bug")
    yield mark(str(PAGES), source)


def mixed(draft: Draft, chance: Random) -> Iterator[Piece[Item]]:
    """The streams of all sources from where they were left, their pieces in any order."""
    left = {
        number: pieces_of(number, stream(number, draft.bookmarks(number)), rests)
        for number in range(len(SOURCES))
    }
    while left:
        number = chance.choice(sorted(left))
        piece = next(left[number], None)
        if piece is None:
            del left[number]
            continue
        half = chance.randrange(len(piece.items) + 1)  # a piece may end anywhere
        yield Piece(number=number, items=piece.items[:half])
        if chance.random() < 0.5:
            yield Piece(number=number, items=piece.items[half:], is_last=piece.is_last)
            continue
        other = chance.choice(sorted(left))
        yield from () if other == number else filter(None, [next(left[other], None)])
        yield Piece(number=number, items=piece.items[half:], is_last=piece.is_last)


Facts = tuple[set[tuple[object, ...]], set[tuple[object, ...]], tuple[Gap, ...]]


def facts_of(folder: Path) -> Facts:
    """What a snapshot says, whatever its numbers."""
    with Snapshot.load(folder) as snapshot:
        issues = snapshot.frame("issues")
        said = snapshot.frame("vocabulary")
        marks = snapshot.frame("marks").join(said, on="mark").join(issues, on="issue")
        told = snapshot.frame("events").join(said, on="mark").join(issues, on="issue")
        columns = ("source", "key", "title", "place", "value")
        return (
            set(map(tuple, rows(marks.select(*columns)))),
            set(map(tuple, rows(told.select(*columns, "seconds")))),
            snapshot.gaps,
        )


def taken_whole(folder: Path) -> Facts:
    with Draft(folder, WISH, now=NOW) as draft:
        for number in range(len(SOURCES)):
            draft.read(number, stream(number, {}))
        draft.finish(sources=SOURCES)
    return facts_of(folder)


def test_one_journal_may_be_cut_off_at_any_byte(folder: Path, tmp_path: Path) -> None:
    """From each place every source goes on from a bookmark of its own, and all facts come together."""
    with Draft(folder, WISH, now=NOW) as draft:
        draft.read_together(mixed(draft, Random(5)))
    journal = partial_of(folder) / "journal"
    whole = journal.read_bytes()
    assert whole.count(b'"rests"') > 2
    right = taken_whole(tmp_path / "right")
    first = whole.index(b"\n") + 1
    places = [*range(first, len(whole), 97), *Random(0).sample(range(first, len(whole)), 40), len(whole)]
    for length in places:
        journal.parent.mkdir(exist_ok=True)
        journal.write_bytes(whole[:length])
        with Draft(folder, WISH, now=NOW) as draft:
            assert draft.remarks == []
            kept = whole[: draft._journal._file.tell()]
            for number, source in enumerate(SOURCES):
                found = draft.bookmarks(number).get(source, "0")
                assert found == last_mark(kept, source)
        journal.write_bytes(whole[:length])
        if length in places[::9]:
            with Draft(folder, WISH, now=NOW) as draft:
                draft.read_together(mixed(draft, Random(length)))
                draft.finish(sources=SOURCES)
            assert facts_of(folder) == right, length
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()


def last_mark(kept: bytes, source: str) -> str:
    """The text of the last bookmark of a source in a journal, read without any of our code."""
    lines = [line for line in kept.split(b"\n") if f'"source":"{source}"}},"of"'.encode() in line]
    found = [line for line in lines if line.startswith(b'{"kept":{"bookmark":"')]
    return found[-1].removeprefix(b'{"kept":{"bookmark":"').partition(b'"')[0].decode() if found else "0"


@pytest.mark.parametrize("seed", range(6))
def test_however_they_are_mixed_the_facts_are_those_of_one_after_another(
    folder: Path, tmp_path: Path, seed: int
) -> None:
    with Draft(folder, WISH, now=NOW) as draft:
        draft.read_together(mixed(draft, Random(seed)))
        taken = draft.finish(sources=SOURCES)
    assert taken.issues == len(SOURCES) * PAGES * ON_A_PAGE
    assert facts_of(folder) == taken_whole(tmp_path / "right")
    readings = taken.manifest.readings
    assert [reading.holds for reading in readings] == [(source,) for source in SOURCES]
    assert [dict(reading.bookmarks) for reading in readings] == [{source: str(PAGES)} for source in SOURCES]
    assert all(reading.read_whole_at for reading in readings)


def test_what_one_gave_without_a_bookmark_does_not_count_for_another(folder: Path) -> None:
    """Two issues of the first stand in the journal when it is cut off; they are no issues of the second."""
    first = (issue(1, source=SOURCES[0], key="one"), issue(2, source=SOURCES[0], key="two"))
    pieces: list[Piece[Item]] = [
        Piece(number=0, items=first),
        Piece(number=1, items=(issue(3, source=SOURCES[1], key="three"), mark("1", SOURCES[1]))),
    ]
    with Draft(folder, WISH, now=NOW) as draft:
        draft.read_together(pieces)
    with Draft(folder, WISH, now=NOW) as draft:
        assert draft.resumed == ((SOURCES[1], 1),)
        assert [draft.bookmarks(number) for number in range(2)] == [{}, {SOURCES[1]: "1"}]
        draft.read(0, [issue(2, source=SOURCES[0], key="two"), mark("end", SOURCES[0])])
        draft.read(1, [mark("end", SOURCES[1])])
        draft.read(2, [])
        assert draft.finish(sources=SOURCES).issues == 2  # the first was read anew, and has only one now
