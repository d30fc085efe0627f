"""Keeps one text in one place, whoever else writes there at the same time: look, write, wait, look again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from seedcorn.sink import Deed, Kind, Post, Posted, Standing
from seedcorn.sinks._mark import DAY, Mark, digest_of, shortened, slug
from seedcorn.transport.trouble import UnwrittenError

_ROUNDS = 10  # of looking and writing, when others write too
_DOUBTS = 1  # how often something is done again of which nobody knows whether it was done
_DOUBTFUL_WAITS = 3
_GONE = (404, 410)


class Shut(StrEnum):
    """Whether a report issue is closed, and whether by a person rather than by us or nobody knows whom."""

    OPEN = "open"
    CLOSED = "closed"
    BY_PERSON = "closed by a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One object of ours. `id` is higher the later it was made, `key` is what its tracker asks for it by."""

    id: int
    key: str
    mark: Mark
    where: str
    shut: Shut = Shut.OPEN


class Board(Protocol):
    """One place of a tracker where objects of ours may be. All read errors are UnreadError.

    Writing raises UnwrittenError: `unsure` where it may have been done, with status 404 where there is no
    such object any more.
    """

    most_failing: int

    def own(self) -> list[Found]:
        """All that is there, written by ourselves and bearing the mark."""
        ...

    def again(self, found: Found) -> Found | None:
        """One of them as it is now; None where it is gone."""
        ...

    def create(self, mark: Mark) -> Found:
        """Make one."""
        ...

    def edit(self, found: Found, mark: Mark) -> None:
        """Write the text anew."""
        ...

    def turn(self, found: Found, *, closed: bool) -> str:
        """Close or reopen a report issue; empty, or in words why that cannot be and what to do."""
        ...

    def remove(self, found: Found, kept: Found) -> None:
        """Take a double away; what cannot be deleted is closed, and loses its mark."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What this run has done: objects it made, whether it wrote a text, whether closing is impossible."""

    made: frozenset[int] = frozenset()
    wrote: bool = False
    is_stuck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done next, and is done by doing it: `closes` is None where it may stay as it is."""

    deed: Deed
    kept: Found | None = None
    edits: bool = False
    closes: bool | None = None
    doubles: tuple[Found, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether anything is left to write."""
        return self.deed is Deed.CREATED or self.edits or self.closes is not None or bool(self.doubles)


def step(own: Sequence[Found], post: Post, past: Past) -> Step:
    """What to do about the objects that are there: the lowest is kept, and only a newer run is respected."""
    if not own:
        return Step(deed=Deed.QUIET if post.is_quiet else Deed.CREATED)
    kept, *others = sorted(own, key=lambda found: found.id)
    if any(post.run < found.mark.run <= post.run + DAY for found in own):
        mine = tuple(found for found in others if found.id in past.made)
        return Step(deed=Deed.OUTDATED, kept=kept, doubles=mine)
    edits = _differs(kept.mark, post, past)
    closes = None if past.is_stuck else _closes(kept, post)
    deed = Deed.UPDATED if edits or closes is not None else Deed.UNCHANGED
    return Step(deed=deed, kept=kept, edits=edits, closes=closes, doubles=tuple(others))


def keep(board: Board, post: Post, *, settle: Callable[[], object], dry: bool) -> Posted:
    """Bring a text to its place, and be sure that it is the only one there.

    `settle` waits until what was written can be seen by everyone.

    Raises:
        UnwrittenError: it could not be written, or in spite of a second try nobody knows whether it was.
        UnreadError: what is there could not be read; then nothing was written since.
    """
    keeping = _Keeping(board, post, settle)
    if not dry:
        return keeping.posted()
    found = step(board.own(), post, Past())
    where = found.kept.where if found.kept else ""
    return Posted(deed=found.deed, where=where, removed=len(found.doubles))


def _differs(mark: Mark, post: Post, past: Past) -> bool:
    """Whether the text has to be written. Of two runs of the same moment the later writer has it."""
    if mark.digest == digest_of(post.digest) and mark.run <= post.run + DAY:
        return False
    return not (past.wrote and mark.run == post.run)


def _closes(found: Found, post: Post) -> bool | None:
    if post.kind is not Kind.REPORT:
        return None
    if post.standing is Standing.CLEAR:
        return True if found.shut is Shut.OPEN else None
    if found.shut is Shut.OPEN or (found.shut is Shut.BY_PERSON and not _has_new(found.mark, post)):
        return None
    return False


