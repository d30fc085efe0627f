"""Tries a check on many texts in one test, and tells each of them that fails with what went wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from hostile_texts import TEXTS


def try_each(check: Callable[[str], object], texts: Iterable[str] = TEXTS) -> None:
    """Raises an ExceptionGroup of all failures, each with a note of its text."""
    failed = []
    for text in texts:
        try:
            check(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the texts after it are tried as well
            error.add_note(f"The text is {text[:200]!a}")
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} texts", failed)


def in_turn(fields: Sequence[str], texts: Sequence[str] = TEXTS) -> Iterator[dict[str, str]]:
    """Each text once in each field, where all fields are filled at once with texts of different kinds."""
    apart = len(texts) // len(fields)
    for first in range(len(texts)):
        yield {field: texts[(first + place * apart) % len(texts)] for place, field in enumerate(fields)}


def try_in_turn(
    check: Callable[[Mapping[str, str]], object], fields: Sequence[str], texts: Sequence[str] = TEXTS
) -> None:
    """Check each text in each field. Where a check fails each field is tried alone, to tell which it was."""
    for filled in in_turn(fields, texts):
        try:
            check(filled)
        except Exception as error:
            alone = ({field: text} for field, text in filled.items())
            raise AssertionError(f"Alone {[one for one in alone if _fails(check, one)]!a}") from error


def _fails(check: Callable[[Mapping[str, str]], object], filled: Mapping[str, str]) -> bool:
    try:
        check(filled)
    except Exception:  # noqa: BLE001 - whatever it is, it failed alone as well
        return True
    return False
