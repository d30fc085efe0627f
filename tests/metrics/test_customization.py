"""Settings for one customer, whatever the doubtful issues turn out to be."""

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.customization import for_one, part_for_one

FEW = st.integers(0, 8)


@given(alone=FEW, shared=FEW, nobody=FEW, unmarked=FEW, data=st.data())
def test_no_answer_leaves_the_bounds(
    alone: int, shared: int, nobody: int, unmarked: int, data: st.DataObject
) -> None:
    """Of the settings that name nobody some are for one, of the issues that say nothing some are settings."""
    named, settings = data.draw(st.integers(0, nobody)), data.draw(st.integers(0, unmarked))
    of_them = data.draw(st.integers(0, settings))
    found = for_one(alone, nobody + unmarked)
    part = part_for_one(alone, nobody, unmarked, alone + shared + nobody)
    answered = alone + named + of_them
    true_part = part_for_one(answered, 0, 0, alone + shared + nobody + settings)
    assert found.low <= answered <= found.high
    assert part.low <= part.value <= part.high
    if alone + shared + nobody + settings:
        assert part.low <= true_part.value <= part.high


def test_the_essay_s_hundred_check_boxes() -> None:
    assert part_for_one(100, 0, 0, 150).value * 3 == 2
    assert part_for_one(0, 0, 0, 0).high == 0
