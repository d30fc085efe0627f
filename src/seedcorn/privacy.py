"""The one place that decides whether a customer's name may be shown; and a last look at what leaves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast
from unicodedata import normalize

from seedcorn import shelf
from seedcorn.connector import Connector
from seedcorn.model import Customer, Gap
from seedcorn.register import Register
from seedcorn.report import Finding, Report, Unit

_LONG = 8
# What everybody sees who sees an issue. A project, a contact or a field of an organization may be for few.
_SEEN_BY_ALL = frozenset(
    {
        *("label", "past-label", "title-prefix", "heading", "type", "milestone"),
        *("author", "assignee", "comment", "repository", "topic"),
    }
)
# On a confidential issue of GitLab these are for few too; labels, milestones and types are the project's.
_ON_THE_ISSUE_ALONE = frozenset(("title-prefix", "heading", "author", "assignee", "comment", "past-label"))
_ANSWERS = {"401": "not signed in", "403": "refused", "404": "not found", "429": "asked too often"}
_CONNECTORS = "seedcorn.connectors"
_REVENUE = ("revenue.", "resilience.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The customers of a report who need a code-name in public: id -> (code id, code-name)."""

    codes: Mapping[str, tuple[str, str]]

    def id_of(self, customer: str) -> str:
        """The id to show: a code for a hidden customer."""
        return self.codes[customer][0] if customer in self.codes else customer

    def name_of(self, customer: str, name: str) -> str:
        """The name to show."""
        return self.codes[customer][1] if customer in self.codes else name


def masked(report: Report, register: Register | None, *, place: str) -> Report:
    """A report that may be shown in public, at `place` ("github:acme/app").

    A name that stands on a public label of that same place is public already, unless the register has an
    entry for it that does not say `private: false`, or the policy also reads names where not everybody sees
    them. Every other customer gets its code-name, or a number. Where other sources than the place were read,
    their names, keys and milestones are hidden too. Money is never shown.
    """
    at_home = _is_home(report, place)
    hidden = _hidden(report, register, at_home=at_home)
    secrets = tuple(name for _, name in _secret_names(report, register, at_home=at_home))
    attribution = replace(
        report.attribution,
        customers=tuple(
            replace(one, id=hidden.id_of(one.id), name=hidden.name_of(one.id, one.name))
            for one in report.attribution.customers
        ),
    )
    shown = (_finding(found, hidden, secrets, at_home=at_home) for found in report.findings)
    return replace(
        report,
        attribution=attribution,
        findings=tuple(found for found in shown if found is not None),
        names=tuple((hidden.id_of(one), hidden.name_of(one, name)) for one, name in report.names),
        sources=report.sources if at_home else ("sources that are not public",),
        gaps=report.gaps if at_home else tuple(_gap(gap) for gap in report.gaps),
        public=True,
    )


def _is_home(report: Report, place: str) -> bool:
    """Whether all that was read is the place itself, as trackers compare names of repositories."""
    return tuple(source.casefold() for source in report.sources) == (place.casefold(),)


def _are_seen(report: Report, *, at_home: bool) -> bool:
    """Whether names without an entry in the register stand only where everybody sees them."""
    may_be_confidential = any(source.startswith("gitlab:") for source in report.sources)
    seen = _SEEN_BY_ALL - (_ON_THE_ISSUE_ALONE if may_be_confidential else frozenset())
    return at_home and {where.partition(":")[0] for where in report.names_at} <= seen


def _hidden(report: Report, register: Register | None, *, at_home: bool) -> Hidden:
    entries = {entry.id: entry for entry in register.customers} if register else {}
    by_share = [one.id for one in report.attribution.customers]
    others = sorted({found.subject for found in report.findings if found.subject} - set(by_share))
    seen = _are_seen(report, at_home=at_home)
    secret = [one for one in by_share + others if _is_secret(entries.get(one), seen=seen)]
    return Hidden(
        codes={
            one: (f"customer-{place}", _code_name(entries.get(one), place))
            for place, one in enumerate(secret, 1)
        }
    )


