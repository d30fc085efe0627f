"""A backlog in which one customer is near the limit, what happens to it, and what is seen of it then."""

from typing import Any

from action.running import Checkout, Ran, plain

HOSTILE = (
    "`$(touch PWNED)` $(touch PWNED) ::error::said a title ::set-output name=verdict::pass EOF @everyone"
)
ISSUES, PULLS = "roadmap-issues.yml", "roadmap-pull-requests.yml"
# So many requests of each: of 32 Globex has 28 %, and one more is over the limit of 30 %.
NEAR = {"Globex": 9, "Hooli": 7, "Initech": 8, "Umbrella": 8, "": 20}


def asked(of_each: dict[str, int]) -> dict[str, list[str]]:
    """Titles and labels of so many requests of each customer; of "", so much seed corn."""
    return {
        f"Wish {place}.{number}": [f"customer: {name}" if name else "seed-corn"]
        for place, (name, many) in enumerate(of_each.items(), 1)
        for number in range(1, many + 1)
    }


def issue(checkout: Checkout, number: int) -> Any:
    return checkout.server.ask("GET", f"/repos/{checkout.repository}/issues/{number}")


def opened(checkout: Checkout, number: int, **options: Any) -> Ran:
    payload = {"action": "opened", "issue": issue(checkout, number)}
    return checkout.run("issues", payload, workflow=ISSUES, **options)


def comments(checkout: Checkout, number: int) -> list[str]:
    """What stands below an issue or a pull request."""
    found = checkout.server.ask("GET", f"/repos/{checkout.repository}/issues/{number}/comments")
    return [plain(each["body"], checkout.front) for each in found]


def told(ran: Ran, checkout: Checkout) -> dict[str, Any]:
    """What a snapshot keeps of a run."""
    return {
        "outputs": {name: plain(value, checkout.front) for name, value in sorted(ran.outputs.items())},
        "summary": plain(ran.summary, checkout.front).splitlines(),
        "annotations": [plain(line, checkout.front) for line in ran.commands],
    }


def whales_pull(checkout: Checkout, *, body: str, **files: str) -> dict[str, Any]:
    """A pull request that closes the whale's tenth request, where the others were completed lately.

    GitHub keeps a fork's commits where the repository that it is a fork of can read them: here, on a branch.
    """
    server, repository = checkout.server, checkout.repository
    server.close(repository, server.fill(repository, asked(NEAR)))
    (number,) = server.fill(repository, {"Export as a file": ["customer: Globex"]})
    changed = {name.replace("_", "."): text for name, text in files.items()}
    server.write(repository, "work", {"code.py": "print()\n", **changed})
    return server.pull(repository, "work", "Export", body.format(number=number))


def pulled(checkout: Checkout, pull: dict[str, Any], event: str = "pull_request", **options: Any) -> Ran:
    payload = {"action": "opened", "number": pull["number"], "pull_request": pull}
    return checkout.run(event, payload, workflow=PULLS, **options)


def checks(checkout: Checkout, pull: dict[str, Any]) -> list[dict[str, Any]]:
    """The check runs of a pull request's newest commit."""
    path = f"/repos/{checkout.repository}/commits/{pull['head']['sha']}/check-runs"
    return [
        {
            "name": each["name"],
            "status": each["status"],
            "conclusion": each["conclusion"],
            "title": each["output"]["title"],
            "summary": plain(each["output"]["summary"], checkout.front).splitlines(),
        }
        for each in checkout.server.ask("GET", path)["check_runs"]
    ]
