"""The policy that counts for a change: that of the branch it goes to, read from its tracker as data.

A change's own policy is read the same way and only compared with it: what it names (files to extend, a
register, sources) is taken from the branch, or not followed at all.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, mkdtemp

from seedcorn.baseline import Baseline
from seedcorn.cli._baseline import baseline_of
from seedcorn.cli._progress import Watch
from seedcorn.cli._proposals import Subject
from seedcorn.cli._reading import Means, collecting
from seedcorn.cli._register import register_of
from seedcorn.cli._sources import connector_of
from seedcorn.errors import PolicyError, UsageError
from seedcorn.model import Proposal
from seedcorn.policy import Policy, load_policy, preset_names
from seedcorn.policy.loading import PLACES
from seedcorn.register import Register
from seedcorn.yamlfile import parse

_MOST_FILES = 10
Read = Callable[[str], str | None]
_Load = Callable[[str | None, dict[str, str]], Policy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """By what a change is judged, and what it would be judged by after it.

    `changed` is the policy that the change brings, None where it brings none; `refused` says why one that it
    brings cannot be used.
    """

    policy: Policy
    register: Register | None
    baseline: Baseline | None = None
    changed: Policy | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads files of the place that a change belongs to."""

    subject: Subject
    means: Means

    def text(self, path: str, commit: str) -> str | None:
        """A file's text, None where there is none or it is no text."""
        connector, target = connector_of(self.subject.source)
        if connector.read_file is None:
            raise UsageError(f"{self.subject.scheme} holds no policy", hint="give one with --policy")
        with Watch(public=self.means.public) as watch:
            found = connector.read_file(
                target, path, commit, collecting(self.means, watch, connector, os.environ)
            )
        return None if found is None else found.decode("utf-8", "replace")


def judged_at_base(
    subject: Subject,
    proposal: Proposal,
    means: Means,
    *,
    named: str | None,
    register: Path | None,
    baseline: Path | None,
    customer_labels: tuple[str, ...],
) -> Judged:
    """The policy of the branch, and the change's own where that is another.

    `named` is the policy as the command line gives it: a preset, or a file's path within the repository.
    Raises PolicyError where the branch's policy cannot be used.
    """
    reader = _Reader(subject=subject, means=means)
    if named in preset_names():
        policy = load_policy(named, customer_labels=customer_labels)
        known = baseline_of(baseline, policy)
        return Judged(policy=policy, register=register_of(register, policy), baseline=known)
    path, files = _policy_at(reader, proposal.base, named)
    with TemporaryDirectory(prefix="seedcorn-policy-") as name:

        def load(path: str | None, files: dict[str, str]) -> Policy:
            folder = Path(mkdtemp(dir=name))
            put_files(folder, files)
            try:
                return load_policy(path, customer_labels=customer_labels, folder=folder)
            except PolicyError as error:  # where it was looked at is no place of anybody's
                raise PolicyError(str(error).replace(f"{folder}/", ""), hint=error.hint) from error

        policy = load(path, files)
        customers, known = register_of(register, policy), baseline_of(baseline, policy)
        changed, refused = _changed(reader, proposal, named or path, files, load)
        return Judged(policy=policy, register=customers, baseline=known, changed=changed, refused=refused)


def _policy_at(reader: _Reader, commit: str, named: str | None) -> tuple[str | None, dict[str, str]]:
    """The path of the policy at a commit, None where there is none; and its files by path."""
    for path in [named] if named else PLACES:
        files = files_of(lambda each: reader.text(each, commit), path)
        if files:
            return path, files
    if named:
        raise UsageError(f"the branch has no file {named}", hint="name a policy of the branch, or a preset")
    return None, {}


def files_of(read: Read, path: str) -> dict[str, str]:
    """A policy and all that it names within its repository, by path; nothing where it is not there."""
    text = read(path)
    files = {} if text is None else {path: text}
    if files:
        _follow(read, path, files)
    return files


def _follow(read: Read, path: str, files: dict[str, str]) -> None:
    """Read what a policy names: what it extends, and so on, the register and the baseline."""
    for named in (*_named_in(files[path], path), *_baseline_in(files[path], path)):
        if named and named not in files and len(files) < _MOST_FILES:
            text = read(named)
            if text is not None:
                files[named] = text
                if named.endswith((".yml", ".yaml")):
                    _follow(read, named, files)


def _named_in(text: str, path: str) -> Iterator[str]:
    """The files that a policy names, as paths in its repository; "" for one that lies elsewhere."""
    try:
        data = parse(text, path).data
    except PolicyError:
        return
    customers = data.get("customers")
    register = customers.get("register") if isinstance(customers, dict) else None
    for said in (data.get("extends"), register):
        if isinstance(said, str) and said not in preset_names():
            yield _within(path, said)


def _baseline_in(text: str, path: str) -> Iterator[str]:
    """The baseline that a policy names, likewise. That of a change is not followed: it may have no say."""
    try:
        said = parse(text, path).data.get("baseline")
    except PolicyError:
        return
    if isinstance(said, str):
        yield _within(path, said)


def _within(path: str, said: str) -> str:
    """A path as seen from a file's folder; empty where it leads out of the repository."""
    steps: list[str] = []
    for step in (PurePosixPath(path).parent / said).parts:
        if step == ".." and not steps:
            return ""
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "" if PurePosixPath(said).is_absolute() else "/".join(steps)


def put_files(folder: Path, files: dict[str, str]) -> None:
    """Write files by their paths into a folder. Raises UsageError for one that would lie outside of it."""
    for path, text in files.items():
        if _within("", path) != path:
            raise UsageError(f"{path} lies outside of the repository", hint="name a file of the branch")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _changed(
    reader: _Reader, proposal: Proposal, named: str | None, files: dict[str, str], load: _Load
) -> tuple[Policy | None, str]:
    """The policy that the change brings, where it differs; and why it cannot be used, where it cannot."""
    texts = {path: reader.text(path, proposal.head) for path in ([named] if named else PLACES)}
    path = next((path for path, text in texts.items() if text is not None), None)
    text = texts[path] if path else None
    if text == files.get(named or ""):
        return None, ""
    if path is None or text is None:
        return load(None, {}), ""
    if any(each not in files for each in _named_in(text, path)):
        return None, "it names a file that the branch does not have, which is not followed"
    try:
        return load(path, files | {path: text}), ""
    except PolicyError as error:
        return None, str(error)
