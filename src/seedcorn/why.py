"""How one issue was counted, and why: each mark on it with what it means under the policy."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.context import look
from seedcorn.engine import Row, rows
from seedcorn.errors import UsageError
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN, Meant, meanings
from seedcorn.policy import Policy
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot

_KINDS = {
    EXISTING: "requested work",
    PROSPECT: "requested work, by a prospect",
    NAMELESS: "requested work, without a name",
    OWN: "the team's own work",
    SEED_CORN: "seed corn",
    UNKNOWN: "unknown work: nothing on it says whose it is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One issue as it was counted.

    `marks` are what stands on it, as (place, value, what it means). `parts` are (customer, effort) after the
    split. `scopes` are where it counts; none if it was closed before the window or ignored.
    """

    key: str
    title: str
    kind: str
    effort: Fraction
    unit: str
    marks: tuple[tuple[str, str, str], ...]
    parts: tuple[tuple[str, Fraction], ...]
    scopes: tuple[str, ...]


def why(snapshot: Snapshot, policy: Policy, *, register: Register | None, now: datetime, key: str) -> Why:
    """Explain one issue by its key ("acme/app#12", or "#12" where that is one issue). Raises UsageError."""
    number, found_key, title = _found(snapshot, key)
    context = look(
        snapshot,
        policy.counting,
        register,
        now=now,
        window_days=policy.window_days,
        capacity=policy.capacity,
    )
    attributed = context.open.attributed
    counted = rows(attributed.issues.filter(nw.col("issue") == number).select("kind", "effort"))
    asked = rows(attributed.requests.filter(nw.col("issue") == number).select("customer", "amount"))
    kind, effort = counted[0] if counted else (UNKNOWN, 0)
    customers = attributed.meanings.customers
    scopes = (*context.scopes, *([context.current] if context.current else []))
    return Why(
        key=found_key,
        title=title,
        kind=_KINDS[kind] if counted else "not counted: closed before the window, created later, or ignored",
        effort=Fraction(int(effort), attributed.effort_scale),
        unit=policy.counting.effort.unit,
        marks=_marks(snapshot, policy, register, number, kind),
        parts=tuple(
            sorted(
                (customers[code].name, Fraction(int(part), attributed.amount_scale)) for code, part in asked
            )
        ),
        scopes=tuple(one.scope for one in scopes if rows(one.issues.filter(nw.col("issue") == number))),
    )


def _found(snapshot: Snapshot, key: str) -> Row:
    issues = snapshot.frame("issues").select("issue", "key", "title")
    wanted = nw.col("key") == key
    if key.startswith("#"):
        wanted = wanted | nw.col("key").str.ends_with(key)
    matches = rows(issues.filter(wanted).head(3))
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise UsageError(
            f"there is no issue {key}", hint="Write its key as the report does, for example '#12'."
        )
    several = ", ".join(row[1] for row in matches)
    raise UsageError(f"{key} is more than one issue: {several}", hint="Write the whole key.")


def _marks(
    snapshot: Snapshot, policy: Policy, register: Register | None, number: int, kind: int
) -> tuple[tuple[str, str, str], ...]:
    """Every mark on the issue with what it means; one that means nothing says so."""
    standing = rows(
        snapshot.frame("marks")
        .filter(nw.col("issue") == number)
        .join(snapshot.frame("vocabulary"), on="mark")
        .sort("position")
        .select("mark", "place", "value")
    )
    found = meanings(((mark, place, value) for mark, place, value in standing), policy.counting, register)
    said: dict[int, list[str]] = {}
    for meant in found.meant:
        name = "" if meant.customer is None else found.customers[meant.customer].name
        said.setdefault(meant.mark, []).extend(_says(meant, name, kind))
        if meant.effort is not None:
            said[meant.mark].append(f"{Fraction(meant.effort, found.scale)} {policy.counting.effort.unit}")
    return tuple(
        (place, value, ", ".join(said.get(mark, ())) or "says nothing") for mark, place, value in standing
    )


def _says(meant: Meant, name: str, kind: int) -> list[str]:
    """What one mark means on an issue of this kind of work."""
    parts = {
        EXISTING: f"asked for by {name}",
        PROSPECT: f"asked for by {name}, a prospect",
        NAMELESS: "asked for, nobody named",
        OWN: "the team's own",
        SEED_CORN: "seed corn",
        UNKNOWN: "",
    }
    said = [parts[meant.kind]]
    if meant.seed_marked and kind != SEED_CORN:
        said = ["a seed-corn mark, which does not count: see the other marks"]
    return [part for part in (*said, *(["a bug"] * meant.bug), *(["ignored"] * meant.ignored)) if part]
