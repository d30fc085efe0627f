"""The rules. One file is one rule: rules/seed/reserve.py is `seed.reserve`."""
