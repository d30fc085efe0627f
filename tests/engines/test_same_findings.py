"""DuckDB and Spark say the same, to the last byte: every rule, the past, whatever stands on the issues."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from builders import NOW, ago, event, issue, rule_ids
from random_backlogs import ANSWERS, ESTIMATES, LABELS, MILESTONES, REGISTER, WHO
from seedcorn import story
from seedcorn.audit import audit
from seedcorn.backtest import backtest
from seedcorn.connector import Collecting
from seedcorn.connectors import export
from seedcorn.engine import Engine
from seedcorn.errors import DataError
from seedcorn.format import Look
from seedcorn.formats import json
from seedcorn.hindsight import Every
from seedcorn.model import HISTORY, Counting, Effort, Event, Issue, Missing
from seedcorn.policy import Policy, load_policy
from seedcorn.policy.rulebook import rule
from seedcorn.register import Register, load_register
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot, load_distant
from seedcorn.supposing import Case

WEBKIT = Path(__file__).parents[2] / "../shared/data/webkit-standards-positions/issues.api.2026-01-21.json.gz"
LOOK = Look()
LIMITS: dict[str, Any] = {
    "concentration.segment": {"target": "smb"},
    "breadth.segment-nailed": {"order": ("smb", "mid", "enterprise")},
}


def every_rule(policy: Policy) -> Policy:
    """The same counting, judged by every rule there is, each by its own limits."""
    told = dict(policy.rules)
    on = tuple(
        (each, told.get(each) or each.params.model_validate(LIMITS.get(name, {})))
        for name, each in ((name, rule(name)) for name in rule_ids())
    )
    return replace(policy, rules=on)


def counted_by(engine: Engine | None, folder: Path, policy: Policy, register: Register | None) -> Report:
    with Snapshot.load(folder, engine) as facts:
        return audit(facts, policy, register=register, now=facts.collected_at)


def hold_equal(spark: Engine, folder: Path, policy: Policy, register: Register | None) -> Report:
    """Both say the same; what they say."""
    here = counted_by(None, folder, policy, register)
    there = counted_by(spark, folder, policy, register)
    assert json.render(there, LOOK) == json.render(here, LOOK)
    return here


def saved(folder: Path, items: Iterator[Any], *, at: datetime = NOW) -> Path:
    with Snapshot.collect(items, sources=("export:issues",), collected_at=at) as facts:
        facts.save(folder)
    return folder


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled story with its history."""
    items = export.CONNECTOR.collect(str(story.issues()), Collecting(places=frozenset((HISTORY,))))
    return saved(tmp_path_factory.mktemp("story") / "facts", items, at=story.NOW)


def test_the_story_by_every_rule(spark: Engine, told: Path) -> None:
    policy, register = load_policy(str(story.policy())), load_register(Path(str(story.register())))
    found = hold_equal(spark, told, every_rule(policy), register)
    assert {each.rule for each in found.findings} == set(rule_ids())
    assert len(found.findings) > len(rule_ids())


def test_the_story_as_a_backtest(spark: Engine, told: Path) -> None:
    """Each date is an audit of the facts put back to it."""
    policy = load_policy(str(story.policy()))

    def found(engine: Engine | None) -> Any:
        with Snapshot.load(told, engine) as facts:
            case = Case(snapshot=facts, policy=policy, register=None, now=facts.collected_at)
            return backtest(case, since=facts.collected_at - timedelta(days=70), every=Every.MONTH)

    here = found(None)
    assert here.complete
    assert found(spark) == here


@pytest.mark.skipif(not WEBKIT.is_file(), reason="WebKit's record is not beside this checkout")
def test_a_real_record_by_every_rule(spark: Engine, tmp_path: Path) -> None:
    folder = saved(tmp_path / "facts", export.CONNECTOR.collect(str(WEBKIT), Collecting()))
    policy = load_policy("balanced", customer_labels=("from: *",))
    found = hold_equal(spark, folder, every_rule(policy), None)
    assert found.attribution.customers[0].name == "Google"


def tangled(random: Random) -> Iterator[Issue | Event]:
    """Issues with any spelling of any mark; some marks came late, some issues were closed and reopened."""
    for number in range(1, 161):
        labels = tuple(dict.fromkeys(random.choices(LABELS, k=random.randrange(5))))
        age = random.choice((3, 30, 100, 400)) + random.random()
        closed = random.random() < 0.4
        one = issue(
            number,
            *labels,
            created_at=ago(age),
            closed_at=ago(age * random.random()) if closed else None,
            state_reason=random.choice(("completed", "not_planned", "duplicate", None)) if closed else None,
            iterations=tuple(random.sample(MILESTONES, random.randrange(3))),
            fields=(("Story Points", random.choice(ESTIMATES)),) if random.random() < 0.5 else (),
            headings=(("Customer", random.choice(ANSWERS)),) if random.random() < 0.3 else (),
            parent=f"acme/app#{random.randrange(1, number)}"
            if number > 1 and random.random() < 0.2
            else None,
            assignees=tuple(random.choices(("ada", "bo", "cy"), k=random.randrange(3))),
        )
        yield one
        for label in labels:
            yield event(one.key, age * random.random(), "label", label)
        if random.random() < 0.3:
            yield event(one.key, age * 0.9, "label", random.choice(LABELS))
            yield event(one.key, age * 0.5, "closed", "completed")
            yield event(one.key, age * 0.4, "closed", "completed", on=False)


def test_a_tangled_backlog_by_every_rule(spark: Engine, tmp_path: Path) -> None:
    folder = saved(tmp_path / "facts", tangled(Random(0)))
    effort = Effort(unit="points", place="field:story points", missing=Missing.MEDIAN)
    counting = Counting(patterns=WHO, effort=effort)
    policy = replace(every_rule(load_policy("balanced")), counting=counting)
    found = hold_equal(spark, folder, policy, Register(customers=REGISTER))
    assert found.attribution.customers
    assert found.attribution.readings


def test_a_backlog_of_nothing(spark: Engine, tmp_path: Path) -> None:
    hold_equal(spark, saved(tmp_path / "facts", iter(())), every_rule(load_policy("balanced")), None)


def test_a_snapshot_at_an_address_is_the_one_on_disk(spark: Engine, told: Path) -> None:
    policy = load_policy(str(story.policy()))
    with load_distant(told.as_uri(), spark) as facts:
        there = audit(facts, policy, register=None, now=facts.collected_at)
    assert there == counted_by(None, told, policy, None)


def test_an_address_where_nothing_is(spark: Engine, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read by Spark"):
        load_distant((tmp_path / "none").as_uri(), spark)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="is damaged"):
        load_distant(tmp_path.as_uri(), spark)
