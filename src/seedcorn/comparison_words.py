"""What a comparison comes to, in sentences: what saying yes, merging, a plan or another policy changes."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from seedcorn.comparison import About, Comparison, Move, Shift
from seedcorn.headline import OPEN_BACKLOG
from seedcorn.policy_words import of_policy
from seedcorn.report import Bound, Report, Unit, Verdict
from seedcorn.shift_words import (
    LEADS,
    SUPPOSED,
    in_brief,
    is_of_all,
    is_seed_corn,
    is_share,
    name_of,
    note,
    said,
    thing,
    whole,
    would,
)
from seedcorn.unread import subjects
from seedcorn.words import count, keys, listed, percent, plain, sentence, shorten

QUESTION = "Who asked for this?"
FEW = 5
MOST_SAID = 300
MOST_STEPS = 6
MOST_RESULTS = 3
_A_POINT, _A_HUNDREDTH = Fraction(1, 100), Fraction(1, 100)


def headline(comparison: Comparison) -> str:
    """What it comes to, in one sentence with numbers, for who has to say yes or no.

    What could not be read is said before anything else, and nobody is accused; where nobody knows who asks,
    it is that question. Else what gets worse for somebody who asks, the gravest first; then what else gets
    worse; then how the share of who asks moves; then seed corn.
    """
    if comparison.after.gaps:
        return _unread(comparison.after)
    if comparison.answers:
        return QUESTION
    match comparison.about:
        case About.PLAN:
            return _plan(comparison)
        case About.POLICY:
            return of_policy(comparison)
        case About.ISSUE | About.CHANGE | About.WHAT_IF | About.PAST:
            return _impact(comparison)


def is_short(comparison: Comparison) -> bool:
    """Whether one line says it all: all was read, it is known who asks, and no verdict is another.

    What another policy says otherwise is always told, whatever comes of it on this day's backlog.
    """
    if comparison.after.gaps or comparison.answers or comparison.about is About.PLAN:
        return False
    if comparison.about is About.POLICY and comparison.moves:
        return False
    return all(_is_calm(one) for one in comparison.shifts)


def leading(comparison: Comparison) -> Shift | None:
    """The shift that the headline is about; None where no number moves."""
    asked = frozenset(comparison.asked_by)
    worse = comparison.worse
    moved = [one for one in comparison.shifts if one.is_moved and one.now.measured is not None]
    shares = sorted(filter(is_share, moved), key=lambda one: not is_of_all(comparison, one.now))
    seed = [one for one in moved if is_seed_corn(one.now)]
    wanted: tuple[Iterable[Shift], ...] = (
        _largest_left(shares) if comparison.about is About.WHAT_IF else (),
        (one for one in worse if one.now.subject in asked),
        worse,
        (one for one in shares if one.now.subject in asked),
        seed if comparison.kind in ("own", "seed corn") else (),
        (one for one in comparison.better if one.is_crossing),
        seed,
        shares,
        moved,
    )
    return next((one for each in wanted for one in each), None)


def _largest_left(shares: Iterable[Shift]) -> Iterable[Shift]:
    """The customer with the most afterwards, before all others."""
    left = [
        (one.after.measured.value, one)
        for one in shares
        if one.after and one.after.measured and one.after.scope == OPEN_BACKLOG
    ]
    return (one for _, one in sorted(left, key=lambda each: -each[0]))


def beside(comparison: Comparison) -> str:
    """What else somebody who decides has to know: what becomes of seed corn, and who else asked."""
    few = f"Shares say little yet: {plain(comparison.too_few)}." if comparison.too_few else ""
    if comparison.about not in LEADS:
        return few if comparison.about is About.WHAT_IF else ""
    first = leading(comparison)
    silent = f"{unlabelled(comparison.after)}." if unlabelled(comparison.after) else ""
    said_beside = (_who(comparison, first), _seed_corn(comparison, first), few, silent)
    return " ".join(filter(None, said_beside))


def steps(comparison: Comparison, *, most: int = FEW) -> tuple[str, ...]:
    """Each step with its issues: "Defer #12 and #40"."""
    named = [key for move in comparison.moves for key in move.keys]
    prefixes = {key.rpartition("#")[0] for key in named}
    alone = len(comparison.after.sources) == 1 and len(prefixes) == 1
    shared = prefixes.pop() if alone else ""
    return tuple(_step(move, shared, most) for move in comparison.moves)


def _unread(report: Report) -> str:
    whole_of = " whole" if report.partial else ""
    return f"No verdict can be given: {subjects(report)} could not be read{whole_of}, so nobody is accused."


def _impact(comparison: Comparison) -> str:
    first = leading(comparison)
    if first is None:
        lead = LEADS.get(comparison.about)
        limited = "number that the policy limits"
        return f"{lead} moves no {limited}." if lead else f"{SUPPOSED} no {limited} would move."
    if not is_short(comparison):
        return f"{said(comparison, first)}."
    rest = f"{whole(first.now)}{note(first.now)}"
    told = in_brief(comparison, first)
    lead = told if first.now.subject is not None else sentence(told)
    return f"{lead}{rest}: {_standing(comparison, first)}."


def _standing(comparison: Comparison, first: Shift) -> str:
    """What becomes of the limits where no verdict changes."""
    if comparison.too_few:
        return f"too little to judge by ({plain(comparison.too_few)})"
    if first.now.kind is Verdict.OPEN:
        silent = unlabelled(comparison.after)
        return f"cannot be judged while {silent}" if silent else "cannot be judged by what is labelled so far"
    if first.now.kind is Verdict.FAIL:
        side = "over" if first.now.bound is Bound.CEILING else "under"
        return f"{side} its limit with or without this"
    found = (*comparison.after.findings, *(one.after for one in comparison.shifts if one.after))
    kept = not any(each.kind in (Verdict.FAIL, Verdict.OPEN) for each in found)
    return "every limit is kept" if kept else "within its limit; what is broken was so before"


def _is_calm(shift: Shift) -> bool:
    """Whether it needs nobody's attention: its verdict is what it was, and what fails hardly gets worse."""
    if shift.is_crossing or (shift.is_worse and not _hardly_moves(shift)):
        return False
    return shift.before is None or shift.after is None or shift.before.kind is shift.after.kind


