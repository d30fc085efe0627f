-- What opt-in rules look at: who works on an issue, and labels that say what kind of work it is.
insert into marks
  select issue, ({first} + issue % 300)::integer, 4 from drawn where b < 0.8
  union all
  select issue, ({first} + 300 + (e * 17)::integer)::integer, 5 from drawn where f < 0.5;
create or replace table marks as select * from marks order by issue, position;
insert into vocabulary
  select ({first} + i)::integer, case when i < 300 then 'assignee' else 'label' end,
    case when i < 300 then 'person-' || i
      else ['custom', 'one-off', 'sow', 'deal: 7', 'goal: growth', 'decision: yes', 'feature-flag', 'setting',
        'security review', 'compliance', 'role: user', 'role: buyer', 'from: sales', 'segment: new', 'P0', 'P1',
        'P2', 'declined'][i - 299] end
  from range(318) t(i);
