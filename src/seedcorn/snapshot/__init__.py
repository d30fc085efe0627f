"""The facts as the trackers gave them, in columns: built from a stream, saved, loaded, never attributed."""

from seedcorn.snapshot.tables import TABLES, VERSION, Snapshot, minutes

__all__ = ["TABLES", "VERSION", "Snapshot", "minutes"]
