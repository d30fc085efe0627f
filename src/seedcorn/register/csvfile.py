"""A customer register in CSV -> the same plain data with positions as from YAML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seedcorn.yamlfile import Data, Diagnostic, Document, Loc, Place, closest, plain, read_text, refuse

MAX_BYTES = 1024 * 1024  # a register may be long: some 15,000 customers
COLUMNS = (
    *("id", "name", "aliases", "code-name", "parent", "segment", "status", "revenue", "currency", "period"),
    *("seats", "size-employees", "started", "ended", "private"),
)
_TYPED = frozenset(("revenue", "seats", "size-employees", "private"))
_MONEY = frozenset(("currency", "period"))
_CELL = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*(?=[,\r\n]|\Z)|([^,"\r\n]*)(?=[,\r\n]|\Z)')
_END = re.compile(r",|\r\n|[\r\n]|\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    text: str
    place: Place


def load_csv(path: Path) -> Document:
    """The customers of a CSV file whose first line names its columns; aliases are separated by `;`.

    Raises PolicyError with line and column: quotes that do not close, unknown columns, too many cells.
    """
    return parse_csv(read_text(path, max_bytes=MAX_BYTES), str(path))


def parse_csv(text: str, path: str) -> Document:
    """As `load_csv`, from the text."""
    rows = [row for row in _rows(text, path) if len(row) > 1 or row[0].text.strip()]
    if not rows:
        place = Place(path=path)
        refuse(
            [
                Diagnostic(
                    place=place, problem="the file is empty", help="the first line names the columns: id,name"
                )
            ]
        )
    header = _header(rows[0])
    problems: list[Diagnostic] = []
    values: dict[Loc, Place] = {}
    keys: dict[Loc, Place] = {}
    customers: list[Data] = []
    for row in rows[1:]:
        loc: Loc = ("customers", len(customers))
        values[loc] = row[0].place
        if len(row) > len(header):
            problems.append(_too_many(row, header))
        entry: dict[str, Data] = {}
        for name, cell in zip(header, row, strict=False):
            if cell.text.strip():
                _put(entry, name, cell, (*loc,), values)
        customers.append(entry)
    return Document(
        path=path, data={"customers": customers}, keys=keys, values=values, problems=tuple(problems)
    )


def _put(entry: dict[str, Data], name: str, cell: _Cell, loc: Loc, values: dict[Loc, Place]) -> None:
    """One cell into its entry; revenue, currency and period of a line are one amount of money."""
    text = cell.text.strip()
    if name == "aliases":
        entry[name] = [part.strip() for part in text.split(";") if part.strip()]
        values.update({(*loc, name, index): cell.place for index in range(text.count(";") + 1)})
    elif name == "revenue" or name in _MONEY:
        part = "amount" if name == "revenue" else name
        money = entry.setdefault("revenue", {})
        assert isinstance(money, dict)  # noqa: S101  # only these lines put it there; tells the type checker so
        money[part] = plain(text) if name in _TYPED else text
        values[*loc, "revenue", part] = cell.place
    else:
        entry[name] = plain(text) if name in _TYPED else text
    values[*loc, name] = cell.place


def _header(cells: list[_Cell]) -> tuple[str, ...]:
    names = tuple(re.sub(r"[\s_-]+", "-", cell.text.strip().casefold()) for cell in cells)
    problems = [
        _bad_column(cell, name)
        for index, (cell, name) in enumerate(zip(cells, names, strict=True))
        if name not in COLUMNS or name in names[:index]
    ]
    if problems:
        refuse(problems)
    return names


def _bad_column(cell: _Cell, name: str) -> Diagnostic:
    if name in COLUMNS:
        return Diagnostic(
            place=cell.place, problem=f'the column "{name}" is there twice', help="keep one of them"
        )
    near = closest(name, COLUMNS)
    listed = f"the first line names the columns, separated by commas: {', '.join(COLUMNS)}"
    return Diagnostic(
        place=cell.place,
        problem=f'unknown column "{name}"',
        help=f'did you mean "{near}"?' if near else listed,
    )


def _too_many(row: list[_Cell], header: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        place=row[len(header)].place,
        problem=f"{len(row)} cells under {len(header)} columns",
        help='a text with a comma in it goes in quotes: "Acme, Inc."',
    )


def _rows(text: str, path: str) -> Iterator[list[_Cell]]:
    lines = re.split("\r\n|[\r\n]", text)
    offset, line, start = 0, 0, 0
    row: list[_Cell] = []
    while True:
        place = Place(path=path, line=line + 1, column=offset - start + 1, source_line=lines[line])
        found = _CELL.match(text, offset)
        if found is None:
            refuse([Diagnostic(
                place=place,
                problem="the quotes of this cell do not match",
                help='quotes go around a whole cell, and one inside it is written twice: "the ""big"" one"',
            )])  # fmt: skip  # one call, one problem
        quoted, bare = found.groups()
        width = max(1, found.end() - offset)
        cell_place = Place(
            path=path, line=place.line, column=place.column, width=width, source_line=place.source_line
        )
        row.append(_Cell(text=bare if quoted is None else quoted.replace('""', '"'), place=cell_place))
        breaks = list(re.finditer("\r\n|[\r\n]", found[0]))
        line += len(breaks)
        start = offset + breaks[-1].end() if breaks else start
        end = _END.match(text, found.end())
        if end is None or end[0] == "":
            yield row
            return
        offset = end.end()
        if end[0] != ",":
            yield row
            row, line, start = [], line + 1, offset
