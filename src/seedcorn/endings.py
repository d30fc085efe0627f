"""The words by which teams say why an issue is closed without having been done."""

from seedcorn.model import DECLINED

DUPLICATE = "duplicate"
COMPLETED = "completed"
DUPLICATE_WORDS = frozenset({"duplicate", "duplicated"})
# How teams say no, as Jira ships it or as many write it. What is not among them was done.
DECLINED_WORDS = frozenset(
    {
        *("won't do", "won't fix", "wont do", "wont fix", "will not do", "will not fix", "not planned"),
        *("declined", "rejected", "invalid", "cannot reproduce", "can't reproduce", "incomplete"),
        *("cancelled", "canceled", "abandoned", "obsolete", "withdrawn", "not a bug", "works as designed"),
        *("not an issue", "out of scope", "no longer needed", "discarded"),
    }
)
__all__ = ["COMPLETED", "DECLINED", "DECLINED_WORDS", "DUPLICATE", "DUPLICATE_WORDS"]
