"""What the public may see: code-names, no money, nothing of other places; and the last look at it."""

import json
from dataclasses import replace

import pytest

from builders import SOURCE, balanced, issue, issues, milestone, register, report, together
from seedcorn.background import LimitLine, PolicyStamp
from seedcorn.cli._wishes import of_report
from seedcorn.format import Look
from seedcorn.formats import json as as_json
from seedcorn.formats import markdown, text
from seedcorn.model import Customer, Gap
from seedcorn.privacy import leaks, masked
from seedcorn.register import Register
from seedcorn.report import Report

WHALE = Customer(
    id="acme", name="Acme Industries", aliases=("ACME Inc.",), code_name="Falcon", revenue=None, private=True
)
OPEN_NAME = Customer(id="globex", name="Globex", private=False)


def told(*customers: Customer, sources: tuple[str, ...] = (SOURCE,)) -> tuple[Report, Register]:
    """A report in which acme holds most, with a milestone of its name and revenue in the register."""
    known = register(*customers)
    launch = {"iterations": (milestone("ACME Inc. go-live"),)}
    backlog = together(issues(acme=14, changes=launch), issues(globex=5, unheard=2, seed=3))
    judged = report(backlog, balanced(), customers=known)
    return replace(judged, sources=sources), known


def leaking(text_shown: str, judged: Report, known: Register | None) -> set[str]:
    """The code-names of those who can be read."""
    return {leak.who for leak in leaks(text_shown, judged, known, place=SOURCE)}


def rendered(judged: Report) -> str:
    return "".join(one.FORMAT.render(judged, Look(verbose=True)) for one in (as_json, markdown, text))


def test_a_private_customer_has_its_code_name_and_nothing_of_it_can_be_read() -> None:
    judged, known = told(WHALE, OPEN_NAME)
    assert leaking(rendered(judged), judged, known) == {"Falcon"}
    public = masked(judged, known, place=SOURCE)
    assert public.public
    assert leaks(rendered(public), judged, known, place=SOURCE) == ()
    assert "Falcon" in rendered(public)
    assert {one.name for one in public.attribution.customers} == {"Falcon", "Globex", "unheard"}


def test_a_milestone_that_tells_the_name_loses_it() -> None:
    judged, known = told(WHALE)
    assert "milestone: ACME Inc. go-live" in {found.scope for found in judged.findings}
    assert "milestone" in {found.scope for found in masked(judged, known, place=SOURCE).findings}


def test_a_label_of_the_public_place_itself_is_public_already() -> None:
    judged, _ = told()
    assert {one.name for one in masked(judged, None, place=SOURCE.upper()).attribution.customers} == {
        "acme",
        "globex",
        "unheard",
    }


@pytest.mark.parametrize(
    ("place", "seen"),
    [("label", True), ("milestone", True), ("heading:customer", False), ("author", False)],
)
def test_what_stands_on_confidential_issues_of_gitlab_alone_is_not_public(place: str, seen: bool) -> None:
    judged, _ = told(sources=("gitlab:acme/web",))
    judged = replace(judged, names_at=(place,))
    public = masked(judged, None, place="gitlab:acme/web")
    assert ({"acme", "globex"} <= {one.name for one in public.attribution.customers}) is seen


@pytest.mark.parametrize("place", ["organization", "field:customer", "project-field:client", "property:for"])
def test_a_name_is_hidden_where_the_policy_reads_names_that_not_everybody_sees(place: str) -> None:
    judged, _ = told()
    judged = replace(judged, names_at=(*judged.names_at, place))
    public = masked(judged, None, place=SOURCE)
    assert not {"acme", "globex"} & {one.name for one in public.attribution.customers}
    assert leaking("acme and globex", judged, None) == {"Customer 1", "Customer 2"}


def test_the_iteration_of_a_project_is_not_named() -> None:
    judged, known = told()
    sprints = tuple(replace(found, scope="iteration: Autumn") for found in judged.findings)
    public = masked(replace(judged, findings=sprints), known, place=SOURCE)
    assert {found.scope for found in public.findings} == {"iteration"}


def test_the_mail_domain_of_a_private_customer_is_as_secret_as_its_name() -> None:
    judged, known = told(replace(WHALE, domains=("falcon-works.example",)))
    assert leaking("see falcon-works.example", judged, known) == {"Falcon"}


def test_the_report_says_where_names_are_looked_for() -> None:
    judged, _ = told()
    assert "label" in judged.names_at


def test_of_other_places_neither_names_nor_keys_nor_sources_are_shown() -> None:
    judged, known = told(WHALE, OPEN_NAME, sources=("github:acme/secret", SOURCE))
    judged = replace(judged, gaps=(Gap(source="github:acme/secret", what="page 3", why="acme says no"),))
    public = masked(judged, known, place=SOURCE)
    shown = rendered(public)
    assert "secret" not in shown
    assert "acme" not in shown.casefold()
    assert "unheard" not in shown
    assert "#1" not in shown
    assert all(not found.evidence and not found.settle and not found.defer for found in public.findings)


