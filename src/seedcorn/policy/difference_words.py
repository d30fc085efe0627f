"""What another policy comes to, in a sentence: how many limits are looser, rules off, waivers more."""

from collections.abc import Iterable, Iterator, Sequence

from seedcorn.policy.difference import OFF, Changed, Way, What
from seedcorn.report import Bound
from seedcorn.words import count, listed, plain, shorten

SAME = "Both policies say the same."
_MOST_SAID = 120
_SIDES = {Bound.CEILING: "at most ", Bound.FLOOR: "at least "}
_ORDER = {way: place for place, way in enumerate(Way)}


def in_order(changes: Iterable[Changed]) -> tuple[Changed, ...]:
    """What is looser first, then what is stricter, then all else."""
    return tuple(sorted(changes, key=lambda change: _ORDER[change.way]))


def headline(changes: Sequence[Changed]) -> str:
    """The answer: "2 limits are looser, 1 rule is off and 3 limits are stricter."."""
    parts = tuple(_parts(changes))
    return f"{listed(parts)}." if parts else SAME


def told(change: Changed) -> str:
    """One change: "seed.reserve error: at least 5% (was 10%)"; long values are cut."""
    if change.what is What.RULE:
        return f"{change.where}: {change.new}"
    side = _SIDES[change.bound] if change.bound and change.new != OFF else ""
    was = f"was {_short(change.old)}" if change.old else "new"
    return f"{_short(change.where)}: {side}{_short(change.new) or 'gone'} ({was})"


def _short(text: str) -> str:
    return shorten(plain(text), _MOST_SAID)


def _parts(changes: Sequence[Changed]) -> Iterator[str]:
    for way in Way:
        for what in What:
            found = sum(each.way is way and each.what is what for each in changes)
            if found:
                things = count(found, _THINGS.get(what, str(what)))
                yield f"{things} {'is' if found == 1 else 'are'} {_STATE[what, way]}"


_THINGS = {What.VALUE: "other value"}
_STATE = {
    **{(what, way): str(way) for what in What for way in Way},
    **{(what, Way.OTHER): "different" for what in What},
    (What.RULE, Way.LOOSER): OFF,
    (What.RULE, Way.STRICTER): "on",
    (What.WAIVER, Way.LOOSER): "new or longer",
    (What.WAIVER, Way.STRICTER): "gone or shorter",
}
