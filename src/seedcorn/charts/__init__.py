"""The shelf of charts: one file, one question about a backlog and its picture."""
