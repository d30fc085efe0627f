"""What every format for people says of findings: whom they are about, their number, the issues behind it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from seedcorn.acceptance import By
from seedcorn.acceptance_words import standing
from seedcorn.figures import could_be, figure, limit_of
from seedcorn.headline import OPEN_BACKLOG, REVENUE, customer_name, number_of, place
from seedcorn.report import Finding, Level, Report, Unit, Verdict
from seedcorn.words import count, exact, keys, limit, plain, sentence, shorten

MOST_TEXT = 600
MOST_ROWS = 12

Block: TypeAlias = tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A line under a finding and the issue keys it ends in; `row` says it is of one scope among several.

    `issues` are the same keys, whole and as many as are known, of `total` that there are.
    """

    said: str
    keys: str = ""
    row: bool = False
    issues: tuple[str, ...] = ()
    total: int = 0

    def __str__(self) -> str:
        return f"{self.said}: {self.keys}" if self.keys else self.said


def in_order(report: Report) -> tuple[Finding, ...]:
    """What failed, then what is undecided, each with the gravest first."""
    undecided = report.of_kind(Verdict.OPEN)
    by_level = sorted(undecided, key=lambda found: -(found.open_level.rank if found.open_level else -1))
    return (*report.of_kind(Verdict.FAIL), *by_level)


def blocks(report: Report) -> tuple[Block, ...]:
    """The findings in their order; those that say the same of several scopes are together."""
    made: dict[tuple[object, ...], list[list[Finding]]] = {}
    ordered: list[list[Finding]] = []
    for found in in_order(report):
        alike = made.setdefault(_alike(found), [])
        if alike and len(alike[-1]) < MOST_ROWS and all(found.scope != other.scope for other in alike[-1]):
            alike[-1].append(found)
            continue
        alike.append([found])
        ordered.append(alike[-1])
    return tuple(tuple(block) for block in ordered)


def _alike(found: Finding) -> tuple[object, ...]:
    # What is told of each one alone would be lost in a list.
    judged = (found.rule, found.kind, found.level, found.subject, found.remedy, found.details)
    measured = (
        None if found.measured is not None else found.scope
    )  # without a number there is nothing to list
    return (*judged, found.message, found.limit, found.bound, found.unit, measured)


def is_loud(report: Report, block: Block) -> bool:
    """Whether it decides if a build fails; where issues are missing, nothing does."""
    first = block[0]
    if report.partial:
        return False
    failed = first.kind is Verdict.FAIL
    return first.fails_at(report.fail_on) if failed else first.is_open_at(report.fail_on)


def tally(blocks: Iterable[Block]) -> str:
    """How many findings of each level there are: "2 warnings, 1 undecided"."""
    words = Counter(word for block in blocks for word in map(level_word, block))
    return ", ".join(f"{n} undecided" if word == "undecided" else count(n, word) for word, n in words.items())


def level_word(finding: Finding) -> str:
    """The first word of a finding: its level where it fails, else what became of the check."""
    if finding.accepted:
        return "waived" if finding.accepted.by is By.WAIVER else "baseline"
    match finding.kind:
        case Verdict.FAIL:
            return (finding.level or Level.ERROR).value
        case Verdict.OPEN:
            return "undecided"
        case Verdict.PASS:
            return "passed"
        case Verdict.NOT_APPLICABLE:
            return "skipped"


def title(report: Report, block: Block, *, ellipsis: str = "…") -> str:
    """Whom it is about, the number, of what, and the limit: "Acme: 76.0 % share of revenue (limit 30 %)".

    Which part of the backlog it is of follows the name, unless it is all that is open. Of several scopes only
    what they share is said.
    """
    first = block[0]
    who = "" if first.subject is None else customer_name(report, first.subject, ellipsis=ellipsis)
    if len(block) > 1:
        about, said = who, _said_of_all(first, ellipsis)
    else:
        where = "" if _is_told(first, ellipsis) else place(first.scope)
        about, said = ", ".join(filter(None, (who, where))), _said(first, ellipsis)
    lead = about if who else sentence(about)
    return f"{lead}: {said}" if about else sentence(said)


def let_be(report: Report, finding: Finding, *, ellipsis: str = "…") -> tuple[str, ...]:
    """A finding that is let be, in lines: the title, why, and what of it is still undecided."""
    why = sentence(standing(finding, ellipsis=ellipsis))
    graver = sentence(second_line(finding, ellipsis=ellipsis)) if finding.open_level else ""
    return tuple(filter(None, (first_line(report, finding, ellipsis=ellipsis), why, graver)))


def first_line(report: Report, finding: Finding, *, ellipsis: str = "…") -> str:
    """The title of one finding alone."""
    return title(report, (finding,), ellipsis=ellipsis)


def details(
    block: Block, *, shared: str, most: int | None, partial: bool = False, ellipsis: str = "…"
) -> Iterator[Detail]:
    """What else could be true and the issues behind it; of several scopes a row each. `most` keys, or all.

    `partial` as in `second_line`.
    """
    for found in block:
        second = second_line(found, partial=partial, ellipsis=ellipsis)
        issues = list(_issues(found, shared, most, ellipsis))
        if len(block) == 1:
            yield from _sentences([*([Detail(said=second)] if second else []), *issues])
            yield from _one_by_one(found, shared, ellipsis)
            continue
        rest = "; ".join(filter(None, _unsure(found, partial=partial)))
        row = "; ".join(
            filter(None, (f"{sentence(place(found.scope))}: {figure(found)}{_index(found)}", rest))
        )
        head = issues[0] if issues else Detail(said="")
        yield replace(head, said="; ".join(filter(None, (row, head.said))), row=True)
        yield from _sentences(issues[1:])


