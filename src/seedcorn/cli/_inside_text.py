"""What `seedcorn snapshot info` prints: how fresh the facts are in a sentence, then what they are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from seedcorn.cli._inside import Inside, Named, Source
from seedcorn.model import HISTORY, Gap
from seedcorn.words import count, listed, plain

_MOST = 10  # sources, and gaps, that are named one by one
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def told_of(found: Inside, *, now: datetime, named: Named, verbose: bool) -> Iterator[str]:
    """The lines; without `verbose` of many sources the largest and the stalest alone."""
    yield _answer(found, now)
    yield ""
    held, sources = found.holding, len(found.sources)
    of_sources = count(sources, "source") if sources else "no source"
    open_ones, size = f"{held.open_issues:,} open", _size(found.size)
    yield f"{found.issues:,} issues ({open_ones}) from {of_sources}; {size} on disk"
    yield f"{held.marks:,} marks on them, {held.words:,} different ones"
    yield _past(found)
    yield from _sources(found, now, verbose=verbose)
    yield from _gaps(found.gaps, named, verbose=verbose)
    yield from _next(found)


def age(passed: timedelta) -> str:
    """How long ago, in whole days or hours."""
    hours = int(passed.total_seconds()) // 3600
    if hours < 1:
        return "less than an hour ago"
    return f"{count(hours // 24, 'day')} ago" if hours >= 24 else f"{count(hours, 'hour')} ago"


def _answer(found: Inside, now: datetime) -> str:
    """How whole and how fresh, in one line."""
    ago = f"{_day(found.collected_at)} ({age(now - found.collected_at)})"
    if found.state(now) == "incomplete":
        partly = [one for one in found.sources if not (one.whole_at and one.read_at)]
        of_all = f"{len(partly):,} of {count(len(found.sources), 'source')}"
        return f"{found.folder} is incomplete: something is missing of {of_all}. The last run was on {ago}."
    stalest = next(iter(found.stalest), None)
    state = "fresh" if found.state(now) == "fresh" else "old"
    answer = f"{found.folder} is {state}: everything was read on {ago}"
    if stalest is None or not stalest.whole_at or stalest.whole_at >= found.collected_at:
        return f"{answer}, from start to end."
    whole = age(now - stalest.whole_at)
    return f"{answer}, what was deleted or moved was last looked for {whole}."


def _past(found: Inside) -> str:
    """What is known of what happened, and from when to when."""
    held = found.holding
    if held.first and held.last:
        return f"{held.events:,} events, from {_day(held.first)} to {_day(held.last)}"
    if HISTORY in found.places:
        return "no events: nothing happened to them since they were made, or none is told"
    return "what happened to them was not read; --history reads it"


def _sources(found: Inside, now: datetime, *, verbose: bool) -> Iterator[str]:
    """A table of all sources; or of many the largest, and those that were read whole the longest ago."""
    if verbose or len(found.sources) <= _MOST:
        yield from ("", *_table(found.largest, now))
        return
    yield from ("", f"The {_MOST} largest; --verbose names all:", *_table(found.largest[:_MOST], now))
    yield from ("", f"The {_MOST} read whole the longest ago:", *_table(found.stalest[:_MOST], now))


def _table(sources: Sequence[Source], now: datetime) -> Iterator[str]:
    names = [plain(one.name) + (f" ({one.holds:,} in it)" if one.holds > 1 else "") for one in sources]
    wide = max(map(len, names), default=0)
    for name, one in zip(names, sources, strict=True):
        whole = f"whole {age(now - one.whole_at)}" if one.whole_at else "never whole"
        read = "" if one.read_at else "; the last run did not reach its end"
        yield f"  {name:<{wide}}  {one.issues:>11,} issues  {whole}{read}"


def _gaps(gaps: Sequence[Gap], named: Named, *, verbose: bool) -> Iterator[str]:
    if not gaps:
        return
    yield from ("", f"{count(len(gaps), 'gap')}:")
    shown = gaps if verbose else gaps[:_MOST]
    for gap in shown:
        is_named = named(gap.source) == gap.source  # else the words of a gap would tell the name
        parts = (gap.source, gap.what, gap.why) if is_named else (named(gap.source),)
        yield "  " + ", ".join(filter(None, map(plain, parts)))
    if len(gaps) > len(shown):
        yield f"  and {len(gaps) - len(shown):,} more; --verbose names all"


def _next(found: Inside) -> Iterator[str]:
    """What to do about what is missing."""
    again = f"seedcorn snapshot -o {found.folder}"
    if found.lacks:
        places = listed([plain(place.replace(":", " ", 1)) for place in found.lacks])
        yield from ("", f"The policy looks where nobody has looked: {places}. Read it: {again}")
    if found.is_under_way:
        yield from ("", f"A run beside it is at work or was cut off. Go on: {again}")
    elif found.missing:
        yield from ("", f"Read what is missing: {again}")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _size(size: int) -> str:
    """Bytes as people say them."""
    amount, unit = float(size), 0
    while amount >= 1_000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1_000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit < 3 else f"{amount:.1f} {_UNITS[unit]}"
