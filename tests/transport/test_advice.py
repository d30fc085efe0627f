"""What to do about a refusal: never more than is needed, and never at an address that knows nothing of it."""

from collections.abc import Callable, Mapping

import pytest

from seedcorn.transport import github, gitlab, jira
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import Trouble, of_status

ACCOUNT = {"JIRA_USER": "ada@example.org", "JIRA_TOKEN": "t"}


def connection(module: object, environ: Mapping[str, str]) -> Transport:
    site_of: Callable[[Mapping[str, str]], Site] = vars(module)["site_of"]
    opened: Callable[..., Transport] = vars(module)["transport"]
    patience = Patience(allowance=Allowance(), clock=Clock(), tell=print)
    return opened(site_of(environ), patience, Limits())


def refused(module: object, environ: Mapping[str, str], status: int) -> Trouble:
    made = connection(module, environ)
    found = of_status(status, {}, "", now=0.0, known=made.site.token is not None, dialect=made.dialect)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("module", "environ", "page"),
    [
        (github, {}, "githubstatus.com"),
        (gitlab, {}, "status.gitlab.com"),
        (gitlab, {"GITLAB_URL": "https://gitlab.com/api/v4"}, "status.gitlab.com"),
        (jira, {"JIRA_URL": "https://acme.atlassian.net", **ACCOUNT}, "atlassian.com"),
        (jira, {"JIRA_URL": "https://api.atlassian.com/ex/jira/1-2", "JIRA_TOKEN": "t"}, "atlassian.com"),
    ],
)
def test_a_vendor_s_own_server_has_a_status_page(module: object, environ: dict[str, str], page: str) -> None:
    assert page in refused(module, environ, 500).hint


@pytest.mark.parametrize(
    ("module", "environ", "tracker"),
    [
        (github, {"GITHUB_API_URL": "https://github.acme.example/api/v3"}, "GitHub"),
        (gitlab, {"GITLAB_URL": "https://gitlab.acme.example"}, "GitLab"),
        (gitlab, {"GITLAB_URL": "https://gitlab.com.acme.example"}, "GitLab"),
        (jira, {"JIRA_URL": "https://jira.acme.example", "JIRA_TOKEN": "t"}, "Jira"),
        (jira, {"JIRA_URL": "https://jira.acme.example", **ACCOUNT}, "Jira"),
    ],
)
def test_any_other_is_known_to_those_who_run_it(
    module: object, environ: dict[str, str], tracker: str
) -> None:
    hint = refused(module, environ, 500).hint
    assert f"ask those who run that {tracker}" in hint
    assert "https://" not in hint


def test_a_token_of_an_account_may_be_another_account_s() -> None:
    cloud = {"JIRA_URL": "https://acme.atlassian.net", **ACCOUNT}
    alone = {"JIRA_URL": "https://jira.acme.example", "JIRA_TOKEN": "t"}
    assert "JIRA_USER is its account's mail address" in refused(jira, cloud, 401).hint
    assert "JIRA_USER" not in refused(jira, alone, 401).hint
    assert refused(jira, cloud, 401).why == refused(jira, alone, 401).why
    assert refused(jira, cloud, 400).why == "Jira answered 400"


def test_no_larger_role_is_asked_for_than_issues_need() -> None:
    hint = refused(gitlab, {"GITLAB_TOKEN": "t"}, 403).hint
    assert "Guest" in hint
    assert "Reporter" not in hint
