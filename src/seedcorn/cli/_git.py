"""What git tells of the repository that a folder lies in: asked without a shell, and for a short time."""

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_SECONDS = 30
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
UNASKED = (OSError, ValueError, subprocess.SubprocessError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit of the repository whose uppermost folder is `top`, and when it was made."""

    top: Path
    name: str
    made_at: datetime

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} (commit {self.short})"

    @property
    def short(self) -> str:
        """As people write it."""
        return self.name[:10]

    def text(self, path: str) -> str | None:
        """A file by its path from the top, None where the commit has none."""
        found = asked(self.top, "cat-file", "blob", f"{self.name}:{path}")
        return None if found is None else found.decode("utf-8", "replace")


def asked(folder: Path, *words: str) -> bytes | None:
    """What git answers in a folder; None where it refuses. Nobody's words may be taken for an option here.

    Raises one of UNASKED where there is no git, or it takes too long.
    """
    answer = subprocess.run(  # noqa: S603  # no shell
        ["git", "-C", str(folder), *words],  # noqa: S607  # the user's own git
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
        env={**os.environ, **_QUIET},
    )
    return answer.stdout if answer.returncode == 0 else None


def commit_on(moment: datetime, folder: Path) -> Commit | None:
    """The state of the current branch at a moment; None where there was none, or is no git to ask.

    What came by a merge counts from the merge on, whenever it was written.
    """
    bound = f"--min-age={int(moment.timestamp())}"
    try:
        top = asked(folder, "rev-parse", "--show-toplevel")
        found = asked(folder, "rev-list", "-1", "--first-parent", "--timestamp", bound, "HEAD", "--")
    except UNASKED:
        return None
    made, _, name = (found or b"").decode().strip().partition(" ")
    if not top or not name:
        return None
    made_at = datetime.fromtimestamp(int(made), UTC)
    return Commit(top=Path(os.fsdecode(top.removesuffix(b"\n"))), name=name, made_at=made_at)


def is_cut_off(folder: Path) -> bool:
    """Whether only the latest commits are here, as where a workflow has checked them out."""
    try:
        return (asked(folder, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"
    except UNASKED:
        return False
