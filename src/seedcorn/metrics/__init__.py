"""Every formula of the product, one file a family: exact numbers in, exact numbers out."""
