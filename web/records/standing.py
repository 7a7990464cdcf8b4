"""How the templates of a procedure stand: what the page about them shows."""

from dataclasses import dataclass

from bpmn.model import Process
from engine.db import Connection
from engine.identity.queries import Person
from engine.instances.runtime import Runtime
from engine.records.kinds import RecordKind, record_kinds
from engine.records.models import Format
from engine.records.templates import RIGHTS, Act, Template, acts, shipped, template


@dataclass(frozen=True, slots=True)
class FormatLine:
    """A format of a record: its template, None where nothing is made in it, and whether one ships with Cauce."""

    format: Format
    template: Template | None
    ships: bool


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """A record of the procedure with the steps that leave it, and its templates; none can be had of one of which
    nothing is kept (`RecordKind.writes`)."""

    kind: RecordKind
    steps: tuple[str, ...]
    formats: tuple[FormatLine, ...]

    @property
    def made(self) -> bool:
        """Whether anything is made of it."""
        return any(line.template is not None for line in self.formats)


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """The records of the version in force of a procedure, those that are made first, and what was done about their
    templates; `may`: whoever reads it may put others."""

    process: Process
    records: tuple[RecordStanding, ...]
    acts: tuple[Act, ...]
    may: bool

    def title(self, key: str) -> str:
        """What a record is called; its key where the version in force has none of that name."""
        return next((each.kind.title for each in self.records if each.kind.key == key), key)


def templates_page(connection: Connection, runtime: Runtime, process_id: str, person: Person) -> TemplatesPage:
    """The page about the templates of a procedure. Raises NotFound (kind ``process``)."""
    version = runtime.library.versions_in_force(connection, process_id)[process_id]
    process = runtime.library.process(connection, process_id, version.number)
    forms = runtime.library.forms(connection, {process_id: version.number})[process_id]
    names = {node.id: node.name or node.id for node in process.nodes}
    records = (
        RecordStanding(kind, tuple(names[each] for each in kind.activities), _formats(connection, kind))
        for kind in record_kinds(process, forms)
    )
    ordered = sorted(records, key=lambda each: (not each.made, not each.kind.writes))
    may = not person.rights_over(process_id).isdisjoint(RIGHTS)
    return TemplatesPage(process, tuple(ordered), tuple(acts(connection, process_id)), may)


def _formats(connection: Connection, kind: RecordKind) -> tuple[FormatLine, ...]:
    if not kind.writes:
        return ()
    return tuple(
        FormatLine(each, template(connection, kind.process_id, kind.key, each), _ships(kind, each)) for each in Format
    )


def _ships(kind: RecordKind, format_: Format) -> bool:
    return shipped(kind.process_id, kind.key, format_) is not None
