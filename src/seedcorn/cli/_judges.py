"""By what a backlog is judged: the policy, the register and the baseline of now, or those of a past day."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from seedcorn.baseline import Baseline
from seedcorn.cli._base_policy import Read, files_of, put_files
from seedcorn.cli._baseline import baseline_of
from seedcorn.cli._git import UNASKED, Commit, commit_on, is_cut_off
from seedcorn.cli._register import register_of
from seedcorn.cli._speech import say
from seedcorn.errors import DataError, PolicyError
from seedcorn.policy import Policy, load_policy, preset_names
from seedcorn.policy.loading import PLACES
from seedcorn.register import Register
from seedcorn.words import plain

Judge = tuple[Policy, Register | None, Baseline | None]
_CUT_OFF = "; only the latest commits are here, a checkout of all (fetch-depth: 0) may have it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A policy as a commit has it: its path from the top, and the text of each file that it names."""

    commit: Commit
    path: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """What the command line names: a policy, a register, a baseline, labels in place of the policy's."""

    policy: str | None
    register: Path | None = None
    baseline: Path | None = None
    customer_labels: tuple[str, ...] = ()

    def of(self, day: datetime | None) -> Judge:
        """Those of a day, or of now."""
        return self.of_now() if day is None else self.of_day(day)

    def of_now(self) -> Judge:
        """Those that lie there now."""
        policy = load_policy(self.policy, customer_labels=self.customer_labels)
        return policy, register_of(self.register, policy), baseline_of(self.baseline, policy)

    def of_day(self, day: datetime) -> Judge:
        """Those that the current branch had on a day, as git has them, else those of now; says which."""
        with TemporaryDirectory(prefix="seedcorn-policy-") as name:
            return self._of_day(day, Path(name))

    def _of_day(self, day: datetime, scratch: Path) -> Judge:
        kept, register = self._kept(day), self._register_of(day, scratch)
        if kept is None:
            policy = load_policy(self.policy, customer_labels=self.customer_labels)
            _tell_none(policy, day)
            return policy, register_of(register, policy), baseline_of(self.baseline, policy)
        try:
            policy = self._loaded(kept, scratch / "policy")
            used = register or policy.register
            is_old = used is not None and used.is_relative_to(scratch)
            customers = register_of(register, policy) if is_old else None
            known = baseline_of(self.baseline, policy)
        except (DataError, PolicyError) as error:
            why = plain(_without(scratch, str(error).partition("\n")[0]))
            say(f"judged by today's {kept.path}; what it had on {kept.commit} cannot be used: {why}")
            return self.of_now()
        newer = f", customers by today's {used.name}" if used and not is_old else ""
        say(f"judged by {kept.path} as of {kept.commit}{newer}")
        return policy, customers if is_old else register_of(register, policy), known

    def _kept(self, day: datetime) -> _Kept | None:
        """The policy of that day; None of a preset, which has no days, and where git has none."""
        if self.policy in preset_names():
            return None
        for place in [self.policy] if self.policy else PLACES:
            commit = commit_on(day, Path(place).parent if self.policy else Path())
            path = _path_in(commit, Path(place)) if commit else ""
            files = files_of(_reader(commit), path) if commit and path else {}
            if commit and files:
                return _Kept(commit=commit, path=path, files=files)
        return None

    def _loaded(self, kept: _Kept, folder: Path) -> Policy:
        put_files(folder, kept.files)
        policy = load_policy(kept.path, customer_labels=self.customer_labels, folder=folder)
        name, top = f"{kept.commit.short}:{kept.path}", kept.commit.top
        return replace(
            policy,
            # The file may read otherwise today: no line of that day is pointed to.
            stamp=replace(policy.stamp, name=name, origin=kept.path, lines=()),
            register=_there(policy.register, folder, top),
            baseline=_there(policy.baseline, folder, top),
        )

    def _register_of(self, day: datetime, scratch: Path) -> Path | None:
        """The register that the command line names, as it was that day where git has that."""
        if self.register is None:
            return None
        commit = commit_on(day, self.register.parent)
        path = _path_in(commit, self.register) if commit else ""
        text = _reader(commit)(path) if commit and path else None
        if text is None:
            return self.register
        put_files(scratch / "register", {self.register.name: text})
        return scratch / "register" / self.register.name


def _tell_none(policy: Policy, day: datetime) -> None:
    """Why a policy of today judges a past day; a preset has no days."""
    if policy.folder is not None:
        more = _CUT_OFF if is_cut_off(policy.folder) else ""
        say(f"judged by today's {policy.stamp.name}: git has none of {day:%Y-%m-%d}{more}")


def _without(scratch: Path, message: str) -> str:
    """What is wrong, without the place where it was looked at, which is nobody's."""
    for name in ("policy", "register"):
        message = message.replace(f"{scratch / name}{os.sep}", "")
    return message


def _path_in(commit: Commit, file: Path) -> str:
    """A file's path from the top of a commit's repository; empty for one that lies elsewhere."""
    whole = file.parent.resolve() / file.name
    return whole.relative_to(commit.top).as_posix() if whole.is_relative_to(commit.top) else ""


def _reader(commit: Commit) -> Read:
    def read(path: str) -> str | None:
        with suppress(*UNASKED):
            return commit.text(path)
        return None

    return read


def _there(path: Path | None, folder: Path, top: Path) -> Path | None:
    """A file that a policy names: as the commit has it, else where it lies today."""
    if path is None or not path.is_relative_to(folder):
        return path
    is_kept = Path(os.path.normpath(path)).is_relative_to(folder) and path.exists()
    return path if is_kept else top / path.relative_to(folder)
