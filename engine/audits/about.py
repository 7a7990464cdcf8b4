"""What a finding is about, and what stood there when it was raised: each thing by a digest that shows it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from bpmn.reader import read
from engine.definitions import queries as definitions
from engine.definitions.queries import Version
from engine.errors import NotFound
from engine.history.chain import Event
from engine.history.versions import versions_of
from engine.instances import queries
from engine.instances.reading import Reader


class Subject(StrEnum):
    """Of which kind that is what a finding is about."""

    EVENT = "event"
    POLICY = "policy"
    SAMPLE = "sample"
    INSTANCE = "instance"
    ELEMENT = "element"
    PROCEDURE = "procedure"
    NOTHING = "nothing"
    """It is about none of what Cauce keeps, such as a practice beside it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about; what says nothing is None. `name` is what people called it then: an element by its
    name, a policy by its text, a sample by what it was drawn from."""

    process_id: str | None = None
    version: int | None = None
    element: str | None = None
    folio: str | None = None
    seq: int | None = None
    sample: str | None = None
    policy: str | None = None
    name: str = ""

    @property
    def subject(self) -> Subject:
        """Of which kind that is: the narrowest."""
        said = (
            (Subject.EVENT, self.seq),
            (Subject.POLICY, self.policy),
            (Subject.SAMPLE, self.sample),
            (Subject.INSTANCE, self.folio),
            (Subject.ELEMENT, self.element),
            (Subject.PROCEDURE, self.process_id),
        )
        return next((subject for subject, what in said if what is not None), Subject.NOTHING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stood there: `what` says it (``event``, ``history``, ``version``, ``sample`` or ``file``, with what it is
    called), `digest` is its SHA-256."""

    what: str
    name: str
    digest: str


def resolved(connection: Connection, reader: Reader, about: About) -> tuple[About, tuple[Evidence, ...]]:
    """What a finding is about, with all that follows: the procedure and version of an instance, the element of an event
    and its name; and the evidence of that.

    Raises NotFound (kind ``instance``, ``event``, ``process``, ``version`` or ``element``), also for what `reader` does
    not see.
    """
    process_id, version, element = about.process_id, about.version, about.element
    evidence: list[Evidence] = []
    on: Mapping[str, int] = {}
    name = about.name
    if about.folio is not None:
        row = queries.instance(connection, reader, about.folio)
        history = queries.history(connection, reader, about.folio)
        process_id = process_id or row.process_id
        event = _event(history, about)
        element = element or (event.element if event is not None else None)
        on = row.versions if event is None else _ran_on(history, event.seq)
        version = on.get(process_id, version)
        if event is not None:
            evidence.append(Evidence("event", f"{about.folio} {event.seq}", event.hash))
        elif history:
            evidence.append(Evidence("history", f"{about.folio} {history[-1].seq}", history[-1].hash))
    if process_id is not None:
        found = (
            definitions.versions(connection, process_id)[0]
            if version is None
            else definitions.version(connection, process_id, version)
        )
        if element is not None:
            others = [(id, number) for id, number in on.items() if id != process_id]
            found, called = _element(connection, element, [(process_id, found.number), *others])
            name = name or called
        if about.policy is not None and not name:
            name = _check_name(connection, about.policy, found)
        process_id, version = found.process_id, found.number
        evidence.append(Evidence("version", f"{process_id} {version}", found.digest))
    kept = About(process_id, version, element, about.folio, about.seq, about.sample, about.policy, name.strip())
    return kept, tuple(evidence)


def _check_name(connection: Connection, key: str, version: Version) -> str:
    """What the check of a policy is called in a version; "" where that has none of that key."""
    reading = read(definitions.diagram(connection, version.process_id, version.number)).definitions
    for process in () if reading is None else reading.processes:
        for check in process.document.checks if process.id == version.process_id else ():
            if check.key == key:
                return check.name
    return ""


def _event(history: Sequence[Event], about: About) -> Event | None:
    if about.seq is None:
        return None
    found = next((each for each in history if each.seq == about.seq), None)
    if found is None:
        raise NotFound(kind="event", id=f"{about.folio} {about.seq}")
    return found


def _ran_on(history: Sequence[Event], seq: int) -> Mapping[str, int]:
    """The versions that an instance ran on when an event happened."""
    found = versions_of(each for each in history if each.seq <= seq)
    return found[-1].versions if found else {}


def _element(connection: Connection, element: str, where: Sequence[tuple[str, int]]) -> tuple[Version, str]:
    """The first of these versions that has an element, and what it is called there, "" where it has no name.

    Raises NotFound (kind ``element``).
    """
    for process_id, number in where:
        reading = read(definitions.diagram(connection, process_id, number)).definitions
        for process in () if reading is None else reading.processes:
            for each in (*process.lanes, *process.nodes, *process.flows) if process.id == process_id else ():
                if each.id == element:
                    return definitions.version(connection, process_id, number), " ".join((each.name or "").split())
    raise NotFound(kind="element", id=element)