def _hardly_moves(shift: Shift) -> bool:
    """Whether a share moves by less than a point: what is over its limit is so with and without this."""
    before, after = (each.measured if each else None for each in (shift.before, shift.after))
    if before is None or after is None:
        return False
    least = _A_POINT if shift.now.unit is Unit.SHARE else _A_HUNDREDTH * abs(before.value)
    return abs(after.value - before.value) < least


def unlabelled(report: Report) -> str:
    """How much of the open backlog does not say whose it is, where that is too much to go by; else empty."""
    counts = report.attribution
    if not counts.open_issues or 2 * counts.unknown_issues < counts.open_issues:
        return ""
    share = percent(Fraction(counts.unknown_issues, counts.open_issues))
    return f"{share} of the open issues do not say whose they are"


def _seed_corn(comparison: Comparison, first: Shift | None) -> str:
    found = [one for one in comparison.shifts if is_seed_corn(one.now) and one.now.measured is not None]
    if not found or (first is not None and is_seed_corn(first.now)):
        return ""
    return f"{would(comparison, found[0])}."


def _who(comparison: Comparison, first: Shift | None) -> str:
    """Who asks beside whom the headline is about, or whose work it is."""
    if comparison.kind == "seed corn":
        return "It is seed corn: nobody has asked for it yet."
    if comparison.kind == "own":
        return "It is the team's own work."
    if not comparison.asked_by:
        return "Somebody asked for it who is not named." if comparison.kind == "requested" else ""
    told = first.now.subject if first else None
    others = [one for one in comparison.asked_by if one != told]
    if not others:
        one = comparison.asked_by[0]
        return f"So far only {name_of(comparison, one)} has asked for it."
    ask = "asked" if comparison.about is About.CHANGE else "asks" if len(others) == 1 else "ask"
    return f"{_names(comparison, others)} {ask} for it{' too' if told in comparison.asked_by else ''}."