def _is_secret(entry: Customer | None, *, seen: bool) -> bool:
    return not seen if entry is None else entry.private


def _code_name(entry: Customer | None, place: int) -> str:
    return entry.code_name if entry and entry.code_name else f"Customer {place}"


def _finding(finding: Finding, hidden: Hidden, secrets: tuple[str, ...], *, at_home: bool) -> Finding | None:
    """The finding as the public may see it; None for what is about money or about names themselves."""
    if finding.scope == "revenue" or finding.rule.startswith(_REVENUE) or finding.unit is Unit.NAMES:
        return None
    subject = None if finding.subject is None else hidden.id_of(finding.subject)
    kind, named, _ = finding.scope.partition(": ")
    telling = any(_stands_in(name, finding.scope) for name in secrets)
    seen = at_home and kind in _SEEN_BY_ALL
    scope = kind if named and (telling or not seen) else finding.scope
    shown = replace(finding, subject=subject, scope=scope, details=())
    return shown if at_home else replace(shown, evidence=(), settle=(), defer=())


def _gap(gap: Gap) -> Gap:
    """What everybody may know: which tracker, what kind of thing, and the kind of answer it gave."""
    tracker = _tracker(gap.source.partition(":")[0])
    answered = re.search(r"\((\d{3})\)", gap.why)
    status = answered[1] if answered else ""
    why = f"{_ANSWERS.get(status, 'answered')} ({status})" if status else "it could not be read whole"
    return replace(
        gap,
        source=f"a {tracker} source" if tracker else "a source",
        what="its issues",
        why=f"{why}; run seedcorn doctor where others cannot read it",
    )


def _tracker(scheme: str) -> str:
    """The name of a tracker, as its connector's title writes it; empty where it has none."""
    if scheme not in shelf.names(_CONNECTORS):
        return ""
    words = cast("Connector", shelf.take(_CONNECTORS, scheme, "CONNECTOR")).title.replace(",", " ").split()
    return next((word for word in words if word.casefold() == scheme), "")


def leaks(text: str, report: Report, register: Register | None, *, place: str) -> tuple[str, ...]:
    """The ids of customers whose names stand in a text that is about to go public at `place`; none is good.

    Looks for every name and alias without regard to case, the form of accents, spaces and punctuation;
    names of fewer than eight letters only where no other letter touches them: short ones stand inside words.
    """
    at_home = _is_home(report, place)
    names = _secret_names(report, register, at_home=at_home)
    # The place's own name is public, also where a customer bears it: it stands in every key and link.
    text = re.sub(re.escape(place.partition(":")[2]) or "$", " ", text, flags=re.IGNORECASE)
    return tuple(sorted({customer for customer, name in names if _stands_in(name, text)}))


def _secret_names(report: Report, register: Register | None, *, at_home: bool) -> Iterator[tuple[str, str]]:
    entries = register.customers if register else ()
    for entry in entries:
        if entry.private:
            yield from ((entry.id, name) for name in (entry.id, entry.name, *entry.aliases, *entry.domains))
    known = {entry.id for entry in entries}
    if not _are_seen(report, at_home=at_home):
        named = {one.id: one.name for one in report.attribution.customers} | dict(report.names)
        yield from ((one, name) for one, name in named.items() if one not in known)


def _stands_in(name: str, text: str) -> bool:
    """Whether a name can be read in a text."""
    words = re.findall(r"[^\W_]+", normalize("NFKD", name).casefold())
    if not words:
        return False
    folded = normalize("NFKD", text).casefold()
    if sum(map(len, words)) >= _LONG:
        return "".join(words) in re.sub(r"[\W_]+", "", folded)
    spelled = r"[\W_]*".join(words)
    return re.search(rf"(?<![^\W_]){spelled}(?![^\W_])", folded) is not None
