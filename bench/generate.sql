-- Issues, who asks for them, milestones and other labels of one leaf, from what was drawn for each of its issues.
create table issues as
  select issue, 'github:acme/app' as source, 'acme/app#' || (issue + 1) as key, '' as url,
    'Issue number ' || (issue + 1) as title, case when a < 0.06 then 'not_planned' else 'completed' end as reason,
    null::varchar as parent, created, least({now}, created + 60)::integer as updated,
    case when b < 0.7 and created + (d * 400000)::integer < {now}
      then created + (d * 400000)::integer end as closed
  from (select *, ({now} - {years} + (issue::bigint * {years}) // {issues})::integer as created from drawn);
create table asked as
  select issue, (power(c, 3) * {customers})::integer % {customers} as mark, 0 as position from drawn where f < 0.9
  union
  select issue, (power(e, 3) * {customers})::integer % {customers}, 1 from drawn where f < 0.9 and g < 0.3;
create table marks as
  select issue, min(mark)::integer as mark, min(position)::integer as position from asked group by issue, mark
  union all
  select issue, ({customers} + issue % {milestones})::integer, 2 from drawn where d < 0.5
  union all
  select issue, ({customers} + {milestones} + (a * 10)::integer)::integer, 3 from drawn
  order by issue, position;
create table vocabulary as
  select i::integer as mark,
    case when i >= {customers} and i < {customers} + {milestones} then 'milestone' else 'label' end as place,
    case when i < {customers} then 'customer: Customer ' || i
      when i < {customers} + {milestones} then 'Milestone ' || (i - {customers})
      else ['bug', 'seed-corn', 'chore', 'ui', 'api', 'docs', 'search', 'mobile', 'import', 'speed', 'later']
        [i - {customers} - {milestones} + 1] end as value
  from range({customers} + {milestones} + 11) t(i);
insert into vocabulary
  select ({customers} + {milestones} + 11 + i)::integer, 'closed', ['completed', 'not_planned'][i + 1] from range(2) t(i);
-- Every mark came with an event: most at once, one in five within three months; one issue in ten bore another
-- customer's mark for its first month, and one in twenty was closed and opened again.
create table events as
  select issue, mark, created * 60::bigint
      + case when (issue + mark) % 5 = 0 then ((issue * 7919::bigint + mark * 104729) % 7776000) else 30 end as seconds,
    0::bigint as number, true as is_on, 'ada' as actor
  from marks join issues using (issue)
  union all
  select issue, (issue * 31 % {customers})::integer, created * 60::bigint + 40 + 2592000 * step, 0, step = 0, 'ada'
  from issues, range(2) t(step) where issue % 10 = 3
  union all
  select issue, ({customers} + {milestones} + 11)::integer, created * 60::bigint + 864000 * (step + 1), 0, step = 0, 'ada'
  from issues, range(2) t(step) where issue % 20 = 7
  union all
  select issue, ({customers} + {milestones} + 11 + (reason = 'not_planned')::integer)::integer, closed * 60::bigint, 0, true, 'ada'
  from issues where closed is not null;
create table iterations as
  select 'github:acme/app' as source, 'milestone' as kind, 'Milestone ' || i as name, null::integer as starts,
    ({now} + (i - {milestones} // 2) * 20160)::integer as ends, (i < {milestones} // 2) as closed
  from range({milestones}) t(i);
create table branches as
  select 'github:acme/app' as source, 'topic/' || i as name, ({now} - i * 1440)::integer as committed,
    (i = 0) as is_default, false as merged
  from range(300) t(i);
