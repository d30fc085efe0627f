"""What was assumed in counting, in sentences: where names stand, what was left out, what cannot be known."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from seedcorn.background import PolicyStamp
from seedcorn.backlog import Backlog
from seedcorn.confidence import Confidence
from seedcorn.context import Context
from seedcorn.model import HISTORY, ITERATION_KINDS, PARENT, Counting, Gap, Meaning, Missing, Pattern, Split
from seedcorn.parents import INHERITED
from seedcorn.policy import Policy
from seedcorn.report import Reading
from seedcorn.snapshot import Snapshot
from seedcorn.words import count

_SAME_MOMENT = timedelta(days=1)
_COMING = frozenset(("label", "type", "component", "epic", "field", *ITERATION_KINDS))  # and going


def assumptions(
    context: Context, snapshot: Snapshot, policy: Policy, gaps: tuple[Gap, ...], heeded: tuple[Gap, ...]
) -> tuple[str, ...]:
    """All of them; `gaps` are those there are, `heeded` those that matter under the policy."""
    return (
        *_of_a_past_day(context, snapshot, gaps),
        *_of_counting(context, policy.counting),
        *_found_nothing(context.open, policy, [gap for gap in gaps if gap.place]),
        *_unnoticed(snapshot),
        *_unheeded(gaps, heeded, context),
    )


def _of_a_past_day(context: Context, snapshot: Snapshot, gaps: tuple[Gap, ...]) -> Iterator[str]:
    """What stands for the labels and milestones of a day on which nothing was read."""
    apart, day = snapshot.collected_at - context.now, f"{context.now:%Y-%m-%d}"
    if abs(apart) < _SAME_MOMENT:
        return
    if apart < timedelta():
        yield f"Judged as of {day}, with all that stood on the issues when they were read before that day."
        return
    if not snapshot.has_history:
        yield (
            f"Judged as of {day} by the dates of creation and closing: the labels and milestones that the "
            f"issues had when they were read stand for those of that day{_way_to_the_past(snapshot)}."
        )
        return
    yield (
        f"Judged as of {day} with the labels, milestones and closings of that day; parents and texts are "
        "those that the issues had when they were read."
    )
    if sources := {gap.source for gap in gaps if gap.place == HISTORY}:
        said = count(len(sources), "source")
        yield f"What happened to the issues of {said} could not all be read: what is missing counts as today."
    if undated := _undated(context):
        yield (
            f"On {count(undated, 'open issue')} nothing says when the labels or fields that the policy reads "
            "came: they count from the start."
        )


def _way_to_the_past(snapshot: Snapshot) -> str:
    """What to do where nothing tells of it; a run that read the trackers itself has asked for it."""
    if snapshot.places is None or HISTORY in snapshot.places:
        return ", as no source tells when they came"
    return "; “seedcorn snapshot --history” reads those of that day"


def _undated(context: Context) -> int:
    """On how many open issues something that the policy reads stood from the start, as nobody saw it come."""
    unseen = context.history.unseen(context.open, _COMING) if context.history else None
    return unseen.work.all.issues if unseen else 0


def _of_counting(context: Context, counting: Counting) -> Iterator[str]:
    """What was assumed in counting, in sentences."""
    attributed = context.open.attributed
    yield from _who_asks(counting)
    yield from _where_read(context.open)
    if context.register is None:
        yield "There is no register of customers: every such name counts as one."
    if counting.unlabelled_is_own:
        since = f" since {counting.since:%Y-%m-%d}" if counting.since else ""
        yield f"The policy declares that unlabelled work{since} is the team's own."
    yield from _effort_notes(counting, attributed.unestimated)
    yield _SPLITS[counting.split]
    if attributed.ignored_open:
        yield f"Open issues left out because the policy ignores them: {attributed.ignored_open:,}."


def readings(backlog: Backlog) -> Iterator[Reading]:
    """Where the names were read; ranks that read the same places are one."""
    meanings = backlog.attributed.meanings
    found: dict[tuple[str, ...], Reading] = {}
    for rank, issues in backlog.readings:
        places = (PARENT,) if rank == INHERITED else meanings.places[rank]
        sure = Confidence.INHERITED if rank == INHERITED else meanings.confidence(rank)
        before = found[places].issues if places in found else 0
        found[places] = Reading(places=places, confidence=sure, issues=before + issues)
    yield from found.values()


def _unnoticed(snapshot: Snapshot) -> Iterator[str]:
    """What a snapshot that was only brought up to date since it was read whole cannot know."""
    whole = snapshot.read_whole_at
    if whole is not None and snapshot.collected_at - whole >= _SAME_MOMENT:
        yield (
            f"Only changed issues were read since {whole:%Y-%m-%d}: "
            "those deleted or moved after that day may still be counted."
        )


def _who_asks(counting: Counting) -> Iterator[str]:
    """Where names of customers were looked for."""
    asking = [one for one in counting.patterns if one.meaning is Meaning.CUSTOMER]
    if asking:
        yield f"Customers are read from: {', '.join(map(_looked_for, asking))}."


def _looked_for(pattern: Pattern) -> str:
    if ":" in pattern.place:
        return pattern.place.replace(":", " ", 1)
    return f"{pattern.place} {pattern.glob}"


def _found_nothing(backlog: Backlog, policy: Policy, unread: Iterable[Gap]) -> Iterator[str]:
    """Where the policy looks for customers and nothing stands: misspelt, perhaps.

    What comes with seedcorn looks in more places than anybody has: it is mentioned only where none has names.
    """
    meanings, missing = backlog.attributed.meanings, {gap.place for gap in unread}
    silent = [
        _looked_for(one)
        for one in meanings.unheard
        if one.meaning is Meaning.CUSTOMER and one.place not in missing
    ]
    chosen = policy.stamp.origin != PolicyStamp(name="").origin or not meanings.ranks
    if silent and chosen and backlog.work.all.issues:
        yield f"Found nothing in: {', '.join(silent)}."


def _where_read(backlog: Backlog) -> Iterator[str]:
    """How many names come from where, if more than one place gave any."""
    found = list(readings(backlog))
    if len(found) > 1:
        told = (
            f"{' or '.join(each.places).replace(':', ' ')} {each.issues:,} ({each.confidence})"
            for each in found
        )
        yield f"Who asks is read from the first place that says it: {', '.join(told)}."


def _unheeded(gaps: tuple[Gap, ...], heeded: tuple[Gap, ...], context: Context) -> Iterator[str]:
    """What could not be read and does not matter here, without the source: others may read this."""
    unread = [gap for gap in gaps if gap not in heeded]
    if places := sorted({gap.place.replace(":", " ") for gap in unread if gap.place != HISTORY}):
        yield f"Could not be read, and this policy does not look there: {', '.join(places)}."
    facts = context.open.attributed.snapshot
    looks_back = facts.collected_at - context.now >= _SAME_MOMENT  # then it matters, and is told with the day
    if not looks_back and any(gap.place == HISTORY for gap in unread):
        yield "What happened to the issues could not all be read; no number here needs it."


def _effort_notes(counting: Counting, unestimated: int) -> Iterator[str]:
    if not counting.effort.estimates:
        yield "Every issue counts as one; the policy declares no estimates."
    elif unestimated:
        instead = _MISSING[counting.effort.missing]
        yield f"Issues without an estimate in {counting.effort.unit}: {unestimated:,}; {instead}."


_SPLITS = {
    Split.EQUALLY: "An issue that several customers asked for is divided equally among them.",
    Split.FULLY: "An issue that several customers asked for counts fully for each: shares add up to more.",
    Split.FIRST: "An issue that several customers asked for counts for the first one named.",
}
_MISSING = {
    Missing.MEDIAN: "each counts the median of its source",
    Missing.ZERO: "each counts nothing",
    Missing.ONE: "each counts one",
    Missing.FAIL: "none is allowed",
}
