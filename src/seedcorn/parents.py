"""What issues have from the issues above them: who asks where they do not say, and effort counted once."""

import narwhals as nw

from seedcorn.engine import Engine, Frame, rows
from seedcorn.meanings import NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN
from seedcorn.snapshot import Snapshot

SAID = ("issue", "customer", "kind", "rank", "seed_marked", "bug", "ignored", "position")
LEVELS = 20
INHERITED = 10**6  # the rank of a name that an issue has from above: after all that stand on the issue


def ties(snapshot: Snapshot, in_view: Frame) -> Frame | None:
    """(issue, parent) of every issue in view or above one, if its parent was fetched; None where none was.

    A parent is found by its key, in the same source before any other.
    """
    issues = snapshot.frame("issues")
    named = issues.filter(~nw.col("parent").is_null())
    if not rows(named.select("issue").head(1)):
        return None
    children = named.select("issue", "source", "parent")
    above = issues.select(nw.col("issue").alias("above"), "source", nw.col("key").alias("parent"))
    beside = children.join(above, on=["source", "parent"])
    elsewhere = children.join(beside.select("issue"), on="issue", how="anti").join(
        above.drop("source"), on="parent"
    )
    both = nw.concat([beside.select("issue", "above"), elsewhere.select("issue", "above")])
    nearest = both.group_by("issue").agg(nw.col("above").min().alias("parent"))
    found = snapshot.engine.keep(nearest.filter(nw.col("issue") != nw.col("parent")))
    if not rows(found.head(1)):
        return None
    return snapshot.engine.keep(found.join(with_ancestors(in_view, found), on="issue", how="semi"))


def with_ancestors(in_view: Frame, tied: Frame) -> Frame:
    """(issue) of those in view and of all parents there are."""
    return nw.concat([in_view.select("issue"), tied.select(nw.col("parent").alias("issue"))]).unique()


def with_inherited(engine: Engine, said: Frame, tied: Frame) -> Frame:
    """What the marks say of issues, and below it what those have from above who name nobody themselves.

    `said` has the columns of SAID. An issue takes over its parent's kind of work and customers, and so on
    down. It keeps its own kind, unless that is a mark that no name stands behind (a bug, seed corn, a request
    without a name) and the work above it was requested.
    """
    settled = _settled(engine, engine.keep(_own(said, tied)))
    heirs = engine.keep(settled.filter(nw.col("issue") != nw.col("origin")))
    asked = said.filter(~nw.col("customer").is_null()).select(
        nw.col("issue").alias("origin"), "customer", "position"
    )
    nobody = heirs.with_columns(customer=_number(None), position=_number(0))
    return nw.concat([said.select(*SAID), _rows(heirs.join(asked, on="origin")), _rows(nobody)])


def _rows(heirs: Frame) -> Frame:
    """(issue, customer, kind, position) as rows of what the marks say."""
    silent = {name: _number(0) for name in ("seed_marked", "bug", "ignored")}
    return heirs.with_columns(rank=_number(INHERITED), **silent).select(*SAID)


def _number(value: int | None) -> nw.Expr:
    return nw.lit(value).cast(nw.Int32)


def _own(said: Frame, tied: Frame) -> Frame:
    """(issue, parent, kind, heir) of every issue with a parent or a child, by its own marks alone."""
    by_mark = said.group_by("issue").agg(
        nw.col("kind").max(), nw.col("bug").max(), nw.col("rank").min().alias("named")
    )
    parents = tied.select(nw.col("parent").alias("issue"))
    members = nw.concat([tied.select("issue"), parents]).unique()
    own = members.join(tied, on="issue", how="left").join(by_mark, on="issue", how="left")
    kind, bug = nw.col("kind").fill_null(UNKNOWN), nw.col("bug").fill_null(0)
    weak = kind.is_in((UNKNOWN, SEED_CORN, NAMELESS)) | ((kind == OWN) & (bug == 1))
    return own.select("issue", "parent", kind=kind, heir=weak & nw.col("named").is_null())


def _settled(engine: Engine, own: Frame) -> Frame:
    """(issue, kind, origin): its kind of work, and whose customers it has, from LEVELS above at most."""
    settled = own.select("issue", "kind", origin=nw.col("issue"))
    above, requested = nw.col("above"), nw.col("above") >= PROSPECT
    takes = nw.col("heir") & (requested | ((nw.col("kind") == UNKNOWN) & (above > UNKNOWN)))
    kind = nw.when(takes).then(nw.max_horizontal("kind", "above")).otherwise(nw.col("kind"))
    origin = nw.when(takes).then(nw.col("origin")).otherwise(nw.col("issue"))
    for _ in range(LEVELS):
        parents = settled.select(nw.col("issue").alias("parent"), nw.col("kind").alias("above"), "origin")
        joined = own.join(parents, on="parent", how="left")
        following = engine.keep(joined.select("issue", kind=kind, origin=origin))
        before = settled.rename({"kind": "old_kind", "origin": "old_origin"})
        moved = (nw.col("kind") != nw.col("old_kind")) | (nw.col("origin") != nw.col("old_origin"))
        unchanged = not rows(following.join(before, on="issue").filter(moved).head(1))
        settled = following
        if unchanged:
            break
    return settled


def counted_below(engine: Engine, estimated: Frame, tied: Frame) -> Frame:
    """(issue) of those above an issue of `estimated` (issue), whose effort is counted there.

    What is said to be above itself is above nothing.
    """
    pairs = engine.keep(estimated.join(tied, on="issue"))
    found = [pairs]
    higher = tied.rename({"issue": "parent", "parent": "higher"})
    for _ in range(LEVELS - 1):
        pairs = engine.keep(pairs.join(higher, on="parent").select("issue", parent=nw.col("higher")))
        if not rows(pairs.head(1)):
            break
        found.append(pairs)
    every = engine.keep(nw.concat(found))
    circular = every.filter(nw.col("issue") == nw.col("parent")).select("issue")
    above = every.join(circular, on="issue", how="anti")
    return above.select(nw.col("parent").alias("issue")).unique()
