"""The course of a backlog as text: one file a format, found by its name."""
