"""Whether the team can say no, and knows why it says yes."""
