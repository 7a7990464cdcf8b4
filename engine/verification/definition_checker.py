"""Checks that the diagrams, forms and files that a history refers to are still those it was recorded with."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bpmn.canonical import digest
from bpmn.xml import XmlError
from engine import canonical_json
from engine.definitions.models import process_forms, process_versions
from engine.documents.models import files
from engine.documents.references import named_in
from engine.history.chain import Event
from engine.history.problems import Kind, Problem
from engine.history.versions import RunsOn, versions_of

GONE = "—"


@dataclass(frozen=True, slots=True)
class VersionDigests:
    """The SHA-256 of a version's diagram, in canonical form, and of the bytes of each of its forms."""

    diagram: str
    forms: Mapping[str, str]


class DefinitionChecker:
    """Checks the versions and files of one database. Each is read and hashed once."""

    def __init__(self) -> None:
        self._versions: dict[tuple[str, int], VersionDigests] = {}
        self._files: dict[str, str] = {}

    def version_problems(self, connection: Connection, history: Sequence[Event]) -> Iterator[Problem]:
        """The differences between the versions that an instance ran on and what its `history` says of them, each at the
        event that first says it.

        Raises KeyError, TypeError or ValueError when the history cannot be read.
        """
        seen = set[str]()
        for recorded in versions_of(history):
            for problem in self._problems(connection, recorded):
                if problem.subject not in seen:
                    seen.add(str(problem.subject))
                    yield problem

    def _problems(self, connection: Connection, recorded: RunsOn) -> Iterator[Problem]:
        for process_id, number in sorted(recorded.versions.items()):
            was = recorded.digests[process_id]
            now = self._version(connection, process_id, number)
            name = f"{process_id} {number}"
            if now.diagram != was["diagram"]:
                yield Problem(Kind.DIAGRAM_CHANGED, recorded.seq, was["diagram"], now.diagram, name)
            for form_id in sorted(was["forms"].keys() | now.forms.keys()):
                expected, found = was["forms"].get(form_id, GONE), now.forms.get(form_id, GONE)
                if expected != found:
                    yield Problem(Kind.FORM_CHANGED, recorded.seq, expected, found, f"{name} {form_id}")

    def file_problems(self, connection: Connection, history: Sequence[Event]) -> Iterator[Problem]:
        """The files named in forms that are missing or hold something else."""
        for event in history:
            if '"sha256"' in event.data:
                for name, sha256 in named_in(canonical_json.loads(event.data)):
                    found = self._file(connection, sha256)
                    if found != sha256:
                        yield Problem(Kind.FILE_CHANGED, event.seq, sha256, found, name)

    def _version(self, connection: Connection, process_id: str, number: int) -> VersionDigests:
        key = (process_id, number)
        if key not in self._versions:
            query = select(process_versions.c.id, process_versions.c.source).where(
                process_versions.c.process_id == process_id, process_versions.c.number == number
            )
            row = connection.execute(query).first()
            if row is None:
                return VersionDigests(GONE, {})
            try:
                diagram = digest(bytes(row.source))
            except XmlError:
                diagram = "XML?"
            forms = connection.execute(
                select(process_forms.c.form_id, process_forms.c.source).where(process_forms.c.version_id == row.id)
            )
            self._versions[key] = VersionDigests(diagram, {form_id: _sha256(source) for form_id, source in forms})
        return self._versions[key]

    def _file(self, connection: Connection, sha256: str) -> str:
        if sha256 not in self._files:
            row = connection.execute(select(files.c.content).where(files.c.sha256 == sha256)).first()
            self._files[sha256] = GONE if row is None else _sha256(row.content)
        return self._files[sha256]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(bytes(content)).hexdigest()
