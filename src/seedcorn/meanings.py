"""What each distinct mark in a tracker means under a policy: who asks, and whose work it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import DOTALL, IGNORECASE, escape, split
from re import Pattern as Regex
from re import compile as compile_regex
from unicodedata import normalize

from seedcorn.confidence import Confidence, confidence_of
from seedcorn.model import Counting, Customer, Meaning, Pattern, Split, Status
from seedcorn.register import Register, normalised

LONGEST_MARK = 500  # a name, a size, a label; longer is prose, and globs are slow on it
_ASKING = (Meaning.CUSTOMER, Meaning.PROSPECT, Meaning.NAMELESS)
_FREE_TEXT = ("heading:", "field:", "project-field:", "comment")
_LEGAL_FORM = compile_regex(r"(?:inc|llc|ltd|limited|corp|co|gmbh|ag|sa|plc|bv)\.?", IGNORECASE)
# What a mark says, as a number: on one issue the largest counts, which is RULES' "first match wins".
UNKNOWN, SEED_CORN, OWN, PROSPECT, NAMELESS, EXISTING = range(6)
# Whether an issue is in the numbers: it is, the policy leaves it out, or it is seedcorn's own report.
COUNTED, LEFT_OUT, REPORTED = range(3)
_Asking = tuple[int | None, int, int | None]  # the customer's code, the kind of work, the rank of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What one mark says: who asks (a code, or None), the kind of work, and what else is known from it.

    `kind` is UNKNOWN to EXISTING above, `ignored` COUNTED to REPORTED; `rank` is that of its pattern where it
    names somebody, else None.
    """

    mark: int
    customer: int | None = None
    kind: int = UNKNOWN
    rank: int | None = None
    seed_marked: bool = False
    bug: bool = False
    ignored: int = COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """All marks that mean something, the customers by code, and the names that no register entry has.

    `places` are those that each rank reads names at. `unheard` are the patterns that no mark fits.
    """

    meant: tuple[Meant, ...]
    customers: tuple[Customer, ...]
    strangers: tuple[str, ...]
    places: Mapping[int, tuple[str, ...]]
    unheard: tuple[Pattern, ...] = ()

    @property
    def seed_in_use(self) -> bool:
        """Whether anything was ever marked as seed corn in what was fetched."""
        return any(meant.seed_marked for meant in self.meant)

    @property
    def has_synonyms(self) -> bool:
        """Whether two marks can name one customer, so that an issue may name it twice."""
        named = [meant.customer for meant in self.meant if meant.customer is not None]
        return len(named) != len(set(named))

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks at which anybody is named in what was fetched, the first to count first."""
        return tuple(sorted({meant.rank for meant in self.meant if meant.rank is not None}))

    @property
    def recorded_ranks(self) -> tuple[int, ...]:
        """Those of them whose names stand in a place made for them, which people do not just write."""
        return tuple(rank for rank in self.ranks if self.confidence(rank) is Confidence.RECORDED)

    def confidence(self, rank: int) -> Confidence:
        """How sure a name of this rank is: as the least sure of its places."""
        order = list(Confidence)
        return max(map(confidence_of, self.places[rank]), key=order.index)


def meanings(
    vocabulary: Iterable[tuple[int, str, str]], counting: Counting, register: Register | None
) -> Meanings:
    """Give every distinct mark (code, place, value) its meaning under a policy and a register."""
    places = {pattern.place for pattern in counting.patterns}
    short = (word for word in vocabulary if word[1] in places and len(word[2]) <= LONGEST_MARK)
    words = sorted(short, key=lambda word: (word[1], word[2]))
    customers = _Customers(register)
    reader = _Reader(counting, customers)
    meant = [meant for mark, place, value in words for meant in reader.read(mark, place, value)]
    return Meanings(
        meant=tuple(meant),
        customers=tuple(customers.found),
        strangers=tuple(sorted(customers.strangers.values())),
        places=_places(counting),
        unheard=tuple(one for one in counting.patterns if one not in reader.heard),
    )


def _places(counting: Counting) -> dict[int, tuple[str, ...]]:
    """Where each rank reads names, in the order of the patterns."""
    found: dict[int, dict[str, None]] = {}
    for pattern in counting.patterns:
        if pattern.meaning in (Meaning.CUSTOMER, Meaning.PROSPECT):
            found.setdefault(pattern.rank, {})[pattern.place] = None
    return {rank: tuple(places) for rank, places in found.items()}


@lru_cache(maxsize=1000)
def glob_regex(glob: str, *, names: bool = True) -> Regex[str]:
    """A glob as a regular expression on normal text: `*` is any text (the first a group), `?` a character.

    Where it `names` somebody the first `*` is the name, which is not empty; else it is found in linear time.
    A space stands for any number of spaces, so that "customer: *" also finds "customer:acme".
    """
    pieces = [_literal(piece) for piece in normalised(glob).split("*")]
    first, *others = pieces
    if names:
        others = [f"(.+){piece}" if place == 0 else f".*{piece}" for place, piece in enumerate(others)]
        return compile_regex(first + "".join(others), IGNORECASE | DOTALL)
    # As soon as a piece is found the next one is looked for behind it: going back could not help.
    found = [f"(?>.*?{piece})" for piece in others[:-1]]
    return compile_regex(
        first + "".join((*found, *(f".*{piece}" for piece in others[-1:]))), IGNORECASE | DOTALL
    )


def _literal(piece: str) -> str:
    """What stands between the stars of a glob."""
    return "".join({"?": ".", " ": r"\s*"}.get(character, escape(character)) for character in piece)


class _Customers:
    """Customers as they are found: one code for each, after aliases and parents."""

    def __init__(self, register: Register | None) -> None:
        self._register = register
        self._codes: dict[str, int] = {}
        self.found: list[Customer] = []
        self.strangers: dict[str, str] = {}

    def entry(self, name: str, meaning: Meaning, place: str) -> Customer:
        """The register's entry of a name, else one made from the name alone."""
        entry = self._find(name, place)
        if entry is not None:
            return entry
        if self._register is not None:
            self.strangers.setdefault(normalised(name), name)
        status = Status.PROSPECT if meaning is Meaning.PROSPECT else Status.ACTIVE
        return Customer(id=normalised(name), name=name, status=status, private=False, registered=False)

    def _find(self, name: str, place: str) -> Customer | None:
        if self._register is None:
            return None
        of_mail = self._register.of_domain(name) if place == "requester-domain" else None
        return self._register.find(name) or of_mail

    def knows(self, name: str) -> bool:
        """Whether the register has an entry of this name."""
        return self._register is not None and self._register.find(name) is not None

    def code(self, entry: Customer) -> int:
        """The number of the customer that an entry is counted with: its group's, if it has a parent."""
        registered = self._register is not None and entry.registered
        customer = self._register.root(entry.id) if self._register and registered else entry
        code = self._codes.setdefault(customer.id, len(self.found))
        if code == len(self.found):
            self.found.append(customer)
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """A pattern ready to be matched against normal text."""

    pattern: Pattern
    meaning: Meaning
    rank: int
    regex: Regex[str]
    excepted: Regex[str] | None

    def counts(self, name: str) -> bool:
        """Whether a name is one, and not an exception such as "other"."""
        return self.excepted is None or not self.excepted.fullmatch(normalised(name))


