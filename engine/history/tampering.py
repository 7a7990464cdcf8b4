"""Explains a broken chain: which events were changed, removed, inserted or reordered.

`chain.first_break` finds that a chain is broken. How it was broken follows from the hashes that are left: the number of
an event is part of what is hashed, so they tell where each event was. What an event holds is not hashed but committed
to: values that were changed break no link, and are named by themselves.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from engine.history.chain import GENESIS, Event, bound, digest, first_break, holds
from engine.history.problems import Kind, Problem

REACH = 5_000
"""At most so many removed events in a row are looked for; each costs a hash."""
MOST = 20
"""At most so many problems of one history are reported."""


def broken(events: Sequence[Event], key: bytes) -> list[Problem]:
    """What was done to a history, given in the order in which it is stored; nothing when it holds together. `key` is
    the one that its instance's row holds: where no event's values fit it, it is the key that was changed."""
    if first_break(events, key) is None:
        return []
    found = list(islice(_Walk(events).problems(), MOST))
    named = {problem.seq for problem in found}
    untouched = [event for event in events if event.seq not in named and _fits(event, event.seq)]
    unlike = [event for event in untouched if not holds(event, key)]
    if len(unlike) == sum(event.opening is None for event in untouched) > 1:
        first = untouched[0]
        return [*found, Problem(Kind.KEY_CHANGED, None, str(first.commitment), _bound(first, key), "key")]
    found += [Problem(Kind.EVENT_CHANGED, each.seq, str(each.commitment), _bound(each, key)) for each in unlike]
    return sorted(found, key=lambda problem: problem.seq or 0)[:MOST] if unlike else found


class _Walk:
    """A walk along the links from the first event on. `_taken` are the events met, `_rest` those still to come."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._rest = list(events)
        self._taken: list[Event] = []
        self._moved: set[str] = set()
        self._explained = False

    @property
    def _next(self) -> int:
        return len(self._taken) + 1

    @property
    def _head(self) -> str:
        return self._taken[-1].hash if self._taken else GENESIS

    def problems(self) -> Iterator[Problem]:
        for problem in self._walk():
            self._explained = True
            yield problem

    def _walk(self) -> Iterator[Problem]:
        while self._rest:
            following = next((event for event in self._rest if self._follows(event)), None)
            if following is None:
                yield from self._break(self._rest.pop(0))
                continue
            yield from self._skipped(self._rest[: self._rest.index(following)], following)
            self._rest.remove(following)
            if following.seq != self._next and not self._explained:
                yield Problem(Kind.EVENTS_REORDERED, following.seq, str(self._next), str(following.seq))
            self._taken.append(following)

    def _follows(self, event: Event) -> bool:
        return event.prev_hash == self._head and _fits(event, self._next)

    def _skipped(self, skipped: Sequence[Event], following: Event) -> Iterator[Problem]:
        """What stands before the event that follows: it belongs further on, or was put there."""
        known = {event.hash for event in self._rest}
        last = len(self._taken) + len(self._rest)
        for event in skipped:
            if event.hash in self._moved:
                continue
            if event.prev_hash in known and any(_fits(event, seq) for seq in range(self._next + 1, last + 1)):
                self._moved |= {each.hash for each in skipped}
                yield Problem(Kind.EVENTS_REORDERED, event.seq, _outline(following), _outline(event))
                return
            self._rest.remove(event)
            yield Problem(Kind.EVENT_INSERTED, event.seq, "—", _outline(event))

    def _break(self, event: Event) -> Iterator[Problem]:
        """Nothing follows as it should, and `event` comes first of what is left."""
        if event.prev_hash == self._head:
            yield Problem(Kind.EVENT_CHANGED, event.seq, event.hash, digest(event))
        elif any(earlier.hash == event.prev_hash for earlier in self._taken):
            while self._head != event.prev_hash:
                inserted = self._taken.pop()
                yield Problem(Kind.EVENT_INSERTED, inserted.seq, "—", _outline(inserted))
            self._rest.insert(0, event)
            return
        else:
            yield from self._gap(event)
        self._taken.append(event)

    def _gap(self, event: Event) -> Iterator[Problem]:
        """The link leads to an event that is not there any more: it was changed, or removed with those around it."""
        places = (event.seq, *range(self._next, self._next + REACH))
        was = next((seq for seq in places if seq >= self._next and _fits(event, seq)), None)
        if was is None:
            yield Problem(Kind.EVENT_CHANGED, event.seq, event.hash, digest(event))
        elif was == self._next:
            before = self._taken[-1] if self._taken else event
            if _fits(before, before.seq):  # else it was reported when it was met
                yield Problem(Kind.EVENT_CHANGED, before.seq, event.prev_hash, self._head)
        else:
            gone = str(self._next) if was == self._next + 1 else f"{self._next}…{was - 1}"
            yield Problem(Kind.EVENT_REMOVED, self._next, gone, _outline(event))
            self._taken += [event._replace(hash="")] * (was - self._next)  # so that those that follow are counted right


def _bound(event: Event, key: bytes) -> str:
    try:
        return bound(event, key)
    except (TypeError, ValueError, RecursionError):
        return "—"


def _fits(event: Event, seq: int) -> bool:
    """Whether the event says what its hash says, if it was number `seq`."""
    return digest(event._replace(seq=seq)) == event.hash


def _outline(event: Event) -> str:
    return f"{event.type} {event.element or ''}".rstrip()
