-- The sums behind a report, by hand: who asks for how much, the kinds of work, and who asks for what by milestone.
with meant as materialized (
  select mark,
    case when place = 'label' and value ilike 'customer:%' then lower(trim(substr(value, 10))) end as customer,
    place = 'label' and value in ('bug', 'chore', 'docs') as own,
    place = 'label' and value = 'seed-corn' as seed,
    case when place = 'milestone' and value in (select name from '{folder}/iterations-*.parquet' where not closed)
      then value end as milestone
  from '{folder}/vocabulary-*.parquet'),
seen as materialized (
  select issue, closed is null as open from '{folder}/issues-*.parquet'
  where created <= {now} and (closed is null or (closed > {since} and reason <> 'not_planned'))),
said as materialized (
  select m.issue, customer, own, seed, milestone from '{folder}/marks-*.parquet' m
  join meant using (mark) join seen using (issue) where customer is not null or own or seed or milestone is not null),
requests as materialized (
  select distinct s.issue, s.customer from said s where customer is not null),
asked as materialized (select issue, count(*) as askers from requests group by issue),
kinds as (
  select open, case when askers is not null then 'requested' when own then 'own' when seed then 'seed' else 'unknown' end
    as kind, count(*) as issues
  from seen left join asked using (issue)
  left join (select issue, bool_or(own) as own, bool_or(seed) as seed from said where own or seed group by issue)
    using (issue)
  group by all)
select 'customer' as what, open::varchar as scope, customer as name, askers, count(*) as issues
  from requests join asked using (issue) join seen using (issue) group by all
union all
select 'kind', open::varchar, kind, 0, issues from kinds
union all
select 'milestone', m.milestone, r.customer, askers, count(*)
  from requests r join asked using (issue) join seen using (issue)
  join (select issue, milestone from said where milestone is not null) m using (issue) where open group by all
