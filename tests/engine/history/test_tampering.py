"""How a chain was broken, named from what is left of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.history.chain import NO_EVENTS, Event, NewEvent, digest, link
from engine.history.commitments import commitment
from engine.history.problems import Kind
from engine.history.tampering import MOST, broken

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
KEY = bytes(range(32))
CHANGED, REMOVED = Kind.EVENT_CHANGED, Kind.EVENT_REMOVED
INSERTED, REORDERED = Kind.EVENT_INSERTED, Kind.EVENTS_REORDERED


def chain(length: int = 9) -> list[Event]:
    new = [NewEvent("e", payload={"n": number}) for number in range(1, length + 1)]
    return link("F", KEY, NO_EVENTS, AT, new, channel="site")


def renumbered(events: list[Event]) -> list[Event]:
    """As somebody must number them who moves rows about: one row a place."""
    return [event._replace(seq=seq) for seq, event in enumerate(events, start=1)]


def hashed(event: Event) -> Event:
    return event._replace(hash=digest(event))


def forged(after: Event, seq: int) -> Event:
    """An event that nobody wrote, well chained to the one before."""
    return hashed(after._replace(seq=seq, data='{"n":"x"}', prev_hash=after.hash))


def change(events: list[Event]) -> list[Event]:
    return [*events[:4], events[4]._replace(data='{"n":55}'), *events[5:]]


def change_and_hash(events: list[Event]) -> list[Event]:
    return [*events[:4], hashed(events[4]._replace(actor="cliente")), *events[5:]]


def change_and_commit(events: list[Event]) -> list[Event]:
    changed = events[4]._replace(data='{"n":55}')
    return [*events[:4], changed._replace(commitment=commitment(KEY, 5, changed.type, changed.data)), *events[5:]]


def exchange_the_values(events: list[Event]) -> list[Event]:
    """Two events with each other's values, each of which somebody committed to."""
    given = [{"data": each.data, "commitment": each.commitment} for each in events[4:6]]
    return [*events[:4], events[4]._replace(**given[1]), events[5]._replace(**given[0]), *events[6:]]


def change_all_values(events: list[Event]) -> list[Event]:
    return [event._replace(data="{}") for event in events]


def change_the_hash(events: list[Event]) -> list[Event]:
    return [*events[:4], events[4]._replace(hash="f" * 64), *events[5:]]


def remove(events: list[Event]) -> list[Event]:
    return [*events[:4], *events[5:]]


def remove_the_first(events: list[Event]) -> list[Event]:
    return events[1:]


def remove_two_and_renumber(events: list[Event]) -> list[Event]:
    return renumbered([*events[:4], *events[6:]])


def insert(events: list[Event]) -> list[Event]:
    return renumbered([*events[:4], events[3]._replace(data="{}"), *events[4:]])


def insert_well_chained(events: list[Event]) -> list[Event]:
    return [*events[:4], forged(events[3], 5), *(event._replace(seq=event.seq + 1) for event in events[4:])]


def insert_at_the_front(events: list[Event]) -> list[Event]:
    return renumbered([events[0]._replace(actor="x"), *events])


def swap(events: list[Event]) -> list[Event]:
    return renumbered([*events[:4], events[5], events[4], *events[6:]])


def move_forward(events: list[Event]) -> list[Event]:
    return renumbered([*events[:2], *events[3:7], events[2], *events[7:]])


def move_backward(events: list[Event]) -> list[Event]:
    return renumbered([*events[:2], events[6], *events[2:6], *events[7:]])


def number_wrongly(events: list[Event]) -> list[Event]:
    return [*events[:-1], events[-1]._replace(seq=12)]


TABLE: list[tuple[Callable[[list[Event]], list[Event]], list[tuple[Kind, int | None]]]] = [
    (change, [(CHANGED, 5)]),
    (change_and_hash, [(CHANGED, 5)]),
    (change_and_commit, [(CHANGED, 5)]),
    (exchange_the_values, [(CHANGED, 5), (CHANGED, 6)]),
    (change_all_values, [(Kind.KEY_CHANGED, None)]),
    (change_the_hash, [(CHANGED, 5)]),
    (remove, [(REMOVED, 5)]),
    (remove_the_first, [(REMOVED, 1)]),
    (remove_two_and_renumber, [(REMOVED, 5)]),
    (insert, [(INSERTED, 5)]),
    (insert_well_chained, [(INSERTED, 5)]),
    (insert_at_the_front, [(INSERTED, 1)]),
    (swap, [(REORDERED, 5)]),
    (move_forward, [(REORDERED, 3)]),
    (move_backward, [(REORDERED, 3)]),
    (number_wrongly, [(REORDERED, 12)]),
]


def test_a_whole_history_and_none_at_all_have_nothing_wrong() -> None:
    assert broken(chain(), KEY) == []
    assert broken([], KEY) == []


@pytest.mark.parametrize(("attack", "found"), TABLE, ids=[attack.__name__ for attack, _ in TABLE])
def test_what_was_done_is_named(
    attack: Callable[[list[Event]], list[Event]], found: list[tuple[Kind, int | None]]
) -> None:
    assert [(problem.kind, problem.seq) for problem in broken(attack(chain()), KEY)] == found


def test_another_key_is_named_as_such_and_no_event_is() -> None:
    assert [(problem.kind, problem.seq) for problem in broken(chain(), bytes(32))] == [(Kind.KEY_CHANGED, None)]


def test_two_things_done_are_both_named() -> None:
    events = chain(12)
    attacked = renumbered([*change(events)[:8], *events[9:]])
    assert [(problem.kind, problem.seq) for problem in broken(attacked, KEY)] == [(CHANGED, 5), (REMOVED, 9)]


def test_of_nonsense_no_more_than_enough_is_told() -> None:
    nonsense = [event._replace(prev_hash="x", hash="y") for event in chain(40)]
    assert len(broken(nonsense, KEY)) == MOST
