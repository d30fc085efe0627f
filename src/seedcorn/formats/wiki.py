"""The report as wiki markup for an issue of Jira Data Center."""

from seedcorn.comparison import Comparison
from seedcorn.document import Document
from seedcorn.format import Format, Look
from seedcorn.formats._comparison import document as compared
from seedcorn.formats._document_wiki import written
from seedcorn.formats._report_document import document
from seedcorn.report import Report


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a page has its own look
    """The report in at most 32,000 characters: what does not fit is left out whole, and counted."""
    return written(document(report))


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """What saying yes changes, as a comment on the issue."""
    return written(compared(comparison))


def _write(text: Document, look: Look) -> str:  # noqa: ARG001 - as render
    return written(text)


FORMAT = Format(
    title="Wiki markup for an issue of Jira Data Center",
    render=render,
    compare=compare,
    write=_write,
    is_prose=True,
)
