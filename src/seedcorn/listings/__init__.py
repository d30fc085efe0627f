"""The attributed issues as text: one file a format, found by its name."""
