"""A register file -> Register, with every problem shown at its place at once."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from seedcorn.model import Company, Customer
from seedcorn.register.csvfile import load_csv
from seedcorn.register.entries import Entry, RegisterFile
from seedcorn.register.lookup import Register, normalised
from seedcorn.yamlfile import Diagnostic, Document, Place, closest, explain, load, refuse


def load_register(path: Path | str) -> Register:
    """The register in a YAML file, or in CSV if it is named so.

    Raises PolicyError that shows all problems: unknown keys, a name that two customers claim, an unknown
    parent or a circle of parents, two currencies or periods, negative amounts.
    """
    path = Path(path)
    return read_register(load_csv(path) if path.suffix.casefold() in (".csv", ".tsv") else load(path))


def read_register(document: Document) -> Register:
    """The register a document holds. Raises PolicyError as `load_register` does."""
    try:
        file = RegisterFile.model_validate(document.data)
    except ValidationError as error:
        refuse(document.all_problems(explain(error, document, RegisterFile)))
    problems = document.all_problems(_contradictions(file, document))
    if problems:
        refuse(problems)
    return Register(
        customers=tuple(_customer(entry) for entry in file.customers),
        currency=_common(file, "currency"),
        period=_common(file, "period"),
        company=Company(
            cash=file.company.cash,
            monthly_cost=file.company.monthly_cost,
            cost_per_head=file.company.cost_per_head,
        ),
        checked=file.checked,
        path=document.path,
    )


def _customer(entry: Entry) -> Customer:
    return Customer(
        id=entry.id,
        name=entry.name or entry.id,
        aliases=entry.aliases,
        domains=entry.domains,
        code_name=entry.code_name,
        parent=entry.parent,
        segment=entry.segment,
        status=entry.status,
        revenue=entry.revenue.amount if entry.revenue else None,
        seats=entry.seats,
        size_employees=entry.size_employees,
        size_at_start=entry.size_at_start,
        started=entry.started,
        ended=entry.ended,
        renews=entry.renews,
        contract=entry.contract,
        list_price=entry.list_price,
        discount=entry.discount,
        prepaid=entry.prepaid,
        overdue=entry.overdue,
        buyer_is_user=entry.buyer_is_user,
        usage=tuple(sorted(entry.usage.items())),
        private=entry.private,
    )


def _common(file: RegisterFile, what: str) -> str | None:
    """The one currency or period of a register."""
    told = (getattr(entry.revenue, what, None) for entry in file.customers)
    found = getattr(file, what) or next(filter(None, told), None)
    return str(found) if found else None


def _contradictions(file: RegisterFile, document: Document) -> Iterator[Diagnostic]:
    """What no single entry can be blamed for."""
    yield from _names_of_two(file, document)
    yield from _parents(file, document)
    yield from _mixed(file, document, "currency")
    yield from _mixed(file, document, "period")


def _names_of_two(file: RegisterFile, document: Document) -> Iterator[Diagnostic]:
    taken: dict[str, tuple[int, Place]] = {}
    for index, entry in enumerate(file.customers):
        for name, place in _named(entry, index, document):
            owner, first = taken.setdefault(normalised(name), (index, place))
            if owner != index:
                other = file.customers[owner].id
                twice = f'"{name}" is a name of two customers, "{other}" and "{entry.id}"'
                problem = twice if other != entry.id else f'two customers have the id "{entry.id}"'
                yield place.wrong(problem, f"give it to one of them: it stands in line {first.line} already")


def _named(entry: Entry, index: int, document: Document) -> Iterator[tuple[str, Place]]:
    loc = ("customers", index)
    yield entry.id, document.place((*loc, "id"))
    if entry.name:
        yield entry.name, document.place((*loc, "name"))
    for key, listed in (("aliases", entry.aliases), ("domains", entry.domains)):
        for number, name in enumerate(listed):
            yield name, document.place((*loc, key, number))
    if entry.code_name:
        yield entry.code_name, document.place((*loc, "code-name"))


def _parents(file: RegisterFile, document: Document) -> Iterator[Diagnostic]:
    parents = {entry.id: entry.parent for entry in file.customers}
    circles = _circles(parents)
    for index, entry in enumerate(file.customers):
        if entry.parent is None:
            continue
        place = document.place(("customers", index, "parent"))
        if entry.parent not in parents:
            near = closest(entry.parent, parents)
            advice = f'did you mean "{near}"?' if near else "a parent is the id of another customer: add it"
            yield place.wrong(f'the parent "{entry.parent}" is no customer', advice)
        elif entry.id in circles:
            problem = f'"{entry.id}" is its own parent, by way of "{entry.parent}"'
            yield place.wrong(problem, "take one of these parents out")


def _circles(parents: dict[str, str | None]) -> set[str]:
    """Those who are their own parents' parents. Each is walked once."""
    circles: set[str] = set()
    done: set[str | None] = {None}
    for start in parents:
        walked: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in done and at not in walked:
            walked[at] = len(walked)
            at = parents.get(at)
        if at in walked:
            circles.update(name for name, step in walked.items() if step >= walked[at])
        done.update(walked)
    return circles


def _mixed(file: RegisterFile, document: Document, what: str) -> Iterator[Diagnostic]:
    first = getattr(file, what)
    for index, entry in enumerate(file.customers):
        told = getattr(entry.revenue, what, None)
        first = first or told
        if told and told != first:
            place = document.place(("customers", index, "revenue", what))
            problem = f"a second {what}: {told} here, {first} before"
            yield place.wrong(problem, f"convert all revenue to one {what}")