def _names(comparison: Comparison, customers: Sequence[str]) -> str:
    left = len(customers) - FEW
    shown = [name_of(comparison, one) for one in customers[:FEW]]
    return listed([*shown, *([f"{left} more"] if left > 0 else [])])


def _plan(comparison: Comparison) -> str:
    if not comparison.moves:
        if comparison.before.verdict is Verdict.FAIL:
            return "No set of the issues that may move brings this back within its limits."
        if comparison.too_few:
            return (
                f"Nothing has to move by what can be judged; shares cannot be: {plain(comparison.too_few)}."
            )
        let_be = " that is not let be" if comparison.before.let_be else ""
        return f"Nothing has to move: no limit is broken{let_be}."
    told = steps(comparison, most=0 if _is_long(comparison) else FEW)
    left = len(told) - MOST_STEPS
    more = [f"{left} steps more"] if left > 0 else []
    first, *others = told[:MOST_STEPS]
    what = ", ".join((sentence(first), *map(_inside, others), *more))
    results = list(_results(comparison))[:MOST_RESULTS]
    plan = f"{what}: {', '.join(results) if results else 'no number moves'}."
    silent = unlabelled(comparison.before)
    return f"Label first: {silent}. By the labels so far: {_inside(plan)}" if silent else plan


def _is_long(comparison: Comparison) -> bool:
    """Whether so many issues are in it that a sentence only counts them."""
    return any(max(move.total, len(move.keys)) > FEW for move in comparison.moves)


def reached(comparison: Comparison) -> str:
    """What a plan reaches, and what it does not aim at; empty where there is none."""
    if comparison.about is not About.PLAN or not comparison.moves:
        return ""
    level = comparison.after.fail_on
    left = [one for one in comparison.after.of_kind(Verdict.FAIL) if not one.fails_at(level)]
    more = f"; {count(len(left), 'finding')} of a lower level stays" if len(left) == 1 else ""
    more = f"; {len(left)} findings of a lower level stay" if len(left) > 1 else more
    return f"Aims at what fails at the level {level} or above{more} (--fail-on)."


def _results(comparison: Comparison) -> Iterator[str]:
    """What a plan achieves, what it costs, and how else shares move."""
    shares = [one for one in comparison.shifts if is_share(one) or is_seed_corn(one.now)]
    ordered = (*comparison.better, *comparison.worse, *shares)
    found: dict[str, Shift] = {}
    for one in ordered:
        if one.is_moved and one.before and one.after:
            found.setdefault(thing(comparison, one.now), one)
    yield from (in_brief(comparison, one) for one in found.values())


def _counted(how_many: int, one: str, several: str) -> str:
    return count(how_many, one, several) if how_many else ""


def _step(move: Move, shared: str, most: int) -> str:
    words = shorten(plain(move.said).rstrip("."), MOST_SAID)
    size = f" ({plain(move.size)})" if move.size else ""
    if not move.keys and move.total:  # the keys are not for everybody
        return f"{words} {count(move.total, 'issue')}{size}"
    if not move.keys or all(key in move.said for key in move.keys):
        return words
    total = max(move.total, len(move.keys))
    if not most:
        return f"{words} {count(total, 'issue')}{size}"
    if total > most:
        return f"{words} {keys(move.keys, total, shared=shared, most=most)}{size}"
    return f"{words} {listed([keys((key,), shared=shared) for key in move.keys])}{size}"


def _inside(words: str) -> str:
    """The beginning of a sentence as it is inside one; a name or a key stays as it is."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
