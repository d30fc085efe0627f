"""The customer register: who the customers are, under which names, who belongs to whom, and what they pay."""

from seedcorn.register.loading import load_register
from seedcorn.register.lookup import Register, core, names, normalised
from seedcorn.register.paying import Payer, Told, active, payers

__all__ = [
    "Payer",
    "Register",
    "Told",
    "active",
    "core",
    "load_register",
    "names",
    "normalised",
    "payers",
]
