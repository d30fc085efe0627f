"""Customers found by any of their names, rolled up to the group that controls them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from unicodedata import normalize

from seedcorn.model import Company, Customer

_NEAR = 0.85  # ours: "Globex Corp" and "Globx" are near, "Acme" and "Apex" are not
_LEGAL = frozenset(
    (
        *("ab", "ag", "as", "asa", "aps", "bv", "co", "company", "corp", "corporation", "gmbh", "group"),
        *("holding", "inc", "incorporated", "kg", "kk", "limited", "llc", "llp", "ltd", "mbh", "nv"),
        *("oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "sl", "spa", "srl"),
    )
)


def normalised(name: str) -> str:
    """A name as it is compared: compatible characters unified (NFKC), no case, single spaces."""
    unified = name if name.isascii() else normalize("NFKC", name)
    return " ".join(unified.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All customers of a register, in the order of its file, and what it says of the company itself.

    Revenue is in `currency` for one `period` ("month", "quarter", "year"); both None where none is told.
    `checked` is the day on which somebody last looked that it is right.
    """

    customers: tuple[Customer, ...] = ()
    currency: str | None = None
    period: str | None = None
    company: Company = field(default_factory=Company)
    checked: date | None = None
    path: str = ""
    _by_name: Mapping[str, Customer] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, Customer] = field(init=False, repr=False, compare=False)
    _cores: Mapping[str, Customer] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Reversed, so that the first has a name that two claim.
        pairs = [(normalised(name), each) for each in reversed(self.customers) for name in names(each)]
        object.__setattr__(self, "_by_name", dict(pairs))
        object.__setattr__(self, "_by_id", {each.id: each for each in reversed(self.customers)})
        object.__setattr__(self, "_cores", {core(name): each for name, each in pairs})

    def find(self, name: str) -> Customer | None:
        """The customer with this id, name, alias, domain or code-name, without regard to case and spaces."""
        return self._by_name.get(normalised(name))

    def of_domain(self, domain: str) -> Customer | None:
        """The customer whose mail domain this is, or is a part of: "eu.acme.example" is of "acme.example"."""
        parts = normalised(domain).lstrip("@").split(".")
        ends = (".".join(parts[start:]) for start in range(len(parts) - 1))
        return next((each for end in ends if (each := self._by_name.get(end))), None)

    def root(self, customer_id: str) -> Customer:
        """The customer at the top of a customer's parents: itself, for most. Raises KeyError if unknown."""
        customer = self._by_id[customer_id]
        seen = {customer.id}
        while (parent := self._by_id.get(customer.parent or "")) and parent.id not in seen:
            customer = parent
            seen.add(customer.id)
        return customer

    def nearest(self, name: str) -> Customer | None:
        """The customer whose name is almost this one, as a hint for people; nothing is ever merged by it."""
        wanted = core(normalised(name))
        if not wanted or wanted in self._cores:
            return self._cores[wanted] if wanted else None
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        best, found = _NEAR, None
        for known, customer in self._cores.items():
            # The ratio is twice what is common through both lengths: this bound costs next to nothing.
            if 2 * min(len(known), len(wanted)) < best * (len(known) + len(wanted)):
                continue
            matcher.set_seq1(known)
            if matcher.quick_ratio() >= best and matcher.ratio() >= best:
                best, found = matcher.ratio(), customer
        return found


def names(customer: Customer) -> Iterator[str]:
    """Every name a customer goes by in the tracker."""
    yield customer.id
    yield customer.name
    yield from customer.aliases
    yield from customer.domains
    if customer.code_name:
        yield customer.code_name


def core(normal_name: str) -> str:
    """A normalised name without the legal form at its end and without punctuation: "acme, inc." is "acme"."""
    words = re.findall(r"\w+", normal_name.replace(".", ""))
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)
