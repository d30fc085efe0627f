"""Which branches are a version of the product for one customer, by what they are called."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from seedcorn.branch import Branch
from seedcorn.meanings import LONGEST_MARK, glob_regex
from seedcorn.model import Customer, Status
from seedcorn.register import Register, core, names, normalised

Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"v?\d+x?|x|(?:rc|alpha|beta|q|h)\d*")
# What versions are called besides their customer: "acme-production", "release/acme-2.3", "client-acme".
_OF_VERSIONS = frozenset(
    (
        *("branch", "build", "builds", "custom", "customer", "customers", "customised", "customized"),
        *("client", "clients", "deploy", "deployed", "deployment", "edition", "editions", "for", "fork"),
        *("dev", "develop", "development", "legacy", "line", "live", "lts", "main", "maintenance", "master"),
        *("only", "patches", "private", "prod", "production", "rel", "release", "releases", "special"),
        *("stable", "stage", "staging", "tenant", "tenants", "trunk", "v", "variant", "version", "versions"),
        *("hotfixes", "onprem", "on", "prem", "premise", "premises", "white", "label", "whitelabel"),
    )
)
# What branches are called anyway: such a word is nobody's name.
_ORDINARY = _OF_VERSIONS | frozenset(
    (
        *("add", "alpha", "api", "app", "backend", "backport", "base", "beta", "bug", "bugfix", "bump"),
        *("candidate", "canary", "change", "chore", "ci", "cli", "cloud", "code", "config", "core", "data"),
        *("default", "demo", "dependabot", "design", "docs", "draft", "edge", "epic", "experiment"),
        *("experimental", "feat", "feature", "features", "fix", "fixes", "frontend", "future", "gh", "head"),
        *("hotfix", "infra", "integration", "internal", "issue", "lab", "latest", "local", "mobile", "new"),
        *(
            "next",
            "nightly",
            "old",
            "origin",
            "pages",
            "perf",
            "poc",
            "pr",
            "preview",
            "project",
            "prototype",
        ),
        *("public", "qa", "refactor", "remove", "renovate", "revert", "sandbox", "server", "site", "spike"),
        *("sprint", "support", "task", "team", "temp", "test", "testing", "tests", "ticket", "tmp", "tool"),
        *("ui", "update", "upgrade", "user", "users", "vendor", "web", "website", "wip", "work"),
    )
)
# What somebody does: a name does not begin so.
_DOING = frozenset(
    (
        *("add", "bugfix", "bump", "change", "chore", "docs", "feat", "feature", "fix", "hotfix", "improve"),
        *("move", "refactor", "remove", "rename", "revert", "test", "update", "upgrade", "use", "wip"),
    )
)
# Companies that are called by a word which may as well stand for what is worked on.
_EITHER = frozenset(
    (
        *("amber", "apple", "arrow", "block", "box", "bolt", "buffer", "chase", "chime", "circle", "dash"),
        *("delta", "dove", "element", "express", "flex", "focus", "gap", "general", "gusto", "indeed"),
        *("match", "meta", "mint", "monday", "notion", "oracle", "orange", "pilot", "progress", "sage"),
        *("segment", "shell", "signal", "slack", "snap", "sky", "spark", "square", "stripe", "swift"),
        *("target", "toast", "unity", "universal", "vanguard", "virgin", "visa", "wise", "word", "zoom"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A branch, and the customer that it is called after."""

    branch: Branch
    customer: Customer


class Owners:
    """Whose a branch is. `prefixed` are globs whose `*` is a name, of whomever; `ignored` are nobody's."""

    def __init__(
        self,
        customers: Iterable[Customer],
        register: Register | None,
        *,
        prefixed: Iterable[str] = (),
        ignored: Iterable[str] = (),
    ) -> None:
        self._register = register or Register()
        known = (*self._register.customers, *customers)
        self._known = {words: each for words, each in _spellings(known) if words}
        self._longest = max(map(len, self._known), default=0)
        self._prefixed = [glob_regex(glob) for glob in prefixed]
        self._ignored = [glob_regex(glob) for glob in ignored]

    @property
    def has_names(self) -> bool:
        """Whether anybody is known whom a branch could be called after."""
        return bool(self._known)

    def of(self, branch: str) -> Customer | None:
        """The customer that a branch is called after; None if it is nobody's, or not certain to be."""
        text = normalised(branch)
        if len(text) > LONGEST_MARK or any(glob.fullmatch(text) for glob in self._ignored):
            return None
        for glob in self._prefixed:
            if match := glob.fullmatch(text):
                return self._named(match[1] if match.groups() else text)
        return self._alone(text)

    def _named(self, text: str) -> Customer | None:
        """Whoever is named where only names stand: the longest known one, else what stands there."""
        for run, _ in self._runs(_words(text)):
            return self._counted(run)
        name = text.partition("/")[0].strip()
        words = _words(name)
        if all(map(_is_ordinary, words)) or words[0] in _DOING:
            return None
        return Customer(id=name, name=name, registered=False)

    def _alone(self, text: str) -> Customer | None:
        """Who is known, where all the other words are such as versions are called by."""
        for run, rest in self._runs(_words(text)):
            if all(_is_ordinary(word) or word in _EITHER for word in run) or _is_key(run, rest, text):
                continue
            if all(word in _OF_VERSIONS or _NUMBER.fullmatch(word) for word in rest):
                return self._counted(run)
        return None

    def _runs(self, words: Words) -> Iterator[tuple[Words, Words]]:
        """The known names among some words, the longest first, each with the words beside it."""
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if run in self._known:
                    yield run, (*words[:start], *words[start + length :])

    def _counted(self, run: Words) -> Customer | None:
        """The customer of that name, or the group that it is counted with; nobody is no customer."""
        found = self._known[run]
        if found.status in (Status.INTERNAL, Status.CROWD):
            return None
        return self._register.root(found.id) if found.registered else found


def versions(branches: Iterable[Branch], owners: Owners, *, since: datetime) -> tuple[Version, ...]:
    """The branches that are one customer's and live, by the customer and their name.

    One lives that has a commit of `since` or later. One that the default branch has all of is no version.
    """
    live = (one for one in branches if one.committed_at >= since and not (one.is_default or one.merged))
    owned = ((one, owners.of(one.name)) for one in live)
    found = [Version(branch=one, customer=owner) for one, owner in owned if owner is not None]
    return tuple(sorted(found, key=lambda one: (one.customer.id, one.branch.source, one.branch.name)))


def days_since_commit(branch: Branch, now: datetime) -> int:
    """Whole days between its last commit and a moment, 0 where the commit is later."""
    return max(now - branch.committed_at, timedelta()).days


def _spellings(customers: Sequence[Customer]) -> Iterator[tuple[Words, Customer]]:
    """Every name of everybody as words, what counts most last: a whole name, and whoever comes first."""
    for each in reversed(customers):
        yield from ((_words(core(normalised(name))), each) for name in (each.name, *each.aliases))
    for each in reversed(customers):
        yield from ((_words(name), each) for name in names(each))


def _words(text: str) -> Words:
    return tuple(_WORD.findall(normalised(text)))


def _is_ordinary(word: str) -> bool:
    return len(word) == 1 or word in _ORDINARY or _NUMBER.fullmatch(word) is not None


def _is_key(run: Words, rest: Sequence[str], text: str) -> bool:
    """Whether it is an issue's key ("ACME-12") rather than a version's number ("acme-2.3")."""
    return len(rest) == 1 and rest[0].isdecimal() and text.endswith(f"{run[-1]}-{rest[0]}")
