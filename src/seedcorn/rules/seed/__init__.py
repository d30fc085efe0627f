"""Whether capacity is kept for what nobody has asked for yet."""
