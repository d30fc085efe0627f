"""Takes snapshots in tests: streams in, what came of it out."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW
from seedcorn.connector import Bookmark, Item
from seedcorn.engine import rows
from seedcorn.model import Gap
from seedcorn.snapshot import Draft, Snapshot, Taken, Wish

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
