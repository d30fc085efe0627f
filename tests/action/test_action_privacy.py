"""The Action where everybody reads leaves code-names behind, in all that it writes; in private, names."""

import pytest
from syrupy.assertion import SnapshotAssertion

from action.conftest import Ready
from action.github_server import missing
from action.running import ACT, Checkout, Ran
from action.seen import checks, comments, opened, pulled, told, whales_pull

REGISTER = "customers:\n" + "".join(
    f"  - {{id: {name.lower()}, name: {name}}}\n" for name in ("Globex", "Hooli", "Initech", "Umbrella")
)
KEY = "a-key-that-nobody-guesses"

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
    pytest.mark.skipif(not ACT.exists(), reason="no act here: it comes with the extra named dev"),
]


def shown(checkout: Checkout, ran: Ran, number: int, *further: object) -> str:
    """All that was left behind, but for the workflow's own text."""
    return "\n".join([ran.everything, *comments(checkout, number), *map(str, further)]).casefold()


@pytest.mark.parametrize("key", ["", KEY], ids=["no key", "a key"])
def test_a_public_repository_with_a_private_register(
    ready: Ready, snapshot: SnapshotAssertion, key: str
) -> None:
    checkout = ready(f"public{len(key)}", private=False)
    checkout.keep(customers_yml=REGISTER)
    pull = whales_pull(checkout, body="Fixes #{number}")
    inputs = {"register": "customers.yml", **({"privacy-key": key} if key else {})}
    ran = pulled(checkout, pull, private=False, **inputs)
    assert ran.exit_codes == ["1"], ran.log
    (check,) = checks(checkout, pull)
    assert len(comments(checkout, pull["number"])) == 1
    left = shown(checkout, ran, pull["number"], check)
    assert not [name for name in ("globex", "hooli", "initech", "umbrella", KEY) if name in left]
    assert {**told(ran, checkout), "check": check["title"]} == snapshot

    ran = opened(checkout, pull["number"] - 1, private=False, **inputs)
    assert ran.exit_codes == ["0"], ran.log
    left = shown(checkout, ran, pull["number"] - 1)
    assert not [name for name in ("globex", "hooli", "initech", "umbrella", KEY) if name in left]


def test_a_private_repository_has_the_names(ready: Ready) -> None:
    checkout = ready("private")
    checkout.keep(customers_yml=REGISTER)
    pull = whales_pull(checkout, body="Fixes #{number}")
    ran = pulled(checkout, pull, register="customers.yml")
    assert ran.exit_codes == ["1"], ran.log
    assert "takes Globex from 28.1 % to 30.3 %" in ran.summary
    assert "takes Globex from 28.1 % to 30.3 %" in comments(checkout, pull["number"])[0]
    assert "takes Globex from 28.1 % to 30.3 %" in "\n".join(checks(checkout, pull)[0]["summary"])
