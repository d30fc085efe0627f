"""Says what every format and chart makes of the story in a shuffled order: story_digests.py SEED."""

import json
import sys
import tempfile
from hashlib import sha256
from importlib.resources import as_file
from pathlib import Path
from random import Random
from typing import cast

from seedcorn import drawing, story
from seedcorn.chart import charts
from seedcorn.cli._sources import connector_of
from seedcorn.connector import Collecting
from seedcorn.entire import entire
from seedcorn.format import Format, Look
from seedcorn.impact import Seen
from seedcorn.policy import load_policy
from seedcorn.register import load_register
from seedcorn.report import Report
from seedcorn.shelf import names, take
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

FORMATS = "seedcorn.formats"


def shuffled(text: str, seed: int) -> str:
    """The same issues in another order, and so their labels and assignees; 0 leaves all as it is."""
    draw = Random(seed)
    issues = [json.loads(line) for line in text.splitlines()]
    for each in issues if seed else ():
        draw.shuffle(each["labels"])
        draw.shuffle(each["assignees"])
    if seed:
        draw.shuffle(issues)
    return "".join(json.dumps(each) + "\n" for each in issues)


def reports(issues: Path) -> tuple[Report, Report]:
    """The report that most formats get, and that with all there is."""
    with as_file(story.policy()) as rules, as_file(story.register()) as customers:
        connector, target = connector_of(f"export:{issues}")
        items = connector.collect(target, Collecting())
        with Snapshot.collect(items, sources=(story.SOURCE,), collected_at=story.NOW) as facts:
            register = load_register(customers)
            case = Case(snapshot=facts, policy=load_policy(str(rules)), register=register, now=story.NOW)
            seen = Seen(case=case)
            return seen.report, entire(seen, public=False)


def main(seed: int) -> None:
    """A digest of the bytes of each."""
    with tempfile.TemporaryDirectory() as folder, as_file(story.issues()) as told:
        issues = Path(folder) / "issues.jsonl"
        issues.write_text(shuffled(told.read_text(encoding="utf-8"), seed), encoding="utf-8")
        report, whole = reports(issues)
    made = {}
    for name in names(FORMATS):
        member = cast("Format", take(FORMATS, name, "FORMAT"))
        made[name] = member.render(whole if member.is_entire else report, Look())
    # The page draws all charts each time; on their own they are drawn in some runs, to spare half a minute.
    for name, chart in charts() if seed % 5 == 0 else ():
        picture = chart.draw(whole)
        made[f"chart {name}"] = drawing.svg(picture, drawing.LIGHT, title=chart.title) if picture else ""
    for name, text in made.items():
        print(f"{name}: {sha256(text.encode()).hexdigest()} {len(text)}")  # noqa: T201 - what is asked of it


if __name__ == "__main__":
    main(int(sys.argv[1]))
