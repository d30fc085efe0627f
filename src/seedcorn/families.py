"""Where a tracker seems to name customers: labels by their prefix, fields, form headings, organizations."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seedcorn.confidence import Confidence, confidence_of
from seedcorn.customer_words import (
    TOPICS,
    is_customer_word,
    names_nobody,
    speaks_of_customers,
    speaks_of_prospects,
)
from seedcorn.meanings import LONGEST_MARK, glob_regex, names_in
from seedcorn.model import ITERATION_KINDS, Counting, Meaning, Pattern
from seedcorn.register import Register, normalised

Use = tuple[str, str, int, int]  # place, value, issues, open issues: as Snapshot.uses gives them

# What may name customers, by the first word of its place: in this order among those that are as sure.
_ORDER = (
    *("organization", "field", "project-field", "label", "past-label", "component", "epic"),
    *(*ITERATION_KINDS, "heading", "title-prefix", "author-organization", "requester-domain"),
    *("property", "project", "repository", "topic"),
)
_TITLED = ("field", "project-field", "heading", "property")  # the title says whose names stand there
_LIKE_LABELS = ("label", "past-label", "component", "epic", "topic", *ITERATION_KINDS)
_WITH_A_PREFIX_ONLY = ("label", "past-label")
_PEOPLE = ("author", "assignee")
_LABEL = re.compile(r"(?P<prefix>[^:/-]*(?:[ _-]by)?)(?P<separator>::|: |:|/|- |-)(?P<name>.*)", re.DOTALL)
_GLOBS = {"::": "{}::*", ": ": "{}: *", ":": "{}: *", "/": "{}/*", "- ": "{}- *", "-": "{}-*"}
_FEWEST_AFTER_A_HYPHEN = 3
_FEWEST_REGISTERED = 2
_LONGEST_TITLE = 200  # of what a policy can name


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One name as a family has it: on how many issues, and on how many open ones."""

    name: str
    issues: int
    open_issues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Marks of one kind. `place` as in a Pattern, `glob` with * for the name; most used names first.

    `left_out` are values that are nobody's name; of them the policy has yet to be told those `to_except`.
    `counted` says that the policy reads the family already, `prospects` that it names those who may become
    customers.
    """

    place: str
    glob: str
    names: tuple[Named, ...]
    left_out: tuple[Named, ...] = ()
    to_except: tuple[str, ...] = ()
    counted: bool = False
    prospects: bool = False

    @property
    def issues(self) -> int:
        """How often it is used to name somebody."""
        return sum(each.issues for each in self.names)

    @property
    def open_issues(self) -> int:
        """The same on open issues."""
        return sum(each.open_issues for each in self.names)

    @property
    def confidence(self) -> Confidence:
        """How sure it is that whoever is named there asked."""
        return confidence_of(self.place)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A family while it is put together: names by how they are compared. `speaks`: its word says customer."""

    speaks: bool
    found: dict[str, Named] = field(default_factory=dict)

    def add(self, name: str, issues: int, open_issues: int) -> None:
        known = self.found.get(normalised(name), Named(name=name, issues=0, open_issues=0))
        total = known.issues + issues, known.open_issues + open_issues
        self.found[normalised(name)] = Named(name=known.name, issues=total[0], open_issues=total[1])


def families(uses: Iterable[Use], counting: Counting, register: Register | None) -> tuple[Family, ...]:
    """The families that look like customers, the surest first, then in the order that a policy best has.

    A family does if the policy reads it, if its word says so ("customer: *", a field "Client", a heading
    "Requested by"; organizations always do), or if at least half of its names, and two, are in the register.
    Where only the word says so, most of its values have to look like names, and not be people's accounts.
    """
    sieve = _Sieve(counting, register)
    drafts: dict[tuple[str, str], _Draft] = {}
    for place, value, issues, open_issues in uses:
        sieve.heed(place, value)
        for glob, speaks, name in _read(place, value, register):
            if speaks or sieve.may_know(place):
                drafts.setdefault((place, glob), _Draft(speaks=speaks)).add(name, issues, open_issues)
    found = [each for (place, glob), draft in drafts.items() if (each := sieve.family(place, glob, draft))]
    return tuple(sorted(found, key=_order))


def prospects_of(families: Iterable[Family]) -> frozenset[str]:
    """Those, normalised, who are named only where prospects are."""
    named = [(normalised(each.name), family.prospects) for family in families for each in family.names]
    customers = {name for name, is_prospect in named if not is_prospect}
    return frozenset(name for name, _ in named if name not in customers)


def _order(family: Family) -> tuple[int, int, int, str, str]:
    sure = list(Confidence).index(family.confidence)
    kind = _ORDER.index(family.place.partition(":")[0])
    return sure, kind, -family.issues, family.place, family.glob


