"""The report as a mail: text and HTML side by side with two pictures, to be opened as a draft and sent on."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from hashlib import sha256
from typing import cast

from seedcorn.chart import charts
from seedcorn.drawing import LIGHT, can_draw, png
from seedcorn.format import Format, Look
from seedcorn.formats._document_text import written
from seedcorn.formats._mail_page import Drawing, fitted
from seedcorn.formats._report_document import document
from seedcorn.formats._stops import STOP, unlinked
from seedcorn.headline import headline
from seedcorn.report import Report
from seedcorn.words import not_a_command, plain, shorten

_DOMAIN = "seedcorn.invalid"  # a name that is nobody's (RFC 2606, 2)
_MOST_SUBJECT = 120
_WIDTH = 76  # of a line: RFC 2045, 6.7
_PICTURES = 2
_SPELLED = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
_POLICY = policy.SMTP.clone(max_line_length=_WIDTH)
_TEXT = Look(width=_WIDTH)


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a mail has its own look
    """A whole message (RFC 5322) in ASCII, to nobody yet; the same report is the same message."""
    drawn = tuple(_drawn(report))
    message = _message(report, fitted(report, tuple(drawing for drawing, _ in drawn)))
    _illustrate(message, drawn)
    _name(message)
    return not_a_command(message.as_bytes().decode("ascii"))


FORMAT = Format(title="Mail: a message with pictures, as a draft", render=render, is_entire=True)


def _drawn(report: Report) -> Iterator[tuple[Drawing, bytes]]:
    """The first charts as pictures; none where nothing can draw them."""
    for name, chart in charts()[: _PICTURES if can_draw() else 0]:
        if picture := chart.draw(report):
            data = png(picture, LIGHT)
            id_ = f"{name}.{_consonants(data)}@{_DOMAIN}"
            yield Drawing(name=name, id=id_, title=chart.title, said=picture.said), data


def _message(report: Report, page: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = f"seedcorn <report@{_DOMAIN}>"
    message["Subject"] = _subject(report)
    message["Date"] = report.collected_at
    message["X-Unsent"] = "1"  # opens as a draft where mail programs know it
    message.set_content(unlinked(written(document(report), _TEXT)), cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def _subject(report: Report) -> str:
    """The headline on one line, in which nothing is taken for a word that is already encoded (RFC 2047)."""
    return shorten(plain(headline(report)), _MOST_SUBJECT).replace("=?", f"={STOP}?")


def _illustrate(message: EmailMessage, drawn: tuple[tuple[Drawing, bytes], ...]) -> None:
    page = _parts(message)[-1]
    for drawing, data in drawn:
        page.add_related(
            data,
            maintype="image",
            subtype="png",
            cid=f"<{drawing.id}>",
            filename=f"{drawing.name}.png",
            disposition="inline",
        )


def _name(message: EmailMessage) -> None:
    """Give it and its parts names that follow from what is in it."""
    contents = (part.get_payload() for part in message.walk() if not part.is_multipart())
    mark = _consonants(
        "\0".join((str(message["Subject"]), str(message["Date"]), *map(str, contents))).encode()
    )
    message["Message-ID"] = f"<{mark}@{_DOMAIN}>"
    several = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(several):
        part.set_boundary(f"=_{mark}_{number}")  # what no line of quoted-printable can be (RFC 2045, 6.7)


def _parts(message: EmailMessage) -> list[EmailMessage]:
    return cast("list[EmailMessage]", message.get_payload())


def _consonants(data: bytes) -> str:
    """Sixteen letters that are no word and no number: what others could be by chance, a name or an amount."""
    return sha256(data).hexdigest()[:16].translate(_SPELLED)
