"""The customer register: who the customers are, under which names, and who belongs to whom."""

from seedcorn.register.loading import load_register
from seedcorn.register.lookup import Register, core, names, normalised

__all__ = ["Register", "core", "load_register", "names", "normalised"]
