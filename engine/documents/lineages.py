"""The files that the steps of an instance brought, each with the versions that it had: read from its history. Pure.

A field of files holds what is valid now. Where a later step leaves one out and brings another into the same field, the
other is the next version of the first: the one of the same name or, where none is called so, the one in its place.
What is left out without another in its place was withdrawn. Nothing is lost by that: history refers to all of them.
What another field holds already is no other file: steps hand on what they were shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from engine.documents.references import files_in
from engine.history.chain import Event
from engine.history.event_types import type_of

Reference = Mapping[str, object]
Key = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Brought:
    """A version of a file: its reference (name, sha256, size), and the event of the step that brought it."""

    reference: Reference
    event: Event

    @property
    def sha256(self) -> str:
        """The digest of its content."""
        return str(self.reference["sha256"])


@dataclass(frozen=True, slots=True)
class Lineage:
    """A file with its versions, the first first. `variable` is that of the field that holds it; `held`: the field holds
    the last of them, which was not withdrawn."""

    variable: str
    versions: tuple[Brought, ...]
    held: bool = True

    @property
    def current(self) -> Brought:
        """The newest version."""
        return self.versions[-1]


def lineages(history: Iterable[Event]) -> list[Lineage]:
    """The files of a history in the order in which they came. Raises UnknownEventType."""
    found: dict[Key, list[Lineage]] = {}
    for event in history:
        for variable, value in type_of(event).values(event.payload).items():
            if isinstance(value, list) and (not value or files_in(value)):
                # Of several that do one step side by side, each brings their own.
                key = event.scope, variable, event.index
                if value or key in found:
                    others = (each for name, held in found.items() if name != key for each in held)
                    known = {version.sha256 for each in others for version in each.versions}
                    found[key] = _next(variable, found.get(key, []), files_in(value), event, known)
    return [lineage for each in found.values() for lineage in each]


def _next(variable: str, before: list[Lineage], now: list[Reference], event: Event, known: Set[str]) -> list[Lineage]:
    held = [each for each in before if each.held]
    kept = {each.current.sha256 for each in held} & {str(each["sha256"]) for each in now}
    left = [each for each in held if each.current.sha256 not in kept]
    brought = [each for each in now if str(each["sha256"]) not in kept]
    places = {id(each): place for place, each in enumerate(held)}
    pairs = dict(_pairs(left, brought, places, {id(each): place for place, each in enumerate(now)}))
    result = []
    for each in before:
        if each.held and id(each) in pairs:
            each = replace(each, versions=(*each.versions, Brought(pairs[id(each)], event)))
        elif each.held and each.current.sha256 not in kept:
            each = replace(each, held=False)
        result.append(each)
    taken = {id(reference) for reference in pairs.values()}
    new = [each for each in brought if id(each) not in taken and str(each["sha256"]) not in known]
    return result + [Lineage(variable, (Brought(each, event),)) for each in new]


def _pairs(
    left: list[Lineage], brought: list[Reference], before: Mapping[int, int], now: Mapping[int, int]
) -> Iterator[tuple[int, Reference]]:
    """Which file takes the place of which: those of the same name, those in the same place, then as they come."""
    rest = list(brought)
    for alike in (_same_name, lambda old, new: before[id(old)] == now[id(new)], lambda _old, _new: True):
        for old in list(left):
            new = next((each for each in rest if alike(old, each)), None)
            if new is not None:
                left.remove(old)
                rest.remove(new)
                yield id(old), new


def _same_name(old: Lineage, new: Reference) -> bool:
    return str(old.current.reference["name"]).casefold() == str(new["name"]).casefold()
