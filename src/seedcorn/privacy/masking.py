"""A report as the public may see it: code-names, no money, nothing of other places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from seedcorn import shelf
from seedcorn.acceptance import Accepted, Notice
from seedcorn.acceptance_words import SOMEBODY
from seedcorn.background import IterationWork, LimitLine, Link, PolicyStamp, Trace
from seedcorn.connector import Connector
from seedcorn.model import Gap
from seedcorn.privacy.banding import FEWEST, MOST, banded, interval_in_bands, is_alone, is_telling
from seedcorn.privacy.secrecy import SEEN_BY_ALL, Secrets, is_about_names, is_private, secrets_of
from seedcorn.register import Register
from seedcorn.report import Attribution, Finding, Report

_ANSWERS = {"401": "not signed in", "403": "refused", "404": "not found", "429": "asked too often"}
_UNSAID = "by what this check measures"
_CONNECTORS = "seedcorn.connectors"


def masked(report: Report, register: Register | None, *, place: str, key: str = "") -> Report:
    """A report that may be shown in public, at `place` ("github:acme/app").

    A name that stands on a public label of that same place is public already, unless the register has an
    entry for it that does not say `private: false`, or the policy also reads names where not everybody sees
    them. Every other customer gets its code-name: the register's, else a code that is the same wherever `key`
    is, else a number. Where few customers ask, their shares become ranges. Where other sources than the place
    were read, their names, keys and milestones are hidden too. Money is never shown.
    """
    secrets = secrets_of(report, register, place=place, key=key)
    public = masked_by(report, secrets)
    needs_bands = hides_in(report, secrets) and is_telling(report)
    return banded(public, alone=is_alone(report)) if needs_bands else public


def hides_in(report: Report, secrets: Secrets) -> bool:
    """Whether anybody in a report has a code-name."""
    asking = {one.id for one in report.attribution.customers}
    return bool(secrets.codes.keys() & (asking | {found.subject for found in report.findings}))


def masked_by(report: Report, secrets: Secrets) -> Report:
    """The report without these secrets."""
    shown = (masked_finding(found, secrets) for found in report.findings)
    return replace(
        report,
        policy=_policy(report.policy, secrets),
        attribution=_attribution(report.attribution, secrets),
        findings=tuple(found for found in shown if found is not None),
        names=tuple((secrets.id_of(one), secrets.name_of(one, name)) for one, name in report.names),
        names_at=tuple(_place(one, secrets) for one in report.names_at),
        sources=report.sources if secrets.at_home else ("sources that are not public",),
        gaps=tuple(_gap(gap, secrets) for gap in report.gaps),
        notes=kept(report.notes, secrets),
        notices=tuple(_notices(report, secrets)),
        since=kept(report.since, secrets),
        traces=tuple(_traces(report.traces, secrets)),
        iterations=tuple(_iterations(report.iterations, secrets)),
        links=tuple(_links(report.links, secrets)),
        public=True,
    )


def _traces(traces: tuple[Trace, ...], secrets: Secrets) -> Iterator[Trace]:
    """Under code-names; those of customers as ranges where few asked at any time, or one for nearly all."""
    in_bands = any(one.customer in secrets.codes for one in traces) and any(map(_tells, traces))
    for one in traces:
        if one.customer is None:
            yield one
            continue
        shares = tuple(share and interval_in_bands(share) for share in one.shares) if in_bands else one.shares
        yield replace(one, customer=secrets.id_of(one.customer), shares=shares)


def _tells(trace: Trace) -> bool:
    if trace.customer is None:
        return False
    return trace.fewest < FEWEST or any(share is not None and share.value > MOST for share in trace.shares)


def _iterations(told: tuple[IterationWork, ...], secrets: Secrets) -> Iterator[IterationWork]:
    """By their names where everybody sees those, else by their number."""
    for number, one in enumerate(told, 1):
        kind, name = one.iteration.kind, one.iteration.name
        seen = scope_shown(f"{kind}: {name}", secrets) != kind
        yield one if seen else replace(one, iteration=replace(one.iteration, name=str(number)))


def _links(links: tuple[Link, ...], secrets: Secrets) -> Iterator[Link]:
    """To issues of the place itself, without their titles: those may name anybody."""
    for link in links if secrets.at_home else ():
        if not (secrets.leaks(link.key) or secrets.leaks(link.url)):
            yield replace(link, title="")


def masked_finding(finding: Finding, secrets: Secrets) -> Finding | None:
    """The finding as the public may see it; None for what is about money or about names themselves."""
    if is_private(finding) or is_about_names(finding):
        return None
    return replace(
        finding,
        subject=None if finding.subject is None else secrets.id_of(finding.subject),
        scope=scope_shown(finding.scope, secrets),
        message=_UNSAID if secrets.leaks(finding.message) else finding.message,
        remedy="" if secrets.leaks(finding.remedy) else finding.remedy,
        evidence=_keys(finding.evidence, secrets),
        settle=_keys(finding.settle, secrets),
        defer=_keys(finding.defer, secrets),
        details=(),
        accepted=finding.accepted and _accepted(finding.accepted, secrets),
    )


def scope_shown(scope: str, secrets: Secrets) -> str:
    """A part of the backlog; only its kind where its name is not for everybody."""
    kind, named, _ = scope.partition(": ")
    seen = secrets.at_home and kind in SEEN_BY_ALL
    return kind if named and (not seen or secrets.tells(scope)) else scope


def _accepted(accepted: Accepted, secrets: Secrets) -> Accepted:
    """Without the words of people that name somebody who is hidden."""
    owner, reason = ("" if secrets.tells(each) else each for each in (accepted.owner, accepted.reason))
    return replace(accepted, owner=owner, reason=reason)


def _notices(report: Report, secrets: Secrets) -> Iterator[Notice]:
    """What is to be said of waivers, without a name or a scope that a person wrote and nothing here knows."""
    scopes = {found.scope for found in report.findings}
    known = {one for one, _ in report.names} | {one.id for one in report.attribution.customers}
    for notice in report.notices:
        if notice.private or notice.scope.casefold() == "revenue":
            continue
        strange = notice.subject != "" and notice.subject not in known | secrets.codes.keys()
        yield replace(
            notice,
            subject=SOMEBODY if strange else secrets.id_of(notice.subject),
            scope=scope_shown(notice.scope, secrets) if notice.scope in scopes else "",
            owner="" if strange or secrets.tells(notice.owner) else notice.owner,
        )


def _keys(keys: tuple[str, ...], secrets: Secrets) -> tuple[str, ...]:
    """The issues that can be named: none of another place, none with a name in its key."""
    if not secrets.at_home:
        return ()
    return tuple(key for key in keys if not secrets.leaks(key)) if secrets.leaks(" ".join(keys)) else keys


def kept(notes: Iterable[str], secrets: Secrets) -> tuple[str, ...]:
    """The sentences that name nobody who is hidden."""
    return tuple(note for note in notes if not secrets.leaks(note))


def _attribution(counts: Attribution, secrets: Secrets) -> Attribution:
    customers = (
        replace(one, id=secrets.id_of(one.id), name=secrets.name_of(one.id, one.name))
        for one in counts.customers
    )
    readings = (
        replace(one, places=tuple(_place(each, secrets) for each in one.places)) for one in counts.readings
    )
    return replace(counts, customers=tuple(customers), readings=tuple(readings))


def _policy(stamp: PolicyStamp, secrets: Secrets) -> PolicyStamp:
    """What the policy's owners wrote, without the sentences that name somebody."""
    said = (stamp.name, stamp.origin, stamp.title, stamp.decision, stamp.extends)
    name, origin, title, decision, extends = ("" if secrets.leaks(each) else each for each in said)
    return replace(
        stamp,
        name=name or "a policy",
        origin=origin,
        title=title,
        decision=decision,
        extends=extends,
        lines=tuple(_limit_lines(stamp, secrets)) if origin else (),
    )


