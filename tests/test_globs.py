"""Patterns in conditions: they mean what their stars say, and none of them can hang."""

from fnmatch import fnmatchcase
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.meanings import LONGEST_MARK, glob_regex

TEXT = st.text(alphabet="abX", max_size=12)


@given(glob=st.text(alphabet="abX*?", min_size=1, max_size=8), text=TEXT)
def test_a_star_is_any_text_and_a_question_mark_any_character(glob: str, text: str) -> None:
    assert bool(glob_regex(glob, names=False).fullmatch(text)) == fnmatchcase(
        text.casefold(), glob.casefold()
    )


@given(text=TEXT)
def test_a_star_may_be_nothing_but_a_name_may_not(text: str) -> None:
    assert glob_regex("customer: *", names=False).fullmatch(f"Customer:{text}")
    assert bool(glob_regex("customer: *").fullmatch(f"customer: {text}".strip())) == bool(text)


def test_the_worst_of_texts_takes_no_time() -> None:
    started = perf_counter()
    for glob in ("*a*b*c", "*ab*ab*z", "a * a * a * z"):
        for text in ("ab" * (LONGEST_MARK // 2), "a" * LONGEST_MARK, "a " * (LONGEST_MARK // 2)):
            assert not glob_regex(glob, names=False).fullmatch(text)
    assert perf_counter() - started < 1
