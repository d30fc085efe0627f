"""A comparison as a document: one sentence to decide by, the numbers that move, and how it was counted."""

from collections.abc import Iterable, Iterator

from seedcorn.comparison import About, Comparison, Exposure, Shift
from seedcorn.comparison_words import (
    MOST_STEPS,
    beside,
    headline,
    is_short,
    reached,
    steps,
)
from seedcorn.document import (
    Block,
    Bullets,
    Document,
    Fold,
    Line,
    Paragraph,
    Span,
    Table,
    bold,
    bullets,
    said,
)
from seedcorn.figures import could_be_as_if, figure, limit_of
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._findings import level_word, next_step
from seedcorn.headline import possessive
from seedcorn.policy_words import changed
from seedcorn.report import Finding, Report, Verdict
from seedcorn.shift_words import LEADS, is_seed_corn, is_share, label, name_of, pair
from seedcorn.words import count, percent, plain, shorten

MOST_ROWS = 8
MOST_LINES = 12
MOST_KEYS = 8
ALL_KEYS = 500
MOST_TEXT = 600
NOTHING = "–"
_HEADS = {About.ISSUE: ("without it", "with it"), About.CHANGE: ("now", "merged")}


def document(comparison: Comparison) -> Document:
    """What to read before saying yes: one line where nothing is crossed, else also a table and a fold."""
    if is_short(comparison):
        return (Paragraph(line=said(headline(comparison))),)
    return tuple(_blocks(comparison))


def _blocks(comparison: Comparison) -> Iterator[Block]:
    yield Paragraph(line=bold(headline(comparison)))
    if comparison.after.gaps:
        yield Bullets(items=tuple(_gaps(comparison.after)))
    elif comparison.answers:
        yield Bullets(items=tuple((_written(answer),) for answer in comparison.answers[:MOST_LINES]))
    else:
        yield from _told(comparison)
    refusing = ", and what refusing would leave" if _exposed(comparison) else ""
    yield Fold(summary=f"How this was counted{refusing}", blocks=tuple(_counted(comparison)))


def _written(answer: str) -> Line:
    """An answer in which what is to be written stands exactly so."""
    parts = enumerate(answer.split("`"))
    return tuple(Span(text=part, code=place % 2 == 1) for place, part in parts if part)


def _told(comparison: Comparison) -> Iterator[Block]:
    if also := beside(comparison):
        yield Paragraph(line=said(also))
    if aims := reached(comparison):
        yield Paragraph(line=said(aims))
    if comparison.about is not About.PLAN and (told := _steps(comparison)):
        yield _listed(told)
    shown = _verdicts(comparison) if comparison.about is About.POLICY else _numbers(comparison)
    if shown.rows:
        yield shown
    if comparison.about in LEADS and (first := next(iter(_next_steps(comparison)), "")):
        yield Paragraph(line=bold("Next: ") + said(first))
    if comparison.about is About.PLAN and (told := _steps(comparison)):
        yield _listed(told)


def _steps(comparison: Comparison) -> tuple[str, ...]:
    """What lies between the two; of a plan every issue, unless the headline names them all."""
    told = steps(comparison, most=ALL_KEYS if comparison.about is About.PLAN else MOST_KEYS)
    if comparison.about is About.PLAN and len(told) <= MOST_STEPS and told == steps(comparison):
        return ()
    return told


def _gaps(report: Report) -> Iterator[tuple[Line, ...]]:
    for gap, step in phrases.gap_lines(report):
        yield (said(gap), *([(Span(text="Next: ", bold=True), Span(text=step))] if step else []))


def _numbers(comparison: Comparison) -> Table:
    """The numbers that moved and matter, what gets worse first and in bold."""
    return Table(
        head=("", *_HEADS.get(comparison.about, ("now", "then")), "limit"),
        rows=tuple(_number(comparison, shift) for shift in _rows(comparison)),
        right=frozenset((1, 2, 3)),
    )


def _rows(comparison: Comparison) -> tuple[Shift, ...]:
    asked = frozenset(comparison.asked_by)
    mattering = [
        *comparison.worse,
        *(one for one in comparison.shifts if is_share(one) and one.now.subject in asked),
        *(one for one in comparison.shifts if one.is_crossing),
        *(one for one in comparison.shifts if is_seed_corn(one.now)),
    ]
    if not comparison.asked_by and comparison.about in (About.PLAN, About.WHAT_IF):
        mattering.extend(one for one in comparison.shifts if is_share(one))
    found: dict[tuple[str, str, str | None], Shift] = {}
    for one in mattering:
        if one.is_moved and one.now.measured is not None:
            found.setdefault((one.now.rule, one.now.scope, one.now.subject), one)
    return tuple(found.values())[:MOST_ROWS]


