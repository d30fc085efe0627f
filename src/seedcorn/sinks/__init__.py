"""The sinks: each file here is one, named as its tracker; none imports another."""
