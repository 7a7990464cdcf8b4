"""Any two versions of a procedure side by side, the open draft among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.diff import Comparison, Edition, compare
from engine.db import Connection
from engine.definitions import control, drafts, editions, queries
from engine.definitions.queries import Version
from engine.definitions.statuses import VersionStatus
from engine.errors import NotFound
from engine.identity.queries import Person

DRAFT = "borrador"
"""What the address calls the open draft; versions it calls by their numbers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may stand on a side: a version, or the open draft where `version` is None."""

    name: str
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two editions of a procedure. `choices` are what the reader may choose from, the newest first.

    `comparison` is None where one of the files cannot be read.
    """

    title: str
    choices: tuple[Choice, ...]
    before: Choice
    after: Choice
    comparison: Comparison | None


def side_by_side(
    connection: Connection, process_id: str, before: str | None, after: str | None, actor: Person
) -> SideBySide:
    """Compare what the address names; by default the newest that there is with what came before it.

    Raises NotFound (kind ``process``, ``version`` or ``draft``), NotAllowed.
    """
    versions = [each for each in queries.versions(connection, process_id) if each.status is not VersionStatus.DISPOSED]
    draft = drafts.open_draft(connection, process_id)
    if DRAFT in (before, after):
        draft = control.readable_draft(connection, process_id, actor)
    shown = [Choice(str(version.number), version) for version in versions]
    if draft is not None and control.may_read(actor, process_id):
        shown.insert(0, Choice(DRAFT))
    known = {choice.name: choice for choice in shown}
    new = _chosen(known, after, process_id) or shown[0]
    old = _chosen(known, before, process_id) or _earlier(shown, new, draft)
    comparison = _compared(*(_edition(connection, process_id, choice, draft) for choice in (old, new)))
    return SideBySide(versions[0].name, tuple(shown), old, new, comparison)


def changed_since(connection: Connection, process_id: str, number: int) -> tuple[Version, Comparison | None] | None:
    """The version before version `number` and how that differs from it; None for the first."""
    known = [
        version for version in queries.versions(connection, process_id) if version.status is not VersionStatus.DISPOSED
    ]
    earlier = [version for version in known if version.number < number]
    if not earlier or all(version.number != number for version in known):
        return None
    sides = (_edition(connection, process_id, Choice(str(each)), None) for each in (earlier[0].number, number))
    return earlier[0], _compared(*sides)


def _compared(before: Edition | None, after: Edition | None) -> Comparison | None:
    return compare(before, after) if before is not None and after is not None else None


def _chosen(known: Mapping[str, Choice], name: str | None, process_id: str) -> Choice | None:
    if name and name not in known:
        raise NotFound(kind="version", id=f"{process_id} {name}")
    return known[name] if name else None


def _earlier(shown: list[Choice], new: Choice, draft: drafts.Draft | None) -> Choice:
    """What a side is laid beside: what a draft was begun from, else the version before; where it is alone, itself."""
    if new.version is None and draft is not None:
        base = next((choice for choice in shown if choice.name == str(draft.base)), None)
        if base is not None:
            return base
    at = shown.index(new)
    return shown[at + 1] if at + 1 < len(shown) else new


def _edition(connection: Connection, process_id: str, choice: Choice, draft: drafts.Draft | None) -> Edition | None:
    if choice.name == DRAFT:
        assert draft is not None
        return editions.of_draft(draft)
    return editions.of_version(connection, process_id, int(choice.name))
