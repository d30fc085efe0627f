"""How a path goes down into the columns of somebody else's table, as SQL: the same walk in every dialect."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum, auto

from seedcorn.engine import Kind, NotThereError, Reach


class Form(Enum):
    """What a column, or a part of one, is."""

    STRUCT = auto()
    LIST = auto()
    MAP = auto()
    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()
    FLAG = auto()
    INSTANT = auto()
    LOCAL = auto()  # a date and time that names no zone: taken for UTC
    DAY = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A form, and what is inside: the fields of a struct, the `value` of a map or list."""

    form: Form
    inside: Mapping[str, "Shape"] = field(default_factory=dict)


class Dialect(ABC):
    """What the engines write differently; each takes and gives an expression in SQL."""

    @abstractmethod
    def name(self, column: str) -> str:
        """A column."""

    @abstractmethod
    def part(self, struct: str, name: str) -> str:
        """A field of a struct."""

    @abstractmethod
    def entry(self, mapped: str, name: str) -> str:
        """The value of a map at a key, null where there is none."""

    @abstractmethod
    def within(self, text: str, steps: Sequence[str]) -> str:
        """What lies in a JSON text, as text; null where nothing does, or where it is no JSON."""

    @abstractmethod
    def elements(self, text: str) -> str:
        """The list of texts in the JSON text of a list; an object is a list of one; else null."""

    @abstractmethod
    def is_json(self, text: str) -> str:
        """Whether a text is JSON."""

    @abstractmethod
    def knows(self, text: str, name: str) -> str:
        """Whether a JSON text is an object with that name in it; false where there is no text."""

    @abstractmethod
    def matches(self, text: str, pattern: str) -> str:
        """Whether a text holds a regular expression, of those that all engines read alike."""

    @abstractmethod
    def trimmed(self, number: str) -> str:
        """A number as text, without needless digits."""

    @abstractmethod
    def written(self, value: str) -> str:
        """Any other value as text."""

    @abstractmethod
    def alone(self, value: str) -> str:
        """A list of this one value; null where that is null."""

    @abstractmethod
    def seconds(self, moment: str, form: Form) -> str:
        """The seconds since 1970 of a point in time, as BIGINT; of a TEXT with its zone."""

    def reached(self, columns: Mapping[str, Shape], reaches: Mapping[str, Reach]) -> dict[str, str]:
        """The expression of each path.

        Raises NotThereError with all that do not exist.
        """
        found, problems = dict[str, str](), dict[str, str]()
        for name, reach in reaches.items():
            try:
                found[name] = self._one(columns, reach)
            except LookupError as error:
                problems[name] = str(error.args[0])
        if problems:
            raise NotThereError(problems)
        return found

    def listed(self, columns: Mapping[str, Shape], column: str) -> str:
        """A column as a list: of a list its elements, of the JSON text of one too, of a single value that."""
        value, shape = self.name(column), columns[column]
        match shape.form:
            case Form.LIST:
                return value
            case Form.TEXT:
                return self.elements(value)
        return self.alone(value)

    def _one(self, columns: Mapping[str, Shape], reach: Reach) -> str:
        if reach.kind is Kind.BROKEN:
            value, shape = self._located(columns, reach.steps[:1])
            bare = f"({value} is not null and trim({value}) <> 'null' and not {self.is_json(value)})"
            return bare if shape.form is Form.TEXT else "false"
        value, shape = self._located(columns, reach.steps)
        if reach.kind is Kind.LACKS:
            return self._lacks(columns, reach.steps)
        match reach.kind:
            case Kind.THERE:
                return f"({value} is not null)"
            case Kind.SECONDS:
                return self._seconds(value, shape, reach)
            case Kind.TEXT:
                return self._text(value, shape, reach)
        return value

    def _located(self, columns: Mapping[str, Shape], steps: Sequence[str]) -> tuple[str, Shape]:
        name = _among(columns, steps[0], "column")
        value, shape = self.name(name), columns[name]
        for index, step in enumerate(steps[1:], 1):
            match shape.form:
                case Form.STRUCT:
                    name = _among(shape.inside, step, "field")
                    value, shape = self.part(value, name), shape.inside[name]
                case Form.MAP:
                    value, shape = self.entry(value, step), shape.inside["value"]
                case Form.TEXT:
                    return self.within(value, steps[index:]), Shape(form=Form.TEXT)
                case _:
                    above = ".".join(steps[:index])
                    said = f"a list: write {above}[]" if shape.form is Form.LIST else "a single value"
                    raise LookupError(f'there is no "{step}" in "{above}", which is {said}')
        return value, shape

    def _lacks(self, columns: Mapping[str, Shape], steps: Sequence[str]) -> str:
        """Of a struct all names are known, of maps and JSON only those that are written."""
        known = list(self._known(columns, steps))
        missed = " or ".join(f"({is_filled} and not {is_known})" for is_filled, is_known in known)
        return f"case when {known[-1][1]} then false when {missed} then true end" if known else "false"

    def _known(self, columns: Mapping[str, Shape], steps: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Of each object on the way whether it holds anything, and whether it knows the next name."""
        for index in range(1, len(steps)):
            value, shape = self._located(columns, steps[:index])
            if shape.form is Form.MAP:
                entry = self.entry(value, steps[index])
                yield f"coalesce(cardinality({value}) > 0, false)", f"({entry} is not null)"
            if shape.form is Form.TEXT:
                inside = steps[index:]
                yield f"({_is_filled(value)} and {self.is_json(value)})", self.knows(value, inside[0])
                for end in range(1, len(inside)):
                    part = self.within(value, inside[:end])
                    yield _is_filled(part), self.knows(part, inside[end])
                return

    def _text(self, value: str, shape: Shape, reach: Reach) -> str:
        said = ".".join(reach.steps)
        match shape.form:
            case Form.TEXT:
                return value
            case Form.NUMBER:
                return self.trimmed(value)
            case Form.LIST:
                raise LookupError(f'"{said}" is a list: write {said}[]')
            case Form.STRUCT:
                fields = ", ".join(shape.inside)
                raise LookupError(f'"{said}" is an object: name one of its fields: {fields}')
        return self.written(value)

    def _seconds(self, value: str, shape: Shape, reach: Reach) -> str:
        match shape.form:
            case Form.WHOLE | Form.NUMBER:
                return _epoch(value)
            case Form.TEXT:
                return self._told(value)
            case Form.INSTANT | Form.LOCAL | Form.DAY:
                return self.seconds(value, shape.form)
        raise LookupError(f'"{".".join(reach.steps)}" is no point in time')

    def _told(self, text: str) -> str:
        """Of a text: ISO 8601, taken for UTC where it names no zone, or a number since 1970."""
        number, day = self.matches(text, "^[0-9]{9,19}$"), self.matches(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        zoned = self.matches(text, "([zZ]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$")
        full = f"case when {day} then {text} || 'T00:00:00Z' when {zoned} then {text} else {text} || 'Z' end"
        moment = self.seconds(f"({full})", Form.TEXT)
        return f"case when {number} then {_epoch(f'try_cast({text} as bigint)')} else {moment} end"


def _is_filled(text: str) -> str:
    """Whether a JSON text holds anything; never null."""
    return f"coalesce(trim({text}) not in ('', 'null', '[]', '{{}}'), false)"


def _epoch(number: str) -> str:
    """The seconds of a number since 1970 in seconds, milli-, micro- or nanoseconds, told by its size."""
    return (
        f"cast(floor(case when abs({number}) < 100000000000 then {number} / 1.0"
        f" when abs({number}) < 100000000000000 then {number} / 1000.0"
        f" when abs({number}) < 100000000000000000 then {number} / 1000000.0"
        f" else {number} / 1000000000.0 end) as bigint)"
    )


def _among(names: Iterable[str], wanted: str, what: str) -> str:
    """The name that is meant, in whatever case it is written. Raises LookupError."""
    known = {name.casefold(): name for name in names}
    if wanted.casefold() in known:
        return known[wanted.casefold()]
    near = get_close_matches(wanted.casefold(), known, n=1)
    listed = ", ".join(sorted(known.values())[:30])
    hint = f'did you mean "{known[near[0]]}"?' if near else f"there are: {listed}"
    raise LookupError(f'there is no {what} "{wanted}"; {hint}')
