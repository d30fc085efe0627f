"""A mapping's file -> its keys and the tables that they name, every problem shown at its place."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from seedcorn.engine import Engine, Frame
from seedcorn.errors import DataError
from seedcorn.lake.keys import LakeFile
from seedcorn.yamlfile import Document, Loc, explain, load, refuse, render

_ENDING = ".parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """A mapping, where it is written, and the engine that reads what it names.

    `public` says that what is told of it is read by everybody: no value of a table is shown then.
    """

    path: Path
    document: Document
    file: LakeFile
    engine: Engine
    public: bool = False

    @classmethod
    def of(cls, path: Path, engine: Engine, *, public: bool = False) -> "Lake":
        """That of a file. Raises PolicyError with everything that is wrong with it."""
        document = load(path)
        try:
            file = LakeFile.model_validate(document.data)
        except ValidationError as error:
            refuse(document.all_problems(explain(error, document, LakeFile)))
        if document.problems:
            refuse(document.problems)
        return cls(path=path, document=document, file=file, engine=engine, public=public)

    def scan(self, table: str, loc: Loc) -> Frame:
        """A table that is named at a place of the mapping. Raises DataError that shows it."""
        try:
            return self.engine.scan(self.address(table))
        except DataError as error:
            place = self.document.place(loc)
            raise DataError(render([place.wrong(str(error), error.hint)])) from error

    def address(self, table: str) -> str:
        """Files beside the mapping; an address, and the name of a table in a catalog, as they are."""
        beside = self.path.absolute().parent / table
        is_name = "/" not in table and not table.endswith(_ENDING) and not beside.exists()
        return table if is_name or "://" in table else str(beside)
