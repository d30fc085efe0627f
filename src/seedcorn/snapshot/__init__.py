"""The facts as the trackers gave them, in columns: built from a stream, saved, loaded, never attributed."""

from seedcorn.snapshot.columns import TABLES, Difference
from seedcorn.snapshot.distant import load_distant
from seedcorn.snapshot.draft import Draft, Taken, Wish, places_of, unfinished
from seedcorn.snapshot.edited import Edits, edited
from seedcorn.snapshot.holding import Holding, holding, is_under_way
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.manifest import VERSION, Manifest, Reading
from seedcorn.snapshot.reading import lacking
from seedcorn.snapshot.rewound import rewound
from seedcorn.snapshot.tables import Snapshot

__all__ = [
    "TABLES",
    "VERSION",
    "Difference",
    "Draft",
    "Edits",
    "Holding",
    "Manifest",
    "Reading",
    "Snapshot",
    "Taken",
    "Wish",
    "edited",
    "holding",
    "is_under_way",
    "lacking",
    "load_distant",
    "minutes",
    "places_of",
    "rewound",
    "unfinished",
]
