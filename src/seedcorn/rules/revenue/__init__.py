"""Whether revenue is spread."""
