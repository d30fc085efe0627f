"""One file, one tracker: each turns a source into a stream of issues, events and gaps."""
