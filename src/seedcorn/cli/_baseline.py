"""The file of a run's baseline: where it lies, read strictly, and what became of it in a sentence."""

from collections.abc import Iterator
from pathlib import Path

from seedcorn.baseline import Baseline
from seedcorn.baseline_file import read
from seedcorn.errors import DataError
from seedcorn.policy import Policy
from seedcorn.words import count, listed

NAME = "seedcorn-baseline.json"


def baseline_of(file: Path | None, policy: Policy) -> Baseline | None:
    """The baseline named on the command line, else the policy's, else none.

    Raises DataError where it is not there or cannot be used.
    """
    path = file or policy.baseline
    if path is None:
        return None
    found = read_baseline(path)
    if found is None:
        raise DataError(f"there is no baseline {shown(path)}", hint="write it with: seedcorn baseline")
    return found


def place_of(file: Path | None, policy: Policy) -> Path:
    """Where a baseline is written: as asked, else where the policy says, else beside the policy's file."""
    return file or policy.baseline or (policy.folder or Path()) / NAME


def read_baseline(path: Path) -> Baseline | None:
    """The baseline in a file, None where there is no file. Raises DataError where it is none."""
    try:
        return read(path.read_text(encoding="utf-8"), shown(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror}", hint="is it a file?") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{shown(path)} is no baseline: not UTF-8", hint="name another file") from error


def shown(path: Path) -> str:
    """A path as a message may have it: the folders above an absolute one are nobody's business."""
    return path.name if path.is_absolute() else str(path)


def outcome(old: Baseline | None, new: Baseline) -> str:
    """What became of it: "3 findings, 1 of them tightened, 1 dropped"."""
    total = count(len(new.entries), "finding")
    if old is None:
        return f"{total} {'is' if len(new.entries) == 1 else 'are'} let be as long as none gets worse"
    if new is old:
        return f"{total}, unchanged"
    return f"{total}, {listed(list(_changes(old, new)))}"


def _changes(old: Baseline, new: Baseline) -> Iterator[str]:
    before = {entry.fingerprint: entry for entry in old.entries}
    after = {entry.fingerprint: entry for entry in new.entries}
    same = before.keys() & after.keys()
    changed = sum(before[one] != after[one] for one in same)
    worse = sum(not before[one].allows(after[one]) for one in same)
    told = (
        (len(after) - len(same), "taken in"),
        (worse, "loosened"),
        (changed - worse, "tightened"),
        (len(before) - len(same), "dropped"),
    )
    yield from (f"{how_many} {what}" for how_many, what in told if how_many)