def _number(comparison: Comparison, shift: Shift) -> tuple[Line, ...]:
    was, is_now = pair(shift, places=1)
    now = shift.now
    look = bold if shift.is_worse else said
    unsure = could_be_as_if(now) if now.kind is Verdict.OPEN and shift.after else ""
    after = look(is_now or NOTHING) + said(f" ({unsure})" if unsure else "")
    return said(label(comparison, now)), said(was or NOTHING), after, said(_limit(now))


def _limit(finding: Finding) -> str:
    return limit_of(finding).removeprefix("limit ")


def _verdicts(comparison: Comparison) -> Table:
    """What becomes of each check whose verdict is another, with the number and the limits of both."""
    return Table(
        head=("", "number", "now", "with this"),
        rows=tuple(_verdict(comparison, shift) for shift in changed(comparison)[:MOST_ROWS]),
        right=frozenset((1,)),
    )


def _verdict(comparison: Comparison, shift: Shift) -> tuple[Line, ...]:
    look = bold if shift.is_worse else said
    return (
        said(label(comparison, shift.now)),
        said(figure(shift.now) or NOTHING),
        said(_judged(shift.before)),
        look(_judged(shift.after)),
    )


def _judged(finding: Finding | None) -> str:
    if finding is None:
        return "not checked"
    told = limit_of(finding)
    return f"{level_word(finding)}{f' ({told})' if told else ''}"


def _counted(comparison: Comparison) -> Iterator[Block]:
    *assumed, read = phrases.counting_lines(_as_it_is(comparison))
    # The first step of an issue or a change stands above, in the open.
    further = list(_next_steps(comparison))[1 if comparison.about in LEADS else 0 :]
    notes = [shorten(plain(note), MOST_TEXT) for note in (*comparison.notes, *assumed)]
    left = len(notes) - MOST_ROWS
    lines = (
        _about(comparison),
        *(_exposure(comparison, one) for one in _exposed(comparison)),
        *(f"Next: {step}" for step in further),
        _left_out(comparison),
        *notes[:MOST_ROWS],
        f"and {left} more" if left > 0 else "",
        read,
    )
    yield bullets(filter(None, lines))
    judged = phrases.decision_line(comparison.after), phrases.policy_name(comparison.after)
    yield Paragraph(line=said(" ".join(filter(None, judged))))


def _as_it_is(comparison: Comparison) -> Report:
    """The report of the backlog that there is: what is only supposed or planned comes after it."""
    return comparison.before if comparison.about in (About.WHAT_IF, About.PLAN) else comparison.after


def _exposed(comparison: Comparison) -> tuple[Exposure, ...]:
    """What refusing would leave, where enough is known to refuse."""
    unknown = comparison.after.gaps or comparison.answers
    return () if unknown else comparison.exposed[:MOST_ROWS]


def _about(comparison: Comparison) -> str:
    """Which issue or change, for who reads this elsewhere."""
    named = ": ".join(filter(None, (plain(comparison.key), shorten(plain(comparison.title), 200))))
    kind = f" ({plain(comparison.kind)})" if comparison.kind and named else ""
    return f"This is about {named}{kind}." if named else ""


def _exposure(comparison: Comparison, exposure: Exposure) -> str:
    name = name_of(comparison, exposure.customer)
    paid = f"; {name} is {percent(exposure.revenue)} of revenue" if exposure.revenue is not None else ""
    if not exposure.others:
        return f"Refusing it leaves {name} with no other open request{paid}."
    others = "other open request as it is"
    if exposure.others > 1:
        others = f"{count(exposure.others, 'other open request')} as they are"
    return f"Refusing it leaves {possessive(name)} {others}{paid}."


def _next_steps(comparison: Comparison) -> Iterable[str]:
    """How to mend what gets worse, each only once."""
    if comparison.after.gaps or comparison.answers:
        return ()
    told = (next_step(shift.after) for shift in comparison.worse if shift.after is not None)
    return tuple(dict.fromkeys(filter(None, told)))[:MOST_ROWS]


def _left_out(comparison: Comparison) -> str:
    if comparison.after.gaps or comparison.answers:
        return ""
    found = changed(comparison) if comparison.about is About.POLICY else comparison.worse
    left = len(found) - MOST_ROWS
    what = "changes" if comparison.about is About.POLICY else "numbers get worse"
    return f"Besides what is shown, {left} more {what}." if left > 0 else ""


def _listed(lines: Iterable[str]) -> Bullets:
    """The lines that are not empty, at most a dozen, and how many more there are."""
    told = tuple(filter(None, lines))
    left = len(told) - MOST_LINES
    return bullets((*told[:MOST_LINES], *([f"and {left} more"] if left > 0 else [])))
