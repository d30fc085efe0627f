"""The vendors' descriptions of their APIs, as judges of what we ask: paths, parameters, bodies."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from graphql import GraphQLSchema, OperationDefinitionNode, OperationType, build_schema, parse, validate
from jsonschema_path import SchemaPath
from openapi_core import Config, OpenAPI
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.testing import MockRequest

from connectors.tracker_server import Asked

ROOT = Path(__file__).parents[2]
OCTOKIT = ROOT / "tests/action/node_modules/@octokit"
SPECS = ROOT / "../shared/specs"
GITHUB_REST = OCTOKIT / "openapi/generated/api.github.com.json"
GITHUB_GRAPHQL = OCTOKIT / "graphql-schema/schema.graphql"
_HOST = "https://tracker.example"
_UNKNOWN = "no such path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One tracker's REST API.

    `also` are paths that the vendor documents elsewhere, with the parameters that it names there; `renamed`
    are beginnings of paths that are described under another version's; `given` are parameters that stand
    only in the links that the vendor writes; `root` is where the API begins, below whatever path it lives.
    """

    files: tuple[Path, ...]
    also: Mapping[str, frozenset[str]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    root: str = "/"

    @property
    def missing(self) -> str:
        """Which file is not here, in words for a skip; nothing where all are."""
        return next((f"{file.name} is not here (make test)" for file in self.files if not file.exists()), "")


DESCRIPTIONS = {
    "GithubServer": Description(
        files=(GITHUB_REST,),
        # Where a list goes on when it was asked for by a name that the repository no longer has.
        also={r"/repositories/\d+/issues": frozenset({"state", "sort", "direction", "per_page", "page"})},
        given=frozenset({"after"}),  # where page numbers end
    ),
    "GitlabServer": Description(
        files=(SPECS / "gitlab/gitlab-openapi3.curator.yaml",),
        also={
            # Left out of the official document; docs.gitlab.com/api/resource_label_events and the pages of
            # the other kinds have them.
            r"/api/v4/projects/[^/]+/issues/\d+/resource_(label|state|iteration|weight)_events": frozenset(
                {"page", "per_page"}
            ),
        },
    ),
    "JiraServer": Description(
        files=(
            SPECS / "jira/jira-cloud-platform.examples-parsed.json",
            SPECS / "jira/jira-software-cloud.swagger-v3.json",
        ),
        # Version 2 has the same resources; Data Center has only it.
        renamed={"/rest/api/2/": "/rest/api/3/"},
        root="/rest/",
    ),
}


def violations(server: str, asked: Asked) -> list[str]:
    """What the vendor would say against a request to a server of that class; nothing where all is well."""
    description = DESCRIPTIONS[server]
    if asked.path.endswith("/graphql"):
        return graphql_violations(server, asked.body)
    if description.missing or asked.method not in {"GET", "POST"}:
        return [] if description.missing else [f"{asked.method} is for nobody who only reads"]
    path = asked.path[max(asked.path.find(description.root), 0) :]
    for old, new in description.renamed.items():
        path = path.replace(old, new)
    for pattern, names in description.also.items():
        if re.fullmatch(pattern, path):
            return [f"{path}: no parameter {name}" for name in asked.query if name not in names]
    found: list[str] = []
    for document in description.files:
        found = list(_against(_loaded(document), path, asked, description.given))
        if _UNKNOWN not in found:
            break
    return [f"{asked.method} {path}: {each}" for each in found]


def _against(api: OpenAPI, path: str, asked: Asked, given: frozenset[str]) -> Iterator[str]:
    request = MockRequest(
        _HOST,
        asked.method.lower(),
        path,
        args=dict(asked.query),
        data=None if asked.body is None else json.dumps(asked.body).encode(),
        content_type="application/json",
    )
    try:
        described = api.request_validator._find_path(request)  # type: ignore[attr-defined]  # its subclass has it
    except PathError:
        yield _UNKNOWN
        return
    errors = api.iter_apicall_request_errors(request)
    yield from (f"{error!r} {error.__cause__ or ''}"[:400] for error in errors)
    names = set(_parameters(described.path)) | set(_parameters(described.operation)) | given
    yield from (f"no parameter {name}" for name in asked.query if not names & {name, f"{name}[]"})


def _parameters(owner: SchemaPath) -> Iterator[str]:
    """The names of the query's parameters of a path or an operation."""
    if "parameters" in owner:
        for parameter in owner / "parameters":
            if parameter["in"] == "query":
                yield str(parameter["name"])


@cache
def _loaded(file: Path) -> OpenAPI:
    text = file.read_text(encoding="utf-8")
    document: Any = json.loads(text) if file.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    # Where it lives, and who may ask, is not what is judged here.
    document["servers"] = [{"url": _HOST}]
    document.pop("security", None)
    for described in document["paths"].values():
        for operation in described.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    config = Config(spec_validator_cls=None)  # type: ignore[arg-type]  # as its guide says: judge no description
    return OpenAPI.from_dict(document, config)


def graphql_violations(server: str, body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a question to GraphQL. GitLab's schema here is too old: its own test mends that."""
    document = parse(body["query"])
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    found = [
        f"{each.operation.value}: we only read"
        for each in operations
        if each.operation != OperationType.QUERY
    ]
    if set(body) - {"query", "variables", "operationName"}:
        found.append(f"{sorted(body)} is no body of GraphQL")
    if server == "GithubServer" and GITHUB_GRAPHQL.exists():
        found += [error.message for error in validate(github_schema(), document)]
    return found


@cache
def github_schema() -> GraphQLSchema:
    """GitHub's own."""
    return build_schema(GITHUB_GRAPHQL.read_text(encoding="utf-8"), assume_valid=True)
