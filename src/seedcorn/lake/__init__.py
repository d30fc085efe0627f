"""A company's own issue tables, through a mapping of columns to facts: nothing is copied out of them."""

from seedcorn.lake.opening import open_lake

__all__ = ["open_lake"]
