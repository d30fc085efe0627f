"""A customer register in CSV -> the same plain data with positions as from YAML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seedcorn.yamlfile import Data, Diagnostic, Document, Loc, Place, did_you_mean, plain, read_text, refuse

MAX_BYTES = 512 * 1024  # some 10,000 customers, read and checked in half a second
COLUMNS = (
    *("id", "name", "aliases", "domains", "code-name", "parent", "segment", "status", "revenue", "currency"),
    *("period", "seats", "size-employees", "size-at-start", "started", "ended", "renews", "contract"),
    *("list-price", "discount", "prepaid", "overdue", "buyer-is-user", "usage:storage", "private"),
)
_TYPED = frozenset(
    (
        *("revenue", "seats", "size-employees", "size-at-start", "private", "list-price", "prepaid"),
        *("overdue", "buyer-is-user"),
    )
)
_USAGE = "usage:"  # and what is used: usage:storage, usage:messages
_LISTS = frozenset(("aliases", "domains"))
_MONEY = frozenset(("currency", "period"))
_CELL = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*(?=[,\r\n]|\Z)|([^,"\r\n]*)(?=[,\r\n]|\Z)')
_END = re.compile(r",|\r\n|[\r\n]|\Z")
_BREAK = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    text: str
    place: Place


def load_csv(path: Path) -> Document:
    """The customers of a CSV file whose first line names its columns; lists are separated by `;`.

    Raises PolicyError with line and column: quotes that do not close, unknown columns, too many cells.
    """
    return parse_csv(read_text(path, max_bytes=MAX_BYTES), str(path))


def parse_csv(text: str, path: str) -> Document:
    """As `load_csv`, from the text."""
    rows = [row for row in _rows(text, path) if len(row) > 1 or row[0].text.strip()]
    if not rows:
        refuse([Place(path=path).wrong("the file is empty", "the first line names the columns: id,name")])
    header = _header(rows[0])
    problems: list[Diagnostic] = []
    values: dict[Loc, Place] = {}
    customers: list[Data] = []
    for row in rows[1:]:
        loc: Loc = ("customers", len(customers))
        values[loc] = row[0].place
        if len(row) > len(header):
            problems.append(_too_many(row, header))
        entry: dict[str, Data] = {}
        for name, cell in zip(header, row, strict=False):
            if cell.text.strip():
                _put(entry, name, cell, loc, values)
        customers.append(entry)
    return Document(path=path, data={"customers": customers}, values=values, problems=tuple(problems))


def _put(entry: dict[str, Data], name: str, cell: _Cell, loc: Loc, values: dict[Loc, Place]) -> None:
    """One cell into its entry; revenue, currency and period of a line are one amount of money."""
    text = cell.text.strip()
    if name.startswith(_USAGE):
        _put_usage(entry, name.removeprefix(_USAGE), cell, loc, values)
    elif name in _LISTS:
        entry[name] = [part.strip() for part in text.split(";") if part.strip()]
        values.update({(*loc, name, index): cell.place for index in range(text.count(";") + 1)})
    elif name == "revenue" or name in _MONEY:
        part = "amount" if name == "revenue" else name
        money = entry.setdefault("revenue", {})
        assert isinstance(money, dict)  # noqa: S101  # only these lines put it there; tells the type checker so
        money[part] = plain(text) if name in _TYPED else text
        values[*loc, "revenue", part] = cell.place
        values.setdefault((*loc, "revenue"), cell.place)
    else:
        entry[name] = plain(text) if name in _TYPED else text
    values[*loc, name] = cell.place


def _put_usage(entry: dict[str, Data], what: str, cell: _Cell, loc: Loc, values: dict[Loc, Place]) -> None:
    """How much of one resource a customer uses, beside what it uses of others."""
    usage = entry.setdefault("usage", {})
    assert isinstance(usage, dict)  # noqa: S101  # only this line put it there; tells the type checker so
    usage[what] = plain(cell.text.strip())
    values[*loc, "usage", what] = cell.place


def _header(cells: list[_Cell]) -> tuple[str, ...]:
    names = tuple(re.sub(r"[\s_-]+", "-", cell.text.strip().casefold()) for cell in cells)
    problems = [
        _bad_column(cell, name)
        for index, (cell, name) in enumerate(zip(cells, names, strict=True))
        if not _is_column(name) or name in names[:index]
    ]
    if problems:
        refuse(problems)
    return names


def _is_column(name: str) -> bool:
    return name in COLUMNS or (name.startswith(_USAGE) and name != _USAGE)


def _bad_column(cell: _Cell, name: str) -> Diagnostic:
    if _is_column(name):
        return cell.place.wrong(f'the column "{name}" is there twice', "keep one of them")
    advice = did_you_mean(name, COLUMNS, otherwise="the first line names the columns, separated by commas:")
    return cell.place.wrong(f'unknown column "{name}"', advice)


def _too_many(row: list[_Cell], header: tuple[str, ...]) -> Diagnostic:
    advice = 'a text with a comma in it goes in quotes: "Acme, Inc."'
    return row[len(header)].place.wrong(f"{len(row)} cells under {len(header)} columns", advice)


def _rows(text: str, path: str) -> Iterator[list[_Cell]]:
    """The lines of a CSV text as cells. Raises PolicyError where quotes do not match."""
    cursor = _Cursor(path=path, lines=_BREAK.split(text))
    row: list[_Cell] = []
    while True:
        found = _CELL.match(text, cursor.offset)
        if found is None:
            advice = 'quotes go around a whole cell, and one inside it is written twice: "the ""big"" one"'
            refuse([cursor.place().wrong("the quotes of this cell do not match", advice)])
        row.append(_Cell(text=_content(found), place=cursor.place(len(found[0]))))
        cursor.over(found[0])
        end = _END.match(text, cursor.offset)
        if end is None or not end[0]:
            yield row
            return
        cursor.over(end[0])
        if end[0] != ",":
            yield row
            row = []


def _content(cell: re.Match[str]) -> str:
    quoted, bare = cell.groups()
    return bare if quoted is None else quoted.replace('""', '"')


@dataclass(slots=True, kw_only=True)
class _Cursor:
    """Where reading stands: an offset in the text, the line, and the offset at which that line starts."""

    path: str
    lines: list[str]
    offset: int = 0
    line: int = 0
    start: int = 0

    def over(self, text: str) -> None:
        """Go on behind this text."""
        for found in _BREAK.finditer(text):
            self.line += 1
            self.start = self.offset + found.end()
        self.offset += len(text)

    def place(self, width: int = 1) -> Place:
        """The place reading stands at."""
        column = self.offset - self.start + 1
        source_line = self.lines[self.line]
        return Place(
            path=self.path, line=self.line + 1, column=column, width=max(1, width), source_line=source_line
        )
