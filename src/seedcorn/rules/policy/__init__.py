"""Whether the policy itself is looked after."""
