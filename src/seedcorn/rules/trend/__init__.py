"""Which way things go: what grows or falls week by week, though nobody decided it."""
