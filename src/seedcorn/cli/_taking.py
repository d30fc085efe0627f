"""Taking a snapshot: a new one, the rest of one that was cut off, or what changed since it was taken."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from seedcorn.cli._inside_text import age
from seedcorn.cli._progress import MANY, Watch
from seedcorn.cli._reading import Means, streams, tell, together
from seedcorn.cli._sources import public_form
from seedcorn.cli._speech import say
from seedcorn.model import HISTORY
from seedcorn.snapshot import Draft, Manifest, Taken, Wish
from seedcorn.words import count, listed


def take(into: Path, wish: Wish, means: Means, *, now: datetime) -> Taken:
    """Read what the folder lacks of what is wished for, and say from where on.

    Raises UsageError, DataError or OutputError before anything is read where the folder is not to be had.
    """
    with Draft(into, wish, now=now) as draft, Watch(public=means.public) as watch:
        for remark in (*draft.remarks, *_read_again(draft, watch)):
            say(remark)
        for here in _here(draft, watch):
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


def _here(draft: Draft, watch: Watch) -> Iterator[str]:
    """What a stopped run had read: of each source, or of many in all."""
    resumed = draft.resumed
    if len(resumed) > MANY:
        issues = sum(issues for _, issues in resumed)
        yield f"{count(issues, 'issue')} of {count(len(resumed), 'source')} are here"
        return
    for source, issues in resumed:
        yield f"{count(issues, 'issue')} of {watch.named(public_form(source))} are here"


def _read_again(draft: Draft, watch: Watch) -> Iterator[str]:
    """What is read again because the policy looks where nobody has looked."""
    if draft.anew:
        places = listed([place.replace(":", " ", 1) for place in draft.lacks])
        named = [watch.named(public_form(source)) for source in draft.anew[:MANY]]
        sources = listed(named) if len(draft.anew) <= MANY else count(len(draft.anew), "source")
        is_all = draft.anew == draft.asked
        again = "everything is" if is_all else f"{sources} {'is' if len(draft.anew) == 1 else 'are'}"
        yield f"not read so far: {places}; {again} read again"


def summary(into: Path, taken: Taken, *, now: datetime) -> list[str]:
    """What the folder holds now, and what a refresh cannot know."""
    manifest, changes = taken.manifest, taken.difference
    lines = [f"{into}: {count(taken.issues, 'issue')} from {_whole(manifest)}"]
    if HISTORY in (manifest.places or ()):
        lines.append(f"what happened to them: {count(taken.events, 'event')}")
    if manifest.gaps:
        parts = count(len(manifest.gaps), "gap")
        lines.append(f"{parts}, written into the snapshot; the same command reads what is missing first")
    if changes is not None:
        counts = (("new", changes.new), ("changed", changes.changed), ("gone", changes.gone))
        told = [f"{count(issues, 'issue')} {what}" for what, issues in counts if issues]
        lines.append("since the last time: " + (", ".join(told) or "nothing changed"))
        lines += _unnoticed(taken, now)
    return lines


def _whole(manifest: Manifest) -> str:
    """How many sources there are, and how many of them were read to their end."""
    failed = {gap.source for gap in manifest.gaps if not gap.place}
    whole = [one for one in manifest.readings if one.read_whole_at and not failed & {one.asked, *one.holds}]
    of_all = count(len(manifest.readings), "source")
    return of_all if len(whole) == len(manifest.readings) else f"{of_all}, {len(whole)} of them whole"


def _unnoticed(taken: Taken, now: datetime) -> list[str]:
    """When deleted and moved issues were last looked for, if that was not now."""
    moments = [reading.read_whole_at for reading in taken.manifest.readings]
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments):
        return []
    oldest = min(known)
    if oldest == now:
        return []
    when = f"{oldest:%Y-%m-%d} ({age(now - oldest)})"
    return [f"deleted and moved issues were last looked for on {when}; --full looks again"]


def _read(draft: Draft, means: Means, watch: Watch) -> None:
    bookmarks = [draft.bookmarks(number) for number in range(len(draft.asked))]
    with ExitStack() as open_streams:
        found = streams(draft.asked, means, watch, bookmarks)
        for items in found:
            open_streams.enter_context(closing(items))
        pieces = together({number: found[number] for number in draft.order}, means)
        draft.read_together(open_streams.enter_context(closing(pieces)))
