"""seedcorn tells a product team, from its own issue tracker, whose roadmap it is."""

__version__ = "0.1.0"
