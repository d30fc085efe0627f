"""Which tracker is asked, and what keeps its token at home: the addresses that are its own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import inet_aton
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from seedcorn.errors import UsageError

# Letters of one alphabet only: a host of another is written as xn--..., so that nobody mistakes it.
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9.])?|[0-9a-f:.]{2,45}")
# Where clouds answer besides 169.254.0.0/16: by name, Alibaba's, and Amazon's for IPv6.
_CLOUD_NAMES = frozenset({"metadata.google.internal", "metadata", "100.100.100.200", "fd00:ec2::254"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The base address of a tracker's REST API, without a slash at its end, and the token for it.

    `user` is the account that the token belongs to, where a tracker wants it beside the token (Jira Cloud).
    `graphql` is the address of its GraphQL API on the same host, where it has one.
    """

    base: str
    token: str | None = field(default=None, repr=False)
    user: str | None = None
    graphql: str = ""

    @property
    def host(self) -> str:
        """Its name for people, with the port where there is one."""
        return urlsplit(self.base).netloc

    @property
    def root(self) -> str:
        """Its scheme, host and port, without any path."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

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
        if not at_home or not parts.path.startswith(f"{own.path}/") or not _is_straight(parts.path):
            return None
        return parts.path.removeprefix(own.path), dict(parse_qsl(parts.query, keep_blank_values=True))


def address_in(environ: Mapping[str, str], variables: tuple[str, ...], *, default: str, hint: str) -> str:
    """The address that the first of these variables holds, else the default, without a slash at its end.

    Raises:
        UsageError: it is no https address of a host (http is for this machine alone), or has a user name,
            parameters, or the address where clouds keep the credentials of their machines.
    """
    variable = next((name for name in variables if environ.get(name, "").strip()), variables[-1])
    address = (environ.get(variable, "").strip() or default).rstrip("/")
    check_address(address, variable, hint=hint)
    scheme, _, rest = address.partition("://")
    return f"{scheme.lower()}://{rest}"  # the libraries know no HTTPS in capitals


def check_address(address: str, called: str, *, hint: str) -> None:
    """Whether a token may be sent there. Raises UsageError, which calls the address `called`."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        plain = _HOST.fullmatch(host) and "@" not in parts.netloc and not parts.query and not parts.fragment
        plain = plain and (parts.port is None or parts.port > 0) and _is_straight(parts.path)
    except ValueError:
        raise UsageError(f"{called} is not an address", hint=hint) from None
    if not plain or parts.scheme not in {"https", "http"} or not address.isprintable():
        raise UsageError(f"{called} is not the address of a tracker", hint=hint)
    if _is_link_local(host):
        raise UsageError(f"{called} points into this machine's own network services", hint=hint)
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(f"{called} is not https: a token must not travel in the clear", hint=hint)


def token_in(environ: Mapping[str, str], variables: tuple[str, ...]) -> str | None:
    """The token that the first of these variables holds, if any. Raises UsageError if it cannot be one."""
    variable = next((name for name in variables if environ.get(name, "").strip()), "")
    return checked_token(environ[variable], variable) if variable else None


def checked_token(text: str, called: str) -> str | None:
    """A token without the spaces around it; None for none. Raises UsageError for what no header can hold."""
    token = text.strip()
    if not all("!" <= character <= "~" for character in token):
        raise UsageError(
            f"{called} holds characters that no token has",
            hint="copy the token again, without spaces or line ends",
        )
    return token or None


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _is_straight(path: str) -> bool:
    """Whether a path leads where it seems to: no way up (also as %2e), no backslash, no space or control."""
    plain = unquote(unquote(path))
    odd = any(character <= " " or character in '\\\x7f"<>' for character in plain)
    return not odd and not any(step in {".", ".."} for step in plain.split("/"))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_link_local(host: str) -> bool:
    """Where clouds keep the credentials of their machines (169.254.169.254), however it is written."""
    name = host.rstrip(".")
    if name in _CLOUD_NAMES:
        return True
    try:
        meant = _all_meant_by(ip_address(name))
    except ValueError:
        meant = _all_meant_by(_old_style(name))
    return any(each.is_link_local or str(each) in _CLOUD_NAMES for each in meant)


def _old_style(name: str) -> IPv4Address | None:
    """An IPv4 address as one number, in octal, in hexadecimal or with fewer than four parts."""
    try:
        return IPv4Address(inet_aton(name))
    except OSError:
        return None


def _all_meant_by(address: IPv4Address | IPv6Address | None) -> Iterator[IPv4Address | IPv6Address]:
    """An address and the IPv4 address inside it: mapped, 6to4, or behind a translator (64:ff9b::/96)."""
    if address is None:
        return
    yield address
    if isinstance(address, IPv6Address):
        yield from (each for each in (address.ipv4_mapped, address.sixtofour) if each is not None)
        yield IPv4Address(int(address) & 0xFFFFFFFF)
