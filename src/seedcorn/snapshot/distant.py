"""A snapshot that lies where only the engine can read it: in a bucket, on a cluster's own disks."""

from contextlib import ExitStack
from pathlib import Path

from seedcorn.engine import Engine
from seedcorn.snapshot.columns import TABLES
from seedcorn.snapshot.manifest import NAME, Manifest
from seedcorn.snapshot.tables import Snapshot


def load_distant(address: str, engine: Engine) -> Snapshot:
    """Open the folder at an address; the engine is closed with the snapshot, or if this fails.

    Its manifest's sum is checked, and each table's columns; the files' own sums are not: that would read them
    whole, over the network. Raises DataError if it is none of this version, or out of the engine's reach.
    """
    with ExitStack() as unfinished:
        unfinished.enter_context(engine)
        manifest = Manifest.said(engine.text(f"{address}/{NAME}"), address)
        files = manifest.files(Path())
        for name, types in TABLES.items():
            engine.read(name, types, *(f"{address}/{path.name}" for path in files.of(name)))
        unfinished.pop_all()
    return Snapshot.told(manifest, engine, files)
