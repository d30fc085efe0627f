"""A text as Jira holds it: a document on Cloud, wiki syntax on Data Center, each with the mark at its end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from seedcorn.errors import OutputError
from seedcorn.sink import Post
from seedcorn.sinks import _mark as mark_
from seedcorn.sinks._connection import fitting
from seedcorn.sinks._mark import Mark

_LONGEST = 32_767
_DEEPEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How a Jira writes texts: its API's version, and the syntax of Post that goes with it."""

    is_cloud: bool

    @property
    def api(self) -> str:
        """The beginning of every path."""
        return "/rest/api/3" if self.is_cloud else "/rest/api/2"

    def written(self, post: Post, mark: Mark) -> Any:
        """A post's text above its mark, as a value of JSON.

        Raises:
            OutputError: it is too long, or would show what is private.
        """
        if not self.is_cloud:
            return fitting(mark_.small(mark, post.text("wiki")), _LONGEST, "Jira")
        document = _document(post.text("adf"))
        document["content"] = [*document["content"], *_paragraph(mark.line, small=True)]
        # Whether Jira counts the text or all of its JSON it does not say: within the longer it is sure.
        fitting(json.dumps(document, ensure_ascii=False, separators=(",", ":")), _LONGEST, "Jira")
        return document

    def said(self, text: str) -> Any:
        """A sentence of ours, as a value of JSON."""
        if not self.is_cloud:
            return text
        return {"version": 1, "type": "doc", "content": _paragraph(text, small=False)}

    def mark_in(self, value: object, id_: str) -> Mark | None:
        """The mark of that id at the end of a text; None where there is none, or it stands anywhere else."""
        if isinstance(value, str):
            return mark_.of_wiki(value, id_)
        content = value.get("content") if isinstance(value, dict) else None
        last = content[-1] if isinstance(content, list) and content else None
        if not isinstance(last, dict) or last.get("type") != "paragraph":
            return None
        return mark_.of_line("".join(_texts(last)), id_)


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise OutputError("the text is no document of Jira's", hint="report this as a mistake") from error
    if not isinstance(document, dict) or not isinstance(document.get("content"), list):
        raise OutputError("the text is no document of Jira's", hint="report this as a mistake")
    return document


def _paragraph(text: str, *, small: bool) -> list[dict[str, Any]]:
    marks: dict[str, Any] = {"marks": [{"type": "subsup", "attrs": {"type": "sub"}}]} if small else {}
    return [{"type": "paragraph", "content": [{"type": "text", "text": text, **marks}]}]


def _texts(node: object, depth: int = 0) -> Iterator[str]:
    """The texts of a document in their order."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    if isinstance(node.get("text"), str):
        yield node["text"]
    content = node.get("content")
    for child in content if isinstance(content, list) else ():
        yield from _texts(child, depth + 1)
