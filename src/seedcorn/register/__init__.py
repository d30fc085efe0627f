"""The customer register: who the customers are, under which names, and who belongs to whom."""

from seedcorn.register.loading import load_register
from seedcorn.register.lookup import Register, names, normalised

__all__ = ["Register", "load_register", "names", "normalised"]
