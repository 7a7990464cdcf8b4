"""What the document of a procedure says in words, to be edited, and what is wrong with what somebody wrote there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Document, Process, Record

Place = tuple[str | int, ...]
"""Where something stands: ``("policies", 2, "text")``, ``("steps", 4, "records", 0, "name")``."""

HEADER: Mapping[str, str] = {
    "title": "title",
    "code": "code",
    "folio_prefix": "folioPrefix",
    "owner": "owner",
    "prepared_by": "preparedBy",
    "reviewed_by": "reviewedBy",
    "approved_by": "approvedBy",
    "retention": "retention",
    "disposition": "disposition",
}
"""The lines of the header, by their names in `bpmn.model.Document`, with the attributes that hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the table of activities (section 7) says of one: its number, name, who answers, description, records."""

    id: str
    number: str = ""
    name: str = ""
    responsible: str = ""
    description: str = ""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All that a document says in words. `responsibilities` (section 5) by the lane's id."""

    document: Document
    responsibilities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be written, and the place of it."""

    place: Place
    message: Message


def texts_of(process: Process) -> Texts:
    """What a process says in words."""
    return Texts(
        document=process.document,
        responsibilities={lane.id: lane.responsibilities for lane in process.lanes},
        steps=tuple(map(_step, process.activities())),
    )


def _step(activity: Activity) -> Step:
    return Step(
        id=activity.id,
        number=activity.number or "",
        name=" ".join((activity.name or "").split()),
        responsible=activity.responsible or "",
        description=activity.documentation or "",
        records=activity.records,
    )


_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,3}){0,3}", re.ASCII)
_LONGEST = 1000
"""Characters of what stands on one line."""
_MISSING = lazy_gettext("Write this too, or empty the whole row to take it out.")
_TOO_LONG = lazy_gettext("It is longer than a line may be; write {limit} characters at most.", limit=_LONGEST)


def problems(texts: Texts) -> tuple[Problem, ...]:
    """What has to be put right before it is written: half a row, a date or a number that is none, two of one number."""
    return tuple(_problems(texts))


def _problems(texts: Texts) -> Iterator[Problem]:
    document = texts.document
    yield from (Problem(place, _TOO_LONG) for place, text in _lines(texts) if len(text) > _LONGEST)
    if document.folio_prefix and not _PREFIX.fullmatch(document.folio_prefix):
        text = lazy_gettext("Write up to ten capitals and digits, a capital first: GC.")
        yield Problem(("header", "folio_prefix"), text)
    yield from _half("terms", document.terms, "name", "text")
    yield from _half("policies", document.policies, "text")
    yield from _half("changes", document.changes, "version", "date", "description")
    for at, change in enumerate(document.changes):
        if change.date and not _is_date(change.date):
            yield Problem(("changes", at, "date"), lazy_gettext("Write the day as year, month and day: 2019-02-08."))
    yield from _half("related", document.related, "code", "name")
    first: dict[str, int] = {}
    for at, step in enumerate(texts.steps):
        if step.number and not _NUMBER.fullmatch(step.number):
            yield Problem(("steps", at, "number"), lazy_gettext("Write digits, with a point between them: 4, or 4.2."))
        elif step.number and first.setdefault(step.number, at) != at:
            text = lazy_gettext("Another step has the number {number}.", number=step.number)
            yield Problem(("steps", at, "number"), text)
        for position, record in enumerate(step.records):
            if not record.name:
                yield Problem(("steps", at, "records", position, "name"), _MISSING)


def _lines(texts: Texts) -> Iterator[tuple[Place, str]]:
    """What stands on one line, and where."""
    document = texts.document
    yield from ((("header", name), getattr(document, name) or "") for name in HEADER)
    cells = (
        ("terms", document.terms, "name"),
        ("related", document.related, "code"),
        ("related", document.related, "name"),
    )
    for section, rows, name in cells:
        yield from (((section, at, name), getattr(row, name)) for at, row in enumerate(rows))
    for at, step in enumerate(texts.steps):
        yield from ((("steps", at, name), getattr(step, name)) for name in ("name", "responsible"))
        for position, record in enumerate(step.records):
            place: Place = ("steps", at, "records", position)
            yield from (((*place, name), getattr(record, name) or "") for name in ("code", "name"))


def _half(section: str, rows: Sequence[object], *names: str) -> Iterator[Problem]:
    """The cells that are missing in a section's rows."""
    for at, row in enumerate(rows):
        yield from (Problem((section, at, name), _MISSING) for name in names if not getattr(row, name))


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("2019-02-08") and bool(date.fromisoformat(text))
    except ValueError:
        return False