def _has_new(mark: Mark, post: Post) -> bool:
    """Whether something fails that did not when a person closed the issue."""
    now = shortened(post.failing, len(post.failing)) or frozenset()
    return mark.failing is not None and bool(now - mark.failing)


class _Keeping:
    """One run at its work: what it made, what it saw go, and of what it does not know whether it was done."""

    def __init__(self, board: Board, post: Post, settle: Callable[[], object]) -> None:
        self._board = board
        self._post = post
        self._settle = settle
        self._made: dict[int, Found] = {}
        self._gone: set[int] = set()
        self._past = Past()
        self._doubts: list[UnwrittenError] = []
        self._deed: Deed | None = None
        self._removed = 0
        self._note = ""

    def posted(self) -> Posted:
        """Look and write until a look finds nothing left to write."""
        found = self._look()
        for _ in range(_ROUNDS):
            if not found.writes:
                break
            if len(self._doubts) > _DOUBTS:
                raise self._doubts[-1]
            self._try(found)
            before, found = found, self._look()
            if found != before:
                self._doubts.clear()
        if found.writes and self._doubts:
            raise self._doubts[-1]
        deed = found.deed if self._deed is None or found.deed is Deed.OUTDATED else self._deed
        where = found.kept.where if found.kept else ""
        return Posted(deed=deed, where=where, removed=self._removed, note=self._note)

    def _look(self) -> Step:
        """What is left to do. Lists lag behind: what stays is looked at by itself before it is written to."""
        listed = {found.id: found for found in self._board.own()}
        while True:
            own = {id_: found for id_, found in (self._made | listed).items() if id_ not in self._gone}
            found = step(list(own.values()), self._post, self._past)
            if found.kept is None or not (found.writes or self._past.wrote):
                return found
            fresh = self._board.again(found.kept)
            if fresh is not None:
                own[fresh.id] = fresh
                return step(list(own.values()), self._post, self._past)
            self._gone.add(found.kept.id)

    def _try(self, found: Step) -> None:
        try:
            self._do(found)
            waits = 1
        except UnwrittenError as error:
            if not error.unsure:
                raise
            self._doubts.append(error)
            waits = _DOUBTFUL_WAITS
        for _ in range(waits):
            self._settle()

    def _do(self, found: Step) -> None:
        if found.kept is None:
            made = self._board.create(self._mark(None))
            self._made[made.id] = made
            self._past = replace(self._past, made=frozenset(self._made), wrote=True)
            self._tell(Deed.CREATED)
        elif self._is_kept(found, found.kept):
            for double in found.doubles:
                self._remove(double, found.kept)

    def _is_kept(self, found: Step, kept: Found) -> bool:
        """Write to what stays; False where it is gone meanwhile: then a double may be all that is left.

        It is reopened before and closed after its text is written: whoever goes on after an end in between
        finds something left to do.
        """
        try:
            if found.closes is False:
                self._turn(kept, closed=False)
            if found.edits:
                self._board.edit(kept, self._mark(kept if found.closes is None else None))
                self._past = replace(self._past, wrote=True)
                self._tell(Deed.UPDATED)
            if found.closes:
                self._turn(kept, closed=True)
        except UnwrittenError as error:
            if error.status not in _GONE:
                raise
            self._gone.add(kept.id)
            return False
        return True

    def _turn(self, kept: Found, *, closed: bool) -> None:
        self._note = self._board.turn(kept, closed=closed)
        if self._note:
            self._past = replace(self._past, is_stuck=True)
        else:
            self._tell(Deed.UPDATED)

    def _remove(self, double: Found, kept: Found) -> None:
        try:
            self._board.remove(double, kept)
            self._removed += 1
        except UnwrittenError as error:
            if error.status not in _GONE:
                raise
        self._gone.add(double.id)

    def _mark(self, kept: Found | None) -> Mark:
        """The mark to write. What a person closed remembers what failed when that was."""
        told = self._post.failing if self._post.kind is Kind.REPORT else ()
        failing = shortened(told, self._board.most_failing)
        if kept is not None and kept.shut is Shut.BY_PERSON:
            failing = kept.mark.failing
        digest = digest_of(self._post.digest)
        return Mark(id=slug(self._post.name), run=self._post.run, digest=digest, failing=failing)

    def _tell(self, deed: Deed) -> None:
        self._deed = self._deed or deed
