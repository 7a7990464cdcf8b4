"""Event logs as XES (IEEE 1849-2016), written instance by instance.

A trace is an instance, and says on which version it ran, how it ended and by which diagram it is replayed. The log for
mining has one event for each step that was done; the full log has the whole history, each event with its place in the
life of its step. The extensions are those of the standard for names, lifecycle, organisation and time, and one of ours,
`EXTENSION`, which docs/mining.md tells of.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from xml.sax.saxutils import escape

from engine import canonical_json
from engine.history.visits import Visit
from engine.instances.visible import plain
from engine.mining.case import Done, StepDone, Told
from engine.mining.diagrams import diagram_name
from engine.mining.lifecycles import COMPLETE
from engine.mining.reading import Logged

EXTENSION = "urn:cauce:xes:1"
_STANDARD = "http://www.xes-standard.org/"
_EXTENSIONS = (
    ("Concept", "concept", f"{_STANDARD}concept.xesext"),
    ("Lifecycle", "lifecycle", f"{_STANDARD}lifecycle.xesext"),
    ("Organizational", "org", f"{_STANDARD}org.xesext"),
    ("Time", "time", f"{_STANDARD}time.xesext"),
    ("Cauce", "cauce", EXTENSION),
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
Attribute = tuple[str, object]


class Xes:
    """Writes one log. `full`: the whole history of each instance, and not its steps alone."""

    def __init__(self, names: Mapping[str, str], *, full: bool = False) -> None:
        """`names` are those of people, by their ids."""
        self._names, self._full = names, full

    def head(self) -> bytes:
        """What stands before the first trace."""
        kind = "full" if self._full else "mining"
        classifiers = [("Activity", "concept:name"), ("Activity and lifecycle", "concept:name lifecycle:transition")]
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="{_STANDARD}">',
            *(f'  <extension name="{name}" prefix="{prefix}" uri="{uri}"/>' for name, prefix, uri in _EXTENSIONS),
            '  <global scope="trace">',
            *_lines([("concept:name", "")], 2),
            "  </global>",
            '  <global scope="event">',
            *_lines([("concept:name", ""), ("lifecycle:transition", COMPLETE), ("time:timestamp", _EPOCH)], 2),
            "  </global>",
            *(f'  <classifier name="{name}" scope="event" keys="{keys}"/>' for name, keys in classifiers),
            *_lines([("lifecycle:model", "standard"), ("cauce:log", kind)], 1),
        ]
        return _joined(lines)

    def of(self, instance: Logged) -> Iterator[bytes]:
        """The trace of an instance."""
        yield _joined(["  <trace>", *_lines(trace_attributes(instance), 2)])
        case = instance.case
        if case is not None and self._full:
            for told in case.told:
                yield self._event(self._of_one(told))
        elif case is not None:
            for done in case.done:
                yield self._event(self._of_step(done, case.steps))
        yield _joined(["  </trace>"])

    def tail(self) -> Iterator[bytes]:
        """What stands behind the last trace."""
        yield b"</log>\n"

    @staticmethod
    def _event(attributes: Iterable[Attribute]) -> bytes:
        return _joined(["    <event>", *_lines(attributes, 3), "    </event>"])

    def _of_one(self, told: Told) -> Iterator[Attribute]:
        event, step = told.event, told.step
        yield "concept:name", told.label
        yield "lifecycle:transition", told.life
        yield "time:timestamp", told.at
        yield from self._about(told)
        yield "cauce:type", told.type.name
        yield "cauce:visit", None if step is None else str(step.visit)
        yield "cauce:element", event.element
        yield "cauce:scope", event.scope or None
        yield "cauce:round", event.round
        yield "cauce:part", event.index
        yield "cauce:channel", event.channel
        yield "cauce:due", None if step is None else step.due
        yield "cauce:hash", event.hash
        yield from _values(told)

    def _of_step(self, done: Done, steps: Mapping[Visit, StepDone]) -> Iterator[Attribute]:
        told = done.last
        mine = [steps[visit] for visit in done.parts if visit in steps]
        yield "concept:name", done.label
        yield "lifecycle:transition", COMPLETE
        yield "time:timestamp", told.at
        yield "start_timestamp", min((each.enabled for each in mine), default=None)
        yield from self._about(told)
        yield "cauce:element", told.event.element
        yield "cauce:round", told.event.round
        yield "cauce:parts", len(done.parts) if told.event.index is not None else None
        yield "cauce:taken", min((each.taken for each in mine if each.taken), default=None)
        yield "cauce:due", min((each.due for each in mine if each.due), default=None)
        if len(done.parts) == 1:
            yield from _values(told)

    def _about(self, told: Told) -> Iterator[Attribute]:
        """Who did it, as which role and for which lane."""
        event, step = told.event, told.step
        yield "org:resource", event.actor
        yield "org:role", event.role
        yield "org:group", None if step is None else step.lane
        yield "cauce:person", None if event.actor is None else self._names.get(event.actor)
        yield "cauce:in_place_of", event.in_place_of
        yield "cauce:seq", event.seq


def trace_attributes(instance: Logged) -> Iterator[Attribute]:
    """What a trace says of its instance."""
    case = instance.case
    numbers = [instance.version] if case is None else case.versions
    yield "concept:name", instance.folio
    yield "cauce:process", instance.process_id
    yield "cauce:version", instance.version
    yield "cauce:versions", " ".join(map(str, numbers))
    yield "cauce:diagram", diagram_name(instance.process_id, numbers)
    yield "cauce:status", str(instance.status)
    yield "cauce:end", instance.end
    yield "cauce:outcome", instance.outcome
    yield "cauce:moved", len(numbers) > 1
    yield "cauce:returned", 0 if case is None else case.returned
    yield "cauce:started", instance.started_at
    yield "cauce:ended", instance.ended_at
    yield "cauce:client", instance.client
    yield "cauce:title", instance.title
    yield "cauce:events", instance.head_seq
    yield "cauce:head", instance.head_hash
    if case is None:
        yield "cauce:unreadable", True


def _values(told: Told) -> Iterator[Attribute]:
    """The values that an event tells, under the names of their variables; what may not be read is left out."""
    found, _ = plain(told.type.values(told.event.payload))
    for name, value in found.items():
        known = value is None or isinstance(value, str | int | float)
        yield name, value if known else canonical_json.dumps(value)


def _lines(attributes: Iterable[Attribute], depth: int) -> Iterator[str]:
    for key, value in attributes:
        if value is not None:
            yield f"{'  ' * depth}{_attribute(key, value)}"


def _attribute(key: str, value: object) -> str:
    match value:
        case bool():
            tag, text = "boolean", "true" if value else "false"
        case int():
            tag, text = "int", str(value)
        case float():
            tag, text = "float", repr(value)
        case datetime():
            tag, text = "date", value.isoformat(timespec="microseconds")
        case _:
            tag, text = "string", str(value)
    return f"<{tag} key={_quoted(key)} value={_quoted(text)}/>"


def _quoted(text: str) -> str:
    return '"' + escape(_NOT_XML.sub("\ufffd", text), _ESCAPED) + '"'


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
