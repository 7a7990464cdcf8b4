"""A record of an instance → its paper, as far as its reader may read what is on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.forms.form import Form
from engine.db import Connection
from engine.errors import NotFound
from engine.history.chain import Event
from engine.instances import queries
from engine.instances.queries import Instance
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible
from engine.records import left
from engine.records.kinds import RecordKind
from engine.records.left import LeftRecord, RecordVersion
from engine.records.models import Format
from engine.records.templates import Template, formats, template
from engine.setting_parts.company import Company
from web.paper.contents import Contents, NameOf, Source, contents
from web.paper.filling import Paper, fill
from web.texts.formatting import Presenter
from web.texts.wording import wording

PAPERS = {Format.DOCX: Paper.DOCX, Format.TYPST: Paper.PDF}
"""The file that a template of a format gives."""


@dataclass(frozen=True, slots=True)
class Made:
    """A record in one of its versions, and what its paper says."""

    record: LeftRecord
    version: RecordVersion
    contents: Contents

    def file_name(self, paper: Paper) -> str:
        """What its file is called."""
        kind, number = self.record.kind, self.version.number
        return f"{self.record.folio} {kind.code or kind.key} v{number}.{paper}"


@dataclass(frozen=True)
class Maker:
    """Makes the papers of instances for one reader: `runtime`, the `company` on them, the words and names in them."""

    runtime: Runtime
    company: Company
    presenter: Presenter
    name_of: NameOf

    def records(
        self, connection: Connection, instance: Instance, history: Sequence[Event]
    ) -> list[tuple[LeftRecord, Sequence[Paper]]]:
        """The records that an instance left by its `history`, each with the files that can be made of it; those of
        which none can are left out."""
        found = left.left_records(connection, self.runtime, instance, history)
        made_as = formats(connection, [each.kind for each in found])
        both = zip(found, made_as, strict=True)
        return [(record, [PAPERS[each] for each in as_what]) for record, as_what in both if as_what]

    def made(
        self, connection: Connection, reader: Reader, seen: Visible, folio: str, key: str, number: int | None = None
    ) -> Made:
        """A record, and what is on its paper of what is `seen`. Raises NotFound (kind ``instance`` or ``record``)."""
        instance = queries.instance(connection, reader, folio)
        history = queries.history(connection, reader, folio)
        found = left.left_records(connection, self.runtime, instance, history)
        record = next((each for each in found if each.kind.key == key), None)
        if record is None:
            raise NotFound(kind="record", id=f"{folio} {key}")
        version = record.version(number)
        data = seen.data(left.values_after(connection, self.runtime, history, version.last))
        forms = forms_of(connection, self.runtime, instance, record.kind)
        source = Source(instance, wording(connection, self.runtime, reader, instance), forms, data)
        said = contents(source, record, version, self.company, self.presenter, self.name_of)
        return Made(record, version, said)

    def paper(self, connection: Connection, made: Made, paper: Paper) -> list[bytes]:
        """The paper itself: one file, or a drawing of each page.

        Raises NotFound (kind ``template``), TemplateBroken.
        """
        return fill(self.template(connection, made.record.kind, paper), paper, made.contents, self.company.logo)

    def template(self, connection: Connection, kind: RecordKind, paper: Paper) -> Template:
        """The template of a record for a kind of paper. Raises NotFound (kind ``template``)."""
        found = template(connection, kind.process_id, kind.key, paper.template) if kind.writes else None
        if found is None:
            raise NotFound(kind="template", id=kind.title)
        return found


def forms_of(connection: Connection, runtime: Runtime, instance: Instance, kind: RecordKind) -> dict[str, Form]:
    """The forms of the steps that leave a record, by the step's id."""
    number = instance.versions[kind.process_id]
    process = runtime.library.process(connection, kind.process_id, number)
    return {
        activity.id: runtime.library.form(connection, kind.process_id, number, activity.form)
        for activity in process.activities()
        if activity.id in kind.activities and activity.form is not None
    }
