"""A file as plain data, with the place of every key and value in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seedcorn.yamlfile.diagnostic import Diagnostic, Place

Loc = tuple[str | int, ...]
Data = str | int | float | bool | None | list["Data"] | dict[str, "Data"]


class WrittenInt(int):
    """A whole number that still knows how it was written."""

    text: str


class WrittenFloat(float):
    """A decimal number that still knows how it was written, so that no digit of an amount is lost."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Plain data of one file, or of several merged, and where each part stands.

    `keys` and `values` give the place of a key and of its value by location, ("customers", 0, "id").
    `problems` were found while reading: data that has any must not be used.
    """

    path: str
    data: dict[str, Data]
    keys: Mapping[Loc, Place] = field(default_factory=dict)
    values: Mapping[Loc, Place] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def all_problems(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The problems of reading, and those of the data found since, except where reading failed already."""
        places = {problem.place.order for problem in self.problems}
        return (*self.problems, *(each for each in found if each.place.order not in places))

    def key_place(self, loc: Loc) -> Place:
        """Where the key at a location stands; of an item of a list, the item; else what is around it."""
        return self.keys.get(loc) or self.place(loc)

    def place(self, loc: Loc) -> Place:
        """Where the value at a location stands, or the nearest thing around it."""
        while loc:
            found = self.values.get(loc)
            if found is not None:
                return found
            loc = loc[:-1]
        return self.values.get((), Place(path=self.path))
