"""One hardened layer under the trackers' client libraries: patient, not for long, and with tokens at home."""
