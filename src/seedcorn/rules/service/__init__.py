"""Whether all customers are served alike, and whether what was built for them is used."""
