"""What the tables of a snapshot hold, and how they are cut: leaves of issues, and what is kept once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seedcorn.branch import Branch
from seedcorn.snapshot.lines import BRANCH_COLUMNS, FACTS
from seedcorn.snapshot.spells import EVENTS, SPELLS

Types = Mapping[str, str]
# One leaf is made at a time: this bounds the memory that takes, and what a run with changes writes again.
ISSUES_A_LEAF = 250_000
TABLES: Mapping[str, Types] = {
    "issues": {"issue": "INTEGER", **FACTS},
    "marks": {"issue": "INTEGER", "mark": "INTEGER", "position": "INTEGER"},
    "vocabulary": {"mark": "INTEGER", "place": "VARCHAR", "value": "VARCHAR"},
    "iterations": {
        "source": "VARCHAR",
        "kind": "VARCHAR",
        "name": "VARCHAR",
        "starts": "INTEGER",
        "ends": "INTEGER",
        "closed": "BOOLEAN",
    },
    "branches": BRANCH_COLUMNS,
    "events": EVENTS,
    "spells": SPELLS,
}
IN_LEAVES = tuple(table for table, types in TABLES.items() if "issue" in types)
WHOLE = tuple(table for table in TABLES if table not in IN_LEAVES)


def issues_a_leaf() -> int:
    """How many numbers a leaf of a new snapshot has; one that is there keeps to its own."""
    return ISSUES_A_LEAF


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where the tables of a snapshot lie, by names such as "marks/0003" and "vocabulary".

    Leaf k holds the issues numbered from k * `span` on, `span` of them at most, with all that is told of
    each. They were read at minute `now`.
    """

    paths: Mapping[str, Path] = field(default_factory=dict)
    span: int = field(default_factory=issues_a_leaf)
    now: int = 0

    @property
    def leaves(self) -> tuple[int, ...]:
        """The numbers of the leaves that there are."""
        return leaves_of(self.paths)

    def of(self, table: str) -> tuple[Path, ...]:
        """The files of one of the TABLES, in the order of the leaves."""
        return tuple(self.paths[name] for name in names_of(table, self.leaves) if name in self.paths)

    def leaf(self, number: int) -> dict[str, Path]:
        """The file of each table of one leaf; empty if there is no such leaf."""
        names = {table: leaf_name(table, number) for table in IN_LEAVES}
        return {table: self.paths[name] for table, name in names.items() if name in self.paths}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A file of lines, the length of the longest, and from which number on those of each source count.

    `branches` are those that were read besides; of one that came twice the later counts. `events` is how many
    of the lines are events.
    """

    path: Path
    longest: int
    firsts: tuple[int, ...]
    branches: tuple[Branch, ...] = ()
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The sources whose issues were read again from the start, and those whose branches were all listed."""

    issues: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many issues came, changed and went since the tables that were there before."""

    new: int = 0
    changed: int = 0
    gone: int = 0


def leaf_name(table: str, leaf: int) -> str:
    """What a manifest calls a leaf's part of a table."""
    return f"{table}/{leaf:04}"


def leaves_of(names: Iterable[str]) -> tuple[int, ...]:
    """The leaves that names of this kind tell of."""
    return tuple(sorted({int(leaf) for _, _, leaf in (name.partition("/") for name in names) if leaf}))


def names_of(table: str, leaves: Iterable[int]) -> Iterator[str]:
    """The names of all parts of a table, which may be one."""
    return (leaf_name(table, leaf) for leaf in leaves) if table in IN_LEAVES else iter((table,))


def plain(name: str) -> str:
    """The file of a table, or of a part of it, while it is being made."""
    return f"{name.replace('/', '-')}.parquet"
