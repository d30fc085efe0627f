"""The keys of a policy -> the plain values that attribution counts by."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from fractions import Fraction

from seedcorn.model import PARENT, REPORT_LABEL, Counting, Effort, Estimate, Meaning, Pattern
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
    yield Pattern(place="label", glob=REPORT_LABEL, meaning=Meaning.REPORT)
    yield from _marked(keys.Marks(labels=file.backlog.ignore.labels), Meaning.IGNORED)
    yield from _marked(work.seed_corn, Meaning.SEED_CORN)
    yield from _marked(customers.nameless, Meaning.NAMELESS)
    yield from _marked(work.bugs, Meaning.BUG)
    yield from _marked(work.own, Meaning.OWN)
    # Prospects first: of two patterns that fit one mark the first counts, and they are the narrower ones.
    for asker, meaning, rank in sorted(_ranked(customers), key=lambda each: each[1] is Meaning.CUSTOMER):
        except_ = tuple(dict.fromkeys((*asker.except_, *customers.except_)))
        for place, glob in _written(asker):
            yield Pattern(place=place, glob=glob, meaning=meaning, except_=except_, rank=rank)


def places(counting: Counting) -> frozenset[str]:
    """All places that a policy looks at, in the words of `Pattern.place`, and "parent", which all do."""
    # Labels come with every issue; that our own report is known by one is no reason to look for others.
    patterns = (one.place for one in counting.patterns if one.meaning is not Meaning.REPORT)
    return frozenset((PARENT, *patterns, *(estimate.place for estimate in counting.effort.estimates)))


def _ranked(customers: keys.Customers) -> Iterator[tuple[keys.Asker, Meaning, int]]:
    """Who may ask, each entry with its rank: the place of its first mention in `from`, then in `prospects`.

    Entries of one place that follow each other have one rank.
    """
    ranks: dict[frozenset[str], int] = {}
    rank, before = -1, frozenset[str]()
    for meaning, askers in ((Meaning.CUSTOMER, customers.from_), (Meaning.PROSPECT, customers.prospects)):
        for asker in askers:
            here = frozenset(_kin(place) for place, _ in _written(asker))
            if meaning is Meaning.PROSPECT and here in ranks:
                yield asker, meaning, ranks[here]
                continue
            rank += here != before
            before = here
            ranks.setdefault(here, rank)
            yield asker, meaning, rank


def _kin(place: str) -> str:
    """A label that was taken off is one place with those that are there: only one at a time may be on."""
    return place.removeprefix("past-")


def _written(asker: keys.Asker) -> Iterator[tuple[str, str]]:
    """What one entry says, as (place, glob)."""
    for key, texts in asker.places():
        for text in texts:
            named = _NAMED.get(key)
            yield (f"{named}:{text.casefold()}", "*") if named else (key.replace("_", "-"), text)


# Keys whose texts are names, under which anything that stands is the customer's.
_NAMED = {
    "form_heading": "heading",
    "field": "field",
    "project_field": "project-field",
    "property_": "property",
}


def _marked(marks: keys.Marks, meaning: Meaning) -> Iterator[Pattern]:
    plural = {
        "label": marks.labels,
        "type": marks.types,
        "milestone": marks.milestones,
        "component": marks.components,
        "epic": marks.epics,
        "author": marks.authors,
    }
    fields = {f"field:{name.casefold()}": globs for name, globs in marks.fields.items()}
    fields |= {f"project-field:{name.casefold()}": globs for name, globs in marks.project_fields.items()}
    for place, globs in (plural | fields).items():
        for glob in globs:
            yield Pattern(place=place, glob=glob, meaning=meaning)


def _effort(effort: keys.Effort) -> Effort:
    if effort.from_:
        several = tuple(_estimate(each) for each in effort.from_)
        return Effort(unit=effort.unit or "points", by_source=several, missing=effort.missing)
    if not effort.measures():
        return Effort(missing=effort.missing)
    place, sizes = _measured(effort)
    unit = effort.unit or ("points" if sizes else place.partition(":")[2])
    return Effort(unit=unit, place=place, sizes=sizes, missing=effort.missing)


def _estimate(estimate: keys.Estimate) -> Estimate:
    place, sizes = _measured(estimate)
    counts = Fraction(1) if estimate.counts is None else estimate.counts
    return Estimate(place=place, source=estimate.source, sizes=sizes, counts=counts)


def _measured(said: keys.Measured) -> tuple[str, tuple[tuple[str, Fraction], ...]]:
    """(place, sizes) of the one estimate that is given."""
    if said.labels is not None:
        return "label", tuple(said.labels.items())
    if said.project_field is not None:
        return f"project-field:{said.project_field.casefold()}", ()
    return f"field:{(said.field or '').casefold()}", ()