def _limit_lines(stamp: PolicyStamp, secrets: Secrets) -> Iterator[LimitLine]:
    """Without a file, or a rule of the team's own, that is called like somebody."""
    leaking = {path for path in {line.path for line in stamp.lines} if secrets.leaks(path)}
    for line in stamp.lines:
        if line.path not in leaking and not secrets.leaks(line.rule):
            yield line


def _place(place: str, secrets: Secrets) -> str:
    """A place where marks stand; a field that is called like a customer is only a field."""
    return place.partition(":")[0] if secrets.leaks(place) else place


def _gap(gap: Gap, secrets: Secrets) -> Gap:
    told = f"{gap.source} {gap.what} {gap.why} {gap.place}"
    return gap if secrets.at_home and not secrets.leaks(told) else _vague(gap, secrets)


def _vague(gap: Gap, secrets: Secrets) -> Gap:
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
        place=_place(gap.place, secrets),
    )


def _tracker(scheme: str) -> str:
    """The name of a tracker, as its connector's title writes it; empty where it has none."""
    if scheme not in shelf.names(_CONNECTORS):
        return ""
    words = cast("Connector", shelf.take(_CONNECTORS, scheme, "CONNECTOR")).title.replace(",", " ").split()
    return next((word for word in words if word.casefold() == scheme), "")
