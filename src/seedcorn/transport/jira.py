"""Jira: its addresses and tokens, how it says no, and sessions through the jira library."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from jira import JIRA

import seedcorn
from seedcorn.errors import UsageError
from seedcorn.transport.guard import AnsweredError, guard, sent_of
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site, address_in, token_in
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Transport
from seedcorn.transport.trouble import Dialect, Headers
from seedcorn.words import plain

GATEWAY = "api.atlassian.com"  # where a scoped token reads a site of Cloud
CLOUD = ".atlassian.net"
_GATEWAY_PATH = re.compile(r"/ex/jira/[A-Za-z0-9-]{1,64}")
_API_PATH = re.compile(r"/rest/(?:api|agile)(?:/.*)?")
_URL_VARIABLES = ("SEEDCORN_JIRA_URL", "JIRA_URL")
_TOKEN_VARIABLES = ("SEEDCORN_JIRA_TOKEN", "JIRA_TOKEN", "JIRA_API_TOKEN")
_USER_VARIABLES = ("SEEDCORN_JIRA_USER", "JIRA_USER", "JIRA_EMAIL")
_URL_HINT = "Cloud is https://NAME.atlassian.net; Data Center is https://HOST, with its path where it has one"
_LONGEST_WORDS = 300
_REFUSED = (
    "the token was refused (401)",
    "check that JIRA_TOKEN is whole and has not expired, and that JIRA_USER is its account's mail address",
)


def site_of(environ: Mapping[str, str]) -> Site:
    """The site, account and token that an environment names.

    With JIRA_USER the token is an API token of Cloud (sent as user and password), without it a personal
    access token of Data Center, or one of a service account (sent as bearer).

    Raises:
        UsageError: there is no address, it is no https address of a Jira, the token cannot be one, or the
            account beside it is missing.
    """
    if not any(environ.get(name, "").strip() for name in _URL_VARIABLES):
        raise UsageError("JIRA_URL is not set: which Jira?", hint=_URL_HINT)
    base = _base(address_in(environ, _URL_VARIABLES, default="", hint=_URL_HINT))
    token, user = token_in(environ, _TOKEN_VARIABLES), token_in(environ, _USER_VARIABLES)
    if user and not token:
        raise UsageError("JIRA_USER is set without JIRA_TOKEN", hint="give the account's token, or neither")
    if token and not user and (urlsplit(base).hostname or "").endswith(CLOUD):
        hint = "set JIRA_USER to the mail address of the account that the token belongs to"
        raise UsageError("JIRA_TOKEN is set without JIRA_USER, which Jira Cloud wants", hint=hint)
    return Site(base=base, token=token, user=user)


def _base(address: str) -> str:
    """The address under which a Jira's API is, from one that may have been copied from a browser.

    Raises:
        UsageError: it is the gateway of Cloud without the site's id.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host.endswith(CLOUD):
        return f"{parts.scheme}://{parts.netloc}"
    if host == GATEWAY and not _GATEWAY_PATH.fullmatch(parts.path):
        hint = f"a scoped token reads https://{GATEWAY}/ex/jira/CLOUD-ID; see https://NAME{CLOUD}/_edge/tenant_info"
        raise UsageError("JIRA_URL names no site behind the gateway", hint=hint)
    return f"{parts.scheme}://{parts.netloc}{_API_PATH.sub('', parts.path)}"


def _permission(headers: Headers) -> str:
    if "captcha" in headers.get("x-authentication-denied-reason", "").casefold():
        return "log in once in a browser: after failed attempts Jira asks for a CAPTCHA"
    return "give the account the permission Browse Projects, and the token read:jira-work"


def _said(body: str) -> str:
    """The messages of a refusal, as a line of text; empty where it has none."""
    try:
        refusal = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    words = plain("; ".join(_messages(refusal)))
    return words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 1]}\u2026"


def _messages(refusal: object) -> Iterator[str]:
    if not isinstance(refusal, dict):
        return
    messages, errors = refusal.get("errorMessages"), refusal.get("errors")
    several = [*(messages if isinstance(messages, list) else ()), refusal.get("message")]
    several += errors.values() if isinstance(errors, dict) else ()
    yield from (
        message.strip().rstrip(".") for message in several[:10] if isinstance(message, str) and message
    )


DIALECT = Dialect(
    tracker="Jira",
    address="JIRA_URL",
    token="JIRA_TOKEN",  # noqa: S106  # the name of a variable
    status_page="https://jira-software.status.atlassian.com",
    permission=_permission,
    said=_said,
    refusals={
        400: ("Jira answered 400", "check the JQL, and what the account may see"),
        410: (
            "Jira has taken that away (410)",
            "check JIRA_URL: Cloud and Data Center are asked differently",
        ),
    },
)


def transport(site: Site, patience: Patience, limits: Limits) -> Transport:
    """A connection to a Jira."""
    return Transport(site, _dialect(site), _Session, patience, limits)


def _dialect(site: Site) -> Dialect:
    """How that Jira says no: with an account a refused token may be whole, and not be that account's."""
    host = urlsplit(site.base).hostname or ""
    dialect = DIALECT if host == GATEWAY or host.endswith(CLOUD) else DIALECT.elsewhere()
    return replace(dialect, refusals={**DIALECT.refusals, 401: _REFUSED}) if site.user else dialect


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
        token = site.token or ""
        self._secrets = [b64encode(f"{site.user}:{token}".encode()).decode(), token] if token else []

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
        return self._without_secrets(sent_of(response))

    def _without_secrets(self, sent: Sent) -> Sent:
        """A refusal's words are repeated to people: a server that quotes the token must not leak it."""
        text = sent.text
        for secret in self._secrets if sent.status != 200 else ():
            text = text.replace(secret, "...")
        return replace(sent, text=text)

    def close(self) -> None:
        """As Session says."""
        self._session.close()
