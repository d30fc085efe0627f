"""How DuckDB writes what a path needs: structs, maps, JSON in texts, points in time."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedcorn.engines._reaching import Dialect, Form, Shape

_FORMS = {
    "struct": Form.STRUCT,
    "list": Form.LIST,
    "array": Form.LIST,
    "map": Form.MAP,
    "varchar": Form.TEXT,
    "boolean": Form.FLAG,
    "timestamp with time zone": Form.INSTANT,
    "timestamp": Form.LOCAL,
    "timestamp_s": Form.LOCAL,
    "timestamp_ms": Form.LOCAL,
    "timestamp_ns": Form.LOCAL,
    "date": Form.DAY,
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), Form.WHOLE),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), Form.WHOLE),
    **dict.fromkeys(("float", "double", "decimal"), Form.NUMBER),
}


def shape_of(kind: Any) -> Shape:  # Any: a type of DuckDB, which has no type of its own
    """The shape of a column's type."""
    form = _FORMS.get(kind.id, Form.OTHER)
    match form:
        case Form.STRUCT:
            inside = {name: shape_of(child) for name, child in kind.children}
        case Form.MAP:
            inside = {"value": shape_of(kind.children[1][1])}
        case Form.LIST:
            inside = {"value": shape_of(kind.children[0][1])}
        case _:
            inside = {}
    return Shape(form=form, inside=inside)


class Words(Dialect):
    """Its SQL."""

    def name(self, column: str) -> str:
        doubled = column.replace('"', '""')
        return f'"{doubled}"'

    def part(self, struct: str, name: str) -> str:
        return f"struct_extract({struct}, {_literal(name)})"

    def entry(self, mapped: str, name: str) -> str:
        return f"map_extract_value({mapped}, {_literal(name)})"

    def within(self, text: str, steps: Sequence[str]) -> str:
        return f"try(json_extract_string({text}, {_literal(_path(steps))}))"

    def elements(self, text: str) -> str:
        listed = f"from_json({text}, '[\"VARCHAR\"]')"
        cases = f"when 'ARRAY' then {listed} when 'OBJECT' then [{text}::varchar]"
        return f"case try(json_type({text})) {cases} end"

    def is_json(self, text: str) -> str:
        return f"json_valid({text})"

    def knows(self, text: str, name: str) -> str:
        return f"coalesce(list_contains(try(json_keys({text})), {_literal(name)}), false)"

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_matches({text}, {_literal(pattern)})"

    def trimmed(self, number: str) -> str:
        digits = f"try_cast({number} as decimal(38, 6))::varchar"
        return f"regexp_replace({digits}, {_literal('[.]?0+$')}, '')"

    def written(self, value: str) -> str:
        return f"{value}::varchar"

    def alone(self, value: str) -> str:
        return f"case when {value} is not null then [{value}] end"

    def seconds(self, moment: str, form: Form) -> str:
        instant = f"try_cast({moment} as timestamptz)" if form is Form.TEXT else moment
        return f"cast(floor(epoch({instant})) as bigint)"


def columns_of(table: Any) -> Mapping[str, Shape]:
    """The shapes of a relation's columns."""
    return {name: shape_of(kind) for name, kind in zip(table.columns, table.types, strict=True)}


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _path(steps: Sequence[str]) -> str:
    escaped = (step.replace("\\", "\\\\").replace('"', '\\"') for step in steps)
    return "$" + "".join(f'."{step}"' for step in escaped)
