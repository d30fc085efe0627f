"""The keys of a policy -> the plain values that attribution counts by."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from seedcorn.model import Counting, Effort, Meaning, Pattern
from seedcorn.policy import keys


def counting(file: keys.PolicyFile) -> Counting:
    """How to count under a policy. What is said outright comes before what a pattern of names may catch."""
    since = file.customers.since
    return Counting(
        patterns=tuple(dict.fromkeys(_patterns(file))),
        unlabelled_is_own=file.work.unlabelled == "own",
        since=datetime.combine(since, time(), UTC) if since else None,
        split=file.customers.split,
        effort=_effort(file.effort),
        idle_days=file.backlog.ignore.idle_days,
    )


def _patterns(file: keys.PolicyFile) -> Iterator[Pattern]:
    customers, work = file.customers, file.work
    yield from _marked(keys.Marks(labels=file.backlog.ignore.labels), Meaning.IGNORED)
    yield from _marked(work.seed_corn, Meaning.SEED_CORN)
    yield from _marked(customers.nameless, Meaning.NAMELESS)
    yield from _marked(work.bugs, Meaning.BUG)
    yield from _marked(work.own, Meaning.OWN)
    for asker in customers.prospects:
        yield from _asking(asker, Meaning.PROSPECT, customers.except_)
    for asker in customers.from_:
        yield from _asking(asker, Meaning.CUSTOMER, customers.except_)


def _asking(asker: keys.Asker, meaning: Meaning, excepted: tuple[str, ...]) -> Iterator[Pattern]:
    except_ = tuple(dict.fromkeys((*asker.except_, *excepted)))
    for place, written in asker.places():
        for text in written:
            match place:
                case "form_heading":
                    where, glob = f"heading:{text.casefold()}", "*"
                case "field":
                    where, glob = f"field:{text.casefold()}", "*"
                case _:
                    where, glob = place.replace("_", "-"), text
            yield Pattern(place=where, glob=glob, meaning=meaning, except_=except_)


def _marked(marks: keys.Marks, meaning: Meaning) -> Iterator[Pattern]:
    plural = {
        "label": marks.labels,
        "type": marks.types,
        "milestone": marks.milestones,
        "author": marks.authors,
    }
    fields = {f"field:{name.casefold()}": globs for name, globs in marks.fields.items()}
    for place, globs in (plural | fields).items():
        for glob in globs:
            yield Pattern(place=place, glob=glob, meaning=meaning)


def _effort(effort: keys.Effort) -> Effort:
    if effort.labels is not None:
        unit, sizes = effort.unit or "points", tuple(effort.labels.items())
        return Effort(unit=unit, place="label", sizes=sizes, missing=effort.missing)
    if effort.field is not None:
        unit = effort.unit or effort.field.casefold()
        return Effort(unit=unit, place=f"field:{effort.field.casefold()}", missing=effort.missing)
    return Effort(missing=effort.missing)
