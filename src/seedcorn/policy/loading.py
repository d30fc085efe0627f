"""A policy's name or file -> Policy, with every problem shown at its place at once."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from seedcorn import shelf
from seedcorn.background import PolicyStamp
from seedcorn.policy.counting import counting
from seedcorn.policy.inherit import Layer, file_layer, layers, merged, preset_layer
from seedcorn.policy.keys import PolicyFile
from seedcorn.policy.limit_lines import limit_lines
from seedcorn.policy.policy import Policy
from seedcorn.policy.presets import ROOT, preset_names
from seedcorn.policy.rulebook import RulesOn, rules_on
from seedcorn.policy.waivers import unknown_rules, waivers_of
from seedcorn.yamlfile import Data, Diagnostic, Document, Loc, Place, did_you_mean, explain, refuse

PLACES = ("seedcorn.yml", "seedcorn.yaml", ".github/seedcorn.yml", ".github/seedcorn.yaml")
_OPTION = "--customer-label"


def load_policy(
    name_or_path: str | None = None, *, customer_labels: tuple[str, ...] = (), folder: Path = Path()
) -> Policy:
    """The policy of this preset or file; without a name the one in `folder`, else the preset balanced.

    `customer_labels` stand in place of the label patterns of `customers.from`; exceptions stay.
    Raises PolicyError that shows all problems, each with file:line:column, the line, a caret and advice.
    """
    top = _top(name_or_path, folder)
    chain = layers(top)
    document = _with_labels(merged(chain), customer_labels)
    file, rules = _checked(document)
    return Policy(
        stamp=_stamp(file, chain, document, rules),
        sources=file.sources,
        register=_beside(document, ("customers", "register"), file.customers.register_),
        waivers=waivers_of(file),
        folder=top.path.parent if top.path else None,
        baseline=_beside(document, ("baseline",), file.baseline),
        counting=counting(file),
        rules=rules,
        window_days=file.backlog.completed_days,
        capacity=MappingProxyType(dict(file.capacity)),
        written=document,
    )


def _beside(document: Document, loc: Loc, name: str | None) -> Path | None:
    """A file that a policy names, relative to the one of its files that says so."""
    return Path(document.place(loc).path).parent / name if name else None


def _top(name_or_path: str | None, folder: Path) -> Layer:
    if name_or_path is None:
        found = next((folder / place for place in PLACES if (folder / place).is_file()), None)
        return file_layer(found) if found else preset_layer(ROOT)
    if name_or_path in preset_names():
        return preset_layer(name_or_path)
    path = folder / name_or_path
    if not path.exists() and not name_or_path.endswith((".yml", ".yaml")):
        otherwise = "name a file such as seedcorn.yml, or a preset:"
        advice = did_you_mean(name_or_path, preset_names(), otherwise=otherwise)
        refuse([Place(path="--policy").wrong(f'there is no preset or file "{name_or_path}"', advice)])
    return file_layer(path)


def _checked(document: Document) -> tuple[PolicyFile, RulesOn]:
    """The keys of a policy, and its rules. Raises PolicyError with all that is wrong with either."""
    rules, problems_of_rules = rules_on(document)
    wrong = (*problems_of_rules, *unknown_rules(document))
    try:
        file = PolicyFile.model_validate(document.data)
    except ValidationError as error:
        refuse(document.all_problems([*wrong, *explain(error, document, PolicyFile)]))
    problems = document.all_problems([*wrong, *_unknown_sources(file, document)])
    if problems:
        refuse(problems)
    return file, rules


def _unknown_sources(file: PolicyFile, document: Document) -> Iterator[Diagnostic]:
    known = shelf.names("seedcorn.connectors")
    for index, source in enumerate(file.sources):
        kind = source.partition(":")[0]
        if kind not in known:
            advice = did_you_mean(kind, known, otherwise="sources are")
            yield document.place(("sources", index)).wrong(f'no source is called "{kind}"', advice)


def _with_labels(document: Document, labels: tuple[str, ...]) -> Document:
    """The document with other label patterns for customers, as the command line gave them."""
    customers = document.data.get("customers")
    written = customers.get("from") if isinstance(customers, dict) else None
    if not labels or not isinstance(customers, dict) or not isinstance(written, list):
        return document
    replaced = [entry for entry in written if isinstance(entry, dict) and "label" in entry]
    excepted = [name for entry in replaced for name in _listed(entry.get("except"))]
    asked: list[Data] = [{"label": label, "except": [*excepted]} for label in labels]
    entries = [*asked, *(entry for entry in written if entry not in replaced)]
    here = Place(path=_OPTION)
    inside = {loc for loc in document.values if loc[:2] == ("customers", "from")}
    values = {loc: here if loc in inside else place for loc, place in document.values.items()}
    return Document(
        path=document.path,
        data={**document.data, "customers": {**customers, "from": entries}},
        keys={loc: place for loc, place in document.keys.items() if loc not in inside},
        values=values,
        problems=document.problems,
    )


def _listed(value: Data) -> list[Data]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _stamp(file: PolicyFile, chain: tuple[Layer, ...], document: Document, rules: RulesOn) -> PolicyStamp:
    top = chain[0]
    origin = _origin(top.path) if top.path else "built in"
    return PolicyStamp(
        name=top.name,
        origin=origin,
        title=file.title,
        decision=file.decision,
        review_by=file.review_by.isoformat() if file.review_by else "",
        extends=chain[1].name if len(chain) > 1 else "",
        lines=limit_lines(chain, document, rules, origin=origin),
    )


def _origin(path: Path) -> str:
    """A file as a report may call it: the folders above an absolute path are nobody's business."""
    return path.name if path.is_absolute() else path.as_posix()
