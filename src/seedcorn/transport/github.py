"""GitHub: its addresses and tokens, how it says no, and sessions through PyGithub's requester."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from github.Auth import Token
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester

import seedcorn
from seedcorn.transport.guard import AnsweredError, guard, sent_of
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site, address_in, checked_token, token_in
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Transport
from seedcorn.transport.trouble import Dialect, Headers

PUBLIC = "https://api.github.com"
_URL_VARIABLES = ("SEEDCORN_GITHUB_URL", "GITHUB_API_URL")
_TOKEN_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_URL_HINT = "GitHub Enterprise is https://HOST/api/v3; github.com needs no address"
_GH_SECONDS = 5
# What github.com answers in where no version is named; named, so that it stays what is tested. Issue fields,
# types and parents come with it too, for newer versions only take away. Supported until March 2028 at least.
_API_VERSION = "2022-11-28"
_PERMISSION = re.compile(r"[a-z_=,; ]{1,100}")


def site_of(environ: Mapping[str, str]) -> Site:
    """The site and token that an environment names: github.com without a token if it names none.

    Raises:
        UsageError: the address is no https address of a host, or the token cannot be one.
    """
    base = address_in(environ, _URL_VARIABLES, default=PUBLIC, hint=_URL_HINT)
    token = token_in(environ, _TOKEN_VARIABLES)
    if token is None and base == PUBLIC:
        token = checked_token(_token_of_gh(environ), "the token of gh")
    # GitHub Enterprise Server has GraphQL beside REST: /api/graphql and /api/v3.
    return Site(base=base, token=token, graphql=f"{base.removesuffix('/v3')}/graphql")


def transport(site: Site, patience: Patience, limits: Limits) -> Transport:
    """A connection to a GitHub."""
    dialect = DIALECT if site.base == PUBLIC else DIALECT.elsewhere()
    return Transport(site, dialect, _Session, patience, limits)


def _permission(headers: Headers) -> str:
    if "x-github-sso" in headers:
        return "authorize the token for the organization's single sign-on"
    needed = headers.get("x-accepted-github-permissions", "")
    permission = needed if _PERMISSION.fullmatch(needed) else "issues=read"
    return f"give the token read access to issues ({permission})"


DIALECT = Dialect(
    tracker="GitHub",
    address="GITHUB_API_URL",
    token="GITHUB_TOKEN",  # noqa: S106  # the name of a variable
    status_page="https://www.githubstatus.com",
    permission=_permission,
)


class _Http(HTTPRequestsConnectionClass):
    """PyGithub's connection to this machine, under guard."""

    def __init__(self, host: str, port: int | None = None, **options: Any) -> None:
        super().__init__(host, port, **options)
        guard(self.session, "http://")


class _Https(HTTPSRequestsConnectionClass):
    """PyGithub's connection to any other, under guard."""

    def __init__(self, host: str, port: int | None = None, **options: Any) -> None:
        super().__init__(host, port, **options)
        guard(self.session, "https://")


class _Requester(Requester):
    """PyGithub's requester over connections of ours."""


_Requester.injectConnectionClasses(_Http, _Https)
# Injected connections are made anew for each request unless it is told otherwise.
_Requester._Requester__persist = True  # type: ignore[attr-defined]  # noqa: SLF001  # it has no public name


class _Session:
    """PyGithub's requester, which authenticates and keeps to its host; what else it does is taken over.

    By itself it follows a 301 without the query, which would turn "all issues, 100 a page" into "open ones,
    30 a page", repeats a 202 for ever, and guesses in which alphabet an answer is written.
    """

    def __init__(self, site: Site, timeout: tuple[float, float]) -> None:
        self._requester = _Requester(
            auth=Token(site.token) if site.token else None,
            base_url=site.base,
            timeout=timeout,  # type: ignore[arg-type]  # requests takes (connect, read) where PyGithub says int
            user_agent=f"seedcorn/{seedcorn.__version__}",
            per_page=100,
            verify=True,
            retry=0,
            api_version=_API_VERSION,
            pool_size=1,
        )

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        try:
            self._requester.requestJson(method, address, parameters=dict(parameters), input=body)
        except AnsweredError as answered:
            response = answered.response
        else:
            raise AssertionError("an answer that the guard did not take")  # the hook takes every one
        return sent_of(response)

    def close(self) -> None:
        """As Session says."""
        self._requester.close()


def _token_of_gh(environ: Mapping[str, str]) -> str:
    """What `gh auth login` left behind, found on the caller's own PATH; empty when there is none."""
    program = shutil.which("gh", path=environ["PATH"]) if environ.get("PATH") else None
    if program is None:
        return ""
    try:
        answer = subprocess.run(  # noqa: S603  # no shell, and every argument is ours
            [program, "auth", "token", "--hostname", "github.com"],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GH_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("ascii", "replace").strip()
