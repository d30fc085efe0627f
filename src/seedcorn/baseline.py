"""The baseline: what was broken when a team began, so that only what gets worse fails; it never loosens."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from seedcorn.report import Bound, Finding, Level, Unit, Verdict, fingerprint_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One failing finding as it was: how grave, and the number on its side; `since` it has been no worse.

    `measured` is None where the rule measures nothing.
    """

    rule: str
    scope: str
    level: Level
    unit: Unit
    bound: Bound
    measured: Fraction | None
    since: date
    subject: str | None = None

    @property
    def fingerprint(self) -> str:
        """That of the finding."""
        return fingerprint_of(self.rule, self.scope, self.subject)

    def lets_be(self, finding: Finding) -> bool:
        """Whether a finding is this one, still fails, no graver, and with no worse number."""
        same = self.fingerprint == finding.fingerprint and finding.kind is Verdict.FAIL
        return same and self.allows(entry_of(finding, since=self.since))

    def allows(self, other: "Entry") -> bool:
        """Whether another entry for the same finding is no looser: no graver, with no worse number."""
        if (self.unit, self.bound) != (other.unit, other.bound) or other.level.rank > self.level.rank:
            return False
        if self.measured is None or other.measured is None:
            return self.measured is other.measured
        floor = self.bound is Bound.FLOOR
        return other.measured >= self.measured if floor else other.measured <= self.measured


def entry_of(finding: Finding, *, since: date) -> Entry:
    """A failing finding as a baseline has it."""
    return Entry(
        rule=finding.rule,
        scope=finding.scope,
        subject=finding.subject,
        level=finding.level or Level.NOTE,
        unit=finding.unit,
        bound=finding.bound,
        measured=finding.measured.value if finding.measured else None,
        since=since,
    )


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """All that was broken on a day, by the policy of this name; in the order of rule, scope and subject."""

    day: date
    policy: str
    entries: tuple[Entry, ...] = ()

    @cached_property
    def _known(self) -> dict[str, Entry]:
        return {entry.fingerprint: entry for entry in self.entries}

    def knows(self, finding: Finding) -> bool:
        """Whether there is an entry for it, whatever it lets be."""
        return finding.fingerprint in self._known

    def entry_of(self, finding: Finding) -> Entry | None:
        """The entry that lets a finding be, if one does."""
        entry = self._known.get(finding.fingerprint)
        return entry if entry and entry.lets_be(finding) else None


def taken(
    findings: Iterable[Finding],
    *,
    day: date,
    policy: str,
    old: Baseline | None = None,
    without: frozenset[str] = frozenset(),
) -> Baseline:
    """The baseline of all that fails among these, but for those `without`, by their fingerprints.

    Of an old one it keeps what cannot be judged now, and since when each has been no worse.
    """
    judged = tuple(findings)
    failing = (found for found in judged if found.kind is Verdict.FAIL and found.fingerprint not in without)
    entries = {found.fingerprint: _entry(found, day, old) for found in failing}
    kept = tightened(old, judged, day=day, policy=policy).entries if old else ()
    entries = {entry.fingerprint: entry for entry in kept} | entries
    return in_order(Baseline(day=day, policy=policy, entries=tuple(entries.values())), old)


def tightened(old: Baseline, findings: Iterable[Finding], *, day: date, policy: str) -> Baseline:
    """The baseline with the better numbers of now and without what no longer fails; it takes in nothing.

    What cannot be judged now stays as it is: an undecided check, one that has too little to go by, a rule
    that is off.
    """
    judged = tuple(findings)
    now = {found.fingerprint: found for found in judged}
    silent = {
        (found.rule, found.scope) for found in judged if found.kind in (Verdict.OPEN, Verdict.NOT_APPLICABLE)
    }
    rules = {found.rule for found in judged}
    kept = []
    for entry in old.entries:
        found = now.get(entry.fingerprint)
        if found is not None and entry.lets_be(found):
            kept.append(_entry(found, day, old))
        elif found is not None:
            kept.extend([entry] if found.kind is not Verdict.PASS else [])
        elif (entry.rule, entry.scope) in silent or entry.rule not in rules:
            kept.append(entry)
    return in_order(Baseline(day=day, policy=policy, entries=tuple(kept)), old)


def _entry(found: Finding, day: date, old: Baseline | None) -> Entry:
    before = old.entry_of(found) if old else None
    return entry_of(found, since=before.since if before else day)


def in_order(baseline: Baseline, old: Baseline | None = None) -> Baseline:
    """With its entries in order; one that says what the old one says is the old one, and keeps its day."""
    ordered = sorted(baseline.entries, key=lambda one: (one.rule, one.scope, one.subject or ""))
    made = replace(baseline, entries=tuple(ordered))
    return old if old is not None and replace(made, day=old.day) == old else made
