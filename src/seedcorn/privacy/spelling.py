"""A name however it is spelled: case, accents, spaces, punctuation and what cannot be seen do not matter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category, normalize

from seedcorn.privacy.ordinary import is_ordinary, is_said

_ANYWHERE = 8  # letters from which a name is found inside other words too: shorter ones stand there by chance
_SPELLED_OUT = 5  # letters from which a name is found with anything but letters between them
_BEGINNING = 20  # letters by which a long name is told, also where it was cut
_COLORS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_WORDS = re.compile(r"[\w\s]+")
_NO_LETTER = re.compile(r"[\W_]+")


class _Folded(dict[int, str | None]):
    """What each character is compared as, found out once a character."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        self[code] = found = None if category(char) in {"Mn", "Me", "Cf"} else char
        return found


_FOLDED = _Folded()


def folded(text: str) -> str:
    """A text without case, accents, compatible forms (NFKD), colours of a terminal and invisible signs."""
    bare = _COLORS.sub("", text) if "\x1b" in text else text
    if bare.isascii():
        return bare.lower()
    return normalize("NFKD", normalize("NFKD", bare).casefold()).translate(_FOLDED)


@dataclass(frozen=True, kw_only=True)
class View:
    """A text as it was read: as it is, or out of some encoding (`how`); folded once."""

    text: str
    how: str = ""

    @cached_property
    def folded(self) -> str:
        """As names are compared."""
        return folded(self.text)

    @cached_property
    def letters(self) -> str:
        """Its letters and digits alone, in a row."""
        return _NO_LETTER.sub("", self.folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(_NO_LETTER.split(self.folded))


@dataclass(frozen=True, kw_only=True)
class Name:
    """One of the names of a customer, by id.

    `letters` are what is looked for, without anything between; `whole` are all of them.
    """

    customer: str
    said: str
    whole: str
    letters: str

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether reports say the same in words of their own."""
        return is_ordinary(self.said, folded(self.said))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        between = r"[\W_]*"
        spelled = self.letters if len(self.letters) >= _SPELLED_OUT else self._words
        return re.compile(rf"(?<![^\W_]){between.join(map(re.escape, spelled))}(?![^\W_])")

    @cached_property
    def _words(self) -> list[str]:
        return _NO_LETTER.sub(" ", folded(self.said)).split()

    @cached_property
    def _is_loose(self) -> bool:
        """Whether it counts wherever its letters stand: it is long, or of a script that knows no spaces."""
        others = {category(char) for char in self.letters}
        return len(self.letters) >= _ANYWHERE or (others == {"Lo"} and len(self.letters) > 1)

    def may_stand_in(self, view: View) -> bool:
        """Whether it is worth a closer look."""
        if not self.letters:
            return _is_sign(self.said) and folded(self.said) in view.folded
        if len(self._words) == 1 and len(self.letters) < _SPELLED_OUT and not self._is_loose:
            return self.letters in view.words
        return self.letters in view.letters

    def stands_in(self, view: View) -> bool:
        """Whether it can be read in a text."""
        if not self.may_stand_in(view):
            return False
        return not self.letters or self._is_loose or self._pattern.search(view.folded) is not None

    def leaks_in(self, view: View, public: Iterable[str]) -> bool:
        """Whether it can be read in a text of ours: not as a part of what is public, nor as our own word.

        A name that is made of ordinary words of reports ("Open", "issues") counts only where it stands as it
        is written, with its signs, in capitals, or with a capital inside a sentence; one without any of these
        cannot be told from the word.
        """
        if not self.stands_in(view):
            return False
        longer = [one for one in public if self.stands_in(View(text=one))]
        if any(self.whole not in View(text=one).letters for one in longer):  # they only begin alike
            return self.whole in view.letters
        rest = View(text=without(view.text, longer)) if longer else view
        return self.stands_in(rest) and (not self.is_ordinary or self._is_as_written(rest))

    def _is_as_written(self, view: View) -> bool:
        bare = folded(self.said).strip()
        if not _WORDS.fullmatch(bare) and bare in view.folded and not is_said(bare):
            return True
        if self.said == self.said.lower():
            return False
        is_told = self.said != self.said[:1] + self.said[1:].lower()
        before = r"(?<!\w)" if is_told else r"(?<=[\w,;)] )"
        return re.search(rf"{before}{re.escape(self.said)}(?!\w)", view.text) is not None


def name_of(customer: str, said: str) -> Name:
    """A name to look for; of a long one the beginning is enough."""
    whole = _NO_LETTER.sub("", folded(said))
    return Name(customer=customer, said=said, whole=whole, letters=whole[:_BEGINNING])


def without(text: str, public: Iterable[str]) -> str:
    """A text without what everybody may read, the longest first."""
    said = sorted(filter(None, public), key=len, reverse=True)
    if not said:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", " ", text, flags=re.IGNORECASE)


def _is_sign(name: str) -> bool:
    """A name of signs alone can be found if it is none that any text may have: an emoji, not an asterisk."""
    return not name.isascii() and bool(folded(name).strip()) and not is_ordinary(name, folded(name))
