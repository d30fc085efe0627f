"""How much the work follows those who buy rather than those who use."""
