"""Events, the chain over them, and the commitments to what they hold. Pure.

An event commits to its values (`data`) by a digest keyed by its instance (`commitment`), and its hash is the SHA-256 of
the canonical JSON of everything that `Event.as_dict` gives except the hash and the data themselves. So the values of an
instance can be disposed of, with its key, while the chain still holds, and without the key nobody finds by trying what
they were. What its type says is not disposed of is committed to under a key of the event's own, which is left behind
with the digest of what went (`opening`): so what is left is still held against what was committed to when it happened,
and not against anything that was written when the values went. `prev_hash` is the hash of the event before it, and 64
zeros before the first. The folio is part of what is hashed, so that the history of one instance cannot stand in for
another's.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from typing import NamedTuple

from engine import canonical_json
from engine.clock import to_text
from engine.history import commitments
from engine.history.event_types import DISPOSABLE, EventType
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
    role: str | None = None
    in_place_of: str | None = None


class Event(NamedTuple):
    """One event of an instance's history.

    `seq` counts from 1 without gaps; `type` is a name in `event_types.REGISTRY`; `scope`, `element`, `round` and
    `index` are the visit it is about (`visits.Visit`), "" and None where it is about none; `actor` is the id of a
    person, or role and id of a client link, None for what nobody caused; `role` is the role by which the actor was
    entitled to it at that time, None where nobody caused it, or no role was needed; `channel` is the way by which it
    came (`channels`). `at` never goes back from one event to the next: where the clock did, it is the time of the event
    before, and `clock` is what the clock said, None otherwise. `at` and `data` are the texts that were hashed. `round`
    is called ``pass`` where it is stored and hashed. `in_place_of` is the id of whose work the actor did, as their
    substitute (`engine.identity.substitutions`), None for their own: then it is neither hashed nor in the JSON.
    `opening` is None until the values are disposed of (`opened`).
    """

    folio: str
    seq: int
    type: str
    scope: str
    element: str | None
    round: int | None
    index: int | None  # type: ignore[assignment]
    actor: str | None
    role: str | None
    channel: str
    at: str
    clock: str | None
    data: str
    commitment: str
    prev_hash: str
    hash: str
    in_place_of: str | None = None
    opening: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The event as JSON."""
        told = {
            "folio": self.folio,
            "seq": self.seq,
            "type": self.type,
            "scope": self.scope,
            "element": self.element,
            "pass": self.round,
            "index": self.index,
            "actor": self.actor,
            "role": self.role,
            "channel": self.channel,
            "at": self.at,
            "clock": self.clock,
            "data": canonical_json.loads(self.data),
            "commitment": self.commitment,
            "prev_hash": self.prev_hash,
            "hash": self.hash,
        }
        return told if self.in_place_of is None else {**told, "in_place_of": self.in_place_of}

    @property
    def payload(self) -> dict[str, object]:
        """`data`, decoded; what was disposed of is None. Raises ValueError or AssertionError where it is no object."""
        value = canonical_json.loads(self.data)
        assert isinstance(value, dict)
        if self.opening is None:
            return {**value}
        gone = DISPOSABLE.get(self.type, frozenset())
        return {**(dict.fromkeys(gone) if isinstance(gone, frozenset) else {}), **value}


class Head(NamedTuple):
    """The end of a history: number, hash and time of its last event; `NO_EVENTS` where there is none."""

    seq: int
    hash: str
    at: str


NO_EVENTS = Head(0, GENESIS, "")


def head_of(history: Sequence[Event]) -> Head:
    """The end of a history, given whole or from some event on."""
    return Head(history[-1].seq, history[-1].hash, history[-1].at) if history else NO_EVENTS


