"""Events and the chain over them. Pure.

The hash of an event is the SHA-256 of the canonical JSON of everything that `Event.as_dict` gives except the hash
itself; `prev_hash` is the hash of the event before it, and 64 zeros before the first. The folio is part of what is
hashed, so that the history of one instance cannot stand in for another's.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from typing import NamedTuple

from engine import canonical_json
from engine.clock import to_text
from engine.history.event_types import EventType
from engine.history.visits import Visit

GENESIS = "0" * 64


_NOTHING: Mapping[str, object] = {}


class NewEvent(NamedTuple):
    """An event that is not written yet. See `Event` for the fields; `payload` becomes its `data`."""

    type: str
    element: str | None = None
    round: int | None = None
    index: int | None = None  # type: ignore[assignment]  # in the place of a method of tuples
    scope: str = ""
    actor: str | None = None
    payload: Mapping[str, object] = _NOTHING


class Event(NamedTuple):
    """One event of an instance's history.

    `seq` counts from 1 without gaps; `type` is a name in `event_types.REGISTRY`; `scope`, `element`, `round` and
    `index` are the visit it is about (`visits.Visit`), "" and None where it is about none; `actor` is the id of a
    person, or role and id of a client link, None for what nobody caused; `at` and `data` are the texts that were
    hashed. `round` is called ``pass`` where it is stored and hashed.
    """

    folio: str
    seq: int
    type: str
    scope: str
    element: str | None
    round: int | None
    index: int | None  # type: ignore[assignment]
    actor: str | None
    at: str
    data: str
    prev_hash: str
    hash: str

    def as_dict(self) -> dict[str, object]:
        """The event as JSON."""
        return {
            "folio": self.folio,
            "seq": self.seq,
            "type": self.type,
            "scope": self.scope,
            "element": self.element,
            "pass": self.round,
            "index": self.index,
            "actor": self.actor,
            "at": self.at,
            "data": canonical_json.loads(self.data),
            "prev_hash": self.prev_hash,
            "hash": self.hash,
        }

    @property
    def payload(self) -> dict[str, object]:
        """`data`, decoded. Raises ValueError or AssertionError where it is no JSON object."""
        value = canonical_json.loads(self.data)
        assert isinstance(value, dict)
        return {**value}


def event_at(
    type_: EventType, visit: Visit, *, actor: str | None = None, payload: Mapping[str, object] | None = None
) -> NewEvent:
    """A new event about a visit to an element."""
    return NewEvent(type_.name, visit.element, visit.round, visit.index, visit.scope, actor, payload or {})


def visit_of(event: Event) -> Visit:
    """The visit that an event is about. Raises AssertionError for an event that is about none."""
    assert event.element is not None and event.round is not None
    return Visit(event.scope, event.element, event.round, event.index)


def digest(event: Event) -> str:
    """The hash that `event` must have: hexadecimal SHA-256 of the canonical JSON of `as_dict` without the hash."""
    return _hash(*event[:-1])


def _hash(
    folio: str,
    seq: int,
    type_: str,
    scope: str,
    element: str | None,
    round_: int | None,
    index: int | None,
    actor: str | None,
    at: str,
    data: str,
    prev_hash: str,
) -> str:
    # Put together by hand: the data, the bulk of it, is taken as it is stored, and the rest costs a third.
    text = (
        f'{{"actor":{_json(actor)},"at":{_json(at)},"data":{data},"element":{_json(element)},"folio":{_json(folio)},'
        f'"index":{_json(index)},"pass":{_json(round_)},"prev_hash":{_json(prev_hash)},"scope":{_json(scope)},'
        f'"seq":{_json(seq)},"type":{_json(type_)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: str | int | None) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return "null" if value is None else canonical_json.dumps(value)


def link(folio: str, head: tuple[int, str], at: datetime, new: Iterable[NewEvent]) -> list[Event]:
    """Chain `new` events, all of one moment, behind `head` (seq and hash of the last event; (0, GENESIS) for none)."""
    seq, previous = head
    moment = to_text(at)
    chained = []
    for item in new:
        seq += 1
        about = (item.type, item.scope, item.element, item.round, item.index)
        content = (folio, seq, *about, item.actor, moment, canonical_json.dumps(item.payload), previous)
        previous = _hash(*content)
        chained.append(Event(*content, previous))
    return chained


def first_break(events: Sequence[Event]) -> tuple[int, str] | None:
    """The first event at which the chain of a whole history, in order, is broken: (seq, reason), or None.

    The reason is ``sequence`` (a gap or a repetition), ``link`` (not chained to the event before) or ``content`` (the
    content does not match the hash).
    """
    previous = GENESIS
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            return expected, "sequence"
        if event.prev_hash != previous:
            return event.seq, "link"
        if digest(event) != event.hash:
            return event.seq, "content"
        previous = event.hash
    return None
