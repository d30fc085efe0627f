"""The facts as the trackers gave them, in columns: built from a stream, saved, loaded, never attributed."""

from seedcorn.snapshot.columns import TABLES, Difference
from seedcorn.snapshot.draft import Draft, Taken, Wish, unfinished
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.manifest import VERSION, Manifest, Reading
from seedcorn.snapshot.reading import lacking
from seedcorn.snapshot.tables import Snapshot

__all__ = [
    "TABLES",
    "VERSION",
    "Difference",
    "Draft",
    "Manifest",
    "Reading",
    "Snapshot",
    "Taken",
    "Wish",
    "lacking",
    "minutes",
    "unfinished",
]
