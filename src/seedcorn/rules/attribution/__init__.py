"""Whether the labels tell enough to judge by."""
