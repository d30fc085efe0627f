"""How Spark writes what a path needs: structs, maps, JSON in texts, points in time."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedcorn.engines._reaching import Dialect, Form, Shape

_FORMS = {
    "struct": Form.STRUCT,
    "array": Form.LIST,
    "map": Form.MAP,
    "string": Form.TEXT,
    "char": Form.TEXT,
    "varchar": Form.TEXT,
    "boolean": Form.FLAG,
    "timestamp": Form.INSTANT,
    "timestamp_ntz": Form.LOCAL,
    "date": Form.DAY,
    **dict.fromkeys(("tinyint", "byte", "smallint", "short", "integer", "bigint", "long"), Form.WHOLE),
    **dict.fromkeys(("float", "double", "decimal"), Form.NUMBER),
}


def shape_of(kind: Any) -> Shape:  # Any: a type of Spark, which only spark.py may import
    """The shape of a column's type."""
    form = _FORMS.get(kind.typeName().partition("(")[0], Form.OTHER)
    match form:
        case Form.STRUCT:
            inside = {one.name: shape_of(one.dataType) for one in kind.fields}
        case Form.MAP:
            inside = {"value": shape_of(kind.valueType)}
        case Form.LIST:
            inside = {"value": shape_of(kind.elementType)}
        case _:
            inside = {}
    return Shape(form=form, inside=inside)


class Words(Dialect):
    """Its SQL."""

    def name(self, column: str) -> str:
        doubled = column.replace("`", "``")
        return f"`{doubled}`"

    def part(self, struct: str, name: str) -> str:
        return f"{struct}.{self.name(name)}"

    def entry(self, mapped: str, name: str) -> str:
        return f"try_element_at({mapped}, {_literal(name)})"

    def within(self, text: str, steps: Sequence[str]) -> str:
        path = "$" + "".join(f"['{step}']" for step in steps)
        return f"get_json_object({text}, {_literal(path)})"

    def elements(self, text: str) -> str:
        one = f"when get_json_object({text}, '$') like '{{%' then array({text})"
        return f"case when ltrim({text}) like '[%' then from_json({text}, 'array<string>') {one} end"

    def is_json(self, text: str) -> str:
        return f"(get_json_object({text}, '$') is not null)"

    def knows(self, text: str, name: str) -> str:
        return f"coalesce(array_contains(json_object_keys({text}), {_literal(name)}), false)"

    def matches(self, text: str, pattern: str) -> str:
        return f"({text} rlike {_literal(pattern)})"

    def trimmed(self, number: str) -> str:
        digits = f"cast(try_cast({number} as decimal(38, 6)) as string)"
        return f"regexp_replace({digits}, {_literal('[.]?0+$')}, '')"

    def written(self, value: str) -> str:
        return f"cast({value} as string)"

    def alone(self, value: str) -> str:
        return f"case when {value} is not null then array({value}) end"

    def seconds(self, moment: str, form: Form) -> str:
        match form:
            case Form.TEXT:
                return f"unix_seconds(try_cast({moment} as timestamp))"
            case Form.LOCAL:
                return f"timestampdiff(second, timestamp_ntz'1970-01-01 00:00:00', {moment})"
            case Form.DAY:
                return f"unix_date({moment}) * 86400L"
        return f"unix_seconds({moment})"


def columns_of(table: Any) -> Mapping[str, Shape]:
    """The shapes of a data frame's columns."""
    return {one.name: shape_of(one.dataType) for one in table.schema.fields}


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
