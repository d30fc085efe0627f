"""The table engines: one file is one of them, and exposes as ENGINE what opens it at an address."""
