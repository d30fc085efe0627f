"""What a code-name means, told on one's own machine alone; and the key that makes code-names."""

from pathlib import Path

import pytest

from cli.conftest import Run
from seedcorn.privacy.codenames import codes

KEY = "correct horse battery staple"
REGISTER = """customers:
  - {id: acme, name: Acme Industries, revenue: 48000}
  - {id: globex, name: "Globex \\u001b[31m", code-name: Falcon}
"""
CODE = codes(KEY, ("acme",))["acme"]


@pytest.fixture(autouse=True)
def register(tmp_path: Path) -> None:
    (tmp_path / "customers.yml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "seedcorn.yml").write_text("customers: {register: customers.yml}\n", encoding="utf-8")


def test_codes_are_told_one_a_line_from_the_policys_register(run: Run) -> None:
    done = run("reveal", CODE, "falcon", SEEDCORN_PRIVACY_KEY=KEY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{CODE} is Acme Industries (acme)\nfalcon is Globex (globex)\n"


def test_a_text_comes_back_with_names(run: Run) -> None:
    text = f"**Customer {CODE} holds 76 %**; Falcon the rest (customer-{CODE.lower()})\n"
    done = run("reveal", "-", "--register", "customers.yml", stdin=text, SEEDCORN_PRIVACY_KEY=f" {KEY}\n")
    assert done.stdout == "**Acme Industries holds 76 %**; Globex the rest (Acme Industries)\n"


def test_a_code_of_nobody_is_answered_with_what_to_do(run: Run) -> None:
    done = run("reveal", CODE, "Customer 1", "ZZZZZ", SEEDCORN_PRIVACY_KEY=KEY)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no customer of the register is called Customer 1 and ZZZZZ" in done.stderr
    assert "a number goes by share" in done.stderr
    without = run("reveal", CODE)
    assert without.exit_code == 2
    assert "SEEDCORN_PRIVACY_KEY" in without.stderr


def test_without_a_register_there_is_nobody_to_find(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").unlink()
    done = run("reveal", CODE, SEEDCORN_PRIVACY_KEY=KEY)
    assert done.exit_code == 2
    assert "--register FILE" in done.stderr


@pytest.mark.parametrize("environ", [{"CI": "true"}, {"GITHUB_ACTIONS": "true"}])
def test_in_a_public_place_nobody_is_revealed(run: Run, environ: dict[str, str]) -> None:
    done = run("reveal", CODE, SEEDCORN_PRIVACY_KEY=KEY, **environ)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "Acme" not in done.stderr
    assert run("reveal", CODE, "--audience", "public", SEEDCORN_PRIVACY_KEY=KEY).exit_code == 4
    private = run("reveal", CODE, "--audience", "private", SEEDCORN_PRIVACY_KEY=KEY, **environ)
    assert private.exit_code == 0


def test_a_short_key_is_refused_before_anything_is_read_and_is_not_shown(run: Run) -> None:
    done = run("audit", "export:missing.json", SEEDCORN_PRIVACY_KEY="hunter2hunter2")
    assert done.exit_code == 2
    assert "shorter than 16 characters" in done.stderr
    assert "hunter2" not in done.output


def _issues(tmp_path: Path) -> None:
    line = '{"number": %d, "title": "t", "state": "open", "created_at": "2025-01-01T00:00:00Z", "labels": %s}'
    lines = [
        line % (n, '["customer: Acme Industries"]' if n < 25 else '["customer: Globex"]')
        for n in range(1, 31)
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_an_audit_in_public_uses_the_key_and_says_nothing_of_it(run: Run, tmp_path: Path) -> None:
    _issues(tmp_path)
    words = ("audit", "export:x.jsonl", "--audience", "public", "--output", "json")
    done = run(*words, SEEDCORN_PRIVACY_KEY=KEY)
    assert done.exit_code == 1
    assert f"Customer {CODE} holds 60-80 %" in done.stdout or f"Customer {CODE} holds 80-100 %" in done.stdout
    assert "Acme" not in done.output
    assert KEY not in done.output
    assert run(*words).stdout.count("Customer 1 holds") == 1


def test_in_public_a_broken_register_is_told_of_by_line_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "customers.yml").write_text(REGISTER.replace("revenue", "revenu"), encoding="utf-8")
    _issues(tmp_path)
    assert "Acme Industries" in run("audit", "export:x.jsonl").stderr
    assert "Acme Industries" in run("policy", "check").stderr
    audit: tuple[str, ...] = ("audit", "export:x.jsonl")
    for words, environ in (
        (audit, {"CI": "1"}),
        ((*audit, "--audience", "public"), {}),
        (("policy", "check"), {"CI": "1"}),
    ):
        public = run(*words, **environ)
        assert public.exit_code == 2
        assert "the register customers.yml cannot be used: see line 2" in public.stderr
        assert "Acme" not in public.output


def test_in_public_an_error_of_our_own_has_no_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError(REGISTER)  # words of the data

    monkeypatch.setattr("seedcorn.cli.commands.reveal.load_policy", broken)
    private = run("reveal", CODE)
    assert (private.exit_code, "Acme Industries" in private.stderr) == (5, True)
    for words in ((), ("--debug",)):
        public = run(*words, "reveal", CODE, "--audience", "private", CI="1")
        assert public.exit_code == 5
        assert "seedcorn failed: KeyError" in public.stderr
        assert "Acme" not in public.output