class _Reader:
    """Reads one mark at a time by the patterns of a policy, which it compiles once."""

    def __init__(self, counting: Counting, customers: _Customers) -> None:
        self._customers = customers
        self._split_first = counting.split is Split.FIRST
        self.heard: set[Pattern] = set()
        self._patterns: dict[str, list[_Compiled]] = {}
        for pattern in counting.patterns:
            excepted = "|".join(glob_regex(glob).pattern for glob in pattern.except_)
            compiled = _Compiled(
                pattern=pattern,
                meaning=pattern.meaning,
                rank=pattern.rank,
                regex=glob_regex(pattern.glob),
                excepted=compile_regex(excepted, DOTALL) if excepted else None,
            )
            self._patterns.setdefault(pattern.place, []).append(compiled)

    def read(self, mark: int, place: str, value: str) -> Iterator[Meant]:
        """What a mark says; nothing if it says nothing. One row, and one more for each further customer."""
        text = normalised(value)
        matching = [one for one in self._patterns.get(place, ()) if one.regex.fullmatch(text)]
        said = {one.meaning for one in matching}
        self.heard.update(one.pattern for one in matching)
        asking = list(self._asking(matching, place, value))
        kind = max([kind for _, kind, _ in asking], default=UNKNOWN)
        if kind == UNKNOWN:
            kind = OWN if said & {Meaning.OWN, Meaning.BUG} else UNKNOWN
        if kind == UNKNOWN and Meaning.SEED_CORN in said:
            kind = SEED_CORN
        rank = next((rank for _, _, rank in asking if rank is not None), None)
        codes = list(dict.fromkeys(code for code, _, _ in asking if code is not None))
        codes = codes[:1] if self._split_first else codes
        if kind or said:
            yield Meant(
                mark=mark,
                customer=codes[0] if codes else None,
                kind=kind,
                rank=rank,
                seed_marked=Meaning.SEED_CORN in said,
                bug=Meaning.BUG in said,
                ignored=_left_out(said),
            )
            yield from (Meant(mark=mark, customer=code, kind=kind, rank=rank) for code in codes[1:])

    def _asking(self, matching: list["_Compiled"], place: str, value: str) -> Iterator[_Asking]:
        """Who asks by this mark: the first pattern that names anybody."""
        for one in matching:
            if one.meaning is Meaning.NAMELESS:
                yield None, NAMELESS, None
                return
            if one.meaning not in _ASKING:
                continue
            names = [name for name in self._split(place, _name_in(one.regex, value)) if one.counts(name)]
            if names:
                yield from (self._asker(name, one, place) for name in names)
                return

    def _asker(self, name: str, pattern: "_Compiled", place: str) -> _Asking:
        entry = self._customers.entry(name, pattern.meaning, place)
        match entry.status:
            case Status.INTERNAL:
                return None, OWN, pattern.rank
            case Status.CROWD:  # somebody asked, nobody is named: whoever is named elsewhere comes first
                return None, NAMELESS, None
            case Status.PROSPECT:
                return self._customers.code(entry), PROSPECT, pattern.rank
            case Status.ACTIVE | Status.CHURNED:
                return self._customers.code(entry), EXISTING, pattern.rank

    def _split(self, place: str, name: str) -> Iterator[str]:
        """The names in one value; what the register knows as a whole is one name."""
        if self._customers.knows(name):
            yield name
            return
        yield from names_in(place, name)


def _left_out(said: set[Meaning]) -> int:
    if Meaning.REPORT in said:
        return REPORTED
    return LEFT_OUT if Meaning.IGNORED in said else COUNTED


def names_in(place: str, text: str) -> Iterator[str]:
    """The names in the text of a place: a label is one name, a form's answer or a field may list several."""
    if not place.startswith(_FREE_TEXT):
        yield from [text] if text else []
        return
    pieces: list[str] = []
    for piece in filter(None, (part.strip() for part in split(r"[,;\n]", text))):
        if pieces and _LEGAL_FORM.fullmatch(piece):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    yield from pieces


def name_in(glob: str, value: str) -> str:
    """What the first `*` of a glob stands for in a value that fits it, as written."""
    return _name_in(glob_regex(glob), value)


def _name_in(regex: Regex[str], value: str) -> str:
    """The customer's name as written: what the `*` stands for, without the spaces around it."""
    match = regex.fullmatch(normalize("NFKC", value).strip()) or regex.fullmatch(normalised(value))
    name = match[1].strip() if match and match.groups() else value.strip()
    return "" if name.startswith((":", "/")) else name
