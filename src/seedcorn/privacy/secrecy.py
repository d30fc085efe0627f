"""What is secret at a public place: which customers need a code-name there, and every name they go by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from seedcorn.comparison import Comparison
from seedcorn.model import Customer
from seedcorn.privacy.codenames import code_names
from seedcorn.privacy.spelling import Name, View, name_of
from seedcorn.register import Register
from seedcorn.report import Finding, Report, Unit

# What everybody sees who sees an issue. A project, a contact or a field of an organization may be for few.
SEEN_BY_ALL = frozenset(
    {
        *("label", "past-label", "title-prefix", "heading", "type", "milestone"),
        *("author", "assignee", "comment", "repository", "topic"),
    }
)
# On a confidential issue of GitLab these are for few too; labels, milestones and types are the project's.
_ON_THE_ISSUE_ALONE = frozenset(("title-prefix", "heading", "author", "assignee", "comment", "past-label"))

Shown: TypeAlias = Report | Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What may not be read at a place.

    `codes` are for all who are hidden: id -> (code id, code-name). `names` are what they are called, `open`
    what may be read there although such a name may stand in it: names that are public, code-names, the place.
    `at_home` says that all that was read is the place itself.
    """

    place: str
    codes: Mapping[str, tuple[str, str]]
    names: tuple[Name, ...]
    open: tuple[str, ...]
    at_home: bool

    def id_of(self, customer: str) -> str:
        """The id to show: a code for a hidden customer."""
        return self.codes[customer][0] if customer in self.codes else customer

    def name_of(self, customer: str, name: str) -> str:
        """The name to show."""
        return self.codes[customer][1] if customer in self.codes else name

    def tells(self, text: str) -> bool:
        """Whether a text that somebody wrote has a secret name in it, also one that is an ordinary word."""
        view = View(text=text)
        return any(name.stands_in(view) for name in self.names)

    def leaks(self, text: str) -> bool:
        """Whether a sentence of ours has one in it."""
        view = View(text=text)
        return any(name.leaks_in(view, self.open) for name in self.names)


def secrets_of(shown: Shown, register: Register | None, *, place: str, key: str) -> Secrets:
    """What is secret of reports at a place ("github:acme/app").

    A name that stands on a public label of that same place is public already, unless the register has an
    entry for it that does not say `private: false`, or the policy also reads names where not everybody sees
    them.
    """
    reports = reports_of(shown)
    at_home = all(_is_home(each, place) for each in reports)
    seen = at_home and all(_are_seen(each) for each in reports)
    entries = {entry.id: entry for entry in register.customers} if register else {}
    hidden = [one for one in _asking(reports, entries) if _is_secret(entries.get(one), seen=seen)]
    named = {one: name for each in reports for one, name in _named(each)}
    codes = code_names(hidden, register, key)
    return Secrets(
        place=place,
        codes=codes,
        names=tuple(_names(hidden, entries, named)),
        open=tuple(
            dict.fromkeys((*_open(hidden, entries, named, place), *(said for _, said in codes.values())))
        ),
        at_home=at_home,
    )


def reports_of(shown: Shown) -> tuple[Report, ...]:
    """The reports that are shown, the one that holds now first."""
    return (shown,) if isinstance(shown, Report) else (shown.after, shown.before)


def is_private(finding: Finding) -> bool:
    """Whether a finding tells something that only the register knows, such as money, or is about people."""
    return finding.private or finding.scope == "revenue"


def is_about_names(finding: Finding) -> bool:
    """Whether a finding counts names."""
    return finding.unit is Unit.NAMES


def _is_home(report: Report, place: str) -> bool:
    """Whether all that was read is the place itself, as trackers compare names of repositories."""
    return tuple(source.casefold() for source in report.sources) == (place.casefold(),)


def _are_seen(report: Report) -> bool:
    """Whether names without an entry in the register stand only where everybody sees them."""
    may_be_confidential = any(source.startswith("gitlab:") for source in report.sources)
    seen = SEEN_BY_ALL - (_ON_THE_ISSUE_ALONE if may_be_confidential else frozenset())
    return {where.partition(":")[0] for where in report.names_at} <= seen


def _is_secret(entry: Customer | None, *, seen: bool) -> bool:
    return not seen if entry is None else entry.private


def _asking(reports: tuple[Report, ...], entries: Mapping[str, Customer]) -> dict[str, None]:
    """Everybody there is: by share, then whom findings are about, then the rest of the register."""
    by_share = [one.id for each in reports for one in each.attribution.customers]
    subjects = sorted({found.subject for each in reports for found in each.findings if found.subject})
    named = [one for each in reports for one, _ in each.names]
    return dict.fromkeys((*by_share, *subjects, *named, *entries))


def _named(report: Report) -> Iterator[tuple[str, str]]:
    yield from report.names
    yield from ((one.id, one.name) for one in report.attribution.customers)


def _names(hidden: list[str], entries: Mapping[str, Customer], named: Mapping[str, str]) -> Iterator[Name]:
    for one in hidden:
        said = _all_names(entries[one]) if one in entries else (one, named.get(one, one))
        yield from (name_of(one, name) for name in dict.fromkeys(said))


def _open(
    hidden: list[str], entries: Mapping[str, Customer], named: Mapping[str, str], place: str
) -> Iterator[str]:
    secret = set(hidden)
    yield place.partition(":")[2]  # it stands in every key and link, also where a customer bears it
    for entry in entries.values():
        yield from () if entry.id in secret else _all_names(entry)
    yield from (name for one, name in named.items() if one not in secret)


def _all_names(entry: Customer) -> tuple[str, ...]:
    return entry.id, entry.name, *entry.aliases, *entry.domains
