"""What a hidden customer is called: as the register says, by a code that only a key can make, or a number."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest

from seedcorn.model import Customer
from seedcorn.register import Register, normalised
from seedcorn.words import plain

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which look like others (Crockford)
_READ_AS = str.maketrans("ILO", "110")
_LENGTH = 5
_BITS = 256


def codes(key: str, ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A code for each id: five characters of HMAC-SHA-256 of the id, the same wherever the key is.

    Ids whose codes are alike, or taken, get one character more until they differ.
    """
    given: dict[str, str] = {}
    left, length = set(ids), _LENGTH
    used = set(taken)
    while left:
        long = {one: _code(key, one)[:length] for one in left}
        often = Counter(long.values())
        alone = {one for one, code in long.items() if often[code] == 1 and code not in used}
        given |= {one: long[one] for one in alone}
        left -= alone
        length += 1
    return given


def _code(key: str, customer: str) -> str:
    """All of the digest, five bits a character."""
    made = digest(key.encode(errors="surrogatepass"), customer.encode(errors="surrogatepass"), sha256)
    bits = int.from_bytes(made, "big")
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(_BITS - 5, -1, -5))


def code_names(hidden: Iterable[str], register: Register | None, key: str) -> Mapping[str, tuple[str, str]]:
    """Of hidden customers, in their order: id -> (code id, code-name). Without a key they are numbered."""
    entries = {entry.id: entry for entry in register.customers} if register else {}
    by_key = _by_key(hidden, entries, key) if key else {}
    named: dict[str, tuple[str, str]] = {}
    for place, one in enumerate(hidden, 1):
        code = by_key.get(one, str(place))
        said = entries[one].code_name if one in entries else None
        named[one] = (f"customer-{code.casefold()}", said or f"Customer {code}")
    return named


def _by_key(hidden: Iterable[str], entries: Mapping[str, Customer], key: str) -> dict[str, str]:
    """The register's customers first, so that no name from a tracker changes the code of one of them."""
    registered = codes(key, entries)
    return registered | codes(key, set(hidden) - set(entries), registered.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """The way back: what stands for which customer of a register, by code, id and code-name."""

    customers: Mapping[str, Customer]
    _pattern: re.Pattern[str] = field(repr=False)

    def find(self, code: str) -> Customer | None:
        """The customer behind "K7QX3", "Customer K7QX3", "customer-k7qx3" or a code-name of the register."""
        wanted = normalised(code)
        bare = re.sub(r"^customer[ -]", "", wanted).upper().translate(_READ_AS).casefold()
        return self.customers.get(wanted) or self.customers.get(f"customer {bare}")

    def told(self, text: str) -> str:
        """A text with every code-name and code id in it replaced by the name."""
        return self._pattern.sub(lambda found: self._name(found[0]), text)

    def _name(self, said: str) -> str:
        found = self.find(said)
        return plain(found.name) if found else said


def revealed(register: Register, key: str) -> Revealed:
    """What a register and a key reveal; without a key the register's own code-names alone."""
    by_key = codes(key, (entry.id for entry in register.customers)) if key else {}
    customers: dict[str, Customer] = {}
    for entry in register.customers:
        if entry.id in by_key:
            customers[f"customer {by_key[entry.id].casefold()}"] = entry
        if entry.code_name:
            customers[normalised(entry.code_name)] = entry
    longest = sorted(customers, key=len, reverse=True)
    said = "|".join(re.escape(one).replace(r"customer\ ", r"customer[\s-]") for one in longest)
    pattern = re.compile(rf"(?<!\w)(?:{said or '(?!)'})(?!\w)", re.IGNORECASE)
    return Revealed(customers=customers, _pattern=pattern)
