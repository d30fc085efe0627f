"""How much of the product is made for one customer alone."""
