"""The line of the policy that a finding is about: where its limit stands, in a file of the project."""

from pathlib import PurePosixPath

from seedcorn.report import Finding, Report

POLICY = "seedcorn.yml"


def location(report: Report, finding: Finding | None = None) -> tuple[str, int]:
    """A path from the top of the project, and a line from 1.

    That of the limit of the finding's level, else of its rule, else the first of the policy's own file. Those
    who show findings beside code show none without a place: of a preset alone it is where a policy would be.
    """
    if finding is not None:
        wanted = (finding.level.value if finding.level else "", "")
        lines = {line.level: line for line in report.policy.lines if line.rule == finding.rule}
        found = next((lines[level] for level in wanted if level in lines), None)
        if found is not None and _is_inside(found.path):
            return found.path, found.line
    origin = report.policy.origin
    return (origin if _is_inside(origin) else POLICY), 1


def _is_inside(origin: str) -> bool:
    """Whether it is a policy's file of the project itself."""
    path = PurePosixPath(origin)
    inside = "://" not in origin and not path.is_absolute() and ".." not in path.parts
    return inside and path.suffix in (".yml", ".yaml") and origin.isprintable()
