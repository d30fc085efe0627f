"""The last look at a text that is about to go public: no name, no amount of a customer's or of one's own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from seedcorn.model import Customer
from seedcorn.privacy.amounts import amounts, numbers_in
from seedcorn.privacy.encodings import views
from seedcorn.privacy.pictures import without_pictures
from seedcorn.privacy.secrecy import Secrets, Shown, secrets_of
from seedcorn.privacy.spelling import View
from seedcorn.register import Register

_LINES = (1, 2, 3)  # a name that was wrapped stands in two lines, or in three


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something of a customer that stands in a text: where, in which encoding, and whose by code-name.

    `line` counts from 1, and is 0 where it is in no few lines alone; `how` is empty for plain text. `who` is
    empty for the company's own money.
    """

    who: str
    line: int = 0
    how: str = ""
    is_money: bool = False

    def __str__(self) -> str:
        money = f"what {self.who} pays" if self.who else "an amount of your own money"
        what = money if self.is_money else f"the name of {self.who}"
        where = f" in line {self.line}" if self.line else ""
        return f"{what}{where}{f' ({self.how})' if self.how else ''}"


def leaks(
    text: str,
    shown: Shown,
    register: Register | None,
    *,
    place: str,
    key: str = "",
    beside: object = None,
) -> tuple[Leak, ...]:
    """What of customers can be read in a text that is about to go public at `place`; none is good.

    Looks for every name, alias, domain and id without regard to case, the form of accents, spaces and
    punctuation, short ones only where no other letter touches them; and for every amount of money of four
    digits or more. All that in the text, and in what it holds in JSON escapes, HTML entities, addresses,
    punycode, base64 and the encodings of mail; not in the pixels of its pictures. Of each customer its first
    name that is found is told once, and so is each amount.

    A name made of words that reports say themselves ("Open", "issues") counts only as it is written, see
    `Name.leaks_in`; a number that the reports say anyway does not count, nor one that stands in what is shown
    `beside` them.
    """
    secrets = secrets_of(shown, register, place=place, key=key)
    words = without_pictures(text)
    told = tuple(views(words))
    lines = _Lines(words)
    return (*_names(told, lines, secrets), *_amounts(told, lines, secrets, amounts(register, shown, beside)))


def _names(told: tuple[View, ...], lines: "_Lines", secrets: Secrets) -> Iterator[Leak]:
    found: set[str] = set()
    for view in told:
        for name in secrets.names:
            if name.customer not in found and name.may_stand_in(view) and name.leaks_in(view, secrets.open):
                found.add(name.customer)
                line = lines.first(partial(name.leaks_in, public=secrets.open))
                yield Leak(who=secrets.codes[name.customer][1], line=line, how=view.how)


def _amounts(
    told: tuple[View, ...], lines: "_Lines", secrets: Secrets, paid: Mapping[str, Customer | None]
) -> Iterator[Leak]:
    found: set[str] = set()
    for view in told if paid else ():
        for amount in sorted(numbers_in(view) & paid.keys() - found):
            found.add(amount)
            line = lines.first(partial(_has_number, amount))
            yield Leak(who=_payer(paid[amount], secrets), line=line, how=view.how, is_money=True)


def _has_number(amount: str, view: View) -> bool:
    return amount in numbers_in(view)


def _payer(customer: Customer | None, secrets: Secrets) -> str:
    """A customer who is not hidden may be named; what it pays is as secret. Empty for the company itself."""
    if customer is None:
        return ""
    return secrets.codes[customer.id][1] if customer.id in secrets.codes else customer.name


class _Lines:
    """The lines of a text, each read in all its encodings when that is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[int, list[tuple[View, ...]]] = {}

    def first(self, is_there: Callable[[View], bool]) -> int:
        """The number of the first line, or of two or three, in which something is there; 0 for none."""
        for width in _LINES:
            for number, told in enumerate(self._of(width), 1):
                if any(map(is_there, told)):
                    return number
        return 0

    def _of(self, width: int) -> list[tuple[View, ...]]:
        if width not in self._read:
            lines = self._text.split("\n")
            joined = ("\n".join(lines[start : start + width]) for start in range(len(lines)))
            self._read[width] = [tuple(views(each)) for each in joined]
        return self._read[width]
