"""From when to when each mark stood on each issue: what the events say, and what they leave out inferred.

Events may be doubled, out of order, missing or wrongly dated. Of the same said twice in a row the first
counts. What is dated before its issue was made counts from then on, and what is dated after the reading, at
the reading. A mark that went before it came was there from the start, as is one that stands there without
ever having come; one that came, and neither went nor stands there, went when it was read. One that went last
and stands there did not go. All this is so of being closed too; when an issue was last closed it says itself.

A label that was renamed has its past under the old name. On the issues where that came and never went
another of the same place stands, or went, that never came: where this is so on all of them, the two are one.
All of this looks at the issues of one leaf: "stands nowhere" and "all of them" is said of the issues in it.
"""

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    "issue": "INTEGER",
    "mark": "INTEGER",
    "seconds": "BIGINT",
    "number": "BIGINT",
    "is_on": "BOOLEAN",
    "actor": "VARCHAR",
}
SPELLS: Mapping[str, str] = {
    "issue": "INTEGER",
    "mark": "INTEGER",
    "position": "INTEGER",
    "since": "INTEGER",
    "until": "INTEGER",
    "dated": "BOOLEAN",
    "ended": "BOOLEAN",
}
_LATEST, _BEHIND = 2**62, 10_000
_ORDER = "order by seconds, number, is_on desc"
_SPELLS = """
create table {p}dated as
    select event.issue, event.mark, place, seconds, number, is_on,
        greatest(least(seconds // 60, {now}), created)::integer as minute
    from {p}events event join {p}issues using (issue) join {p}vocabulary using (mark);
create table {p}last as
    select issue, mark, place,
        max_by(is_on, {{'seconds': seconds, 'number': number, 'off': not is_on}}) as is_on,
        min_by(is_on, {{'seconds': seconds, 'number': number, 'off': not is_on}}) as came
    from {p}dated where place <> 'closed' group by all;
create view {p}words as
    select * from {p}vocabulary
    where place in ('label', 'milestone', 'sprint', 'iteration', 'version', 'component', 'epic')
        or starts_with(place, 'field:') and try_cast(value as double) is null;
create table {p}dangling as
    select issue, mark, place from {p}last anti join {p}marks using (mark) semi join {p}words using (mark)
    where is_on;
create table {p}silent as
    select issue, mark, place
    from (
        select issue, mark from {p}marks anti join {p}last using (issue, mark)
        union all
        select issue, mark from {p}last where not came) never_came
    semi join {p}dangling using (issue) anti join {p}dangling using (mark) join {p}words using (mark);
create table {p}renamed as
    with pairs as (
        select issue, dangling.mark as mark, silent.mark as present,
            count(*) over (partition by dangling.mark, silent.mark) as together
        from {p}dangling dangling join {p}silent silent using (issue, place)),
    likely as (
        select mark, present, count(*) as issues
        from (from pairs qualify together = max(together) over (partition by issue, present)) group by all)
    select mark, min(present) as present
    from likely join (select mark, count(*) as issues from {p}dangling group by all) using (mark, issues)
    group by mark having count(*) = 1;
create view {p}changes as
    select issue, coalesce(present, mark) as mark, minute, seconds, number, is_on, true as dated
    from {p}dated left join {p}renamed using (mark) where place <> 'closed'
    union all
    select issue, mark, null, {latest}, 0, true, false from {p}marks
    union all
    select last.issue, coalesce(present, last.mark) as mark, {now}, {latest}, 0, false, false
    from {p}last last left join {p}renamed using (mark)
    where not exists (
        from {p}marks there where there.issue = last.issue and there.mark = coalesce(present, last.mark));
create view {p}turns as
    select * exclude was from (
        select *, lag(is_on) over (partition by issue, mark {order}) as was from {p}changes)
    where was is distinct from is_on;
create table {p}ends as
    select issue, mark, minute, seconds, number, is_on, true as dated from {p}dated where place = 'closed'
    union all
    select issue, mark, greatest(least(closed, {now}), created), {latest}, 0, true, false
    from {p}issues join {p}vocabulary on place = 'closed' and value = coalesce(reason, '')
    where closed is not null
    union all
    select issue, null, {now}, {latest}, 0, false, false
    from {p}issues semi join (from {p}dated where place = 'closed') using (issue) where closed is null;
create view {p}closings as
    select * exclude was from (
        select *, lag(is_on) over (partition by issue {order}) as was from {p}ends)
    where was is distinct from is_on;
create table {p}spells as
    select stood.issue, stood.mark,
        coalesce(
            position, {behind} + row_number() over (partition by issue order by since, place, value)
        )::integer as position,
        since::integer as since, until::integer as until, dated, ended
    from (
        select issue, mark, since, until, dated, ended from (
            select issue, mark, is_on,
                case when is_on then coalesce(minute, before, created) else created end as since,
                case when is_on then later else minute end as until,
                is_on and dated as dated, before,
                case when is_on then later_dated else dated end as ended
            from (
                select *, lag(minute) over w as before,
                    lead(minute) over w as later, lead(dated) over w as later_dated
                from {p}turns window w as (partition by issue, mark {order})) join {p}issues using (issue))
        where is_on or before is null
        union all
        select issue, case when is_on and later is null then now_mark else mark end as mark,
            case when not is_on then created
                when later is null then greatest(now_closed, coalesce(before, now_closed))
                else minute end as since,
            case when is_on then later else minute end as until,
            is_on and dated as dated,
            case when is_on then later_dated else dated end as ended
        from (
            select *, lag(minute) over w as before,
                lead(minute) over w as later, lead(dated) over w as later_dated
            from {p}closings window w as (partition by issue {order}))
            join {p}issues using (issue)
            left join (
                select issue, mark as now_mark, minute as now_closed from {p}ends
                where is_on and not dated) using (issue)
        where is_on or before is null
    ) stood left join {p}marks using (issue, mark) left join {p}vocabulary using (mark)
    where until is null or since < until;
"""


def spells(prefix: str, now: int) -> str:
    """The statements that make the table `spells` of a generation of tables, read at a minute."""
    return _SPELLS.format(p=prefix, now=now, latest=_LATEST, behind=_BEHIND, order=_ORDER)
