"""A team's own rules: a measure from a small vocabulary, written in the policy; no code."""

from seedcorn.own.keys import MEASURES, OWN_ID, Own, Unmeasured
from seedcorn.own.measuring import own_rule
from seedcorn.own.words import in_words

__all__ = ["MEASURES", "OWN_ID", "Own", "Unmeasured", "in_words", "own_rule"]
