"""How much of the money a few customers bring, and on which terms."""
