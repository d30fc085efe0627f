"""Asks a tracker's GraphQL, which answers 200 whatever happened: what came is kept, and what failed too."""

from dataclasses import dataclass
from typing import Any

from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import Trouble, UnreadError, wait_seconds

_TRIES = 4
_LIMITED = ("RATE_LIMITED", "RATE_LIMIT")
_REFUSED = 403  # what REST would have answered to whom something is forbidden
_TIMED_OUT = 502
_LONGEST_MESSAGE = 200
_PATIENT = "rerun after that, or allow more with --max-wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error of an answer: its type where the tracker names one, its words, where in the data it is."""

    type: str
    message: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The data of an answer, with holes where problems were. `answer` holds the headers."""

    data: dict[str, Any]
    problems: tuple[Problem, ...]
    answer: Answer


def ask(transport: Transport, text: str, variables: dict[str, Any]) -> Reply:
    """The reply to one query; partial data is kept and comes with its problems.

    Raises:
        UnreadError: there is no data at all: with status 403 since it was refused, with status 502 a smaller
            page may do; or, with status 429, a limit lasts longer than may be waited.
    """
    for _ in range(_TRIES):
        answer = transport.post(transport.site.graphql, {"query": text, "variables": variables})
        problems = _problems(answer)
        if not any(_is_limit(problem) for problem in problems):
            return _reply(answer, problems)
        _wait(transport, answer)
    raise UnreadError(
        transport.site.graphql, "rate limit, and again after waiting", hint=_PATIENT, status=429
    )


def _problems(answer: Answer) -> tuple[Problem, ...]:
    errors = answer.record.get("errors") or []
    if not isinstance(errors, list):
        raise answer.wrong("an answer of GraphQL")
    return tuple(_problem(error) for error in errors if isinstance(error, dict))


def _problem(error: dict[str, Any]) -> Problem:
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    path = error.get("path")
    steps = path if isinstance(path, list) else []
    return Problem(
        type=str(error.get("type") or code or ""),
        message=_plain(str(error.get("message") or "")),
        path=tuple(step for step in steps if isinstance(step, str | int)),
    )


def _plain(text: str) -> str:
    """A tracker's words as a line of text that nothing acts on."""
    return "".join(character if character.isprintable() else " " for character in text)[:_LONGEST_MESSAGE]


def _is_limit(problem: Problem) -> bool:
    return problem.type.upper() in _LIMITED or "rate limit" in problem.message.lower()


def _wait(transport: Transport, answer: Answer) -> None:
    """Wait as a limit asks. Raises UnreadError when that is longer than may be waited."""
    now = transport.patience.now()
    wait = wait_seconds(answer.headers, now)
    if not transport.patience.wait(wait, f"{transport.site.host}: rate limit"):
        raise Trouble(why="rate limit", hint=_PATIENT, status=429, wait=wait).too_long(answer.where, now)


def _reply(answer: Answer, problems: tuple[Problem, ...]) -> Reply:
    data = answer.record.get("data")
    if isinstance(data, dict) and any(value is not None for value in data.values()):
        return Reply(data=data, problems=problems, answer=answer)
    if not problems and isinstance(data, dict):
        return Reply(data=data, problems=(), answer=answer)  # found nothing, and nothing went wrong
    why = next((problem.message for problem in problems if problem.message), "the answer holds no data")
    status = _REFUSED if any(problem.type for problem in problems) else _TIMED_OUT
    hint = f"check what the token may read; {_types(problems)}".removesuffix("; ")
    raise UnreadError(answer.where, why, hint=hint, status=status)


def _types(problems: tuple[Problem, ...]) -> str:
    """The types of problems, for whoever looks them up."""
    return ", ".join(sorted({problem.type for problem in problems if problem.type}))
