"""How much of the requested work a few customers hold."""
