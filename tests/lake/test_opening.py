"""What a lake tells besides its issues: what it lacks, what nobody could read, and as of when it stands."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import NOW, policy
from lake_tables import parquet
from seedcorn.audit import audit
from seedcorn.engine import rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError, PolicyError
from seedcorn.lake import open_lake
from seedcorn.model import HISTORY, Gap
from seedcorn.snapshot import Snapshot

TYPES = dict.fromkeys(("key", "title", "at", "touched", "done", "labels", "kind", "milestone"), "VARCHAR")
MAPPING = """
source: ours
issues:
  table: issues.parquet
  where: {kind: [Issue, null]}
  key: key
  title: title
  created: at
  updated: touched
  closed: done
marks:
  label: labels[]
  field:Customer: milestone.customer
"""
DAY = "2026-01-01"
Opened = Callable[..., Snapshot]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def write_and_open(
        *found: dict[str, object],
        mapping: str = MAPPING,
        places: frozenset[str] = frozenset(),
        tell: Callable[[str], None] | None = None,
    ) -> Snapshot:
        parquet(tmp_path / "issues.parquet", TYPES, found)
        (tmp_path / "lake.yml").write_text(mapping, encoding="utf-8")
        return open_lake(tmp_path / "lake.yml", DuckDB(), now=NOW, places=places, tell=tell)

    return write_and_open


def row(key: str | None, **more: object) -> dict[str, object]:
    return {"key": key, "title": f"About {key}", "at": DAY, **more}


def keys(lake: Snapshot) -> list[tuple[int, str]]:
    return sorted(rows(lake.frame("issues").select("issue", "key")))


def test_rows_that_nobody_can_name_are_counted_and_told(opened: Opened) -> None:
    several = (row("A-2", at="soon"), row("A-3", at=None), row("A-4", at=""), row("A-5", at="x", kind="Pull"))
    with opened(row("A-1"), row(None), row("", kind="Issue"), row(None, kind="Pull"), *several) as lake:
        assert keys(lake) == [(0, "A-1")]
        assert [(gap.source, gap.what, gap.why, gap.place) for gap in lake.gaps] == [
            ("lake.yml", "2 rows", 'no key, for "key" is empty', ""),
            ("lake.yml", "1 row", '"at" is no point in time', ""),
            ("lake.yml", "2 rows", 'nobody knows when they were opened, for "at" is empty', ""),
        ]
    with opened(row("A-1"), row("A-2", kind="Issue"), mapping=MAPPING.replace("ours", "ours:{kind}")) as lake:
        why = 'no source, for "ours:{kind}" is empty'
        assert lake.gaps == (Gap(source="lake.yml", what="1 row", why=why),)


def test_a_moment_of_closing_that_nobody_can_read_is_told(opened: Opened) -> None:
    with opened(row("A-1", done="yes"), row("A-2", done=""), row("A-3", done=DAY)) as lake:
        told = Gap(source="lake.yml", what="1 issue", why="what is written in `closed` is no point in time")
        assert lake.gaps == (told,)


def test_a_column_that_should_be_json_and_is_none_is_told_with_its_place(opened: Opened) -> None:
    with opened(row("A-1", labels="bug, chore"), row("A-2", labels='["bug"]', milestone="null")) as lake:
        why = '"labels" is no JSON in 1 issue'
        assert lake.gaps == (Gap(source="lake.yml", what="label", why=why, place="label"),)
        assert ("label", "bug", 1, 1) in lake.uses()


def in_json(at: str, **more: str) -> str:
    """The mapping with a label elsewhere, and perhaps more."""
    return MAPPING.replace("labels[]", at) + "".join(f"{name}: {text}\n" for name, text in more.items())


def test_a_name_within_a_column_that_no_issue_knows_is_told(opened: Opened) -> None:
    filled = [row(f"A-{n}", labels='[{"name": "bug"}, {"name": "new"}]') for n in range(3)]
    found = (*filled, row("A-0", labels='[{"name": "old"}]'), row("A-8", labels="[]"), row("A-9"))
    with opened(*found, mapping=in_json("labels[].nme")) as lake:
        why = '"labels[].nme" was found nowhere in 3 issues with "labels"'
        assert lake.gaps == (Gap(source="lake.yml", what="label", why=why, place="label"),)
    for told in (in_json("labels[].name"), in_json("labels[].nme", without="[label]")):
        with opened(*found, mapping=told) as lake:
            assert lake.gaps == ()


def test_a_column_within_which_nothing_lies_is_no_mistake(opened: Opened) -> None:
    found = (row("A-1", labels="[]"), row("A-2", labels="null"), row("A-3"), row("A-4", milestone="{}"))
    with opened(*found, mapping=in_json("labels[].name")) as lake:
        assert lake.gaps == ()
    with opened(row("A-1", milestone='{"customer": null}'), row("A-2", milestone='{"title": "2.0"}')) as lake:
        assert lake.gaps == ()


def test_a_name_within_another_table_that_no_issue_knows_is_told(opened: Opened) -> None:
    joined = "{table: issues.parquet, where: {kind: Tag}, issue: title, value: 'labels[].nme'}"
    tag = {"title": "A-1", "at": DAY, "kind": "Tag", "labels": '[{"name": "bug"}]'}
    with opened(row("A-1", labels='[{"nme": "of no tag"}]'), tag, mapping=in_json(joined)) as lake:
        why = '"labels[].nme" was found nowhere in 1 issue with "labels"'
        assert lake.gaps == (Gap(source="lake.yml", what="label", why=why, place="label"),)


def test_a_name_within_an_object_that_no_issue_knows_is_told(opened: Opened) -> None:
    with opened(row("A-1", milestone='{"title": "2.0"}'), row("A-2", milestone="null")) as lake:
        why = '"milestone.customer" was found nowhere in 1 issue with "milestone"'
        told = Gap(source="lake.yml", what="field customer", why=why, place="field:customer")
        assert lake.gaps == (told,)


@pytest.mark.parametrize(
    ("keys", "written", "above"),
    [
        ("at: milestone, name: titel", "milestone[].titel", "milestone"),
        ("at: milestone.of, name: title", "milestone.of", "milestone"),
        ("name: milestone.titel", "milestone.titel", "milestone"),
    ],
)
def test_iterations_that_no_issue_knows_are_told(opened: Opened, keys: str, written: str, above: str) -> None:
    said = f"[{{kind: milestone, {keys}}}]"
    found = row("A-1", milestone='{"title": "2.0", "customer": "Acme"}')
    with opened(found, mapping=in_json("labels[]", iterations=said)) as lake:
        why = f'"{written}" was found nowhere in 1 issue with "{above}"'
        assert lake.gaps == (Gap(source="lake.yml", what="milestone", why=why, place="milestone"),)


def test_what_a_policy_looks_at_and_the_mapping_does_not_give_is_told(opened: Opened) -> None:
    wanted = frozenset(
        {"label", "field:customer", "field:tier", "sprint", HISTORY, "parent", "heading:customer"}
    )
    with opened(row("A-1"), places=wanted) as lake:
        assert [(gap.place, gap.why) for gap in lake.gaps] == [
            (
                "field:tier",
                "lake.yml names no column; if there is none, it says so with `without: [field:tier]`",
            ),
            (HISTORY, "tables say how issues are, not how they were"),
            ("sprint", "lake.yml names no column; if there is none, it says so with `without: [sprint]`"),
        ]
        assert not lake.has_history
    with opened(row("A-1"), places=wanted, mapping=f"{MAPPING}without: [sprint, 'field:Tier']") as lake:
        assert [gap.place for gap in lake.gaps] == [HISTORY]


def test_of_an_issue_with_several_rows_the_newest_counts(opened: Opened) -> None:
    with opened(
        row("A-1", touched="2026-01-02T10:00:01Z", title="new", labels='["b"]'),
        row("A-1", touched="2026-01-02T10:00:00Z", title="old", labels='["a"]'),
        row("A-2"),
    ) as lake:
        assert sorted(rows(lake.frame("issues").select("key", "title"))) == [
            ("A-1", "new"),
            ("A-2", "About A-2"),
        ]
        assert [value for place, value, *_ in lake.uses() if place == "label"] == ["b"]


def test_what_became_of_all_rows_is_told(opened: Opened) -> None:
    said: list[str] = []
    older = (row("A-1", touched="2026-01-02"), row("A-1"), row("A-2"))
    with opened(*older, row("A-3", kind="Pull"), row(None), tell=said.append):
        pass
    with opened(
        row("A-1"), tell=said.append, mapping=MAPPING.replace("  where: {kind: [Issue, null]}\n", "")
    ):
        pass
    left = "1 by `where`, 1 without what an issue needs, 1 older states of others"
    assert said == [f"lake.yml: 2 issues in 5 rows; left out: {left}", "lake.yml: 1 issue"]


def test_issues_are_numbered_from_the_oldest_on(opened: Opened) -> None:
    with opened(
        row("A-9", at="2026-01-01T10:00Z"), row("A-2"), row("A-1"), row("A-3", at="1969-12-31T10:00:00Z")
    ) as lake:
        assert keys(lake) == [(0, "A-3"), (1, "A-1"), (2, "A-2"), (3, "A-9")]


def test_it_stands_as_of_the_newest_change_and_never_later_than_now(opened: Opened) -> None:
    with opened(row("A-1", touched="2026-01-03T04:05:06Z")) as lake:
        assert lake.collected_at == datetime(2026, 1, 3, 4, 5, tzinfo=UTC)
    with opened(row("A-1", touched="2027-01-03")) as lake:
        assert lake.collected_at == NOW
    with opened(row("A-1", done="2027-01-03"), row("A-2", at="2026-01-02")) as lake:
        assert lake.collected_at == NOW
    with opened() as lake:
        assert (lake.collected_at, lake.sources, lake.count()) == (NOW, ("lake.yml",), 0)


def test_issues_that_were_closed_last_are_closed_where_nobody_says_when_they_were_touched(
    opened: Opened,
) -> None:
    mapping = MAPPING.replace("  updated: touched\n", "")
    with opened(row("A-1", done="2026-01-05"), row("A-2", at="2026-01-02"), mapping=mapping) as lake:
        assert lake.collected_at == datetime(2026, 1, 5, tzinfo=UTC)
        seen = audit(lake, policy(), register=None, now=lake.collected_at)
        assert seen.attribution.open_issues == 1


def test_every_column_that_is_not_there_is_shown_where_it_is_written(opened: Opened, tmp_path: Path) -> None:
    wrong = MAPPING.replace("closed: done", "closed: [done, dune]").replace("labels[]", "lables[]")
    with pytest.raises(DataError) as caught:
        opened(row("A-1"), mapping=wrong)
    said = str(caught.value)
    assert f'{tmp_path}/lake.yml:10:11: there is no column "dune"' in said
    assert f'{tmp_path}/lake.yml:12:10: there is no column "lables"; did you mean "labels"?' in said
    assert "   label: lables[]" in said


def test_a_table_that_is_not_there_is_shown_where_it_is_named(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, sought in (("none/*.parquet", "none/[*].parquet"), ("empty", "empty/[*][*]/[*].parquet")):
        with pytest.raises(DataError, match=rf"lake.yml:4:10: no file lies at {tmp_path}/{sought}") as caught:
            opened(row("A-1"), mapping=MAPPING.replace("issues.parquet", name))
        assert "a relative path begins at the mapping's folder" in str(caught.value)
    with pytest.raises(DataError, match=r"lake.yml:4:10: .*lake.yml cannot be read as Parquet"):
        opened(row("A-1"), mapping=MAPPING.replace("issues.parquet", "./lake.yml"))
    with pytest.raises(DataError, match=r"lake.yml:4:10: lake.jira.issues cannot be read"):
        opened(row("A-1"), mapping=MAPPING.replace("issues.parquet", "lake.jira.issues"))
    with pytest.raises(PolicyError, match="issues: "):
        opened(row("A-1"), mapping="source: ours\nissues: 3\n")


@pytest.mark.parametrize(
    ("label", "milestone", "said"),
    [
        ("labels[].nme", "title", '12:10: there is no field "nme"; did you mean "name"?'),
        ("labels[].name", "titel", '14:44: there is no field "titel"; did you mean "title"?'),
    ],
)
def test_a_field_that_a_struct_does_not_have_is_shown_where_it_is_written(
    tmp_path: Path, label: str, milestone: str, said: str
) -> None:
    types = {**TYPES, "labels": "STRUCT(name VARCHAR)[]", "milestone": "STRUCT(title VARCHAR)"}
    parquet(tmp_path / "issues.parquet", types, [row("A-1", labels=[{"name": "bug"}])])
    written = MAPPING.replace("labels[]", label).replace("  field:Customer: milestone.customer\n", "")
    lines = f"{written}iterations:\n  - {{kind: milestone, at: milestone, name: {milestone}}}\n"
    (tmp_path / "lake.yml").write_text(lines, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_lake(tmp_path / "lake.yml", DuckDB(), now=NOW)
    assert f"lake.yml:{said}" in str(caught.value)
