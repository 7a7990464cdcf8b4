"""The chain: what an event says is under its hash, what it holds under its commitment, and each hash under the next."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from engine.history.chain import (
    GENESIS,
    NO_EVENTS,
    Event,
    Head,
    NewEvent,
    digest,
    first_break,
    head_of,
    holds,
    key_of,
    link,
    opened,
)

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
NEW = [
    NewEvent("instance_started", actor="comercial", payload={"values": {}}),
    NewEvent("user_task_enabled", "correcciones", 2, 0, "alianzas#1", None, {"roles": ["comercial"]}),
    NewEvent(
        "user_task_completed", "correcciones", 2, 0, "alianzas#1", "ana", {"monto": 1500.5, "nota": "ñ"}, "comercial"
    ),
]
KEY = bytes(range(32))


def chain() -> list[Event]:
    return linked(NO_EVENTS, NEW)


def linked(head: Head, new: list[NewEvent]) -> list[Event]:
    return link("GC-2026-0001", KEY, head, AT, new, channel="terminal:ana")


def test_events_are_numbered_from_one_and_chained() -> None:
    events = chain()
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.prev_hash for event in events] == [GENESIS, events[0].hash, events[1].hash]
    assert first_break(events, KEY) is None


def test_linking_in_two_goes_gives_the_same_chain() -> None:
    first = linked(NO_EVENTS, NEW[:1])
    rest = linked(head_of(first), NEW[1:])
    assert first + rest == chain()


def test_anybody_can_compute_the_hash_from_what_is_printed() -> None:
    """What the README promises: SHA-256 of the sorted, compact JSON of the printed event without its hash and data."""
    printed = json.loads(json.dumps(chain()[2].as_dict()))
    hash_, data = printed.pop("hash"), printed.pop("data")
    assert hashlib.sha256(compact(printed)).hexdigest() == hash_
    hidden = hmac.new(hmac.digest(KEY, b"3 values", "sha256"), compact(data), "sha256").hexdigest()
    assert (
        hmac.new(hmac.digest(KEY, b"3", "sha256"), b"{}" + hidden.encode(), "sha256").hexdigest()
        == (printed["commitment"])
    )


def compact(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_the_chain_holds_without_the_values_and_without_the_key() -> None:
    """So that both can be disposed of."""
    assert [digest(event._replace(data="")) for event in chain()] == [event.hash for event in chain()]


def test_what_is_left_of_an_event_without_its_values_is_still_held_against_what_it_committed_to() -> None:
    left = [opened(event, KEY) for event in chain()]
    assert [event.data for event in left] == ["{}", '{"roles":["comercial"]}', "{}"]
    assert first_break(left, b"another") is None
    for event in left:
        for other in ("{}", '{"roles":["preventa"]}', "", "[]"):
            if other != event.data:
                assert not holds(event._replace(data=other), KEY), (event, other)
        for other in (None, "", "x" * 128, "0" * 128, event.opening[:64], event.opening + "00"):  # type: ignore[index]
            assert not holds(event._replace(opening=other), b"another"), (event, other)


def test_what_went_cannot_be_found_out_by_trying_once_the_key_is_gone() -> None:
    """The same values are left behind in another way by another key, and the key that is left is not the one that
    covers them."""
    event = chain()[2]
    left, other = opened(event, KEY), opened(linked_with(bytes(32))[2], bytes(32))
    assert left.opening is not None and other.opening is not None
    assert left.opening[64:] != other.opening[64:]
    own = bytes.fromhex(left.opening[:64])
    tried = {hmac.new(own, each, "sha256").hexdigest() for each in (event.data.encode(), f"3{event.data}".encode())}
    assert left.opening[64:] not in tried


def linked_with(key: bytes) -> list[Event]:
    return link("GC-2026-0001", key, NO_EVENTS, AT, NEW, channel="terminal:ana")


def test_equal_values_of_two_events_and_of_two_instances_cannot_be_told_to_be_equal() -> None:
    twice = linked(NO_EVENTS, [NEW[0], NEW[0]])
    other = link("GC-2026-0002", bytes(32), NO_EVENTS, AT, NEW[:1], channel="site")
    assert len({event.commitment for event in (*twice, *other)}) == 3
    assert len({event.data for event in (*twice, *other)}) == 1


def test_time_does_not_go_back_behind_the_head() -> None:
    with pytest.raises(AssertionError):
        linked(Head(1, GENESIS, "2026-03-02T15:00:00.000001Z"), NEW)


def test_what_the_clock_said_is_recorded_where_it_went_back() -> None:
    new = [NewEvent("user_task_claimed")]
    marked = link("F", KEY, NO_EVENTS, AT, new, channel="site", clock=AT - timedelta(hours=1))[0]
    assert (marked.at, marked.clock) == ("2026-03-02T15:00:00.000000Z", "2026-03-02T14:00:00.000000Z")


def test_what_is_no_key_is_an_empty_one() -> None:
    assert (key_of("00ff"), key_of("x"), key_of(None)) == (b"\x00\xff", b"", b"")


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
        ("role", None),
        ("channel", "site"),
        ("clock", "2026-03-02T14:00:00.000000Z"),
        ("commitment", "0" * 64),
        ("at", "2026-03-02T15:00:00.000001Z"),
        ("data", '{"monto":1500.51,"nota":"ñ"}'),
    ],
)
def test_changing_anything_an_event_says_breaks_it(field: str, value: object) -> None:
    events = chain()
    events[2] = events[2]._replace(**{field: value})
    assert first_break(events, KEY) == (3, "content")


def test_a_change_hidden_under_a_new_hash_breaks_the_next_link() -> None:
    events = chain()
    changed = events[1]._replace(actor="cliente")
    events[1] = changed._replace(hash=digest(changed))
    assert first_break(events, KEY) == (3, "link")


def test_a_gap_a_swap_and_a_repetition_break_the_sequence() -> None:
    one, two, three = chain()
    assert first_break([one, three], KEY) == (2, "sequence")
    assert first_break([two, one, three], KEY) == (1, "sequence")
    assert first_break([one, two, two, three], KEY) == (3, "sequence")
