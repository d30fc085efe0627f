"""GitLab: its addresses and tokens, how it says no, and sessions through python-gitlab."""

from collections.abc import Mapping

import requests
from gitlab import Gitlab

import seedcorn
from seedcorn.transport.guard import AnsweredError, guard, sent_of
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site, address_in, token_in
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Transport
from seedcorn.transport.trouble import Dialect

PUBLIC = "https://gitlab.com"
_URL_VARIABLES = ("SEEDCORN_GITLAB_URL", "GITLAB_URL", "CI_SERVER_URL")
_TOKEN_VARIABLES = ("SEEDCORN_GITLAB_TOKEN", "GITLAB_TOKEN")
_URL_HINT = "self-managed GitLab is https://HOST, with a path where it lives below one; gitlab.com needs none"

DIALECT = Dialect(
    tracker="GitLab",
    address="GITLAB_URL",
    token="GITLAB_TOKEN",  # noqa: S106  # the name of a variable
    status_page="https://status.gitlab.com",
    permission=lambda headers: "give the token the scope read_api, and its owner a role there: Guest will do",
)


def site_of(environ: Mapping[str, str]) -> Site:
    """The site and token that an environment names: gitlab.com without a token if it names none.

    Raises:
        UsageError: the address is no https address of a host, or the token cannot be one.
    """
    root = address_in(environ, _URL_VARIABLES, default=PUBLIC, hint=_URL_HINT)
    root = root.removesuffix("/api/v4")
    token = token_in(environ, _TOKEN_VARIABLES)
    return Site(base=f"{root}/api/v4", token=token, graphql=f"{root}/api/graphql")


def transport(site: Site, patience: Patience, limits: Limits) -> Transport:
    """A connection to a GitLab."""
    dialect = DIALECT if site.root == PUBLIC else DIALECT.elsewhere()
    return Transport(site, dialect, _Session, patience, limits)


class _Session:
    """python-gitlab's client, which authenticates by bearer: on a redirect that header stays at home."""

    def __init__(self, site: Site, timeout: tuple[float, float]) -> None:
        session = requests.Session()
        guard(session, site.base)
        self._client = Gitlab(
            url=site.base.removesuffix("/api/v4"),
            oauth_token=site.token,
            session=session,
            timeout=timeout,  # type: ignore[arg-type]  # requests takes (connect, read) where it says float
            user_agent=f"seedcorn/{seedcorn.__version__}",
            keep_base_url=True,
        )

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        try:
            self._client.http_request(
                method.lower(),
                address,
                query_data=dict(parameters),
                post_data=dict(body) if body is not None else None,
                obey_rate_limit=False,
                retry_transient_errors=False,
                max_retries=0,
            )
        except AnsweredError as answered:
            response = answered.response
        else:
            raise AssertionError("an answer that the guard did not take")  # the hook takes every one
        return sent_of(response)

    def close(self) -> None:
        """As Session says."""
        self._client.session.close()
