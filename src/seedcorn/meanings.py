"""What each distinct mark in a tracker means under a policy: who asks, whose work it is, how much effort."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from re import DOTALL, IGNORECASE, escape, split
from re import Pattern as Regex
from re import compile as compile_regex
from unicodedata import normalize

from seedcorn.model import Counting, Customer, Effort, Meaning, Split, Status
from seedcorn.register import Register, normalised

_LONGEST_MARK = 500  # a name, a size, a label; longer is prose, and globs are slow on it
_ASKING = (Meaning.CUSTOMER, Meaning.PROSPECT, Meaning.NAMELESS)
_FREE_TEXT = ("heading:", "field:")
_LEGAL_FORM = compile_regex(r"(?:inc|llc|ltd|limited|corp|co|gmbh|ag|sa|plc|bv)\.?", IGNORECASE)
_LARGEST_EFFORT = 10**6
# No exponents and no fractions: nobody estimates in them, and "1e999999999" would take for ever to read.
_DECIMAL = compile_regex(r"\+?[0-9]{1,9}(?:\.[0-9]{0,9})?")
# What a mark says, as a number: on one issue the largest counts, which is RULES' "first match wins".
UNKNOWN, SEED_CORN, OWN, PROSPECT, NAMELESS, EXISTING = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What one mark says: who asks (a code, or None), the kind of work, and what else is known from it.

    `kind` is UNKNOWN to EXISTING above; `effort` is in the units of Meanings.scale, None if it says none.
    """

    mark: int
    customer: int | None = None
    kind: int = UNKNOWN
    seed_marked: bool = False
    bug: bool = False
    ignored: bool = False
    effort: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """All marks that mean something, the customers by code, and the names that no register entry has.

    One unit of effort is `scale` in the tables.
    """

    meant: tuple[Meant, ...]
    customers: tuple[Customer, ...]
    strangers: tuple[str, ...]
    scale: int

    @property
    def seed_in_use(self) -> bool:
        """Whether anything was ever marked as seed corn in what was fetched."""
        return any(meant.seed_marked for meant in self.meant)

    @property
    def has_synonyms(self) -> bool:
        """Whether two marks can name one customer, so that an issue may name it twice."""
        named = [meant.customer for meant in self.meant if meant.customer is not None]
        return len(named) != len(set(named)) or len(named) != len({meant.mark for meant in self.meant})


def meanings(
    vocabulary: Iterable[tuple[int, str, str]], counting: Counting, register: Register | None
) -> Meanings:
    """Give every distinct mark (code, place, value) its meaning under a policy and a register."""
    places = {pattern.place for pattern in counting.patterns} | {counting.effort.place}
    short = (word for word in vocabulary if word[1] in places and len(word[2]) <= _LONGEST_MARK)
    words = sorted(short, key=lambda word: (word[1], word[2]))
    customers = _Customers(register)
    reader = _Reader(counting, customers)
    efforts = {mark: effort_said(counting.effort, place, value) for mark, place, value in words}
    scale = lcm(*(effort.denominator for effort in efforts.values() if effort is not None))
    # Twice as fine where estimates are read: the median of two estimates may fall between them.
    scale = scale if counting.effort.place is None else 2 * scale
    meant = [
        meant
        for mark, place, value in words
        for meant in reader.read(mark, place, value, _in_scale(efforts[mark], scale))
    ]
    return Meanings(
        meant=tuple(meant),
        customers=tuple(customers.found),
        strangers=tuple(sorted(customers.strangers.values())),
        scale=scale,
    )


def effort_said(effort: Effort, place: str, value: str) -> Fraction | None:
    """The effort that one mark states, at most in thousandths; None if it states none."""
    if place != effort.place:
        return None
    for glob, size in effort.sizes:
        if glob_regex(glob).fullmatch(normalised(value)):
            return _in_thousandths(size)
    if effort.sizes or not _DECIMAL.fullmatch(value.strip()):
        return None
    number = Fraction(value.strip())
    return _in_thousandths(number) if number <= _LARGEST_EFFORT else None


def _in_thousandths(effort: Fraction) -> Fraction:
    return Fraction(round(effort * 1000), 1000)


def glob_regex(glob: str) -> Regex[str]:
    """A glob as a regular expression on normal text: `*` is any text (the first a group), `?` a character.

    A space in a glob stands for any number of spaces, so that "customer: *" also finds "customer:acme".
    """
    parts = {"*": ".*", "?": ".", " ": r"\s*"}
    translated = "".join(parts.get(character, escape(character)) for character in normalised(glob))
    return compile_regex(translated.replace(".*", "(.+)", 1), IGNORECASE | DOTALL)


