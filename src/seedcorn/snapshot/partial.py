"""The hidden folder beside a snapshot's own, in which it is made: its owner's alone, one run's at a time."""

import os
import shutil
import sys
from pathlib import Path
from stat import S_ISDIR

from seedcorn.errors import OutputError

if sys.platform != "win32":
    import fcntl


class Partial:
    """The folder `.NAME.partial`. Lock it before anything else."""

    def __init__(self, folder: Path) -> None:
        self._for = folder
        self.folder = folder.absolute().with_name(f".{folder.name}.partial")
        self.journal = self.folder / "journal"
        self._lock = -1

    def lock(self) -> None:
        """Make it, or take what a stopped run left. Raises OutputError where it is not ours, or in use."""
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self._refuse_foreign()
            self._lock = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise OutputError(f"{self.folder} could not be made: {error.strerror}") from error
        if not _locked(self._lock):
            self.unlock()
            raise OutputError(f"{self._for} is being written by another run", hint="Wait until it is done.")

    def unlock(self) -> None:
        """Let others at it."""
        os.close(self._lock)

    def scratch(self, name: str) -> Path:
        """An empty folder in it."""
        path = self.folder / name
        try:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(mode=0o700)
        except OSError as error:
            raise OutputError(f"{path} could not be made: {error.strerror}") from error
        return path

    def remove(self) -> None:
        """Everything in it is done with."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _refuse_foreign(self) -> None:
        """In a folder that others may write to, somebody else's facts could lie in wait for us."""
        found = self.folder.lstat()
        ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        if not S_ISDIR(found.st_mode) or not ours:
            raise OutputError(f"{self.folder} is not a folder of yours", hint="Remove it.")
        self.folder.chmod(0o700)


def _locked(descriptor: int) -> bool:
    """Whether the lock is ours now; it ends with the process, however that ends."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
