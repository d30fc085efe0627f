"""Reading the files people write, YAML and CSV, so that every problem is shown where it stands."""

from seedcorn.yamlfile.diagnostic import Diagnostic, Place, closest, did_you_mean, refuse, render
from seedcorn.yamlfile.document import Data, Document, Loc
from seedcorn.yamlfile.parsing import load, parse, plain
from seedcorn.yamlfile.reading import read_text
from seedcorn.yamlfile.validation import HELP, explain
from seedcorn.yamlfile.values import as_text, written_date

__all__ = [
    "HELP",
    "Data",
    "Diagnostic",
    "Document",
    "Loc",
    "Place",
    "as_text",
    "closest",
    "did_you_mean",
    "explain",
    "load",
    "parse",
    "plain",
    "read_text",
    "refuse",
    "render",
    "written_date",
]