def _in_scale(effort: Fraction | None, scale: int) -> int | None:
    return None if effort is None else int(effort * scale)


class _Customers:
    """Customers as they are found: one code for each, after aliases and parents."""

    def __init__(self, register: Register | None) -> None:
        self._register = register
        self._codes: dict[str, int] = {}
        self.found: list[Customer] = []
        self.strangers: dict[str, str] = {}

    def entry(self, name: str, meaning: Meaning) -> Customer:
        """The register's entry of a name, else one made from the name alone."""
        entry = self._register.find(name) if self._register else None
        if entry is not None:
            return entry
        if self._register is not None:
            self.strangers.setdefault(normalised(name), name)
        status = Status.PROSPECT if meaning is Meaning.PROSPECT else Status.ACTIVE
        return Customer(id=normalised(name), name=name, status=status, private=False, registered=False)

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

    meaning: Meaning
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
        self._patterns: dict[str, list[_Compiled]] = {}
        for pattern in counting.patterns:
            excepted = "|".join(glob_regex(glob).pattern for glob in pattern.except_)
            compiled = _Compiled(
                meaning=pattern.meaning,
                regex=glob_regex(pattern.glob),
                excepted=compile_regex(excepted, DOTALL) if excepted else None,
            )
            self._patterns.setdefault(pattern.place, []).append(compiled)

    def read(self, mark: int, place: str, value: str, effort: int | None) -> Iterator[Meant]:
        """What a mark says; nothing if it says nothing. One row, and one more for each further customer."""
        text = normalised(value)
        matching = [one for one in self._patterns.get(place, ()) if one.regex.fullmatch(text)]
        said = {one.meaning for one in matching}
        asking = list(self._asking(matching, place, value))
        kind = max([kind for _, kind in asking], default=UNKNOWN)
        if kind == UNKNOWN:
            kind = OWN if said & {Meaning.OWN, Meaning.BUG} else UNKNOWN
        if kind == UNKNOWN and Meaning.SEED_CORN in said:
            kind = SEED_CORN
        codes = list(dict.fromkeys(code for code, _ in asking if code is not None))
        codes = codes[:1] if self._split_first else codes
        if kind or effort is not None or said:
            yield Meant(
                mark=mark,
                customer=codes[0] if codes else None,
                kind=kind,
                seed_marked=Meaning.SEED_CORN in said,
                bug=Meaning.BUG in said,
                ignored=Meaning.IGNORED in said,
                effort=effort,
            )
            yield from (Meant(mark=mark, customer=code, kind=kind) for code in codes[1:])

    def _asking(
        self, matching: list["_Compiled"], place: str, value: str
    ) -> Iterator[tuple[int | None, int]]:
        """Who asks by this mark, as (customer code or None, kind): the first pattern that names anybody."""
        for one in matching:
            if one.meaning is Meaning.NAMELESS:
                yield None, NAMELESS
                return
            if one.meaning not in _ASKING:
                continue
            names = [name for name in self._split(place, _name_in(one.regex, value)) if one.counts(name)]
            if names:
                yield from (self._asker(name, one.meaning) for name in names)
                return

    def _asker(self, name: str, meaning: Meaning) -> tuple[int | None, int]:
        entry = self._customers.entry(name, meaning)
        match entry.status:
            case Status.INTERNAL:
                return None, OWN
            case Status.CROWD:
                return None, NAMELESS
            case Status.PROSPECT:
                return self._customers.code(entry), PROSPECT
            case Status.ACTIVE | Status.CHURNED:
                return self._customers.code(entry), EXISTING

    def _split(self, place: str, name: str) -> Iterator[str]:
        """The names in one value: a label is one name, a form's answer or a field may list several."""
        if not place.startswith(_FREE_TEXT) or self._customers.knows(name):
            yield from [name] if name else []
            return
        pieces: list[str] = []
        for piece in filter(None, (part.strip() for part in split(r"[,;\n]", name))):
            if pieces and _LEGAL_FORM.fullmatch(piece):
                pieces[-1] += f", {piece}"
            else:
                pieces.append(piece)
        yield from pieces


def _name_in(regex: Regex[str], value: str) -> str:
    """The customer's name as written: what the `*` stands for, without the spaces around it."""
    match = regex.fullmatch(normalize("NFKC", value).strip()) or regex.fullmatch(normalised(value))
    name = match[1].strip() if match and match.groups() else value.strip()
    return "" if name.startswith((":", "/")) else name
