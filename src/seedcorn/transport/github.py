"""GitHub: its addresses and tokens, how it says no, and sessions through PyGithub's requester."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import urllib3
from github.Auth import Token
from github.Requester import Requester

import seedcorn
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site, address_in, checked_token, token_in
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Transport
from seedcorn.transport.trouble import Dialect, Headers

PUBLIC = "https://api.github.com"
_URL_VARIABLES = ("SEEDCORN_GITHUB_URL", "GITHUB_API_URL")
_TOKEN_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_URL_HINT = "GitHub Enterprise is https://HOST/api/v3; github.com needs no address"
_GH_SECONDS = 5
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
    return Transport(site, DIALECT, _Session, patience, limits)


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


class _Session:
    """PyGithub's requester, which authenticates and keeps to its host; what else it does is taken over."""

    def __init__(self, site: Site, timeout: tuple[float, float]) -> None:
        self._requester = Requester(
            auth=Token(site.token) if site.token else None,
            base_url=site.base,
            timeout=timeout,  # type: ignore[arg-type]  # requests takes (connect, read) where PyGithub says int
            user_agent=f"seedcorn/{seedcorn.__version__}",
            per_page=100,
            verify=True,
            retry=_OneTry(total=0, read=False),
            pool_size=1,
        )

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        try:
            status, headers, text = self._requester.requestJson(
                method, address, parameters=dict(parameters), input=body
            )
        except _Early as early:
            return early.sent
        return Sent(status=status, headers=headers, text=text)

    def close(self) -> None:
        """As Session says."""
        self._requester.close()


class _Early(Exception):  # noqa: N818  # not an error: an answer taken before PyGithub acts on it
    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__()
        lower = {name.lower(): value for name, value in headers.items()}
        self.sent = Sent(status=status, headers=lower, text="")


class _OneTry(urllib3.Retry):
    """No repeats inside the session, since those waits could not be counted; and no silent redirect.

    PyGithub follows a 301 without the query, which would turn "all issues, 100 a page" into "open ones, 30 a
    page", and repeats a 202 for ever: both are taken out of its hands here.
    """

    def is_retry(self, method: str, status_code: int, *_: Any, **__: Any) -> bool:
        del method
        return status_code in {202, 301}

    def increment(self, *args: Any, **kwargs: Any) -> "_OneTry":
        response = kwargs.get("response")
        if response is None:
            return super().increment(*args, **kwargs)
        response.drain_conn()
        raise _Early(response.status, response.headers)


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
