"""Whose a branch is by its name, and what is taken for nobody's so that nobody is accused in vain."""

import time
from dataclasses import replace

import pytest

from builders import NOW, ago
from seedcorn.branch import Branch
from seedcorn.metrics.versions import Owners, days_since_commit, versions
from seedcorn.model import Customer, Status
from seedcorn.register import Register

KNOWN = Register(
    customers=(
        Customer(
            id="acme",
            name="Acme Inc.",
            aliases=("Road Runner",),
            domains=("acme.example",),
            code_name="Falcon",
        ),
        Customer(id="acme-uk", name="Acme UK", parent="acme"),
        Customer(id="box", name="Box"),
        Customer(id="core", name="Core"),
        Customer(id="us", name="Us", status=Status.INTERNAL),
        Customer(id="some", name="Somebody", status=Status.CROWD),
        Customer(id="müller", name="Müller & Söhne"),
        Customer(id="7", name="7"),
    )
)
FOUND = Customer(id="globex", name="Globex", registered=False)
OWNERS = Owners((FOUND,), KNOWN, prefixed=("customer/*", "*-edition"), ignored=("customer/portal",))
BRANCH = Branch(source="github:acme/app", name="customer/acme", committed_at=ago(3))


@pytest.mark.parametrize(
    ("branch", "owner"),
    [
        ("acme", "acme"),
        ("ACME", "acme"),
        ("acme-special", "acme"),
        ("Acme_Production", "acme"),
        ("release/acme", "acme"),
        ("release/acme-2", "acme"),
        ("acme/2.3.x", "acme"),
        ("acme/v2", "acme"),
        ("acme.inc", "acme"),
        ("acme.example", "acme"),
        ("road-runner-lts", "acme"),
        ("for/falcon", "acme"),
        ("acme-uk-stable", "acme"),
        ("client/globex", "globex"),
        ("müller-söhne-live", "müller"),
        ("customer/acme/anything-at-all", "acme"),
        ("customer/initech", "initech"),
        ("customer/Initech/fix-login", "initech"),
        ("customer/box", "box"),
        ("customer/apple", "apple"),
        ("hooli-edition", "hooli"),
    ],
)
def test_a_branch_is_called_after_a_customer(branch: str, owner: str) -> None:
    found = OWNERS.of(branch)
    assert found is not None
    assert found.id == owner


@pytest.mark.parametrize(
    "branch",
    [
        *("main", "master", "develop", "release", "release/2.0", "v2", "2.3", "feature", "fix", "7"),
        *("acmee", "acme-export", "feature/acme", "fix/acme-login", "acme-12", "ACME-12", "hotfix/ACME-12"),
        *("dependabot/npm_and_yarn/acme-1.2.3", "renovate/acme", "renovate/acme-2.x", "revert-12-acme"),
        *("box", "box-shadow", "release/box", "core", "core-release", "core/main"),
        *("us", "customer/us", "customer/some", "customer/main", "customer/fix-login", "customer/portal"),
        *("customer/", "customer/ /", "", "/", "globex-and-acme-things", "main-edition"),
        *("x" * 255, "acme-" * 51, "customer/" + "x" * 600),
    ],
)
def test_a_branch_is_nobody_s(branch: str) -> None:
    assert OWNERS.of(branch) is None


@pytest.mark.parametrize(
    "branch", ["a|b<!-- @everyone", "\x1b[31m\x07", "\u202e\u2028", "\ufffd", "😀" * 60, "[*?"]
)
def test_hostile_names_are_nobody_s(branch: str) -> None:
    assert OWNERS.of(branch) is None


def test_no_name_takes_long() -> None:
    many = Register(customers=tuple(Customer(id=f"c{n}", name=f"Customer number {n}") for n in range(5_000)))
    owners = Owners((), many, prefixed=("customer/*", "*-edition", "*-a-*-b"))
    begun = time.process_time()
    for _ in range(100):
        assert owners.of("a-" * 127) is None
        assert owners.of("a" * 500) is None
    assert time.process_time() - begun < 5


def test_without_a_register_the_backlog_s_names_count() -> None:
    assert Owners((FOUND,), None).of("globex-production") == FOUND
    assert not Owners((), None).has_names
    assert Owners((), None).of("acme") is None


def test_only_what_lives_counts() -> None:
    branches = (
        BRANCH,
        replace(BRANCH, name="main"),
        replace(BRANCH, name="acme", is_default=True),
        replace(BRANCH, name="acme-1", merged=True),
        replace(BRANCH, name="acme-dev", merged=False),
        replace(BRANCH, name="acme-old", committed_at=ago(91)),
        replace(BRANCH, name="box/customer/box", committed_at=ago(-1)),
    )
    found = versions(branches, OWNERS, since=ago(90))
    assert [(each.branch.name, each.customer.id) for each in found] == [
        ("acme-dev", "acme"),
        ("customer/acme", "acme"),
    ]
    assert days_since_commit(BRANCH, NOW) == 3
    assert days_since_commit(replace(BRANCH, committed_at=ago(-1)), NOW) == 0
