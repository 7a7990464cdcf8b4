"""Object-centric event logs as OCEL 2.0 (JSON), written instance by instance.

Its events are those of the log for mining, with what happened to the instance as a whole; its objects are what they are
about: the instance, its steps, people, records, e-mails, versions, clients and called procedures. Each relation says
how: who did a step, in whose place, which record it left. What was done inside a called procedure is about the call and
not about the instance, so that taking the instances out of it (flattening) gives their log for mining, and taking the
calls out gives that of the called procedure.

Objects come as they are first met and stand before the events, which wait on the disk meanwhile: the log of a million
instances takes the memory of fifty of them and of the ids of its people, versions and clients.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile

from bpmn.hidden import is_withheld
from bpmn.mining.view import SEEN
from engine.client_access.links import is_link
from engine.clock import to_text
from engine.history.event_types import INSTANCE_STARTED, Part, Subject, VisitEffect
from engine.history.visits import Visit, enclosing_scopes
from engine.mining.case import Case, Done, StepDone, Told
from engine.mining.reading import Logged
from engine.notifications.notices import Notice
from engine.records.left import LeftRecord

OPPORTUNITY, STEP, PERSON, RECORD = "opportunity", "step", "person", "record"
EMAIL, VERSION, CLIENT, CALL = "e-mail", "version", "client", "called procedure"
TYPES: dict[str, dict[str, str]] = {
    OPPORTUNITY: {
        "process": "string", "version": "integer", "status": "string", "end": "string", "outcome": "string",
        "title": "string", "started": "time", "ended": "time", "moved": "boolean", "returned": "integer",
        "unreadable": "boolean",
    },
    STEP: {
        "name": "string", "element": "string", "lane": "string", "round": "integer", "part": "integer",
        "status": "string", "enabled": "time", "taken": "time", "closed": "time", "due": "time",
    },
    PERSON: {"name": "string"},
    RECORD: {"code": "string", "name": "string", "version": "integer"},
    EMAIL: {"status": "string", "to": "string", "sent": "time"},
    VERSION: {"process": "string", "number": "integer"},
    CLIENT: {"name": "string"},
    CALL: {"name": "string", "process": "string", "version": "integer"},
}  # fmt: skip
"""The types of objects with their attributes, as OCEL has them."""
_EVENT = {"seq": "integer", "round": "integer", "role": "string", "channel": "string", "process": "string"}
_ALWAYS = "1970-01-01T00:00:00Z"
IN_MEMORY = 4 * 1024 * 1024
Relations = dict[tuple[str, str], None]
Left = Callable[[Logged], Sequence[LeftRecord]]
Sent = Callable[[Logged], Mapping[int, Sequence[Notice]]]


class Ocel:
    """Writes one log. `names` are those of people by their ids; `left` and `sent` give the records that an instance has
    left and the e-mails that its events asked for, by their numbers."""

    def __init__(self, names: Mapping[str, str], left: Left, sent: Sent) -> None:
        self._names, self._left, self._sent = names, left, sent
        self._shared, self._types = set[str](), dict[str, None]()
        self._events = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
        self._any = False

    def __del__(self) -> None:
        self._events.close()  # of a log that was not written to its end

    def head(self) -> bytes:
        """What stands before the first object."""
        return b'{"objects": [\n'

    def of(self, instance: Logged) -> Iterator[bytes]:
        """The objects of an instance; its events wait for the end."""
        if instance.case is None:
            about = {"process": instance.process_id, "status": str(instance.status), "unreadable": True}
            yield self._separated(_object(instance.folio, OPPORTUNITY, about))
            return
        for made in _Instance(self, instance, instance.case).written():
            yield self._separated(made)

    def tail(self) -> Iterator[bytes]:
        """What stands behind the last object: the events, and the types of both."""
        yield b'\n],\n"events": [\n'
        with self._events as file:
            file.seek(0)
            while share := file.read(IN_MEMORY // 64):
                yield share
        attributes = [{"name": name, "type": type_} for name, type_ in _EVENT.items()]
        types = [{"name": name, "attributes": attributes} for name in self._types]
        objects = [
            {"name": name, "attributes": [{"name": each, "type": type_} for each, type_ in its.items()]}
            for name, its in TYPES.items()
        ]
        yield b'\n],\n"eventTypes": ' + _json(types) + b',\n"objectTypes": ' + _json(objects) + b"\n}\n"

    def _separated(self, made: bytes) -> bytes:
        separated = b",\n" + made if self._any else made
        self._any = True
        return separated

    def event(self, id: str, told: Told, label: str, process: str, related: Relations) -> None:
        """Put an event behind those there are."""
        event = told.event
        given = {"seq": event.seq, "round": event.round, "role": event.role, "channel": event.channel}
        attributes = [
            {"name": name, "value": value} for name, value in {**given, "process": process}.items() if value is not None
        ]
        self._types.setdefault(label)
        made = {"id": id, "type": label, "time": to_text(told.at), "attributes": attributes}
        if self._events.tell():
            self._events.write(b",\n")
        self._events.write(_json({**made, "relationships": _relationships(related)}))

    def shared(self, id: str, type_: str, attributes: Mapping[str, object]) -> Iterator[bytes]:
        """An object that several instances have in common, the first time that it is met."""
        if id not in self._shared:
            self._shared.add(id)
            yield _object(id, type_, attributes)

    def person(self, id: str) -> Iterator[bytes]:
        """A person."""
        yield from self.shared(f"person:{id}", PERSON, {"name": self._names.get(id, id)})

    def records(self, instance: Logged) -> Sequence[LeftRecord]:
        """The records that an instance has left."""
        return self._left(instance)

    def letters(self, instance: Logged) -> Mapping[int, Sequence[Notice]]:
        """Its e-mails, by the event that asked for them."""
        return self._sent(instance)


class _Instance:
    """The objects and events of one instance."""

    def __init__(self, log: Ocel, instance: Logged, case: Case) -> None:
        self._log, self._it, self._case = log, instance, case
        self._id = instance.folio
        self._made: dict[int, list[tuple[str, str]]] = {}
        """What events made besides steps: pairs of an object and how it is related, by the event's number."""

    def written(self) -> Iterator[bytes]:
        """Its objects; its events are given to the log."""
        it, case = self._it, self._case
        numbers = [(it.process_id, number) for number in case.versions]
        versions = dict.fromkeys([*numbers, *(each for told in case.told for each in told.runs.items())])
        for process_id, number in versions:
            attributes = {"process": process_id, "number": number}
            yield from self._log.shared(_version(process_id, number), VERSION, attributes)
        related: Relations = {(_version(*each), "ran on"): None for each in numbers}
        if it.client is not None:
            yield from self._log.shared(self._client, CLIENT, {"name": it.client})
            related[self._client, "for"] = None
        yield _object(self._id, OPPORTUNITY, self._attributes(), related)
        yield from self._calls()
        for step in case.steps.values():
            yield from self._step(step)
        for told in case.told:
            if told.event.actor is not None and not is_link(told.event.actor):
                yield from self._log.person(told.event.actor)
        yield from self._records()
        yield from self._letters()
        self._tell()

    @property
    def _client(self) -> str:
        return f"client:{hashlib.sha256(self._it.client_key.encode()).hexdigest()[:16]}"

    def _attributes(self) -> dict[str, object]:
        it, case = self._it, self._case
        ends = {"started": it.started_at, "ended": it.ended_at, "end": it.end, "outcome": it.outcome}
        told = {"moved": len(case.versions) > 1, "returned": case.returned, "title": it.title}
        return {"process": it.process_id, "version": it.version, "status": str(it.status), **ends, **told}

    def _object_of(self, visit: Visit) -> str:
        return f"{self._id}:{visit}"

    def _step(self, step: StepDone) -> Iterator[bytes]:
        visit, about = step.visit, {"name": step.label, "lane": step.lane, "status": step.status}
        moments = {"enabled": step.enabled, "taken": step.taken, "closed": step.closed, "due": step.due}
        attributes = {"element": visit.element, "round": visit.round, "part": visit.index, **about, **moments}
        within = (self._object_of_scope(visit.scope), "of")
        for person in step.had:
            yield from self._log.person(person)
        if step.in_place_of is not None:
            yield from self._log.person(step.in_place_of)
        yield _object(self._object_of(visit), STEP, attributes, {within: None})

    def _object_of_scope(self, scope: str) -> str:
        return f"{self._id}:{scope}" if scope else self._id

    def _calls(self) -> Iterator[bytes]:
        """The called procedures and sub-processes that something of it stands inside of."""
        inside = [step for step in self._case.steps.values() if step.visit.scope]
        scopes = {scope: step.process_id for step in inside for scope in enclosing_scopes(step.visit.scope)}
        for scope, process_id in scopes.items():
            outer = scope.rpartition("/")[0]
            attributes = {
                "name": self._case.scopes.get(scope),
                "process": process_id,
                "version": self._it.versions.get(process_id),
            }
            yield _object(self._object_of_scope(scope), CALL, attributes, {(self._object_of_scope(outer), "of"): None})

    def _records(self) -> Iterator[bytes]:
        for record in self._log.records(self._it):
            for version in record.versions:
                id_ = f"{self._id}:{record.kind.key}:{version.number}"
                attributes = {"code": record.kind.code, "name": record.kind.name, "version": version.number}
                yield _object(id_, RECORD, attributes, {(self._id, "of"): None})
                self._made.setdefault(version.made.seq, []).append((id_, "leaves"))
                if version.last.seq != version.made.seq:
                    self._made.setdefault(version.last.seq, []).append((id_, "adds to"))

    def _letters(self) -> Iterator[bytes]:
        for seq, notices in self._log.letters(self._it).items():
            for notice in notices:
                id_ = f"e-mail:{notice.key}"
                attributes = {
                    "status": str(notice.status),
                    "to": ", ".join(notice.to or notice.roles),
                    "sent": notice.at,
                }
                yield _object(id_, EMAIL, attributes, {(self._id, "of"): None})
                self._made.setdefault(seq, []).append((id_, "sends"))

    def _tell(self) -> None:
        """Give the events to the log, in the order of the history."""
        done = {each.last.event.seq: each for each in self._case.done}
        for told in self._case.told:
            event = told.event
            if event.seq in done:
                self._event(told, done[event.seq].label, self._id, done[event.seq])
            elif event.element is None or event.round is None:
                if told.type.subject is Subject.INSTANCE and told.type.part is not Part.ASIDE:
                    self._event(told, told.label, self._id, None)
            elif event.scope and told.type.visit is VisitEffect.ENDS and told.kind in SEEN:
                self._event(told, told.label, self._object_of_scope(event.scope), None)

    def _event(self, told: Told, label: str, about: str, done: Done | None) -> None:
        event, it = told.event, self._it
        related: Relations = {(about, "of"): None}
        process = it.process_id if told.step is None else told.step.process_id
        for visit in () if done is None else done.parts:
            if visit in self._case.steps:
                related[self._object_of(visit), "completes"] = None
        if event.scope and told.step is not None:
            related[self._object_of(told.step.visit), "completes"] = None
        for actor, how in self._people(told, done):
            related[self._client if is_link(actor) else f"person:{actor}", how] = None
        if told.type is INSTANCE_STARTED and it.client is not None:
            related[self._client, "for"] = None
        if process in told.runs:
            related[_version(process, told.runs[process]), "follows"] = None
        for object_, how in self._made.get(event.seq, ()):
            related[object_, how] = None
        self._log.event(f"{self._id}:{event.seq}", told, label, process, related)

    def _people(self, told: Told, done: Done | None) -> Iterator[tuple[str, str]]:
        event = told.event
        steps = [self._case.steps[visit] for visit in (() if done is None else done.parts) if visit in self._case.steps]
        actors = dict.fromkeys(each.by for each in steps if each.by is not None)
        if event.actor is not None:
            actors[event.actor] = None
        for actor in actors:
            if not is_link(actor) or self._it.client is not None:
                yield actor, "done by"
        for each in (event.in_place_of, *(step.in_place_of for step in steps)):
            if each is not None:
                yield each, "in place of"


def _version(process_id: str, number: int) -> str:
    return f"version:{process_id}:{number}"


def _relationships(related: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"objectId": id_, "qualifier": how} for id_, how in related]


def _object(id: str, type_: str, attributes: Mapping[str, object], related: Iterable[tuple[str, str]] = ()) -> bytes:
    told = [
        {"name": name, "time": _ALWAYS, "value": to_text(value) if isinstance(value, datetime) else value}
        for name, value in attributes.items()
        if value is not None and not is_withheld(value)
    ]
    return _json({"id": id, "type": type_, "attributes": told, "relationships": _relationships(related)})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
