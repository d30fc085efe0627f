"""Every request that any test of a connector makes is held against the vendor's description of its API."""

from contracts.judging import described_requests

__all__ = ["described_requests"]
