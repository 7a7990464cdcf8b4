"""The ledger of files: who stored which file, by its digest, and which were removed since nothing refers to them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

FILES = "files"


class FileType(StrEnum):
    """What was done with a file."""

    STORED = "file_stored"
    REMOVED = "file_removed"


define(FILES, FileType.STORED, ("size",))
define(FILES, FileType.REMOVED)


def stored(connection: Connection, sha256: str, size: int, *, actor: str, at: datetime) -> Entry:
    """Enter that somebody stored a file that was not there."""
    return ledger.append(connection, FILES, FileType.STORED, sha256, {"size": size}, actor=actor, at=at)


def removed(connection: Connection, hashes: Iterable[str], *, at: datetime) -> None:
    """Enter that files were removed."""
    for sha256 in hashes:
        ledger.append(connection, FILES, FileType.REMOVED, sha256, {}, actor=None, at=at)


def kept(entries: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The files that there must be, by SHA-256: who stored each, and its size."""
    found: dict[str, dict[str, object]] = {}
    for entry in entries:
        if entry.type == FileType.REMOVED:
            found.pop(entry.subject, None)
        else:
            found[entry.subject] = {"stored_by": entry.actor, "size": entry.says["size"]}
    return found
