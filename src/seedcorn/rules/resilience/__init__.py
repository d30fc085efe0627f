"""Whether losing customers is survivable."""
