"""Facts in columns: collected once, saved, loaded, and attributed by any policy."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from builders import COUNTING, NOW, ago, balanced, issue, issues, milestone, policy, snapshot
from seedcorn.audit import audit
from seedcorn.context import look
from seedcorn.engine import rows
from seedcorn.errors import DataError, OutputError
from seedcorn.model import Counting, Gap, Issue, Iteration, Meaning, Pattern
from seedcorn.snapshot import TABLES, Snapshot, minutes

GAP = Gap(source="github:acme/api", what="page 3", why="the server failed")
FULL = issue(
    99,
    "bug",
    "customer: Acme",
    url="https://example.org/12",
    title="  [ACME] \u201cit\u2019s broken\u201d \U0001f984",
    type="Feature",
    state_reason="completed",
    fields=(("Story Points", "3"),),
    headings=(("Requested By", "Globex"),),
    iterations=(milestone("2.0"), Iteration(name="7", kind="sprint")),
    assignees=("ada", "bob"),
    author="eve",
    updated_at=ago(3),
    closed_at=ago(2),
    parent="acme/app#1",
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "backlog"
    with snapshot([*issues(acme=13, globex=7, own=3, unknown=2), FULL, GAP], sources=("a", "b")) as facts:
        facts.save(folder)
    return folder


def contents(facts: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(rows(facts.frame(table)), key=repr) for table in TABLES}


def test_everything_that_stands_on_an_issue_is_a_mark_in_its_place() -> None:
    with snapshot([FULL]) as facts:
        words = {(place, value) for _, place, value in facts.vocabulary()}
        assert words == {
            ("field:story points", "3"),
            ("label", "bug"),
            ("label", "customer: Acme"),
            ("heading:requested by", "Globex"),
            ("title-prefix", "ACME"),
            ("type", "Feature"),
            ("milestone", "2.0"),
            ("sprint", "7"),
            ("author", "eve"),
            ("assignee", "ada"),
            ("assignee", "bob"),
        }
        (row,) = rows(facts.frame("issues"))
        assert row[1:7] == (FULL.source, FULL.key, FULL.url, FULL.title, "completed", FULL.parent)
        assert row[7:] == tuple(minutes(day) for day in (ago(100), ago(3), ago(2)))
        assert facts.uses()[0] == ("assignee", "ada", 1, 0)


@pytest.mark.parametrize(
    ("title", "prefix"),
    [
        ("[A] x", "A"),
        ("[] x", None),
        ("x [A]", None),
        ("[A][B]", "A"),
        ("[" + "x" * 81 + "]", None),
        ("[a", None),
    ],
)
def test_a_title_may_begin_with_a_name(title: str, prefix: str | None) -> None:
    with snapshot([issue(1, title=title)]) as facts:
        assert [value for _, _, value in facts.vocabulary()] == ([] if prefix is None else [prefix])


def test_reasons_are_the_words_that_closed_issues_say() -> None:
    with snapshot(
        [issue(1), issue(2, closed_at=ago(5)), issue(3, closed_at=ago(5), state_reason="not_planned")]
    ) as facts:
        assert facts.reasons() == {"not_planned"}
    with snapshot([issue(1), issue(2, closed_at=ago(5))]) as facts:
        assert facts.reasons() == frozenset()


def test_saved_and_loaded_it_is_the_same(saved: Path) -> None:
    with snapshot([*issues(acme=13, globex=7, own=3, unknown=2), FULL, GAP], sources=("a", "b")) as facts:
        before, report = contents(facts), audit(facts, balanced(), register=None, now=NOW)
    with Snapshot.load(saved) as loaded:
        assert contents(loaded) == before
        assert (loaded.sources, loaded.gaps, loaded.collected_at) == (("a", "b"), (GAP,), NOW)
        assert loaded.iterations() == (milestone("2.0"), Iteration(name="7", kind="sprint"))
        assert loaded.count() == 26
        assert audit(loaded, balanced(), register=None, now=NOW) == report


def test_what_is_loaded_can_be_saved_again(saved: Path, tmp_path: Path) -> None:
    with Snapshot.load(saved) as loaded:
        loaded.save(tmp_path / "again")
        with Snapshot.load(tmp_path / "again") as again:
            assert contents(again) == contents(loaded)


def test_an_empty_one_can_be_saved_and_loaded(tmp_path: Path) -> None:
    with snapshot([]) as facts:
        facts.save(tmp_path / "none")
    with Snapshot.load(tmp_path / "none") as loaded:
        assert (loaded.count(), loaded.iterations(), loaded.vocabulary()) == (0, (), [])


def test_another_policy_counts_the_same_facts_differently(saved: Path) -> None:
    globex_only = Counting(
        patterns=(Pattern(place="heading:requested by", glob="*", meaning=Meaning.CUSTOMER),)
    )
    with Snapshot.load(saved) as loaded:
        for counting, requested in ((COUNTING, 20), (globex_only, 0), (COUNTING, 20)):
            seen = look(loaded, counting, None, now=NOW, window_days=90, capacity={})
            assert seen.open.work.requested.issues == requested
        assert audit(loaded, policy(), register=None, now=NOW).attribution.requested_issues == 20


def test_only_its_owner_may_read_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o700
    assert {path.name for path in saved.iterdir()} == {
        "manifest.json",
        *(file(saved, name).name for name in TABLES),
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in saved.iterdir()} == {0o600}


def test_nothing_is_overwritten(saved: Path) -> None:
    before = {path.name: path.read_bytes() for path in saved.iterdir()}
    with snapshot([]) as facts, pytest.raises(OutputError, match="exists") as refused:
        facts.save(saved)
    assert refused.value.hint
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == before


def test_what_cannot_be_written_leaves_nothing_behind(saved: Path) -> None:
    with snapshot([]) as facts, pytest.raises(OutputError, match="could not be written"):
        facts.save(saved / "manifest.json" / "below a file")
    with snapshot([]) as facts:
        facts.files.of("marks")[0].unlink()
        with pytest.raises(OutputError, match="could not be written"):
            facts.save(saved.parent / "half")
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


Damage = Callable[[Path], object]


def file(folder: Path, table: str) -> Path:
    (found,) = folder.glob(f"{table}-*.parquet")
    return found


def manifest_with(**changes: object) -> Damage:
    """A manifest as somebody who knows how would forge it: its sum is right."""

    def damage(folder: Path) -> None:
        page = json.loads((folder / "manifest.json").read_text("utf-8")) | changes
        del page["sum"]
        page["sum"] = sha256(json.dumps(page).encode()).hexdigest()
        (folder / "manifest.json").write_text(json.dumps(page), "utf-8")

    return damage


def forge_the_tables(change: Callable[[dict[str, str]], dict[str, str]]) -> Damage:
    def damage(folder: Path) -> None:
        tables = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
        manifest_with(tables=change(tables))(folder)

    return damage


def flip_a_byte(folder: Path) -> None:
    whole = bytearray(file(folder, "issues").read_bytes())
    whole[len(whole) // 3] ^= 0xFF
    file(folder, "issues").write_bytes(whole)


def swap_tables(folder: Path) -> None:
    """As it was written, but not what it should be."""
    tables = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
    issues = file(folder, "issues")
    issues.write_bytes(file(folder, "marks").read_bytes())
    issues.rename(folder / f"issues-0000-{tables['marks/0000'][:16]}.parquet")
    manifest_with(tables=tables | {"issues/0000": tables["marks/0000"]})(folder)


def change_a_word(folder: Path) -> None:
    page = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(page.replace("the server failed", "the server faiLed"), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"),
        change_a_word,
        manifest_with(version=1),
        manifest_with(version=None),
        manifest_with(sources=7),
        manifest_with(gaps=[{"other": 1}]),
        manifest_with(gaps=7),
        manifest_with(collected_at="yesterday"),
        manifest_with(collected_at=None),
        manifest_with(tables={}),
        manifest_with(tables=None),
        manifest_with(tables={"issues": "../../etc/passwd"}),
        forge_the_tables(lambda tables: tables | {"issues/0000": "../../etc/passwd"}),
        forge_the_tables(lambda tables: tables | {"../issues/0000": tables["issues/0000"]}),
        forge_the_tables(lambda tables: tables | {"issues/0001": tables["issues/0000"]}),
        forge_the_tables(lambda tables: tables | {"issues/1": tables["issues/0000"]}),
        forge_the_tables(lambda tables: tables | {"issues/x": tables["issues/0000"]}),
        forge_the_tables(lambda tables: {name: said for name, said in tables.items() if "/" not in name}),
        manifest_with(issues_a_leaf=0),
        manifest_with(issues_a_leaf="many"),
        manifest_with(readings=7),
        manifest_with(readings=[{"asked": "github:acme/app"}]),
        manifest_with(places=7),
        lambda folder: file(folder, "marks").unlink(),
        lambda folder: file(folder, "marks").write_bytes(b""),
        lambda folder: file(folder, "marks").write_bytes(file(folder, "marks").read_bytes()[:90]),
        flip_a_byte,
        swap_tables,
    ],
)
def test_a_damaged_one_is_refused(saved: Path, damage: Damage) -> None:
    damage(saved)
    with pytest.raises(DataError, match="backlog") as refused:
        Snapshot.load(saved)
    assert refused.value.hint


def test_what_is_no_snapshot_is_refused(tmp_path: Path, saved: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing", saved / "manifest.json"):
        with pytest.raises(DataError, match="is not a snapshot"):
            Snapshot.load(path)


@pytest.mark.parametrize(
    "name", ["of [2026]", "all*", "what?", "day=1", 'it\'s "here"', "\u00e4\u00f6\u00fc"]
)
def test_a_folder_may_be_named_anything(saved: Path, name: str) -> None:
    copytree(saved, saved.parent / name)
    with Snapshot.load(saved.parent / name) as loaded:
        assert loaded.count() == 26


def test_an_issue_that_comes_twice_counts_once() -> None:
    first, second = issue(1, "customer: Acme"), issue(1, "customer: Globex", "bug")
    elsewhere = replace(second, source="github:acme/api")
    with snapshot([first, issue(2), second, elsewhere, first]) as facts:
        assert facts.count() == 3
        seen = look(facts, COUNTING, None, now=NOW, window_days=90, capacity={})
        assert {demand.customer.id: demand.issues for demand in seen.open.demands} == {"acme": 1, "globex": 1}


def test_a_mark_that_stands_twice_counts_once() -> None:
    with snapshot([issue(1, "customer: Acme", "customer: Acme")]) as facts:
        assert len(rows(facts.frame("marks"))) == 1


def test_a_long_stream_comes_in_batches() -> None:
    def stream(many: int) -> list[Issue | Gap]:
        return [GAP, *issues(acme=many), GAP]

    for many in (1_999, 2_000, 2_001, 4_100):
        with snapshot(stream(many)) as facts:
            assert (facts.count(), len(rows(facts.frame("marks"))), facts.gaps) == (many, many, (GAP, GAP))


def test_what_is_closed_without_a_date_was_closed_when_it_last_moved() -> None:
    moved, silent = issue(1, state="closed", updated_at=ago(4)), issue(2, state="closed")
    with snapshot([moved, silent, issue(3)]) as facts:
        closed: dict[str, int | None] = dict(rows(facts.frame("issues").select("key", "closed")))
    assert closed == {"acme/app#1": minutes(ago(4)), "acme/app#2": minutes(ago(100)), "acme/app#3": None}


def test_an_iteration_met_twice_lasts_as_long_as_the_longer_one() -> None:
    one = Iteration(name="2.0", start=ago(9), end=ago(1), closed=True)
    for other, whole in (
        (one, one),
        (Iteration(name="2.0"), Iteration(name="2.0", start=ago(9), end=ago(1))),
        (
            Iteration(name="2.0", start=ago(5), end=ago(-5), closed=True),
            Iteration(name="2.0", start=ago(9), end=ago(-5), closed=True),
        ),
    ):
        with snapshot([issue(1, iterations=(one,)), issue(2, iterations=(other,))]) as facts:
            assert facts.iterations() == (whole,)


def test_times_are_kept_in_minutes_of_utc() -> None:
    assert minutes(datetime(1970, 1, 1, 0, 1, 59, tzinfo=UTC)) == 1
    assert minutes(datetime(1970, 1, 1, 2, 1, tzinfo=timezone(timedelta(hours=2)))) == 1
    assert minutes(datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)) == -1
