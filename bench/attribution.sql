-- Who asks for how much of the open backlog, and its kinds of work, by hand.
with meant as materialized (
  select mark,
    case when place = 'label' and value ilike 'customer:%' then lower(trim(substr(value, 10))) end as customer,
    place = 'label' and value in ('bug', 'chore', 'docs') as own,
    place = 'label' and value = 'seed-corn' as seed
  from '{folder}/vocabulary-*.parquet'),
seen as materialized (
  select issue from '{folder}/issues-*.parquet' where created <= {now} and (closed is null or closed > {now})),
said as materialized (
  select m.issue, customer, own, seed from '{folder}/marks-*.parquet' m
  join meant using (mark) join seen using (issue) where customer is not null or own or seed),
requests as materialized (
  select distinct issue, customer from said where customer is not null),
asked as materialized (select issue, count(*) as askers from requests group by issue),
kinds as (
  select case when askers is not null then 'requested' when own then 'own' when seed then 'seed' else 'unknown' end
    as kind, count(*) as issues
  from seen left join asked using (issue)
  left join (select issue, bool_or(own) as own, bool_or(seed) as seed from said where own or seed group by issue)
    using (issue)
  group by all)
select 'customer' as what, 'true' as scope, customer as name, askers, count(*) as issues
  from requests join asked using (issue) group by all
union all
select 'kind', 'true', kind, 0, issues from kinds