def _sentences(found: list[Detail]) -> Iterator[Detail]:
    return (replace(each, said=sentence(each.said)) for each in found)


def _one_by_one(finding: Finding, shared: str, ellipsis: str) -> Iterator[Detail]:
    for key, said in finding.details:
        of_what = key.removeprefix(shared) if key.startswith(f"{shared}#") else key  # else no issue's
        about = shorten(plain(of_what) or "?", 40, ellipsis=ellipsis)
        yield Detail(said=f"{about}: {shorten(plain(said), MOST_TEXT, ellipsis=ellipsis)}")


def second_line(finding: Finding, *, partial: bool = False, ellipsis: str = "…") -> str:
    """What else could be true, and which side it is on; of an index also its points. May be empty.

    `partial` says that issues are missing: then nobody knows what could be true.
    """
    indexed = finding.measured is not None and finding.unit is Unit.POINTS
    points = f"{_fact(finding, ellipsis)}: {_points(finding)}" if indexed else ""
    return "; ".join(filter(None, (points, *_unsure(finding, partial=partial))))


def next_step(finding: Finding, *, ellipsis: str = "…") -> str:
    """What to do about it, in the rule's words."""
    return shorten(plain(finding.remedy), MOST_TEXT, ellipsis=ellipsis)


def _said(finding: Finding, ellipsis: str) -> str:
    fact = _fact(finding, ellipsis)
    if finding.measured is None:
        return fact
    if finding.unit is Unit.POINTS:
        return f"{_concentrated(finding, figure(finding))}{_limit(finding)}"
    return f"{figure(finding)} {fact}{_limit(finding)}"


def _said_of_all(finding: Finding, ellipsis: str) -> str:
    if finding.unit is Unit.POINTS:
        few = "too few" if finding.kind is Verdict.FAIL else "perhaps too few"
        return f"{_concentrated(finding, f'{few} customers')}{_limit(finding)}"
    # Its words follow a number, which stands in the rows here.
    leads = {Unit.SHARE: "how much ", Unit.CUSTOMERS: "customers "}
    fact = _fact(finding, ellipsis)
    lead = leads.get(finding.unit, "") if finding.subject is None or fact.startswith("of ") else ""
    return f"{lead}{fact}{_limit(finding)}"


def _concentrated(finding: Finding, customers: str) -> str:
    """What an index is of, and how many customers of one size are as concentrated."""
    if finding.scope == REVENUE:
        equal = customers.replace(" customers", " equal customers")
        return f"revenue is as concentrated as if paid by {equal}"
    return f"requests are as concentrated as if from {customers}"


def _limit(finding: Finding) -> str:
    return f" ({most})" if (most := limit_of(finding)) else ""


def _index(finding: Finding) -> str:
    return f"; {_points(finding)}" if finding.unit is Unit.POINTS else ""


def _points(finding: Finding) -> str:
    if finding.measured is None:
        return ""
    most = "" if finding.limit is None else f" (limit {exact(finding.limit)})"
    return f"{number_of(finding, finding.measured.value)}{most}"


def _fact(finding: Finding, ellipsis: str) -> str:
    return shorten(plain(finding.message).rstrip("."), MOST_TEXT, ellipsis=ellipsis)


def _is_told(finding: Finding, ellipsis: str) -> bool:
    """Whether the finding's own words already say which part of the backlog it is of."""
    fact = _fact(finding, ellipsis).casefold()
    return finding.scope == OPEN_BACKLOG or place(finding.scope).casefold() in fact


def _unsure(finding: Finding, *, partial: bool) -> tuple[str, ...]:
    if not partial:
        return could_be(finding), _leaning(finding)
    if finding.lean is None:
        return ()
    return (f"in what was read it {'fails' if finding.lean is Verdict.FAIL else 'passes'}",)


def _leaning(finding: Finding) -> str:
    """Which side an undecided finding is on as far as the labels go."""
    if finding.lean is None:
        return ""
    graver = finding.kind is Verdict.FAIL
    if finding.lean is Verdict.FAIL:
        return (
            "by the labels so far a graver limit is broken too" if graver else "by the labels so far it fails"
        )
    return "by the labels so far no graver limit is broken" if graver else "by the labels so far it passes"


def _issues(finding: Finding, shared: str, most: int | None, ellipsis: str) -> Iterator[Detail]:
    """Which issues would have to wait, else which are behind the number; and which could decide."""

    def named(issues: tuple[str, ...], total: int) -> str:
        shown = len(issues) if most is None else most
        return keys(issues, total, shared=shared, most=shown, ellipsis=ellipsis) if issues else ""

    behind = max(finding.evidence_total, len(finding.evidence))
    if finding.defer:
        waiting = max(finding.defer_total, len(finding.defer))
        shown = named(finding.defer, finding.defer_total)
        yield Detail(said=_waiting(finding, behind), keys=shown, issues=finding.defer, total=waiting)
    elif behind:
        shown = named(finding.evidence, behind)
        yield Detail(said=count(behind, "issue"), keys=shown, issues=finding.evidence, total=behind)
    if finding.settle:
        needed = max(finding.settle_total, len(finding.settle))
        labels = "1 more label is" if needed == 1 else f"{needed} more labels are"
        shown = named(finding.settle, needed)
        first = ", first" if shown.endswith(" more") else ""
        said = f"at least {labels} needed to decide{first}"
        yield Detail(said=said, keys=shown, issues=finding.settle, total=needed)


def _waiting(finding: Finding, behind: int) -> str:
    waiting = max(finding.defer_total, len(finding.defer))
    issues = f"{waiting} of the {behind} issues" if behind > waiting else count(waiting, "issue")
    back = "the limit" if finding.limit is None else limit(finding.limit, finding.unit)
    return f"{issues} would have to wait to come back to {back}"
