"""Settings and feature flags that are there for one customer.

## What it measures

Issues marked as adding a setting or a feature flag (`where`), open ones and those completed lately, that
exactly one customer asked for: how many they are, and what part of all such issues. It counts issues, not
code: seedcorn reads no source, and knows of a setting what its issue says. A mark that is not used for every
setting makes the number too small. Settings that name nobody could be for one customer, and so could issues
that say nothing at all, so the result is a range.

## Example

In the open backlog are 15 issues labelled `setting`, and 5 more were completed lately. One customer alone
asked for 12 of the 20; that is more than 10 issues, so the rule warns. 12 of 20 is 60.0 %, for which there is
a limit only if you set one.

## Why it matters

37signals' "The biggest customer conundrum" follows a hundred check boxes in a product back to the contracts
that each is chained to. Every one was quick to build and let somebody sign. Together they are what every new
customer has to understand, what every test has to cover, and what nobody dares to remove.

## What to do

Choose the behaviour that is right for most, and make that the only one. Where one is there for a single
customer, write its name and the end of its contract beside it, and take the setting out then.

## What it cannot know

What is in the code: settings older than the tracker, or added with another issue. Whether others use by now
what one asked for. And that one name on an issue may stand for many who never wrote.

## Where the limits come from

A hundred is 37signals' own example of where it ends; that ten are enough for a warning is our own choice.
Their part has no limit by itself (`warning-part` sets one): most issues of most trackers have one name on
them, so that it says little of settings in particular.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.customization import for_one, part_for_one
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.model import Interval
from seedcorn.report import Keys, Level, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice
    from seedcorn.context import Context

_LABELS = (
    *("setting", "settings", "feature-flag", "feature flag", "toggle", "option", "config", "configuration"),
    *("setting:*", "feature-flag:*", "flag:*"),
)
_OF_ONE = Where(all=(Where(askers=">=1"), Where(askers="<=1")))
_MOST_KEYS = 20
_REMEDY = (
    "Choose the behaviour that is right for most and make it the only one; beside each that stays for one "
    "customer write until when."
)


class Limits(Params):
    """How many settings may be there for one customer each; `warning-part` limits their part of all."""

    where: Where = Where(label=_LABELS)
    warning: Number | None = Fraction(10)
    error: Number | None = None
    warning_part: Share | None = None


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """The issues that add a setting, those of them for one customer, and what could be one."""

    cuts: "tuple[Choice, ...]"
    alone: "tuple[Backlog, ...]"

    @cached_property
    def number(self) -> int:
        """How many issues add one."""
        return sum(cut.chosen.work.all.issues for cut in self.cuts)

    @cached_property
    def for_one(self) -> int:
        """How many of them exactly one customer asked for."""
        return sum(part.work.all.issues for part in self.alone)

    @cached_property
    def nobody(self) -> int:
        """How many of them name nobody."""
        works = [cut.chosen.work for cut in self.cuts]
        return sum(work.unknown.issues + work.nameless.issues for work in works)

    @cached_property
    def unmarked(self) -> int:
        """How many issues say nothing at all."""
        return sum(cut.rest.work.unknown.issues for cut in self.cuts)

    def evidence(self) -> Keys:
        """Keys of those for one customer."""
        return Keys(first=_first(part.everything() for part in self.alone), total=self.for_one)

    def doubtful(self, most: int) -> Keys:
        """Keys of so many of those that could be for one customer, settings first."""
        parts = [cut.chosen.unnamed(self.number) for cut in self.cuts]
        parts += [cut.rest.unknown(self.unmarked) for cut in self.cuts]
        return Keys(first=_first(parts)[:most], total=most)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """How many there are, and what part of all settings that is."""
    cuts = tuple(context.choose(backlog, limits.where) for backlog in context.scopes)
    scope = f"open and {context.completed.scope}"
    if not any(cut.in_use for cut in cuts):
        missing = "needs issues marked as adding a setting; name your marks for it in “where”"
        yield Abstention(scope=scope, missing=missing)
        return
    settings = _Settings(cuts=cuts, alone=tuple(context.choose(cut.chosen, _OF_ONE).chosen for cut in cuts))
    yield _number(settings, scope)
    if settings.number:
        yield _part(settings, f"settings, {scope}", limits)


def _number(settings: _Settings, scope: str) -> Measure:
    doubtful = settings.nobody + settings.unmarked
    measured = for_one(settings.for_one, doubtful)
    return Measure(
        scope=scope,
        message=f"{'adds' if settings.for_one == 1 else 'add'} a setting for one customer each",
        measured=measured,
        unit=Unit.ISSUES,
        evidence=settings.evidence,
        settle=_settle(settings, measured, doubtful),
        remedy=lambda limit: Remedy(text=_REMEDY),
    )


def _part(settings: _Settings, scope: str, limits: Limits) -> Measure:
    measured = part_for_one(settings.for_one, settings.nobody, settings.unmarked, settings.number)
    return Measure(
        scope=scope,
        message="of the issues that add a setting were asked for by one customer each"
        + ("; told for comparison, with no limit" if limits.warning_part is None else ""),
        measured=measured,
        limits=() if limits.warning_part is None else ((Level.WARNING, limits.warning_part),),
        evidence=settings.evidence,
        settle=_settle(settings, measured, settings.nobody + settings.unmarked),
        remedy=lambda limit: Remedy(text=_REMEDY),
    )


def _settle(settings: _Settings, measured: Interval, doubtful: int) -> Callable[[Fraction], Keys]:
    each_one = [(Fraction(1), doubtful)]
    return lambda limit: settings.doubtful(fewest_to_settle(each_one, measured, limit))


def _first(parts: Iterable[Keys]) -> tuple[str, ...]:
    return tuple(key for part in parts for key in part.first)[:_MOST_KEYS]


RULE = Rule(
    module=__name__,
    question="Have we settings that only one customer needs?",
    title="Settings for one customer",
    sources=(conundrum("06:05"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
