"""A version of a procedure as the document that people file: header, table, responsibilities, policies, versions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bpmn.forms.schema.reader import read_form
from bpmn.messages import Message, lazy_gettext, lazy_ngettext
from bpmn.model import Activity, Document, Element, FlowNode, Gateway, Lane, Policy, Process
from bpmn.model import Change as DocumentChange
from bpmn.naming import name_of, thing
from bpmn.placing import is_named
from bpmn.reader import read
from bpmn.surroundings import Surrounded
from engine.db import Connection
from engine.definitions import queries
from engine.definitions.queries import Version
from engine.definitions.signing import Signatures, version_signatures
from engine.definitions.statuses import VersionStatus
from engine.definitions.trail import Change, trail
from engine.definitions.trail_check import TrailCheck, check_trail
from engine.errors import EngineFault, NotFound
from web.paper.decisions import Decision, called, decisions, question
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the activity table (section 7): an activity, its lane, and what is decided right after it.

    `before` is the label of the date from which its term counts back; "" where no form of the procedure asks for it.
    """

    activity: Activity
    lane: str | None
    decisions: tuple[Decision, ...]
    before: str = ""

    @property
    def term(self) -> Message | None:
        """When its activity is due, in words; None where it has no term."""
        due = self.activity.due
        if due is None:
            return None
        if self.before:
            return _due_before(due.business_days, self.before)
        if due.before:
            return lazy_ngettext(
                "due {n} business day before a date of its data",
                "due {n} business days before a date of its data",
                due.business_days,
            )
        return lazy_ngettext("due in {n} business day", "due in {n} business days", due.business_days)


@dataclass(frozen=True)
class Sheet:
    """What a process says, section by section."""

    process: Process
    rows: tuple[Row, ...]

    @property
    def document(self) -> Document:
        """The header and the sections that are not the flow."""
        return self.process.document

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.process)

    @property
    def answerable(self) -> tuple[Lane, ...]:
        """The lanes that say what they answer for (section 5)."""
        return tuple(lane for lane in self.process.lanes if lane.responsibilities)

    @cached_property
    def listed(self) -> Mapping[str, str]:
        """The elements that have a place in the table: their ids, with that of the first row in which they stand."""
        found = {row.activity.id: row.activity.id for row in self.rows}
        for row in self.rows:
            for decision in row.decisions:
                found.setdefault(decision.id, row.activity.id)
        return found

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers of the activities that have one, by id."""
        return {row.activity.id: row.activity.number for row in self.rows if row.activity.number}

    @cached_property
    def around(self) -> Surrounded:
        """Its elements and what leads from one to the other."""
        return Surrounded(self.process)

    def called(self, element: Element) -> Message:
        """What people call an element: its name, or what it is and where it stands; never its id."""
        if isinstance(element, Gateway) and len(element.outgoing) > 1:
            return question(element)
        found = called(element)
        if found is not None:
            return found
        return thing(self.around, element) if isinstance(element, FlowNode) else name_of(self.around, element)

    def leads_to(self, node: FlowNode) -> Message:
        """What comes next, as the table says it: «go to step 6, Realizar correcciones»."""
        name = self.called(node)
        if node.id in self.numbers:
            return lazy_gettext("go to step {number}, {name}", number=self.numbers[node.id], name=name)
        if node.kind == "endEvent":
            return lazy_gettext("end: {name}", name=name) if is_named(node) else lazy_gettext("end")
        return name

    def named(self, policy: Policy) -> tuple[tuple[str, Message], ...]:
        """The elements in which the diagram shows a policy: their ids, and what people call them."""
        nodes = self.around.nodes
        return tuple((id, self.called(nodes[id])) for id in policy.elements if id in nodes)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row of the document's table of versions: one that is here, `version`, or one from before, of which only the
    document itself tells. `date` is an ISO 8601 date that the document gives; None where it gives none."""

    number: str
    description: str
    date: str | None = None
    version: Version | None = None
    signed: Signatures | None = None


