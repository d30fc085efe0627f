"""What became of the plan of an iteration: how much of its seed corn made way, and for whose work."""

from fractions import Fraction

from seedcorn.model import Interval


def made_way(left: Fraction, requested: Fraction, unknown: Fraction, began: Fraction) -> Interval:
    """The part of the seed corn that an iteration began with which made way for customers' work; 0 of none.

    As much of what left as was pulled in for customers: `requested`, and at most the `unknown` too that was
    pulled in. Source: Sam McAfee, "The One Big Customer Trap" (the idea); the measure is ours.
    """
    if not began:
        return Interval.exactly(0)
    value = min(left, requested) / began
    return Interval(value=value, low=value, high=min(left, requested + unknown) / began)


def pulled_in(requested: Fraction, unknown: Fraction, began: Fraction) -> Interval:
    """The same where everything may leave: what was pulled in for customers, beside the seed corn at first.

    Its ends close in evenly with each answer, which those of `made_way` do not. `began` is not 0.
    """
    return Interval(value=requested / began, low=requested / began, high=(requested + unknown) / began)
