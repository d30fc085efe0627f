"""Names that no register has yet: what they resemble, and ready lines for the register."""

import re
from collections.abc import Container, Iterable, Iterator
from json import dumps

from seedcorn.model import Customer
from seedcorn.register import Register, normalised
from seedcorn.words import plain

LONGEST_NAME = 200
_PLAIN = re.compile(r"[A-Za-z](?:[\w -]*\w)?")
_WORDS_OF_YAML = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


def resemblances(names: Iterable[str], register: Register | None) -> Iterator[tuple[str, str]]:
    """Pairs (name, the one it resembles): in the register, else among the names before it. Hints, no more.

    Names are compared within a first letter, so that thousands take no minutes.
    """
    before: dict[str, list[Customer]] = {}
    for name in names:
        near = register.nearest(name) if register else None
        others = before.setdefault(normalised(name)[:1], [])
        near = near or Register(customers=tuple(others)).nearest(name) or _longer_or_shorter(name, others)
        if near is not None:
            yield name, near.name
        others.append(Customer(id=normalised(name), name=name))


def _longer_or_shorter(name: str, others: Iterable[Customer]) -> Customer | None:
    """The one that begins with this whole name, or the other way round: "Acme" and "Acme Tools"."""
    own = normalised(name)
    pairs = ((each, f"{each.id} ") for each in others)
    return next(
        (each for each, other in pairs if other.startswith(f"{own} ") or f"{own} ".startswith(other)), None
    )


def register_lines(
    names: Iterable[str], register: Register | None, prospects: Container[str] = ()
) -> Iterator[str]:
    """One line of YAML a name, with an id that nobody else has; `prospects` are normalised names."""
    fitting = [name for name in map(plain, names) if name and len(name) <= LONGEST_NAME]
    owners = {normalised(name): name for name in fitting}
    taken: set[str] = set()
    for name in fitting:
        wanted = re.sub(r"[\W_]+", "-", normalised(name)).strip("-") or "customer"
        numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(fitting) + 3))
        id_ = next(each for each in numbered if _is_free(each, name, owners, taken, register))
        taken.add(id_)
        status = ", status: prospect" if normalised(name) in prospects else ""
        yield f"  - {{id: {scalar(id_)}, name: {scalar(name)}{status}}}"


def _is_free(id_: str, name: str, owners: dict[str, str], taken: set[str], register: Register | None) -> bool:
    registered = register is not None and register.find(id_) is not None
    return id_ not in taken and owners.get(id_, name) == name and not registered


def scalar(text: str) -> str:
    """A text as one value of YAML, in quotes where it needs them."""
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML
    return text if is_plain else dumps(text, ensure_ascii=False)
