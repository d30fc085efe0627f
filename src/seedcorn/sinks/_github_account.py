"""Who writes on GitHub with a token: the account whose texts are our own, and nobody else's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from seedcorn.sinks._reading import at, number_at, text_at
from seedcorn.transport.graphql import ask
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError

_VIEWER = "query { viewer { login } }"
_BOT = "[bot]"
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,100}(?:\[bot\])?")
_REFUSED = (403, 404)
_OF_ACTIONS = "github-actions[bot]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account. `id` is 0 where only its name is known; then it is an App's, which no person can be."""

    login: str
    id: int = 0

    @classmethod
    def of(cls, user: object) -> "Account | None":
        """The account of a user as GitHub writes it; None for anything else."""
        login, number = text_at(user, "login"), number_at(user, "id")
        return cls(login=login, id=number) if _LOGIN.fullmatch(login) and number else None

    @classmethod
    def of_app(cls, login: str) -> "Account | None":
        """The account of an App by its name, with or without what tells bots; None for what is no name."""
        if not _LOGIN.fullmatch(login):
            return None
        return cls(login=login if login.endswith(_BOT) else f"{login}{_BOT}")

    def wrote(self, item: object, role: str = "user") -> bool:
        """Whether that user of an object is this account."""
        user = at(item, role)
        if self.id:
            return number_at(user, "id") == self.id
        is_app = text_at(user, "type") == "Bot" or text_at(user, "login").endswith(_BOT)
        return is_app and _bare(text_at(user, "login")) == _bare(self.login)

    def made(self, item: object) -> bool:
        """Whether a check run is of this account's App."""
        return text_at(item, "app", "slug").casefold() == _bare(self.login)


def account(transport: Transport, environ: Mapping[str, str]) -> Account:
    """The account that a token belongs to. The token of a workflow may not ask that, but GraphQL knows.

    Raises:
        UnwrittenError: it cannot be known, and without that no text of ours can be told from a forged one.
        UnreadError: the question could not be asked.
    """
    try:
        found = Account.of(transport.get("/user").value)
    except UnreadError as error:
        if error.status not in _REFUSED:
            raise
        found = Account.of_app(_viewer(transport) or _runner(environ))
    if found is None:
        hint = "give the token of a workflow, an App or a person; then texts of ours can be told from others'"
        raise UnwrittenError(f"{transport.site.base}/user", "whose token it is cannot be known", hint=hint)
    return found


def _viewer(transport: Transport) -> str:
    """Who asks, by GraphQL; empty where it does not say."""
    try:
        return text_at(ask(transport, _VIEWER, {}).data, "viewer", "login")
    except UnreadError:
        return ""


def _runner(environ: Mapping[str, str]) -> str:
    """Whose the token of a workflow is, if this is one."""
    return _OF_ACTIONS if environ.get("GITHUB_ACTIONS") == "true" else ""


def _bare(login: str) -> str:
    return login.removesuffix(_BOT).casefold()