def test_the_lines_of_a_policy_name_nobody_either() -> None:
    judged, known = told(WHALE)
    line = LimitLine(rule="seed.reserve", path="policies/ours.yml", line=3)
    leaking_lines = (replace(line, path="policies/acme-industries.yml"), replace(line, rule="own.acme-inc"))
    stamp = PolicyStamp(name="ours", origin="policies/ours.yml", lines=(line, *leaking_lines))
    assert masked(replace(judged, policy=stamp), known, place=SOURCE).policy.lines == (line,)
    elsewhere = replace(stamp, origin="policies/acme-industries.yml", lines=stamp.lines[:1])
    assert masked(replace(judged, policy=elsewhere), known, place=SOURCE).policy.lines == ()


def test_money_is_never_shown() -> None:
    known = register(big=78, small=11, other_one=11)
    judged = report(issues(big=12, small=3), balanced(), customers=known)
    assert {found.scope for found in judged.findings} >= {"revenue"}
    public = masked(judged, known, place=SOURCE)
    assert not [found for found in public.findings if found.rule.startswith(("revenue.", "resilience."))]
    assert not [found for found in public.findings if found.rule == "attribution.unknown-customer"]


def test_without_a_code_name_a_number_stands_in() -> None:
    judged, known = told(replace(WHALE, code_name=None))
    public = masked(judged, known, place=SOURCE)
    assert public.attribution.customers[0].name == "Customer 1"
    assert public.attribution.customers[0].id == "customer-1"
    subjects = {found.subject for found in public.findings if found.subject}
    assert subjects == {"customer-1"}


@pytest.mark.parametrize(
    ("text_shown", "is_found"),
    [
        ("Acme Industries asks", True),
        ("ACMEINDUSTRIES", True),
        ("acme-industries.example", True),
        ("customer:acme", True),
        ("the acme of perfection", True),
        ("acmes and acmeish", False),
        ("ＡＣＭＥ", True),
        ("Falcon asks", False),
    ],
)
def test_names_are_found_however_they_are_written(text_shown: str, is_found: bool) -> None:
    judged, known = told(WHALE)
    assert leaking(text_shown, judged, known) == ({"Falcon"} if is_found else set())


def test_a_public_json_keeps_its_shape() -> None:
    judged, known = told(WHALE)
    shown = json.loads(as_json.FORMAT.render(masked(judged, known, place=SOURCE), Look()))
    assert shown["public"] is True
    assert shown["verdict"] == "fail"


def test_an_issue_of_nobody_leaks_nothing() -> None:
    judged = report([issue(1)], balanced())
    assert leaks("anything", judged, None, place=SOURCE) == ()


@pytest.mark.parametrize("sources", [(SOURCE,), (SOURCE, "jira:APP")])
def test_sentences_with_names_stay_at_home(sources: tuple[str, ...]) -> None:
    judged, known = told(WHALE, sources=sources)
    failed = replace(judged.findings[0], details=(("acme/app#1", "label says Acme Industries"),))
    judged = replace(judged, findings=(failed, *judged.findings[1:]))
    assert "label says Acme Industries" in rendered(judged)
    public = masked(judged, known, place=SOURCE)
    assert all(not found.details for found in public.findings)
    assert leaks(rendered(public), judged, known, place=SOURCE) == ()


@pytest.mark.parametrize(
    ("gap", "source", "why"),
    [
        (
            Gap(source="gitlab:acme/x", what="w", why="acme refused (403); ask acme"),
            "a GitLab source",
            "refused (403)",
        ),
        (Gap(source="jira:ACME", what="w", why="acme (418)"), "a Jira source", "answered (418)"),
        (Gap(source="acme", what="w", why="acme is away"), "a source", "it could not be read whole"),
    ],
)
def test_of_what_could_not_be_read_the_tracker_and_its_answer_are_told(
    gap: Gap, source: str, why: str
) -> None:
    judged, known = told(WHALE, sources=("github:acme/secret",))
    (shown,) = masked(replace(judged, gaps=(gap,)), known, place=SOURCE).gaps
    assert (shown.source, shown.what) == (source, "its issues")
    assert shown.why == f"{why}; run seedcorn doctor where others cannot read it"
    twice = masked(replace(judged, gaps=(gap, gap)), known, place=SOURCE)
    assert text.FORMAT.render(twice, Look()).count(f"{source}: its issues") == 1


def test_what_a_posted_report_remembers_of_findings_is_of_code_names() -> None:
    """A fingerprint of a name could be found by trying all names that there are."""
    judged, known = told(WHALE)
    wish = of_report(judged, None, ("github", "acme/app"), known, name="roadmap")
    about = {found.fingerprint for found in judged.findings if found.subject == "acme"}
    assert about & set(wish.failing(False))
    assert not about & set(wish.failing(True))
    assert len(wish.failing(True)) > 1
