"""Which versions of its diagrams an instance ran on, from which event of its history on. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.history.chain import Event
from engine.history.event_types import REGISTRY


class RunsOn(NamedTuple):
    """From event number `seq` on: the numbers of the versions by process id, and the digests of their parts, which are
    ``{"diagram": …, "forms": {form id: …}}`` by process id."""

    seq: int
    versions: Mapping[str, int]
    digests: Mapping[str, Mapping[str, Any]]


def runs_on(event: Event) -> RunsOn | None:
    """The versions that an event puts its instance on; None for one that changes them not.

    Raises KeyError, TypeError, ValueError or AssertionError for a payload that no such event has.
    """
    type_ = REGISTRY.get(event.type)
    if type_ is None or type_.versions_at is None:
        return None
    payload = event.payload
    versions, digests = payload[type_.versions_at], payload["digests"]
    if not isinstance(versions, dict) or not isinstance(digests, dict):
        raise TypeError("versions and digests")
    if not all(isinstance(digests[name], dict) and isinstance(digests[name]["forms"], dict) for name in versions):
        raise TypeError("digests")
    return RunsOn(event.seq, {str(name): int(number) for name, number in versions.items()}, digests)


def versions_of(history: Iterable[Event]) -> list[RunsOn]:
    """Every time that a history puts its instance on versions, in order. Raises as `runs_on`."""
    return [found for event in history if (found := runs_on(event)) is not None]