def _read(place: str, value: str, register: Register | None) -> Iterator[tuple[str, bool, str]]:
    """The glob, whether its word is a customer's, and the name in a mark; nothing where none can be."""
    kind, _, title = place.partition(":")
    text = value.strip()
    if kind not in _ORDER or not text or len(text) > LONGEST_MARK or len(title) > _LONGEST_TITLE:
        return
    if kind in _TITLED:
        is_one = register is not None and register.find(text) is not None
        names = [text] if is_one else names_in(place, text)
        yield from (("*", speaks_of_customers(title), name) for name in names)
    elif kind not in _WITH_A_PREFIX_ONLY:
        yield "*", kind == "organization", text
    if kind in _LIKE_LABELS:
        yield from _behind_a_prefix(text)


def _behind_a_prefix(text: str) -> Iterator[tuple[str, bool, str]]:
    """As `_read`, of "customer: Acme"."""
    match = _LABEL.fullmatch(text)
    name, prefix = (match["name"].strip(), match["prefix"]) if match else ("", "")
    if match and name and prefix and not set("*?") & set(prefix):
        yield _GLOBS[match["separator"]].format(prefix.casefold()), is_customer_word(prefix), name


class _Sieve:
    """Tells families of customers from others, under a policy and a register."""

    def __init__(self, counting: Counting, register: Register | None) -> None:
        asking = (Meaning.CUSTOMER, Meaning.PROSPECT)
        self._asking = [each for each in counting.patterns if each.meaning in asking]
        self._nameless = [each for each in counting.patterns if each.meaning is Meaning.NAMELESS]
        self._read_places = {each.place for each in self._asking}
        excepted = dict.fromkeys(name for pattern in self._asking for name in pattern.except_)
        self._excepted = [glob_regex(name) for name in excepted]
        self._register = register
        self._people = set[str]()

    def heed(self, place: str, value: str) -> None:
        """Take note of who works with the tracker: accounts are people, and no customers."""
        if place in _PEOPLE:
            self._people.add(normalised(value))

    def may_know(self, place: str) -> bool:
        """Whether a family may be one though its word says nothing."""
        return self._register is not None or place in self._read_places

    def family(self, place: str, glob: str, draft: _Draft) -> Family | None:
        """What becomes of a draft; None where nobody is named."""
        reading, is_known = self._reading(place, glob), self._is_mostly_registered(place, draft)
        if not (reading or is_known or draft.speaks):
            return None
        names = sorted(draft.found.values(), key=lambda each: (-each.issues, each.name))
        excepted = {each.name for each in names if self._is_excepted(each.name)}
        nobody = {each.name for each in names if self._is_nobody(place, glob, each.name)} - excepted
        meant = tuple(each for each in names if each.name not in nobody | excepted)
        if not meant or not (reading or is_known or self._are_names(place, glob, meant, len(nobody))):
            return None
        return Family(
            place=place,
            glob=glob,
            names=meant,
            left_out=tuple(each for each in names if each.name in nobody | excepted),
            to_except=tuple(name for name in sorted(nobody) if not self._is_nameless(place, glob, name)),
            counted=bool(reading),
            prospects=reading[0].meaning is Meaning.PROSPECT
            if reading
            else speaks_of_prospects(f"{place} {glob}"),
        )

    def _reading(self, place: str, glob: str) -> list[Pattern]:
        """The policy's patterns that read a family."""
        probe = normalised(glob.replace("*", "somebody"))
        here = (each for each in self._asking if each.place == place)
        return [each for each in here if glob_regex(each.glob).fullmatch(probe)]

    def _is_excepted(self, name: str) -> bool:
        """Whether the policy takes a name for nobody's."""
        return any(regex.fullmatch(normalised(name)) for regex in self._excepted)

    def _is_nobody(self, place: str, glob: str, name: str) -> bool:
        if self._is_registered(place, name):
            return False
        return names_nobody(name) or (glob.endswith("-*") and normalised(name) in TOPICS)

    def _is_nameless(self, place: str, glob: str, name: str) -> bool:
        """Whether the policy takes the whole mark for a request without a name."""
        mark = normalised(glob.replace("*", name))
        here = (each for each in self._nameless if each.place == place)
        return any(glob_regex(each.glob).fullmatch(mark) for each in here)

    def _is_registered(self, place: str, name: str) -> bool:
        if self._register is None:
            return False
        by_mail = place == "requester-domain" and self._register.of_domain(name) is not None
        return by_mail or self._register.find(name) is not None

    def _is_mostly_registered(self, place: str, draft: _Draft) -> bool:
        registered = sum(self._is_registered(place, name) for name in draft.found)
        return registered >= _FEWEST_REGISTERED and 2 * registered >= len(draft.found)

    def _are_names(self, place: str, glob: str, meant: tuple[Named, ...], others: int) -> bool:
        """Whether what stands there looks like names of customers: not of states, and not of people."""
        if others > len(meant):
            return False
        if place.partition(":")[0] in _TITLED:
            accounts = sum(normalised(each.name).lstrip("@") in self._people for each in meant)
            return 2 * accounts < len(meant)
        return not glob.endswith("-*") or len(meant) >= _FEWEST_AFTER_A_HYPHEN
