"""The registry of entry types: what a ledger may hold besides the histories of instances (`engine.history.ledger`).

A ledger is of a kind, the word before the colon of its name: ``people`` is the only one of its kind, and there is a
``register:GC-2026`` for each prefix and year. A type belongs to one kind and says which keys its data have. It is
defined beside those who write it, and an entry of a type that is not here raises `UnknownEntryType`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import EngineError


@dataclass(frozen=True, slots=True)
class EntryType:
    """A type of entries: the kind of its ledgers, its name, and the keys that the data of each have at least."""

    kind: str
    name: str
    keys: frozenset[str]


class UnknownEntryType(EngineError):
    """An entry of a type that no such ledger holds. Details: `ledger`, `seq`, `type`."""

    code = "unknown_entry_type"


_REGISTRY: dict[tuple[str, str], EntryType] = {}


def define(kind: str, name: str, keys: Iterable[str] = ()) -> EntryType:
    """Add a type to the registry. Raises ValueError for one that is there already."""
    if (kind, str(name)) in _REGISTRY:
        raise ValueError(f"{kind} {name}")
    made = _REGISTRY[kind, str(name)] = EntryType(kind, str(name), frozenset(keys))
    return made


def kind_of(ledger: str) -> str:
    """The kind of a ledger, from its name."""
    return ledger.partition(":")[0]


def entry_type(ledger: str, seq: int, name: str) -> EntryType:
    """The type of entry number `seq` of a ledger. Raises UnknownEntryType."""
    found = _REGISTRY.get((kind_of(ledger), name))
    if found is None:
        raise UnknownEntryType(ledger=ledger, seq=seq, type=name)
    return found


def all_types() -> list[EntryType]:
    """Every type that was defined, by kind and name."""
    return [_REGISTRY[key] for key in sorted(_REGISTRY)]
