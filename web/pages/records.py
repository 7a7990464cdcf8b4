"""What an opportunity has on paper, as whoever reads this page may read it: its records and the files of its steps,
each with its versions, who made them and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g

from engine.clock import from_text
from engine.db import Connection
from engine.documents.lineages import Brought, Lineage, lineages
from engine.history.chain import Event
from engine.records.left import LeftRecord
from web.i18n import translator
from web.pages import histories
from web.pages.names import name_then
from web.pages.reader import reader, visible
from web.paper.contents import step_of
from web.paper.filling import Paper
from web.paper.making import Maker
from web.paper.who import names_on_paper
from web.site import presenter, site
from web.texts.formatting import Presenter
from web.texts.wording import Wording
from web.transactions import once


@dataclass(frozen=True, slots=True)
class By:
    """A version: its number, who made it, in which step, when (UTC)."""

    number: int
    who: str
    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that is made: its versions, the newest first, and the files that it is made as."""

    record: LeftRecord
    versions: tuple[By, ...]
    papers: Sequence[Paper]


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of a file: its name, digest and size, and who brought it."""

    name: str
    sha256: str
    size: int
    by: By


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A file under the label of the field that holds it; its versions, the newest first. `held`: it is valid now."""

    label: str
    versions: tuple[FileVersion, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class Papers:
    """The records of an opportunity and the files of its steps, those that are valid first."""

    records: tuple[RecordLine, ...]
    documents: tuple[DocumentLine, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.records) + len(self.documents)


def papers_of(folio: str) -> Papers:
    """What an opportunity has on paper. Raises NotFound (kind ``instance``)."""
    return once(f"papers {folio}", lambda connection: _papers(connection, folio))


def file_number(folio: str, sha256: object) -> int:
    """Which version of its file a content is, as our own people are shown it in a form; 0 where no step brought it, and
    for what is no opportunity and has no `folio`."""
    if g.get("person") is None or not folio:
        return 0
    lines = papers_of(folio).documents
    return next((each.by.number for line in lines for each in line.versions if each.sha256 == sha256), 0)


def maker(connection: Connection, folio: str) -> Maker:
    """What makes the papers of an opportunity for whoever is acting, in the language of the company, as letters are."""
    here = site()
    gettext = translator(here.settings.locale)
    names = names_on_paper(connection, here.runtime.people, visible(folio), gettext)
    return Maker(here.runtime, here.settings.company, Presenter(gettext, here.zone), names)


def record_file(connection: Connection, folio: str, record: str, number: int, paper: Paper) -> tuple[str, bytes]:
    """A version of a record on paper, as far as whoever asks may read what is on it: what the file is called, and the
    file. Raises NotFound (kind ``instance``, ``record`` or ``template``), TemplateBroken."""
    make = maker(connection, folio)
    made = make.made(connection, reader(), visible(folio), folio, record, number)
    (content,) = make.paper(connection, made, paper)
    return made.file_name(paper), content


def _papers(connection: Connection, folio: str) -> Papers:
    names, history = histories.words(folio), histories.history(folio)
    records = maker(connection, folio).records(connection, histories.instance(folio), history)
    shown = visible(folio).history(history)
    documents = sorted(lineages(shown), key=lambda each: not each.held)
    return Papers(
        tuple(RecordLine(record, _versions(record, names), papers) for record, papers in records),
        tuple(_document(each, names) for each in documents),
    )


def _versions(record: LeftRecord, names: Wording) -> tuple[By, ...]:
    return tuple(_by(each.number, each.made, names) for each in reversed(record.versions))


def _document(lineage: Lineage, names: Wording) -> DocumentLine:
    field = names.fields.get(lineage.variable)
    label = field.label if field is not None and field.label else lineage.variable
    numbered = reversed([*enumerate(lineage.versions, 1)])
    return DocumentLine(label, tuple(_file(each, number, names) for number, each in numbered), lineage.held)


def _file(brought: Brought, number: int, names: Wording) -> FileVersion:
    reference = brought.reference
    size = reference["size"]
    by = _by(number, brought.event, names)
    return FileVersion(str(reference["name"]), brought.sha256, size if isinstance(size, int) else 0, by)


def _by(number: int, event: Event, names: Wording) -> By:
    who = name_then(event.actor, event.at, event.in_place_of)
    return By(number, who, step_of(event, names, presenter()), from_text(event.at))
