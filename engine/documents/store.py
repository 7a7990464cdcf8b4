"""Storing files and finding them again by what they contain."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, bindparam, select, text

from engine.clock import to_text
from engine.documents.models import files
from engine.errors import Invalid, NotFound
from engine.statements import ListStatement

_KNOWN = ListStatement(lambda hashes: select(files.c.sha256).where(files.c.sha256.in_(hashes)))
MAX_SIZE = 25 * 1024 * 1024

# One statement on both databases; two people may bring the same file at the same moment.
_ADD = text(
    "INSERT INTO files (sha256, size, content, stored_by, stored_at) "
    "VALUES (:sha256, :size, :content, :stored_by, :stored_at) ON CONFLICT (sha256) DO NOTHING"
).bindparams(bindparam("content", type_=LargeBinary))


class FileTooLarge(Invalid):
    """A file over the limit. Details: `name`, `size`, `limit` (bytes)."""

    code = "file_too_large"


def store(connection: Connection, name: str, content: bytes, *, actor: str, at: datetime) -> dict[str, object]:
    """Store `content` unless it is there already; gives the reference that a form holds: name, sha256 and size.

    Raises FileTooLarge.
    """
    if len(content) > MAX_SIZE:
        raise FileTooLarge(name=name, size=len(content), limit=MAX_SIZE)
    sha256 = hashlib.sha256(content).hexdigest()
    if connection.execute(select(files.c.sha256).where(files.c.sha256 == sha256)).first() is None:
        row = {"sha256": sha256, "size": len(content), "content": content, "stored_by": actor, "stored_at": to_text(at)}
        connection.execute(_ADD, row)
    return {"name": name, "sha256": sha256, "size": len(content)}


def content(connection: Connection, sha256: str) -> bytes:
    """The bytes of a stored file. Raises NotFound (kind ``file``)."""
    row = connection.execute(select(files.c.content).where(files.c.sha256 == sha256)).first()
    if row is None:
        raise NotFound(kind="file", id=sha256)
    return bytes(row.content)


def missing(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Those of `hashes` that no stored file has."""
    if not hashes:
        return set()
    return set(hashes) - {row[0] for row in _KNOWN.run(connection, sorted(hashes))}
