"""Which JQL is read and which is refused, how its order is cut off, and the times that it is narrowed by."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.connectors._jira_query import Query, minute_before, oldest_first
from seedcorn.connectors._jira_spans import Span
from seedcorn.errors import UsageError


@pytest.mark.parametrize(
    ("target", "jql"),
    [
        ("APP", 'project = "APP"'),
        (" in ", 'project = "in"'),
        ("project = APP", "project = APP"),
        ("project = APP ORDER BY updated DESC", "project = APP"),
        ("project = APP order  by rank", "project = APP"),
        ("project = order", "project = order"),
        ('summary ~ "order by" AND project = X', 'summary ~ "order by" AND project = X'),
        ("project in (A, 'B C') && type != Bug", "project in (A, 'B C') && type != Bug"),
        ("(project = A OR project = B) AND NOT status = Done", None),
        ('labels = "a) OR (b" and (x is EMPTY)', None),
        ("filter = 12", None),
        ("sprint in openSprints()", None),
        ("fixVersion in (2.0, unreleasedVersions(APP))", None),
        ('"Epic Link" = APP-1', None),
        ("project = A and cf[10050] in cascadeOption(a, b)", None),
        ("status changed FROM Open TO Done BY ada AND project = A", None),
        ("text ~ 'it\\'s' AND project=APP", None),
    ],
)
def test_a_bounded_jql_is_taken_without_its_order(target: str, jql: str | None) -> None:
    query = Query.of(target)
    assert query.jql == (target if jql is None else jql)
    assert query.whole.startswith("(")
    assert oldest_first(query.whole).endswith(") ORDER BY created ASC, key ASC")


@pytest.mark.parametrize(
    "target",
    [
        "status = Open",
        "created >= -30d",
        "project = A OR status = Open",
        "NOT project = A",
        "project = A OR !(project = A)",
        "project != APP",
        "project not in (APP)",
        "project is not EMPTY",
        "project = EMPTY",
        "project >= A",
        "text ~ project",
    ],
)
def test_what_could_be_the_whole_site_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="every issue of the site") as refused:
        Query.of(target)
    assert "jira:project = APP" in refused.value.hint


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("", "names no issues"),
        ("ORDER BY created", "names no issues"),
        ("(project = A", "never closed"),
        ("project in (A", "never closed"),
        ("project = A)", "never opened"),
        ('project = "A', "quotation mark"),
        ("project = A AND", "clause is missing"),
        ("project", "every issue|clause is missing"),
        ("project = A AND OR status = x", "clause is missing"),
        ("(" * 60 + "project = A" + ")" * 60, "brackets"),
        ("project = " + "A" * 9_000, "more than 8,000"),
        ("project = \x1b[31m OR", "no JQL"),
    ],
)
def test_what_is_no_jql_says_why_on_a_line_that_nothing_acts_on(target: str, why: str) -> None:
    if target == "project":
        assert Query.of(target).projects == ("project",)
        return
    with pytest.raises(UsageError, match=why) as refused:
        Query.of(target)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


@given(st.text(alphabet="ab=()'\"\\ ,!&|<>~[]\n", max_size=40) | st.text(max_size=30))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = Query.of(text)
    except UsageError:
        return
    assert query.jql
    assert query.jql.count("(") >= 0


@pytest.mark.parametrize(
    ("target", "projects", "steady"),
    [
        ("APP", ("APP",), True),
        ("project in (A, B) OR (project = 'C D')", ("A", "B", "C D"), True),
        ("key in (A-1, A-2)", (), True),
        ("project = A AND status = Open", ("A",), False),
        ("project = A AND created >= -30d", ("A",), False),
        ("project in projectsLeadByUser()", (), False),
        ("issue in linkedIssues(A-1)", (), False),
        ("filter = 12", (), False),
    ],
)
def test_the_projects_it_names_and_whether_issues_stay(
    target: str, projects: tuple[str, ...], steady: bool
) -> None:
    query = Query.of(target)
    assert (query.projects, query.steady) == (projects, steady)


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("APP", "jira:APP"),
        ("project = APP ORDER BY rank", "jira:APP"),
        ('project in ("APP")', "jira:APP"),
        ('project = "The App"', 'jira:project = "The App"'),
        ("project = APP AND status = Open", "jira:project = APP AND status = Open"),
        ("project in (APP, WEB)", "jira:project in (APP, WEB)"),
    ],
)
def test_one_project_is_one_source_however_it_is_asked_for(target: str, source: str) -> None:
    assert Query.of(target).source == source


def test_it_is_narrowed_by_times() -> None:
    query = Query.of("APP")
    assert query.since("2025-01-02 10:00") == '(project = "APP") AND updated >= "2025-01-02 10:00"'
    begins, ends = Span(since="2025-01-01 10:00"), Span(since="2024-01-01 10:00", until="2024-06-01 10:00")
    assert query.within([begins]) == '(project = "APP") AND created >= "2025-01-01 10:00"'
    assert query.within([ends, begins]) == (
        '(project = "APP") AND ((created >= "2024-01-01 10:00" AND created < "2024-06-01 10:00")'
        ' OR (created >= "2025-01-01 10:00"))'
    )
    assert query.within([ends, Span()]) == query.whole


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  # Hypothesis wants them so
    st.sampled_from(ZONES),
)
def test_a_minute_is_never_after_the_moment_whatever_the_clocks_do(naive: datetime, zone: str) -> None:
    moment = naive.replace(tzinfo=UTC)
    written = datetime.strptime(minute_before(moment, zone), "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    for fold in (0, 1):
        read = written.replace(fold=fold).astimezone(UTC)
        assert moment - timedelta(hours=4) < read <= moment - timedelta(minutes=4)


def test_the_hour_that_comes_twice_is_taken_from_before_it() -> None:
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, for the first time
    assert minute_before(first, "Europe/Berlin") == "2025-10-26 00:25"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_a_zone_that_nobody_knows_is_allowed_for(zone: str) -> None:
    assert minute_before(datetime(2025, 6, 1, 12, tzinfo=UTC), zone) == "2025-05-31 20:55"
