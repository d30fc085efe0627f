"""What validation says, in plain words, at its place, with what was probably meant."""

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from seedcorn.yamlfile import closest, did_you_mean, explain, parse


def test_did_you_mean() -> None:
    assert closest("Warnnig", ["note", "warning"]) == "warning"
    assert closest("zzz", ["note"]) is None
    assert did_you_mean("zzz", ["a", "b"], otherwise="one of") == "one of a, b"


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    flag: StrictBool = Field(default=False, description="true or false, as you like")
    count: StrictInt = Field(default=1, ge=1, le=9)


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inner: tuple[Inner, ...] = ()
    name: str = Field(min_length=1, max_length=5, description="what it is called")
    odd: float = Field(default=1.5, multiple_of=0.5)


def explained(text: str) -> list[str]:
    document = parse(text, "f.yml")
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(document.data)
    return [
        f"{each.place.line}:{each.place.column} {each.problem} / {each.help}"
        for each in explain(caught.value, document, Outer)
    ]


def test_a_validation_error_is_said_in_plain_words_at_its_place() -> None:
    assert explained(
        "inner:\n  - {flag: off, count: 0}\n  - {flga: 1, count: 10}\n  - 3\nnme: x\nodd: 1.7\n"
    ) == [
        '1:1 the key "name" is missing / name: what it is called',
        '2:12 expected true or false, not "off" / write false: off is only a word',
        "2:24 expected 1 or more, not 0 / see the documentation of this key",
        '3:6 unknown key "flga" / did you mean "flag"?',
        "3:22 expected 9 or less, not 10 / see the documentation of this key",
        "4:5 expected keys and values, not 3 / see the documentation of this key",
        '5:1 unknown key "nme" / did you mean "name"?',
        "6:6 input should be a multiple of 0.5, not 1.7 / see the documentation of this key",
    ]


def test_texts_too_long_too_short_or_no_texts() -> None:
    assert explained("name: abcdefgh")[0].startswith("1:7 a text of more than 5 characters")
    assert explained('name: ""')[0].startswith("1:7 expected text, not nothing")
    assert explained("name: true") == ["1:7 expected text, not true / put it in quotes if it is a name"]
    assert explained("name: [x]") == ["1:7 expected text, not a list / name: what it is called"]
    assert explained("name: {}")[0].startswith("1:7 expected text, not keys and values")
    assert explained("name:")[0].startswith("1:6 expected text, not nothing")
    assert explained(f"name: x\ninner: {'y' * 100}")[0].startswith(
        f'2:8 expected a list, not "{"y" * 57}..."'
    )
