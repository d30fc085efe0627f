"""A policy as the command line names it: a preset, a file, or a file at a revision of git."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from seedcorn.cli._base_policy import files_of, put_files
from seedcorn.cli._git import UNASKED, asked
from seedcorn.errors import PolicyError, UsageError
from seedcorn.policy import Policy, load_policy


@contextmanager
def policy_at(name: str | None) -> Iterator[Policy]:
    """The policy of this name; what it names as its register or baseline lies there as long as this lasts.

    "HEAD~1:seedcorn.yml" is the file at that revision of the repository that one is in, with all it names.
    """
    revision, colon, path = (name or "").partition(":")
    if not colon or Path(name or "").exists():
        yield load_policy(name)
        return
    with TemporaryDirectory(prefix="seedcorn-policy-") as place:
        folder = Path(place)
        files = files_of(lambda each: _text(revision, each), Path(path).as_posix())
        if not files:
            raise UsageError(f"git has no file {path} at {revision}", hint="for example HEAD~1:seedcorn.yml")
        put_files(folder, files)
        yield _loaded(path, folder, revision)


def _loaded(path: str, folder: Path, revision: str) -> Policy:
    try:
        return load_policy(path, folder=folder)
    except PolicyError as error:  # where it was looked at is no place of anybody's
        raise PolicyError(str(error).replace(f"{folder}/", f"{revision}:"), hint=error.hint) from error


def _text(revision: str, path: str) -> str | None:
    """A file at a revision, seen from the folder one is in; None where git has none."""
    if not revision or revision.startswith("-") or "\0" in f"{revision}{path}":
        raise UsageError(f"{revision or 'nothing'} is no revision", hint="for example HEAD~1:seedcorn.yml")
    try:
        found = asked(Path(), "cat-file", "blob", f"{revision}:./{path}")
    except UNASKED as error:
        raise UsageError("git could not be asked", hint="is it installed? name two files instead") from error
    return None if found is None else found.decode("utf-8", "replace")
