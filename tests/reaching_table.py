"""A table with everything that a path may go through, and what every engine has to find in it."""

from pathlib import Path

import duckdb

from seedcorn.engine import Engine, Kind, Reach, rows

TEXTS = (
    "2024-01-02T13:56:59Z",
    "2024-01-02T15:56:59.999+0200",
    "2024-01-02 13:56:59",
    "2024-01-02",
    "1704203819",
    "1704203819123",
    "1969-12-31T23:59:59Z",
    "soon",
    "",
    None,
)
SECONDS = [1704203819, 1704203819, 1704203819, 1704153600, 1704203819, 1704203819, -1, None, None, None]
JSON = (
    '{"name": "Ada \\"L\\"", "a.b": {"c d": 5.0}, "list": [{"n": "x"}, {"n": null}, {"m": 1}], "on": true}',
    '{"list": {"n": "alone"}, "name": null}',
    '{"list": []}',
    "null",
    "oops",
    '["bug", 1, null, {"n": "y"}]',
    None,
)
_WRITE = """
copy (
    select row_number() over () as id, *,
        {'login': text, 'Deep': {'Er': 7}} as person,
        [{'name': 'p'}, null, {'name': 'q'}] as people,
        map {'k': json} as extra,
        timestamp '2024-01-02 13:56:59.9' as local,
        timestamptz '2024-01-02 13:56:59.9+00' as instant,
        date '2024-01-02' as day,
        1704203819::bigint * 1000000 as micros,
        case id_ when 0 then 5.0 when 1 then 0.5 when 2 then 1e10 when 3 then 100 end::double as points
    from (select unnest(range(10)) as id_, unnest($texts) as text, unnest($json) as json) order by id_
) to '{path}' (format parquet)
"""


def write(path: Path) -> None:
    """The table, ten rows of it."""
    texts, json = list(TEXTS), [*JSON, *[None] * (len(TEXTS) - len(JSON))]
    statement = _WRITE.replace("{path}", str(path))
    duckdb.connect().execute(statement, {"texts": texts, "json": json})


def check(engine: Engine, path: Path) -> None:
    """What an engine reads of it."""
    table = engine.scan(str(path))

    def read(*steps: str, kind: Kind = Kind.TEXT) -> list[object]:
        found = engine.reach(table, {"found": Reach(steps=steps, kind=kind)}, keep=["id"])
        return [value for _, value in sorted(rows(found))]

    def listed(*steps: str, inner: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
        parts = engine.reach(table, {"part": Reach(steps=steps, kind=Kind.PART)}, keep=["id"])
        items = engine.each(parts, "part", keep=["id"])
        found = engine.reach(items, {"v": Reach(steps=("item", *inner))}, keep=["id", "position"])
        return sorted(rows(found), key=lambda row: row[:2])

    assert read("text", kind=Kind.SECONDS) == SECONDS
    for name in ("local", "instant", "micros"):
        assert read(name, kind=Kind.SECONDS)[0] == 1704203819, name
    assert read("day", kind=Kind.SECONDS)[0] == 1704153600
    assert read("json", "name")[:3] == ['Ada "L"', None, None]
    assert read("json", "a.b", "c d")[0] == "5.0"
    assert read("json", "on")[0] == "true"
    assert read("extra", "k", "name")[0] == 'Ada "L"'
    assert read("extra", "z", "name") == [None] * 10
    assert read("PERSON", "deep", "er")[0] == "7"
    assert read("person", "login")[0] == TEXTS[0]
    assert read("points")[:5] == ["5", "0.5", "10000000000", "100", None]
    assert read("id", kind=Kind.TEXT)[9] == "10"
    assert read("person", kind=Kind.THERE) == [True] * 10
    assert read("json", "name", kind=Kind.THERE)[:3] == [True, False, False]
    assert read("json", kind=Kind.BROKEN) == [one == "oops" for one in JSON] + [False] * 3
    assert read("json", "name", kind=Kind.LACKS)[:7] == [False, False, True, None, None, True, None]
    assert read("json", "a.b", "c d", kind=Kind.LACKS)[:3] == [False, True, True]
    assert read("json", "list", "n", kind=Kind.LACKS)[:3] == [True, False, None]
    assert read("extra", "k", "list", kind=Kind.LACKS)[:4] == [False, False, False, None]
    assert read("extra", "z", kind=Kind.LACKS) == [True] * 10
    assert read("person", "deep", kind=Kind.LACKS) == [False] * 10
    assert listed("json", "list", inner=("n",)) == [(1, 0, "x"), (1, 1, None), (1, 2, None), (2, 0, "alone")]
    assert listed("json")[3:] == [(6, 0, "bug"), (6, 1, "1"), (6, 3, '{"n":"y"}')]
    assert listed("people", inner=("name",))[:2] == [(1, 0, "p"), (1, 2, "q")]
    assert listed("person", inner=("login",))[0] == (1, 0, TEXTS[0])
    assert listed("points")[0] == (1, 0, "5")