@dataclass(frozen=True)
class Procedure(Sheet):
    """A version with what it says; `versions` are all of its process, newest first, `trail` every act on them, and
    `check` whether that trail is in order."""

    version: Version
    versions: tuple[Version, ...]
    trail: tuple[Change, ...]
    check: TrailCheck

    @property
    def table(self) -> tuple[VersionRow, ...]:
        """The document's table of versions, one numbering from its first on, newest first."""
        written = {row.version: row for row in self.document.changes}
        here = [
            VersionRow(str(each.number), each.description, _date_of(written, each), each, self.signed(each))
            for each in self.versions
        ]
        known = {row.number for row in here}
        before = [VersionRow(row.version, row.description, row.date) for row in written.values()]
        return (*here, *(row for row in reversed(before) if row.number not in known))

    def signed(self, version: Version) -> Signatures:
        """Who signed a version."""
        return version_signatures(self.trail, version.number)

    @property
    def steps(self) -> tuple[Change, ...]:
        """How this version came to be and what became of it: its own changes and those of the draft it was."""
        drafts = {each.draft_id for each in self.trail if each.number == self.version.number and each.draft_id}
        return tuple(
            each
            for each in self.trail
            if each.number == self.version.number or (each.number is None and each.draft_id in drafts)
        )


def _due_before(days: int, date: str) -> Message:
    if days == 0:
        return lazy_gettext("due on «{date}»", date=date)
    return lazy_ngettext(
        "due {n} business day before «{date}»", "due {n} business days before «{date}»", days, date=date
    )


def procedure(connection: Connection, process_id: str, number: int | None = None) -> Procedure:
    """A version of a process, by default the one in force, or else the newest. Raises NotFound."""
    versions = queries.versions(connection, process_id)
    if number is None:
        version = next((each for each in versions if each.status is VersionStatus.EFFECTIVE), versions[0])
    else:
        version = next((each for each in versions if each.number == number), None) or _missing(process_id, number)
    if version.status is VersionStatus.DISPOSED:  # its content is no longer shown, also where verifiers still have it
        process, known = Process(id=process_id, name=version.name, line=0), tuple[Row, ...]()
    else:
        process, known = _content(connection, version)
    acts = tuple(trail(connection, process_id))
    return Procedure(process, known, version, tuple(versions), acts, check_trail(connection, process_id))


def _date_of(written: Mapping[str, DocumentChange], version: Version) -> str | None:
    """The date of the document's own row, for a version that came from elsewhere with it."""
    row = written.get(str(version.number))
    return row.date if row is not None and version.signers is None else None


def _content(connection: Connection, version: Version) -> tuple[Process, tuple[Row, ...]]:
    process = process_of(queries.diagram(connection, version.process_id, version.number), version.process_id)
    if process is None:
        raise EngineFault(process_id=version.process_id, number=version.number)
    return process, rows(process, queries.forms(connection, version.process_id, version.number))


def process_of(diagram: bytes, process_id: str) -> Process | None:
    """The process of that id in a diagram, None where it cannot be read or has none."""
    definitions = read(diagram).definitions
    return next((each for each in definitions.processes if each.id == process_id), None) if definitions else None


def rows(process: Process, forms: Mapping[str, bytes]) -> tuple[Row, ...]:
    """The activity table, by number; an activity without one stands at the end. `forms` are those of the version."""
    lanes = {lane.id: lane.name for lane in process.lanes}
    found = [
        Row(activity, lanes.get(activity.lane or ""), decisions(process, activity), _counted_from(activity, forms))
        for activity in process.activities()
    ]
    return tuple(sorted(found, key=lambda row: _place(row.activity.number)))


def _counted_from(activity: Activity, forms: Mapping[str, bytes]) -> str:
    variable = activity.due.before if activity.due is not None else None
    if not variable:
        return ""
    # Only forms that name it are read: a draft's are read at each save.
    read_forms = (read_form(source).form for source in forms.values() if variable.encode() in source)
    fields = ((path, field) for form in read_forms if form is not None for path, field in form.fields())
    return next((field.label for path, field in fields if path == variable and field.stored), "")


def _place(number: str | None) -> tuple[bool, list[tuple[int, str]]]:
    """Where a number stands: 2 before 10, 4.2 before 4.10, no number last."""
    return not number, [
        (int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"[.\s]+", number or "")
    ]


def _missing(process_id: str, number: int) -> Version:
    raise NotFound(kind="version", id=f"{process_id} {number}")
