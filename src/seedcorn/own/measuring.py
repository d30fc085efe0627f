"""What a team's own rule measures: a share, a count, a ratio or days, of the issues that it looks at."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.model import Interval
from seedcorn.own.days import days
from seedcorn.own.groups import Group, Groups, grouped
from seedcorn.own.keys import By, Own, OwnCount, OwnDays, OwnRatio, OwnShare
from seedcorn.own.looking import Looked, looked, size, unknown
from seedcorn.own.money import share_of_revenue
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Outcome, Remedy, Rule
from seedcorn.where import Where

if TYPE_CHECKING:  # A policy is read without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_FEWEST_GROUPS = 3  # ours: of two the one in the middle says nothing
_PEOPLE = ("assignee", "author")
_REMEDY = "Look at these issues: if that is what was meant, set another limit and say why in `decision`."


def own_rule(rule_id: str, own: Own) -> Rule:
    """The rule that a policy writes under an id such as "own.connectors"."""
    by: By | None = getattr(own, "by", None)
    return Rule(
        module=rule_id,
        title=own.title,
        question=f"{own.title}: is it within what the team decided?",
        sources=(),
        params=type(own),
        evaluate=evaluate,
        bound=own.bound,
        needs=_needs(own, by),
        private=_is_private(own, by),
    )


def _is_private(own: Own, by: By | None) -> bool:
    """Whether it is drawn from what only the register knows, or is about people."""
    segments = any(each.tells_segments() for each in _conditions(own))
    return segments or getattr(own, "of", "") == "revenue" or (by and by.place) in (*_PEOPLE, "segment")


def _conditions(own: Own) -> tuple[Where, ...]:
    return tuple(each for each in (own.within, own.where, getattr(own, "to", None)) if each is not None)


def _needs(own: Own, by: By | None) -> frozenset[Need]:
    """What a wrong verdict would come from: estimates it adds up, and who asks where it looks at that."""
    needs = {Need.EFFORT} if getattr(own, "of", "issues") == "effort" else set()
    if (by and by.is_of_customers) or any(each.asks_who() for each in _conditions(own)):
        needs |= {Need.CUSTOMERS, Need.OWN}
    return frozenset(needs | ({Need.ITERATIONS} if own.scope == "iteration" else set()))


def evaluate(context: "Context", own: Own) -> Iterator[Outcome]:
    """One measure, of the scope that the rule names."""
    backlog = _scope(context, own)
    if backlog is None:
        yield Abstention(scope="current iteration", missing="needs an open milestone with a due date")
        return
    outcome = _measured(context, looked(context, backlog, own.within, own.where), own)
    if isinstance(outcome, Measure):
        outcome = replace(
            outcome,
            bound=own.bound,
            message=own.says or outcome.message,
            settle=_settle(backlog, own, outcome),
            remedy=lambda limit: Remedy(text=own.remedy or _REMEDY),
        )
    yield outcome


def _scope(context: "Context", own: Own) -> "Backlog | None":
    match own.scope:
        case "open":
            return context.open
        case "completed":
            return context.completed
        case "declined":
            return context.declined
    return context.current


def _measured(context: "Context", seen: Looked, own: Own) -> Outcome:
    by: By | None = getattr(own, "by", None)
    match own:
        case OwnDays():
            return days(context, seen, own)
        case OwnShare(of="revenue"):
            return share_of_revenue(context, seen, own)
    work = seen.base.work.all
    if not isinstance(own, OwnCount) and (missing := too_few_issues(work.issues, size(work, own))):
        return Abstention(scope=seen.scope.scope, missing=missing)
    if by is not None:
        return _of_groups(grouped(context, seen, own, by), seen, own, by)
    if isinstance(own, OwnRatio):
        return _ratio(seen, looked(context, seen.scope, own.within, own.to), own)
    return _share(seen, own) if isinstance(own, OwnShare) else _count(seen, own)


def _bounds(seen: Looked, own: Own) -> tuple[Fraction, Fraction, Fraction]:
    """How much the part is, at least and at most."""
    part = size(seen.part.work.all, own)
    return part, part - unknown(seen.leaving, own), part + unknown(seen.joining, own)


def _share(seen: Looked, own: OwnShare) -> Measure:
    part, least, most = _bounds(seen, own)
    whole = size(seen.base.work.all, own)
    widest = whole + unknown(seen.joining_base, own)
    return Measure(
        scope=seen.scope.scope,
        message=f"of the {own.of} ({own.title})",
        measured=Interval(value=part / whole, low=least / widest, high=most / widest),
        evidence=seen.part.everything,
    )


def _count(seen: Looked, own: Own) -> Outcome:
    if not seen.scope.work.all.issues:
        return Abstention(scope=seen.scope.scope, missing="needs issues")
    part, least, most = _bounds(seen, own)
    return Measure(
        scope=seen.scope.scope,
        message=f"({own.title})",
        measured=Interval(value=part, low=least, high=most),
        unit=Unit.ISSUES,
        evidence=seen.part.everything,
    )


def _ratio(seen: Looked, other: Looked, own: OwnRatio) -> Outcome:
    part, least, most = _bounds(seen, own)
    to, to_least, to_most = _bounds(other, own)
    if to_least <= 0:
        return Abstention(scope=seen.scope.scope, missing="needs issues that it can be compared with")
    return Measure(
        scope=seen.scope.scope,
        message=f"as much ({own.title})",
        measured=Interval(value=part / to, low=least / to_most, high=most / to_least),
        unit=Unit.TIMES,
        evidence=seen.part.everything,
    )


def _of_groups(groups: Groups, seen: Looked, own: Own, by: By) -> Outcome:
    scope = seen.scope.scope
    if not groups.found or not groups.whole:
        return Abstention(scope=scope, missing=f"needs issues that say their {by.place.replace('-', ' ')}")
    if isinstance(own, OwnCount):
        return _different(groups, scope, own, by)
    if isinstance(own, OwnRatio) and len(groups.found) < _FEWEST_GROUPS:
        return Abstention(scope=scope, missing=f"needs {_FEWEST_GROUPS} of them to compare the largest with")
    largest = groups.found[0]
    ratio = isinstance(own, OwnRatio)
    return Measure(
        scope=scope if largest.customer else _named(largest, by, scope),
        subject=largest.customer,
        message=f"as much as the one in the middle ({own.title})" if ratio else f"share of it ({own.title})",
        measured=_beside_median(groups) if ratio else _part_of(groups),
        unit=Unit.TIMES if ratio else Unit.SHARE,
        evidence=largest.evidence,
    )


def _named(group: Group, by: By, scope: str) -> str:
    """A scope that says which group it is about."""
    return f"{by.place}: {group.name}" if scope == "open backlog" else f"{by.place}: {group.name} ({scope})"


def _part_of(groups: Groups) -> Interval:
    """The largest group's part, and its bounds: as every share of requested work."""
    largest = groups.found[0].size
    found = share(largest, groups.whole, groups.joining, groups.anybodys)
    low = max(largest - groups.leaving, Fraction(0)) / (groups.whole + groups.joining)
    return replace(found, low=min(found.low, low), high=max(found.value, min(found.high, Fraction(1))))


