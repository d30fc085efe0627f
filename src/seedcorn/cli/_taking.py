"""Taking a snapshot: a new one, the rest of one that was cut off, or what changed since it was taken."""

from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from seedcorn.cli._progress import Watch
from seedcorn.cli._reading import Means, streams, tell
from seedcorn.cli._sources import public_form
from seedcorn.cli._speech import say
from seedcorn.snapshot import Draft, Taken, Wish
from seedcorn.words import count


def take(into: Path, wish: Wish, means: Means, *, now: datetime) -> Taken:
    """Read what the folder lacks of what is wished for, and say from where on.

    Raises UsageError, DataError or OutputError before anything is read where the folder is not to be had.
    """
    with Draft(into, wish, now=now) as draft, Watch(public=means.public) as watch:
        for remark in draft.remarks:
            say(remark)
        for source, issues in draft.resumed:
            here = f"{count(issues, 'issue')} of {watch.named(public_form(source))} are here"
            say(f"going on where the last run stopped: {here}")
        try:
            _read(draft, replace(means, places=draft.places), watch)
            taken = draft.finish(sources=tuple(map(public_form, draft.asked)))
        except KeyboardInterrupt:
            if draft.resumed:
                say("what was read is kept: the same command goes on from there")
            raise
    tell(watch.summary(), () if means.public else taken.manifest.gaps)
    return taken


def summary(into: Path, taken: Taken, *, now: datetime) -> list[str]:
    """What the folder holds now, and what a refresh cannot know."""
    manifest, changes = taken.manifest, taken.difference
    said = f"{into}: {count(taken.issues, 'issue')} from {count(len(manifest.sources), 'source')}"
    if manifest.gaps:
        parts = count(len(manifest.gaps), "part")
        said = f"{said}; {parts} could not be read, and the snapshot says so"
    lines = [said]
    if changes is not None:
        counts = (("new", changes.new), ("changed", changes.changed), ("gone", changes.gone))
        told = [f"{count(issues, 'issue')} {what}" for what, issues in counts if issues]
        lines.append("since the last time: " + (", ".join(told) or "nothing changed"))
        lines += _unnoticed(taken, now)
    return lines


def _unnoticed(taken: Taken, now: datetime) -> list[str]:
    """When deleted and moved issues were last looked for, if that was not now."""
    moments = [reading.read_whole_at for reading in taken.manifest.readings]
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments):
        return []
    oldest = min(known)
    if oldest == now:
        return []
    when = f"{oldest:%Y-%m-%d} ({_age(now - oldest)})"
    return [f"deleted and moved issues were last looked for on {when}; --full looks again"]


def _age(passed: timedelta) -> str:
    hours = int(passed.total_seconds()) // 3600
    if hours < 1:
        return "less than an hour ago"
    return f"{count(hours // 24, 'day')} ago" if hours >= 24 else f"{count(hours, 'hour')} ago"


def _read(draft: Draft, means: Means, watch: Watch) -> None:
    bookmarks = [draft.bookmarks(number) for number in range(len(draft.asked))]
    with ExitStack() as open_streams:
        for number, items in enumerate(streams(draft.asked, means, watch, bookmarks)):
            draft.read(number, open_streams.enter_context(closing(items)))
