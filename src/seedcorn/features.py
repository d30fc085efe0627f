"""What is planned as features: issues with those right below them as one thing, and how many ask for it."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.meanings import PROSPECT, UNKNOWN
from seedcorn.report import Keys

_ASKED = nw.col("kind") >= PROSPECT
_UNKNOWN = nw.col("kind") == UNKNOWN
_NOBODY = _UNKNOWN | (_ASKED & (nw.col("askers") == 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Thin:
    """The effort in features that too few ask for by name, in parts.

    `certain` is requested in those where everything names somebody; in the others `named` is requested by
    somebody, `nameless` by nobody who is named, and `unknown` says nothing.
    """

    certain: Fraction
    named: Fraction
    nameless: Fraction
    unknown: Fraction


@dataclass(frozen=True, kw_only=True)
class Features:
    """A backlog as features, each asked for by `enough` customers or by fewer.

    A feature is an issue with the issues right below it; an issue with nothing above or below is one of its
    own. Who asks for any of it in all that is in view asks for the feature. Where something of it names
    nobody, more could.
    """

    backlog: Backlog
    enough: int

    def thin(self) -> Thin:
        """How much of the backlog fewer than enough customers ask for."""
        groups = self._planned.group_by("few", "in_doubt", "unknown", "nobody")
        sums: dict[tuple[bool, ...], Fraction] = {}
        for *which, effort in rows(groups.agg(nw.col("effort").sum())):
            sums[tuple(map(bool, which))] = Fraction(int(effort), self.backlog.attributed.effort_scale)
        few = {key[1:]: effort for key, effort in sums.items() if key[0]}
        return Thin(
            certain=few.get((False, False, False), Fraction(0)),
            named=few.get((True, False, False), Fraction(0)),
            nameless=few.get((True, False, True), Fraction(0)),
            unknown=few.get((True, True, True), Fraction(0)),
        )

    def evidence(self) -> Keys:
        """Keys of what is requested in features that too few ask for by name, the largest first."""
        thin = self._planned.filter(nw.col("few"), _ASKED)
        return self.backlog.among(lambda: thin.select("issue")).everything()

    def undecided(self) -> list[tuple[Fraction, int]]:
        """(effort, how many) of the features of which more could be known, the largest first."""
        sums = self._open().group_by("feature").agg(nw.col("effort").sum())
        sizes = sums.group_by("effort").agg(nw.len().alias("features"))
        scale = self.backlog.attributed.effort_scale
        return sorted(((Fraction(int(effort), scale), many) for effort, many in rows(sizes)), reverse=True)

    def to_ask(self, issues: int) -> Keys:
        """Keys of issues of these features that name nobody, so many at least, the largest first."""
        features = self._open().select("feature").unique()
        silent = self._of_features().filter(_NOBODY).join(features, on="feature", how="semi")
        in_view = replace(self.backlog, find=lambda: self.backlog.attributed.issues)
        every = in_view.among(lambda: silent.select("issue")).everything()
        return Keys(first=every.first[:issues], total=issues)

    def _open(self) -> Frame:
        """What is planned and either unknown or of a feature that more could ask for."""
        return self._planned.filter(_UNKNOWN | (nw.col("few") & nw.col("in_doubt")))

    @cached_property
    def _planned(self) -> Frame:
        """The issues of the backlog that are or could be requested, with what is known of their features."""
        attributed, of_features = self.backlog.attributed, self._of_features()
        planned = self.backlog.issues.filter(_ASKED | _UNKNOWN).join(
            of_features.select("issue", "feature"), on="issue"
        )
        # Most features are of other iterations: they are left out before anything is counted.
        features = planned.select("feature").unique()
        theirs = attributed.engine.keep(
            of_features.select("issue", "feature", "kind", "askers").join(features, on="feature", how="semi")
        )
        asked = attributed.requests.select("issue", "customer").join(theirs, on="issue")
        customers = asked.select("feature", "customer").unique().group_by("feature")
        unnamed = theirs.filter(_NOBODY).group_by("feature")
        planned = planned.join(customers.agg(nw.len().alias("customers")), on="feature", how="left").join(
            unnamed.agg(nw.len().alias("unnamed")), on="feature", how="left"
        )
        known = planned.with_columns(
            few=nw.col("customers").fill_null(0) < self.enough,
            in_doubt=nw.col("unnamed").fill_null(0) > 0,
            unknown=_UNKNOWN,
            nobody=_NOBODY,
        )
        return attributed.engine.keep(known)

    def _of_features(self) -> Frame:
        """All issues in view with their features: itself if anything is below it, else what is above it."""
        attributed = self.backlog.attributed
        if attributed.ties is None:
            return attributed.issues.with_columns(feature=nw.col("issue"))
        heads = attributed.ties.select(nw.col("parent").alias("issue")).unique()
        above = attributed.ties.join(heads, on="issue", how="anti").select("issue", "parent")
        joined = attributed.issues.join(above, on="issue", how="left")
        return joined.with_columns(feature=nw.coalesce("parent", "issue")).drop("parent")
