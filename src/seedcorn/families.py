"""Which marks of a tracker look as if they named customers: labels by their prefix, form headings, fields."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seedcorn.meanings import glob_regex
from seedcorn.model import Counting, Meaning
from seedcorn.register import Register, normalised

Use = tuple[str, str, int, int]  # place, value, issues, open issues: as Snapshot.uses gives them

_LABEL = re.compile(r"(?P<prefix>[^:/-]*(?:[ _-]by)?)(?P<separator>::|: |:|/|-)(?P<name>.*)", re.DOTALL)
_WORDS = frozenset(
    (
        *("account", "accounts", "asked-by", "asker", "client", "clients", "company", "companies", "cust"),
        *("customer", "customers", "customer-name", "from", "org", "organisation", "organization", "partner"),
        *("partners", "prospect", "prospects", "reported-by", "requested-by", "requester", "requestor"),
        *("sponsor", "sponsored-by", "tenant", "tenants", "wanted-by"),
    )
)
# What follows a hyphen in labels that speak about customers without naming one.
_NO_NAMES = frozenset(
    (
        *("blocker", "bug", "churn", "escalation", "experience", "facing", "feedback", "impact", "issue"),
        *("issues", "reported", "request", "requested", "requests", "side", "specific", "success", "support"),
    )
)
_GLOBS = {"::": "{}::*", ": ": "{}: *", ":": "{}: *", "/": "{}/*", "-": "{}-*"}
_FEWEST_AFTER_A_HYPHEN = 3
_FEWEST_REGISTERED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One name as a family has it: on how many issues, and on how many open ones."""

    name: str
    issues: int
    open_issues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Marks of one kind. `place` as in a Pattern, `glob` with * for the name; most used names first.

    `left_out` are names that the policy takes for nobody's. `counted` says that the policy reads it already.
    """

    place: str
    glob: str
    names: tuple[Named, ...]
    left_out: tuple[Named, ...] = ()
    counted: bool = False

    @property
    def issues(self) -> int:
        """How often it is used to name somebody."""
        return sum(each.issues for each in self.names)

    @property
    def open_issues(self) -> int:
        """The same on open issues."""
        return sum(each.open_issues for each in self.names)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A family while it is put together: names by how they are compared."""

    word: str
    found: dict[str, Named] = field(default_factory=dict)

    def add(self, name: str, issues: int, open_issues: int) -> None:
        known = self.found.get(normalised(name), Named(name=name, issues=0, open_issues=0))
        total = known.issues + issues, known.open_issues + open_issues
        self.found[normalised(name)] = Named(name=known.name, issues=total[0], open_issues=total[1])


def families(uses: Iterable[Use], counting: Counting, register: Register | None) -> tuple[Family, ...]:
    """The families that look like customers, the most used first.

    A family does if its word says so ("customer: *", "from/*", a heading "Requested by"), or if at least half
    of its names, and two, are in the register.
    """
    drafts: dict[tuple[str, str], _Draft] = {}
    for place, value, issues, open_issues in uses:
        for glob, word, name in _read(place, value):
            drafts.setdefault((place, glob), _Draft(word=word)).add(name, issues, open_issues)
    found = (
        _family(place, glob, draft, counting)
        for (place, glob), draft in drafts.items()
        if _looks_like_customers(glob, draft, register)
    )
    named = (family for family in found if family.names)
    return tuple(sorted(named, key=lambda family: (-family.issues, family.place, family.glob)))


def _read(place: str, value: str) -> Iterator[tuple[str, str, str]]:
    """The glob, the word and the name in a mark; nothing where it cannot name anybody."""
    kind, _, title = place.partition(":")
    if kind in ("heading", "field") and value.strip():
        yield "*", _word(title), value.strip()
    elif place == "title-prefix":
        yield "*", "", value.strip()
    elif place == "label" and (match := _LABEL.fullmatch(value.strip())):
        prefix, separator, name = match["prefix"].strip(), match["separator"], match["name"].strip()
        if prefix and name and not set("*?") & set(prefix):
            yield _GLOBS[separator].format(prefix.casefold()), _word(prefix), name


def _word(text: str) -> str:
    return re.sub(r"[\s_]+", "-", normalised(text))


def _looks_like_customers(glob: str, draft: _Draft, register: Register | None) -> bool:
    if register is not None:
        known = sum(register.find(name) is not None for name in draft.found)
        if known >= _FEWEST_REGISTERED and 2 * known >= len(draft.found):
            return True
    if glob.endswith("-*"):
        names = draft.found.keys() - _NO_NAMES
        return draft.word in _WORDS and len(names) >= _FEWEST_AFTER_A_HYPHEN
    return draft.word in _WORDS


def _family(place: str, glob: str, draft: _Draft, counting: Counting) -> Family:
    asking = [each for each in counting.patterns if each.meaning in (Meaning.CUSTOMER, Meaning.PROSPECT)]
    excepted = [glob_regex(name) for pattern in asking for name in pattern.except_]
    names = sorted(draft.found.values(), key=lambda each: (-each.issues, each.name))
    out = {each.name for each in names if any(regex.fullmatch(normalised(each.name)) for regex in excepted)}
    if glob.endswith("-*"):
        out |= {each.name for each in names if normalised(each.name) in _NO_NAMES}
    probe = normalised(glob.replace("*", "somebody"))
    return Family(
        place=place,
        glob=glob,
        names=tuple(each for each in names if each.name not in out),
        left_out=tuple(each for each in names if each.name in out),
        counted=any(each.place == place and glob_regex(each.glob).fullmatch(probe) for each in asking),
    )
