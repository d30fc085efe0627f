"""A snapshot as it would be with some facts otherwise: the same tables but for those that an edit touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.model import Issue
from seedcorn.snapshot.columns import TABLES
from seedcorn.snapshot.lines import facts_of, minutes
from seedcorn.snapshot.marks import marks_of
from seedcorn.snapshot.tables import Snapshot

Word = tuple[str, str]
_FEW = 200
_GONE = {"issue": "INTEGER"}
_TAKEN_OFF = {"issue": "INTEGER", "mark": "INTEGER"}
_ENDED = {"issue": "INTEGER", "ended": "INTEGER", "because": "VARCHAR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What is otherwise, by the numbers that issues and marks have in a snapshot.

    `gone` issues were never there. `ended` maps an issue to when it was closed and why; None is open.
    `taken_off` are (issue, mark) that do not stand there, `put_on` maps an issue to (place, value) that stand
    there besides. `added` are new issues.
    """

    gone: frozenset[int] = frozenset()
    ended: Mapping[int, tuple[datetime | None, str | None]]
    taken_off: frozenset[tuple[int, int]] = frozenset()
    put_on: Mapping[int, tuple[Word, ...]]
    added: tuple[Issue, ...] = ()


def edited(snapshot: Snapshot, edits: Edits) -> Snapshot:
    """The snapshot with these edits, in the same engine: it lasts as long as the first one is open."""
    first = _highest(snapshot.frame("issues"), "issue") + 1
    numbered = dict(enumerate(edits.added, first))
    put_on = dict(edits.put_on) | {
        number: tuple(dict.fromkeys(marks_of(issue))) for number, issue in numbered.items()
    }
    vocabulary, codes = _vocabulary(snapshot, put_on.values())
    marks = _edited_marks(snapshot, edits, put_on, codes)
    issues = _ended(snapshot, _without(snapshot, snapshot.frame("issues"), edits.gone), edits)
    if numbered:
        new = snapshot.engine.table(TABLES["issues"], (_row(*each) for each in numbered.items()))
        issues = nw.concat([issues, new])
    frames = {"issues": issues, "marks": marks, "vocabulary": _standing(snapshot, edits, vocabulary, marks)}
    return replace(snapshot, scratch=None, frames={**snapshot.frames, **frames})


def _without(snapshot: Snapshot, frame: Frame, issues: frozenset[int]) -> Frame:
    """A table without the rows of these issues; of a few the engine need not make a table."""
    if len(issues) <= _FEW:
        return frame.filter(~nw.col("issue").is_in(sorted(issues))) if issues else frame
    gone = snapshot.engine.table(_GONE, ((issue,) for issue in issues))
    return frame.join(gone, on="issue", how="anti")


def _edited_marks(
    snapshot: Snapshot, edits: Edits, put_on: Mapping[int, tuple[Word, ...]], codes: Mapping[Word, int]
) -> Frame:
    marks = _without(snapshot, snapshot.frame("marks"), edits.gone)
    if edits.taken_off:
        taken_off = snapshot.engine.table(_TAKEN_OFF, edits.taken_off)
        marks = marks.join(taken_off, on=["issue", "mark"], how="anti")
    marks = marks.select(*TABLES["marks"])
    if not put_on:
        return marks
    new = snapshot.engine.table(TABLES["marks"], _marks(put_on, codes))
    further = new.join(marks, on=["issue", "mark"], how="anti").select(*TABLES["marks"])
    return snapshot.engine.keep(nw.concat([marks, further]))


def _standing(snapshot: Snapshot, edits: Edits, vocabulary: Frame, marks: Frame) -> Frame:
    """The words that stand anywhere: whether the seed-corn mark is in use depends on it.

    Only those can be gone that stood on an issue which is gone, or were taken off one.
    """
    there = snapshot.frame("marks")
    lost = {mark for _, mark in edits.taken_off}
    if len(edits.gone) > _FEW:
        return snapshot.engine.keep(vocabulary.join(marks.select("mark").unique(), on="mark"))
    if edits.gone:
        of_gone = there.filter(nw.col("issue").is_in(sorted(edits.gone))).select("mark").unique()
        lost |= {mark for (mark,) in rows(of_gone)}
    if not lost:
        return vocabulary
    left = marks.filter(nw.col("mark").is_in(sorted(lost))).select("mark").unique()
    vanished = lost - {mark for (mark,) in rows(left)}
    return vocabulary.filter(~nw.col("mark").is_in(sorted(vanished))) if vanished else vocabulary


def _highest(frame: Frame, column: str) -> int:
    found = rows(frame.select(nw.col(column).max()))[0][0]
    return -1 if found is None else int(found)


def _vocabulary(snapshot: Snapshot, words: Iterable[tuple[Word, ...]]) -> tuple[Frame, dict[Word, int]]:
    """The words of a snapshot and these, and the code of each of these."""
    wanted = dict.fromkeys(word for several in words for word in several)
    if not wanted:
        return snapshot.frame("vocabulary"), {}
    codes = {(place, value): mark for mark, place, value in snapshot.vocabulary() if (place, value) in wanted}
    free = _highest(snapshot.frame("vocabulary"), "mark") + 1
    new = {word: free + n for n, word in enumerate(word for word in wanted if word not in codes)}
    table = snapshot.engine.table(TABLES["vocabulary"], ((mark, *word) for word, mark in new.items()))
    if not new:
        return snapshot.frame("vocabulary"), codes
    return nw.concat([snapshot.frame("vocabulary").select(*TABLES["vocabulary"]), table]), codes | new


def _marks(
    put_on: Mapping[int, tuple[Word, ...]], codes: Mapping[Word, int]
) -> Iterable[tuple[int, int, int]]:
    """The rows of marks, after those that an issue has already."""
    behind = 1_000
    for issue, words in put_on.items():
        yield from ((issue, codes[word], behind + position) for position, word in enumerate(words))


def _row(number: int, issue: Issue) -> tuple[int | str | None, ...]:
    """A row of issues, in the order of its columns."""
    facts = {"issue": number, **facts_of(issue)}
    return tuple(facts[column] for column in TABLES["issues"])


def _ended(snapshot: Snapshot, issues: Frame, edits: Edits) -> Frame:
    """The issues, those that were ended or opened with their new end."""
    if not edits.ended:
        return issues.select(*TABLES["issues"])
    ends = (
        (issue, None if at is None else minutes(at), reason) for issue, (at, reason) in edits.ended.items()
    )
    ended = snapshot.engine.table(_ENDED, ends).with_columns(touched=nw.lit(1))
    is_touched = nw.col("touched") == 1
    return (
        issues.join(ended, on="issue", how="left")
        .with_columns(
            closed=nw.when(is_touched).then(nw.col("ended")).otherwise(nw.col("closed")),
            reason=nw.when(is_touched).then(nw.col("because")).otherwise(nw.col("reason")),
        )
        .select(*TABLES["issues"])
    )
