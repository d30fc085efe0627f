"""From what was asked for on the command line to the facts: collected now, or opened from a folder."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seedcorn.cli._progress import Watch
from seedcorn.cli._sources import connector_of, missing, public_form
from seedcorn.cli._speech import say
from seedcorn.connector import Collecting, Item
from seedcorn.errors import UsageError
from seedcorn.model import Gap
from seedcorn.policy import Policy
from seedcorn.register import Register, load_register
from seedcorn.snapshot import Snapshot
from seedcorn.transport.patience import Allowance
from seedcorn.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where facts are to come from: `sources`, else the folder of a snapshot, else the policy's sources.

    `public` says that what is told on the way is read by everybody.
    """

    sources: tuple[str, ...]
    folder: Path | None
    max_wait: int
    public: bool


def facts(asked: Asked, policy_sources: tuple[str, ...], *, now: datetime) -> Snapshot:
    """Open or collect the facts. Raises UsageError where nothing, or two things at once, are asked for."""
    if asked.folder and asked.sources:
        raise UsageError("a snapshot and sources cannot be audited at once", hint="leave one of them out")
    if asked.folder:
        return Snapshot.load(asked.folder)
    sources = tuple(dict.fromkeys(asked.sources or policy_sources))
    if not sources:
        raise missing()
    with Watch(public=asked.public) as watch:
        snapshot = Snapshot.collect(
            _items(sources, watch, asked.max_wait),
            sources=tuple(public_form(source) for source in sources),
            collected_at=now,
        )
    _tell(watch.summary(), () if asked.public else snapshot.gaps)
    return snapshot


def register_of(file: Path | None, policy: Policy) -> Register | None:
    """The register named on the command line, else the policy's, else none."""
    path = file or policy.register
    return load_register(path) if path else None


def _items(sources: tuple[str, ...], watch: Watch, max_wait: int) -> Iterator[Item]:
    """All sources one after another; whether they make sense is known before the first is read."""
    collecting = Collecting(
        environ=os.environ, allowance=Allowance(wait_seconds=max_wait), progress=watch.tell
    )
    wanted = [(source, *connector_of(source)) for source in sources]
    streams = [(source, connector.collect(target, collecting)) for source, connector, target in wanted]
    for source, items in streams:
        yield from watch.counted(public_form(source), items)


def _tell(lines: Iterable[str], gaps: tuple[Gap, ...]) -> None:
    for line in lines:
        say(line)
    for gap in gaps:
        parts = (plain(part) for part in (gap.source, gap.what, gap.why))
        say(", ".join(filter(None, parts)), lead="not read", color="yellow")
