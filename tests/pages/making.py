"""Makes pages of reports, as the command line does."""

from typing import cast

from seedcorn.format import Format, Look
from seedcorn.report import Report
from seedcorn.shelf import take


def page_of(report: Report) -> str:
    """The report as a page of its own."""
    return cast("Format", take("seedcorn.formats", "html", "FORMAT")).render(report, Look())
