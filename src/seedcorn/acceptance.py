"""Why a broken limit is let be, and what else there is to say of waivers and of the baseline."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class By(StrEnum):
    """Who lets a broken limit be: a waiver of somebody's for some time, or the baseline of what was there."""

    WAIVER = "waiver"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Why a finding that fails makes nothing fail: by whom and until when, or since when it has been so bad.

    Of a waiver `owner`, `until` and `reason` are told, of a baseline `since` and the number it `was`.
    """

    by: By
    owner: str = ""
    reason: str = ""
    until: date | None = None
    since: date | None = None
    was: Fraction | None = None


class State(StrEnum):
    """A waiver is past, ends soon or lets nothing be; a finding is worse, or better, than in the baseline."""

    ENDED = "ended"
    ENDING = "ending"
    UNUSED = "unused"
    WORSE = "worse"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What somebody has to look at of one waiver, or of one entry of the baseline.

    `subject` is a customer's id, or where none of that name is known what the policy says; `scope` is empty
    where a waiver is for any. `private` says that its rule's findings are not for the public.
    """

    state: State
    rule: str
    scope: str = ""
    subject: str = ""
    owner: str = ""
    until: date | None = None
    private: bool = False
