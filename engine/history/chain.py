"""Events, the chain over them, and the commitments to what they hold. Pure.

An event commits to its values (`data`) by a digest keyed by its instance (`commitment`), and its hash is the SHA-256 of
the canonical JSON of everything that `Event.as_dict` gives except the hash and the data themselves. So the values of an
instance can be disposed of, with its key, while the chain still holds, and without the key nobody finds by trying what
they were. `prev_hash` is the hash of the event before it, and 64 zeros before the first. The folio is part of what is
hashed, so that the history of one instance cannot stand in for another's.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from typing import NamedTuple

from engine import canonical_json
from engine.clock import to_text
from engine.history.event_types import EventType
from engine.history.visits import Visit

GENESIS = "0" * 64
KEY_BYTES = 32


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


class Event(NamedTuple):
    """One event of an instance's history.

    `seq` counts from 1 without gaps; `type` is a name in `event_types.REGISTRY`; `scope`, `element`, `round` and
    `index` are the visit it is about (`visits.Visit`), "" and None where it is about none; `actor` is the id of a
    person, or role and id of a client link, None for what nobody caused; `role` is the role by which the actor was
    entitled to it at that time, None where nobody caused it, or no role was needed; `channel` is the way by which it
    came (`channels`). `at` never goes back from one event to the next: where the clock did, it is the time of the event
    before, and `clock` is what the clock said, None otherwise. `at` and `data` are the texts that were hashed. `round`
    is called ``pass`` where it is stored and hashed.
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
            "role": self.role,
            "channel": self.channel,
            "at": self.at,
            "clock": self.clock,
            "data": canonical_json.loads(self.data),
            "commitment": self.commitment,
            "prev_hash": self.prev_hash,
            "hash": self.hash,
        }

    @property
    def payload(self) -> dict[str, object]:
        """`data`, decoded. Raises ValueError or AssertionError where it is no JSON object."""
        value = canonical_json.loads(self.data)
        assert isinstance(value, dict)
        return {**value}


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


def commitment(key: bytes, seq: int, data: str) -> str:
    """What event number `seq` of an instance commits to its data with: hexadecimal HMAC-SHA256 of number and data."""
    return hmac.digest(key, f"{seq}{data}".encode(), "sha256").hex()


def digest(event: Event) -> str:
    """The hash that `event` must have: hexadecimal SHA-256 of the canonical JSON of `as_dict` without hash and data."""
    return _hash(*event[:12], event.commitment, event.prev_hash)


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
) -> str:
    # Put together by hand, in a third of the time.
    text = (
        f'{{"actor":{_json(actor)},"at":{_json(at)},"channel":{_json(channel)},"clock":{_json(clock)},'
        f'"commitment":{_json(commitment_)},"element":{_json(element)},"folio":{_json(folio)},"index":{_json(index)},'
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
        bound = commitment(key, seq, data)
        own = _hash(*about, *happened, bound, previous)
        chained.append(Event(*about, *happened, data, bound, previous, own))
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
    """Whether an event's values are those that it commits to."""
    return commitment(key, event.seq, event.data) == event.commitment
