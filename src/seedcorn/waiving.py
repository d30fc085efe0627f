"""Which failing findings are let be: by a waiver that is in force, else by the baseline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from seedcorn.acceptance import Accepted, By, Notice, State
from seedcorn.baseline import Baseline, tightened
from seedcorn.policy.waivers import Waiver
from seedcorn.register import Register, normalised
from seedcorn.report import Finding, Verdict

SOON = timedelta(days=14)  # ours: time enough to decide again


@dataclass(frozen=True, slots=True, kw_only=True)
class Leniency:
    """What lets failing findings be on a day: the waivers of a policy, and a baseline if there is one.

    `names` are what customers are called, by id. `public_rules` are those whose findings are for everybody.
    """

    day: date
    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline | None = None
    register: Register | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    public_rules: frozenset[str] = frozenset()
    _ids: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = dict.fromkeys(waiver.subject for waiver in self.waivers if waiver.subject)
        object.__setattr__(self, "_ids", {subject: self._id_of(subject) for subject in said})

    def judged(self, finding: Finding) -> Finding:
        """The finding, let be where it fails and a waiver in force or the baseline says so.

        Where a waiver is for it the baseline has no say: what a waiver let be fails again when that ends.
        """
        if finding.kind is not Verdict.FAIL:
            return finding
        if waiver := self.waiver_of(finding):
            return replace(finding, accepted=_waived(waiver)) if waiver.until >= self.day else finding
        entry = self.baseline.entry_of(finding) if self.baseline else None
        if entry is None:
            return finding
        return replace(finding, accepted=Accepted(by=By.BASELINE, since=entry.since, was=entry.measured))

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """The waiver that is for a finding; of several the one that lasts longest."""
        fitting = [waiver for waiver in self.waivers if self._fits(waiver, finding)]
        return max(fitting, key=lambda waiver: waiver.until, default=None)

    def notices(self, findings: Iterable[Finding]) -> tuple[Notice, ...]:
        """What somebody has to look at: of waivers, in the policy's order, then of the baseline.

        `findings` are all that a whole report has: of what was not read nothing can be said.
        """
        judged = tuple(findings)
        waivers = (notice for waiver in self.waivers for notice in self._of_waiver(waiver, judged))
        return (*waivers, *self._of_baseline(judged))

    def _id_of(self, subject: str) -> str:
        """The id of a customer by any of its names; what is written where nobody is called so."""
        wanted = normalised(subject)
        entry = self.register.find(subject) if self.register else None
        if entry is not None and self.register is not None:
            return self.register.root(entry.id).id
        known = (one for one, name in self.names.items() if wanted in (normalised(one), normalised(name)))
        return next(known, subject)

    def _fits(self, waiver: Waiver, finding: Finding) -> bool:
        if waiver.rule != finding.rule or not _is_in(waiver.scope, finding.scope):
            return False
        return not waiver.subject or self._ids[waiver.subject] == finding.subject

    def _of_waiver(self, waiver: Waiver, findings: Sequence[Finding]) -> Iterator[Notice]:
        failing = [
            found for found in findings if found.kind is Verdict.FAIL and self.waiver_of(found) == waiver
        ]
        if not failing:
            yield from [] if self._may_be_needed(waiver, findings) else [self._notice(State.UNUSED, waiver)]
        elif waiver.until < self.day:
            yield self._notice(State.ENDED, waiver)
        elif waiver.until - self.day <= SOON:
            yield self._notice(State.ENDING, waiver)

    def _may_be_needed(self, waiver: Waiver, findings: Sequence[Finding]) -> bool:
        """Whether what it is for is undecided or was not judged: then nobody knows that it is unused."""
        about = [
            found for found in findings if found.rule == waiver.rule and _is_in(waiver.scope, found.scope)
        ]
        undecided = any(found.kind is Verdict.OPEN and self._fits(waiver, found) for found in about)
        silent = bool(about) and all(found.kind is Verdict.NOT_APPLICABLE for found in about)
        return undecided or silent or any(found.unread for found in about)

    def _notice(self, state: State, waiver: Waiver) -> Notice:
        return Notice(
            state=state,
            rule=waiver.rule,
            scope=waiver.scope,
            subject=self._ids[waiver.subject] if waiver.subject else "",
            owner=waiver.owner,
            until=waiver.until,
            private=waiver.rule not in self.public_rules,
        )

    def _of_baseline(self, findings: Sequence[Finding]) -> Iterator[Notice]:
        """Each finding that fails although it was there, and each entry that tightening would change."""
        if self.baseline is None:
            return
        for found in findings:
            known = found.kind is Verdict.FAIL and self.baseline.knows(found) and not self.waiver_of(found)
            if known and self.baseline.entry_of(found) is None:
                yield self._of_entry(State.WORSE, found.rule, found.scope, found.subject)
        better = tightened(self.baseline, findings, day=self.day, policy=self.baseline.policy)
        kept = frozenset(better.entries)
        for entry in self.baseline.entries:
            if entry not in kept:
                yield self._of_entry(State.LOOSE, entry.rule, entry.scope, entry.subject)

    def _of_entry(self, state: State, rule: str, scope: str, subject: str | None) -> Notice:
        private = rule not in self.public_rules
        return Notice(state=state, rule=rule, scope=scope, subject=subject or "", private=private)


def _waived(waiver: Waiver) -> Accepted:
    return Accepted(by=By.WAIVER, owner=waiver.owner, reason=waiver.reason, until=waiver.until)


def _is_in(wanted: str, scope: str) -> bool:
    """Whether a scope is the one that is written, as findings or as sentences say it; any where none is."""
    if not wanted:
        return True
    return normalised(wanted) in (normalised(scope), normalised(scope.replace(": ", " ", 1)))
