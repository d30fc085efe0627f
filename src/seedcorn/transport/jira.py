"""Jira: its addresses and tokens, how it says no, and sessions through the jira library."""

from collections.abc import Mapping

from jira import JIRA

import seedcorn
from seedcorn.errors import UsageError
from seedcorn.transport.guard import AnsweredError, guard, sent_of
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site, address_in, token_in
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Transport
from seedcorn.transport.trouble import Dialect

_URL_VARIABLES = ("SEEDCORN_JIRA_URL", "JIRA_URL")
_TOKEN_VARIABLES = ("SEEDCORN_JIRA_TOKEN", "JIRA_TOKEN", "JIRA_API_TOKEN")
_USER_VARIABLES = ("SEEDCORN_JIRA_USER", "JIRA_USER", "JIRA_EMAIL")
_URL_HINT = "Cloud is https://NAME.atlassian.net; Data Center is https://HOST, with its path where it has one"

DIALECT = Dialect(
    tracker="Jira",
    address="JIRA_URL",
    token="JIRA_TOKEN",  # noqa: S106  # the name of a variable
    status_page="https://jira-software.status.atlassian.com",
    permission=lambda headers: (
        "give the account the permission Browse Projects, and the token read:jira-work"
    ),
)


def site_of(environ: Mapping[str, str]) -> Site:
    """The site, account and token that an environment names.

    With JIRA_USER the token is an API token of Cloud (sent as user and password), without it a personal
    access token of Data Center (sent as bearer).

    Raises:
        UsageError: there is no address, it is no https address of a host, or the token cannot be one.
    """
    if not any(environ.get(name, "").strip() for name in _URL_VARIABLES):
        raise UsageError("JIRA_URL is not set: which Jira?", hint=_URL_HINT)
    base = address_in(environ, _URL_VARIABLES, default="", hint=_URL_HINT)
    return Site(base=base, token=token_in(environ, _TOKEN_VARIABLES), user=token_in(environ, _USER_VARIABLES))


def transport(site: Site, patience: Patience, limits: Limits) -> Transport:
    """A connection to a Jira."""
    return Transport(site, DIALECT, _Session, patience, limits)


class _Session:
    """The jira library's client and its session; what it asks on its own account it is told not to."""

    def __init__(self, site: Site, timeout: tuple[float, float]) -> None:
        basic = (site.user, site.token) if site.user and site.token else None
        self._client = JIRA(
            server=site.base,
            options={"headers": {"User-Agent": f"seedcorn/{seedcorn.__version__}"}},
            basic_auth=basic,
            token_auth=None if basic else site.token,
            get_server_info=False,
            max_retries=0,
            timeout=timeout,
        )
        self._session = self._client._session  # noqa: SLF001  # the library has no public way to a raw page
        guard(self._session, site.base)

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        try:
            if body is None:
                self._session.request(method, address, params=dict(parameters))
            else:
                self._session.request(method, address, params=dict(parameters), json=dict(body))
        except AnsweredError as answered:
            response = answered.response
        else:
            raise AssertionError("an answer that the guard did not take")  # the hook takes every one
        return sent_of(response)

    def close(self) -> None:
        """As Session says."""
        self._session.close()
