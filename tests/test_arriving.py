"""What came in, week by week: every issue in its week, whatever became of it; and drifts seen by an audit."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

from builders import COUNTING, ago, context, event, findings_of, issue
from metrics.trackers import BEFORE, drawn_by, fair, line, sliding
from seedcorn.model import Effort, Event, Issue
from seedcorn.report import Finding, Verdict
from seedcorn.tally import Tally

LIFE, WEEKS = 13, 16
NONE, HALF = Fraction(0), Fraction(1, 2)
DECLINED = {"state_reason": "not_planned"}


def test_each_issue_counts_in_the_week_it_was_made_in() -> None:
    backlog = (
        issue(1, "customer: acme", created_at=ago(0.5)),
        issue(2, "customer: acme", created_at=ago(6.9), closed_at=ago(1)),
        issue(3, "customer: acme", "customer: globex", created_at=ago(7.1)),
        issue(4, "customer request", created_at=ago(20), closed_at=ago(2), **DECLINED),
        issue(5, created_at=ago(13)),
        issue(6, "chore", created_at=ago(13)),
        issue(7, "customer: acme", created_at=ago(21.1)),
        event("acme/app#7", 21, "label", "customer: acme"),
    )
    with context(backlog) as seen:
        came = seen.arrivals(3)
        assert came is not None
        assert [week.issues for week in came.requested] == [1, 1, 2]
        assert [week.issues for week in came.nameless] == [1, 0, 0]
        assert [week.issues for week in came.unknown] == [0, 1, 0]
        assert came.asked == {"acme": (NONE, HALF, Fraction(2)), "globex": (NONE, HALF, NONE)}
        assert came.asked_lately("acme", 1).first == ("acme/app#2", "acme/app#1")
        assert came.asked_lately("hooli", 1).total == 0
        assert came.unnamed(1).first == ("acme/app#5",)


def test_work_counts_by_its_effort() -> None:
    points = replace(COUNTING, effort=Effort(unit="points", place="field:points"))
    sized = issue(1, "customer: acme", created_at=ago(1), fields=(("points", "5"),))
    with context((sized, event(sized.key, 1, "label", "customer: acme")), counting=points) as seen:
        came = seen.arrivals(1)
    assert came is not None
    assert came.requested == (Tally(issues=1, effort=Fraction(5)),)
    assert came.asked == {"acme": (Fraction(5),)}


def test_what_was_declined_can_be_asked_about_last() -> None:
    refused = issue(1, created_at=ago(3), closed_at=ago(1), **DECLINED)
    with context((refused, event(refused.key, 3, "label", "x"))) as seen:
        came = seen.arrivals(1)
        assert came is not None
        assert came.unnamed(5).first == (refused.key,)


def test_without_a_history_nobody_can_tell() -> None:
    with context((issue(1, "customer: acme"),)) as seen:
        assert seen.arrivals(3) is None


def lives(chances: object, luck: Random) -> Iterator[Issue | Event]:
    """A tracker as in `trackers`, sixteen weeks after it began to slide, in full."""
    assert callable(chances)
    weeks, number = BEFORE + WEEKS, 0
    for week in range(weeks):
        for customer in luck.choices(range(25), chances(week), k=10):
            number += 1
            made = 7 * (weeks - week - luck.random())
            closed = made - 7 * luck.expovariate(1 / LIFE)
            ended = {"closed_at": ago(closed), "state_reason": "completed"} if closed > 0 else {}
            yield issue(number, f"customer: c{customer}", created_at=ago(made), **ended)
    yield event("acme/app#1", 7 * weeks, "label", "x")


def found(chances: object, seed: int, rule: str) -> Finding:
    with context(lives(chances, Random(seed))) as seen:
        (finding,) = findings_of(rule, seen)
    return finding


def test_an_audit_sees_a_slide_before_the_share_has_doubled() -> None:
    finding = found(sliding(drawn_by(line(0.15, 0.60), LIFE)), 1, "trend.share")
    assert (finding.kind, finding.subject) == (Verdict.FAIL, "c0")
    assert finding.evidence_total > 20


def test_an_audit_of_a_fair_tracker_sees_nothing() -> None:
    for rule in ("trend.share", "trend.hhi"):
        assert found(fair(25), 2, rule).kind is Verdict.PASS
