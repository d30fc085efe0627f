"""Which GitHub is asked, and the token that goes there and nowhere else."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from seedcorn.errors import UsageError

PUBLIC = "https://api.github.com"
_URL_VARIABLES = ("SEEDCORN_GITHUB_URL", "GITHUB_API_URL")
_TOKEN_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_GH_SECONDS = 5
_URL_HINT = "GitHub Enterprise is https://HOST/api/v3; github.com needs no address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The base address of a GitHub REST API, without a slash at its end, and the token for it."""

    base: str
    token: str | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """Its name for people, with the port where there is one."""
        return urlsplit(self.base).netloc

    def within(self, address: str, base: str = "") -> tuple[str, dict[str, str]] | None:
        """The path below `base` and the parameters of an address of this site; None for any other place.

        Compared are scheme, host and port, exactly, and no user name may stand before the host: this is
        the check that keeps the token at home, so it is no assert.
        """
        try:
            parts, own = urlsplit(urljoin(base or self.base, address)), urlsplit(self.base)
            at_home = _place(parts) == _place(own) and "@" not in parts.netloc
        except ValueError:
            return None
        if not at_home or not parts.path.startswith(f"{own.path}/"):
            return None
        return parts.path.removeprefix(own.path), dict(parse_qsl(parts.query))


def site_of(environ: Mapping[str, str]) -> Site:
    """The site and token that an environment names: github.com without a token if it names none.

    Raises:
        UsageError: the address is no https address of a host, or the token cannot be one.
    """
    variable = next((name for name in _URL_VARIABLES if environ.get(name)), "")
    base = environ.get(variable, PUBLIC).strip().rstrip("/")
    _check_address(base, variable)
    return Site(base=base, token=_token(environ, base))


def _check_address(base: str, variable: str) -> None:
    try:
        parts = urlsplit(base)
        host = (parts.hostname or "").rstrip(".")
        plain = parts.netloc and "@" not in parts.netloc and not parts.query and not parts.fragment
        plain = plain and (parts.port is None or parts.port > 0)
    except ValueError:
        raise UsageError(f"{variable} is not an address", hint=_URL_HINT) from None
    if not plain or not host or parts.scheme not in {"https", "http"}:
        raise UsageError(f"{variable} is not the address of a GitHub API", hint=_URL_HINT)
    if _is_link_local(host):
        raise UsageError(f"{variable} points into this machine's own network services", hint=_URL_HINT)
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(f"{variable} is not https: a token must not travel in the clear", hint=_URL_HINT)


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_link_local(host: str) -> bool:
    """Where clouds keep the credentials of their machines (169.254.169.254)."""
    try:
        return ip_address(host).is_link_local
    except ValueError:
        return False


def _token(environ: Mapping[str, str], base: str) -> str | None:
    variable = next((name for name in _TOKEN_VARIABLES if environ.get(name, "").strip()), "")
    token = environ[variable].strip() if variable else _token_of_gh(environ) if base == PUBLIC else ""
    if not all("!" <= character <= "~" for character in token):
        raise UsageError(
            f"{variable or 'the token of gh'} holds characters that no token has",
            hint="copy the token again, without spaces or line ends",
        )
    return token or None


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
