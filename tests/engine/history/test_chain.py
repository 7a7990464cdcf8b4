"""The chain: everything an event says is under its hash, and each hash under the next."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from engine.history.chain import GENESIS, Event, NewEvent, digest, first_break, link

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
NEW = [
    NewEvent("instance_started", actor="comercial", payload={"values": {}}),
    NewEvent("user_task_enabled", "correcciones", 2, 0, "alianzas#1", None, {"roles": ["comercial"]}),
    NewEvent("user_task_completed", "correcciones", 2, 0, "alianzas#1", "comercial", {"monto": 1500.5, "nota": "ñ"}),
]


def chain() -> list[Event]:
    return link("GC-2026-0001", (0, GENESIS), AT, NEW)


def test_events_are_numbered_from_one_and_chained() -> None:
    events = chain()
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.prev_hash for event in events] == [GENESIS, events[0].hash, events[1].hash]
    assert first_break(events) is None


def test_linking_in_two_goes_gives_the_same_chain() -> None:
    first = link("GC-2026-0001", (0, GENESIS), AT, NEW[:1])
    rest = link("GC-2026-0001", (1, first[0].hash), AT, NEW[1:])
    assert first + rest == chain()


def test_anybody_can_compute_the_hash_from_what_is_printed() -> None:
    """What the README promises: SHA-256 of the sorted, compact JSON of the printed event without its hash."""
    printed = json.loads(json.dumps(chain()[2].as_dict()))
    hash_ = printed.pop("hash")
    text = json.dumps(printed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == hash_


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("folio", "GC-2026-0002"),
        ("type", "user_task_released"),
        ("scope", ""),
        ("element", "validacion"),
        ("round", 3),
        ("index", 1),
        ("actor", "cliente"),
        ("at", "2026-03-02T15:00:00.000001Z"),
        ("data", '{"monto":1500.51,"nota":"ñ"}'),
    ],
)
def test_changing_anything_an_event_says_breaks_it(field: str, value: object) -> None:
    events = chain()
    events[2] = events[2]._replace(**{field: value})
    assert first_break(events) == (3, "content")


def test_a_change_hidden_under_a_new_hash_breaks_the_next_link() -> None:
    events = chain()
    changed = events[1]._replace(actor="cliente")
    events[1] = changed._replace(hash=digest(changed))
    assert first_break(events) == (3, "link")


def test_a_gap_a_swap_and_a_repetition_break_the_sequence() -> None:
    one, two, three = chain()
    assert first_break([one, three]) == (2, "sequence")
    assert first_break([two, one, three]) == (1, "sequence")
    assert first_break([one, two, two, three]) == (3, "sequence")