def _beside_median(groups: Groups) -> Interval:
    """The largest group beside the median one; what could be anybody's can make new, small groups too."""
    sizes = sorted(group.size for group in groups.found)
    middle, unsure = median(sizes), groups.anybodys + groups.joining
    value = sizes[-1] / middle if middle else Fraction(0)
    smallest = min(sizes[0], Fraction(1)) if unsure or groups.leaving else middle
    low = max(sizes[-1] - groups.leaving, Fraction(0)) / (middle + unsure) if middle + unsure else Fraction(0)
    high = (sizes[-1] + unsure) / smallest if smallest else value
    return Interval(value=value, low=min(low, value), high=max(high, value))


def _different(groups: Groups, scope: str, own: Own, by: By) -> Measure:
    number = Fraction(len(groups.found))
    unit = Unit.CUSTOMERS if by.place == "customer" else Unit.PEOPLE if by.place in _PEOPLE else Unit.GROUPS
    where = "" if unit is not Unit.GROUPS else f"by {by.place.replace('-', ' ')} "
    return Measure(
        scope=scope,
        message=f"{where}({own.title})",
        measured=Interval(
            value=number,
            low=max(number - groups.leaving, Fraction(0)),
            high=number + groups.anybodys + groups.joining,
        ),
        unit=unit,
    )


def _settle(backlog: "Backlog", own: Own, measure: Measure) -> Callable[[Fraction], Keys]:
    """The fewest unknown issues whose answer could decide; where bounds do not close in evenly, one."""

    def settle(limit: Fraction) -> Keys:
        efforts: list[tuple[Fraction, int]] = backlog.unnamed_efforts()
        if getattr(own, "of", "issues") != "effort":
            efforts = [(Fraction(1), sum(issues for _, issues in efforts))]
        even = measure.unit is not Unit.TIMES and not isinstance(own, OwnDays)
        fewest = fewest_to_settle(efforts, measure.measured, limit, own.bound) if even else 1
        return backlog.unnamed(max(fewest, 1))

    return settle
