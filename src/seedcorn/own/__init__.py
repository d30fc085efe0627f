"""A team's own rules: a measure from a small vocabulary, written in the policy; no code."""

from seedcorn.own.keys import MEASURES, OWN_ID, Own, Unmeasured
from seedcorn.own.measuring import own_rule

__all__ = ["MEASURES", "OWN_ID", "Own", "Unmeasured", "own_rule"]
