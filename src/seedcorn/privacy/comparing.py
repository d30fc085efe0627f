"""Two reports side by side as the public may see them: one code-name for one customer in both."""

import re
from collections.abc import Iterator
from dataclasses import replace

from seedcorn.comparison import About, Comparison, Exposure, Move, Shift
from seedcorn.privacy.banding import banded, is_alone, is_telling, shift_in_bands
from seedcorn.privacy.masking import hides_in, kept, masked_by, masked_finding
from seedcorn.privacy.secrecy import Secrets, reports_of, secrets_of
from seedcorn.privacy.spelling import Name
from seedcorn.register import Register

_KEY = re.compile(r"(?P<owner>[\w./-]*)[#!]\d+|\b(?P<project>[A-Z][A-Z0-9_]+)-\d+\b")
_REFUSED = "The policy of this change cannot be used"


def masked_comparison(
    comparison: Comparison, register: Register | None, *, place: str, key: str = ""
) -> Comparison:
    """A comparison that may be shown in public, at `place`, as `masked` does it with a report.

    Its title stays where only the place itself was read and no secret name stands in it, its key where the
    place has the issue. What the customers who ask pay is left out; how much else they ask for, too, where
    their shares are ranges.
    """
    secrets = secrets_of(comparison, register, place=place, key=key)
    reports = reports_of(comparison)
    in_bands = any(hides_in(each, secrets) and is_telling(each) for each in reports)
    public = _masked(comparison, secrets)
    return _in_bands(public, comparison) if in_bands else public


def _masked(comparison: Comparison, secrets: Secrets) -> Comparison:
    return replace(
        comparison,
        before=masked_by(comparison.before, secrets),
        after=masked_by(comparison.after, secrets),
        shifts=tuple(_shifts(comparison, secrets)),
        key=comparison.key if _is_of_place(comparison.key, secrets) else "",
        title=comparison.title if secrets.at_home and not secrets.tells(comparison.title) else "",
        asked_by=tuple(map(secrets.id_of, comparison.asked_by)),
        answers=tuple(_named_anew(one, secrets) for one in comparison.answers),
        exposed=tuple(_exposure(one, secrets) for one in comparison.exposed),
        moves=tuple(_move(one, secrets) for one in comparison.moves),
        too_few="" if secrets.leaks(comparison.too_few) else comparison.too_few,
        notes=tuple(one for one in kept(comparison.notes, secrets) if _keys_are_of_place(one, secrets)),
        refused=_REFUSED if secrets.leaks(comparison.refused) else comparison.refused,
    )


def _in_bands(public: Comparison, private: Comparison) -> Comparison:
    """With ranges on both sides, and without what tells how much a customer has.

    That are the issues of a step about a customer, and all of a plan's: how many have to wait to come back
    to a limit tells how far it was broken. For the same reason a plan's counts are those before it.
    """
    alone = any(map(is_alone, reports_of(private)))
    before, after = (banded(one, alone=alone) for one in (public.before, public.after))
    is_plan = public.about is About.PLAN
    if is_plan:
        counts = replace(before.attribution, customers=after.attribution.customers)
        after = replace(after, attribution=counts)
    moves = (
        Move(said=move.said) if is_plan or move.said != told.said else move
        for move, told in zip(public.moves, private.moves, strict=True)
    )
    return replace(
        public,
        before=before,
        after=after,
        shifts=tuple(shift_in_bands(one, alone=alone) for one in public.shifts),
        exposed=(),
        moves=tuple(moves),
        notes=tuple(one for one in public.notes if not (is_plan and re.search(r"\d", one))),
    )


def _shifts(comparison: Comparison, secrets: Secrets) -> Iterator[Shift]:
    for one in comparison.shifts:
        before = one.before and masked_finding(one.before, secrets)
        after = one.after and masked_finding(one.after, secrets)
        if before or after:
            yield replace(one, before=before, after=after)


def _exposure(exposure: Exposure, secrets: Secrets) -> Exposure:
    return replace(exposure, customer=secrets.id_of(exposure.customer), revenue=None)


def _move(move: Move, secrets: Secrets) -> Move:
    """A step with code-names, and with the place's own issues alone."""
    keys = tuple(one for one in move.keys if _is_of_place(one, secrets))
    return replace(move, said=_named_anew(move.said, secrets), keys=keys)


def _named_anew(text: str, secrets: Secrets) -> str:
    """A sentence with code-names for names; nothing of it where a name cannot be taken out."""
    anew = {name.said.casefold(): secrets.codes[name.customer][1] for name in secrets.names}
    longest = sorted(secrets.names, key=lambda name: -len(name.said))
    said = "|".join(filter(None, map(_as_pattern, longest)))
    pattern = rf"(?<!\w)(?:{said})(?!\w)" if said else "(?!)"
    told = re.sub(pattern, lambda found: anew[found[0].casefold()], text)
    return "a step about a customer" if secrets.leaks(told) else told


def _as_pattern(name: Name) -> str:
    """Any spelling of it in small and large letters; of what is a word like any other only with a capital."""
    if not name.said.strip() or (name.is_ordinary and name.said == name.said.lower()):
        return ""
    return re.escape(name.said) if name.is_ordinary else f"(?i:{re.escape(name.said)})"


def _is_of_place(key: str, secrets: Secrets) -> bool:
    """Whether an issue is one of the place's own, by what its key begins with."""
    found = _KEY.fullmatch(key)
    scheme, _, path = secrets.place.partition(":")
    if found and found["owner"]:
        return found["owner"].casefold() == path.casefold()
    if found and found["project"]:  # where the place is a query, what it finds is its own
        return scheme == "jira" and (secrets.at_home or found["project"].casefold() == path.casefold())
    return secrets.at_home


def _keys_are_of_place(text: str, secrets: Secrets) -> bool:
    return all(_is_of_place(found[0], secrets) for found in _KEY.finditer(text))
