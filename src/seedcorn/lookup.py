"""Finds one issue of a snapshot by its key, as people write it."""

from collections.abc import Iterable

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.engine import Frame, Row, rows
from seedcorn.errors import UsageError
from seedcorn.meanings import UNKNOWN
from seedcorn.model import Customer
from seedcorn.snapshot import Snapshot

_MOST_MATCHES = 3


def issue_of(snapshot: Snapshot, key: str) -> Row:
    """(issue, key, title, source) of "acme/app#12", in any case, or of "#12" where that is one issue.

    Raises UsageError where it is none, or several.
    """
    issues = snapshot.frame("issues").select("issue", "key", "title", "source")
    folded, wanted = nw.col("key").str.to_lowercase(), key.strip().lower()
    asked = folded == wanted
    if wanted.startswith("#"):
        asked = asked | folded.str.ends_with(wanted)
    matches = rows(issues.filter(asked).sort("issue").head(_MOST_MATCHES))
    matches = [row for row in matches if row[1] == key] or matches
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise UsageError(f"there is no issue {key}", hint=_example(issues, wanted))
    several = ", ".join(row[1] for row in matches)
    raise UsageError(f"{key} is more than one issue: {several}", hint=f"Say which: --why {matches[0][1]}")


def known_keys(snapshot: Snapshot, keys: Iterable[str]) -> dict[str, int]:
    """The issues that these keys name, by the keys as they were given; without those that are not there."""
    wanted = list(dict.fromkeys(key.strip() for key in keys))
    issues = snapshot.frame("issues").select("issue", "key")
    found: dict[str, int] = _first(issues.filter(nw.col("key").is_in(wanted)))
    left = {key.lower(): key for key in wanted if key not in found}
    if left:
        folded = issues.with_columns(key=nw.col("key").str.to_lowercase())
        found |= {
            left[key]: issue for key, issue in _first(folded.filter(nw.col("key").is_in([*left]))).items()
        }
    return found


def _first(issues: Frame) -> dict[str, int]:
    """Of each key the issue that came first."""
    return {key: issue for issue, key in reversed(rows(issues.select("issue", "key").sort("issue")))}


def is_open(snapshot: Snapshot, key: str) -> bool | None:
    """Whether the issue of this key is open; None where there is none."""
    issues = snapshot.frame("issues").filter(nw.col("issue").is_in([*known_keys(snapshot, [key]).values()]))
    found = rows(issues.select("closed"))
    return found[0][0] is None if found else None


def asked_of(attributed: Attributed, issues: Iterable[int]) -> tuple[int, tuple[Customer, ...]]:
    """The strongest kind of work among some issues (see meanings), and who asks, the most first."""
    here = nw.col("issue").is_in(sorted(issues))
    kinds = [kind for (kind,) in rows(attributed.issues.filter(here).select("kind"))]
    asked = attributed.requests.filter(here).group_by("customer").agg(nw.col("amount").sum())
    customers = attributed.meanings.customers
    by_amount = sorted((-amount, customers[code].id, code) for code, amount in rows(asked))
    return max(kinds, default=UNKNOWN), tuple(customers[code] for _, _, code in by_amount)


def _example(issues: Frame, wanted: str) -> str:
    """A key that is there, of the same project or repository if there is one."""
    stem = wanted.rstrip("0123456789")
    alike = nw.col("key").str.to_lowercase().str.starts_with(stem)
    found = rows(issues.filter(alike).sort("issue").select("key").head(1)) if stem.strip("#") else []
    found = found or rows(issues.sort("issue").select("key").head(1))
    return (
        f"Write its key as the report does, for example --why {found[0][0]}"
        if found
        else "There are no issues."
    )


def lost_parent(snapshot: Snapshot, number: int) -> str:
    """The key of a parent that was not read; empty where there is none."""
    issues = snapshot.frame("issues")
    for (parent,) in rows(issues.filter(nw.col("issue") == number).select("parent")):
        if parent and not rows(issues.filter(nw.col("key") == parent).select("issue").head(1)):
            return str(parent)
    return ""