def event_at(
    type_: EventType,
    visit: Visit,
    *,
    actor: str | None = None,
    role: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> NewEvent:
    """A new event about a visit to an element."""
    return NewEvent(type_.name, visit.element, visit.round, visit.index, visit.scope, actor, payload or {}, role)


def visit_of(event: Event) -> Visit:
    """The visit that an event is about. Raises AssertionError for an event that is about none."""
    assert event.element is not None and event.round is not None
    return Visit(event.scope, event.element, event.round, event.index)


def key_of(stored: object) -> bytes:
    """The key that an instance's row holds; empty for what somebody wrote there that is none."""
    try:
        return bytes.fromhex(str(stored))
    except ValueError:
        return b""


def opened(event: Event, key: bytes) -> Event:
    """An event without what its type says is disposed of, and with what shows that the rest is what it committed to.

    `key` is the instance's. An event that is without its values already stays as it is. Raises ValueError for data that
    are none.
    """
    if event.opening is not None:
        return event
    data, shows = commitments.opening(key, event.seq, event.type, event.data)
    return event._replace(data=data, opening=shows)


def digest(event: Event) -> str:
    """The hash that `event` must have: hexadecimal SHA-256 of the canonical JSON of `as_dict` without hash and data."""
    return _hash(*event[:12], event.commitment, event.prev_hash, event.in_place_of)


def _hash(
    folio: str,
    seq: int,
    type_: str,
    scope: str,
    element: str | None,
    round_: int | None,
    index: int | None,
    actor: str | None,
    role: str | None,
    channel: str,
    at: str,
    clock: str | None,
    commitment_: str,
    prev_hash: str,
    in_place_of: str | None,
) -> str:
    # Put together by hand, in a third of the time.
    instead = "" if in_place_of is None else f'"in_place_of":{_json(in_place_of)},'
    text = (
        f'{{"actor":{_json(actor)},"at":{_json(at)},"channel":{_json(channel)},"clock":{_json(clock)},'
        f'"commitment":{_json(commitment_)},"element":{_json(element)},"folio":{_json(folio)},{instead}"index":{_json(index)},'
        f'"pass":{_json(round_)},"prev_hash":{_json(prev_hash)},"role":{_json(role)},"scope":{_json(scope)},'
        f'"seq":{_json(seq)},"type":{_json(type_)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: str | int | None) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return "null" if value is None else canonical_json.dumps(value)


def link(
    folio: str,
    key: bytes,
    head: Head,
    at: datetime,
    new: Iterable[NewEvent],
    *,
    channel: str,
    clock: datetime | None = None,
) -> list[Event]:
    """Chain `new` events, all of one moment and one `channel`, behind `head`; `key` is the instance's.

    `clock` is what the clock said where `at`, which must not be before the head's, is not that.
    """
    seq, previous, _ = head
    moment, said = to_text(at), None if clock is None else to_text(clock)
    assert moment >= head.at, (moment, head)
    chained = []
    for item in new:
        seq += 1
        data = canonical_json.dumps(item.payload)
        about = (folio, seq, item.type, item.scope, item.element, item.round, item.index)
        happened = (item.actor, item.role, channel, moment, said)
        committed = commitments.commitment_to(key, seq, item.type, item.payload, data)
        own = _hash(*about, *happened, committed, previous, item.in_place_of)
        chained.append(Event(*about, *happened, data, committed, previous, own, item.in_place_of))
        previous = own
    return chained


def first_break(events: Sequence[Event], key: bytes) -> tuple[int, str] | None:
    """The first event at which the chain of a whole history, in order, is broken: (seq, reason), or None.

    The reason is ``sequence`` (a gap or a repetition), ``link`` (not chained to the event before) or ``content`` (the
    content does not match the hash, or the values not the commitment).
    """
    previous = GENESIS
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            return expected, "sequence"
        if event.prev_hash != previous:
            return event.seq, "link"
        if digest(event) != event.hash or not holds(event, key):
            return event.seq, "content"
        previous = event.hash
    return None


def holds(event: Event, key: bytes) -> bool:
    """Whether an event's values are those that it commits to; of one whose values were disposed of, what is left."""
    try:
        return bound(event, key) == event.commitment
    except (TypeError, ValueError, RecursionError):
        return False


def bound(event: Event, key: bytes) -> str:
    """What an event must commit to its data with. Raises ValueError for data that are none, or no such opening."""
    if event.opening is None:
        return commitments.commitment(key, event.seq, event.type, event.data)
    return commitments.commitment_opened(event.opening, event.type, event.data)
