"""Whether people work for one customer alone."""
