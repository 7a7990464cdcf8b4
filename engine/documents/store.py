"""Storing files and finding them again by what they contain."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, LargeBinary, bindparam, exists, func, select, text, update

from bpmn.file_names import usable_name
from engine.clock import to_text
from engine.documents import record
from engine.documents.models import files, recorded_files
from engine.errors import Invalid, NotFound
from engine.statements import ListStatement

_KNOWN = ListStatement(lambda hashes: select(files.c.sha256).where(files.c.sha256.in_(hashes)))
# Held until the end of the transaction: the job that removes files passes over what somebody holds.
_HELD = ListStatement(
    lambda hashes: select(files.c.sha256).where(files.c.sha256.in_(hashes)).with_for_update(read=True, key_share=True)
)
RENEWED = timedelta(hours=1)
"""A file that is brought again after so long counts as brought now."""
MAX_SIZE = 25 * 1024 * 1024
MAX_PENDING = 1024 * 1024 * 1024
"""Bytes of files that one person, or one client's link, may have brought and no history refers to: without a bound
whoever has a link can fill the disk."""

# One statement on both databases; two people may bring the same file at the same moment.
_ADD = text(
    "INSERT INTO files (sha256, size, content, stored_by, stored_at) "
    "VALUES (:sha256, :size, :content, :stored_by, :stored_at) ON CONFLICT (sha256) DO NOTHING"
).bindparams(bindparam("content", type_=LargeBinary))


class FileTooLarge(Invalid):
    """A file over the limit. Details: `name`, `size`, `limit` (bytes)."""

    code = "file_too_large"


class TooManyPending(Invalid):
    """The actor brought more than is kept before a step is completed with it. Details: `name`, `limit` (megabytes)."""

    code = "too_many_pending_files"


def store(connection: Connection, name: str, content: bytes, *, actor: str, at: datetime) -> dict[str, object]:
    """Store `content` unless it is there already; gives the reference that a form holds: name, sha256 and size.

    The name is what of the one given shows as it is (`bpmn.file_names`).

    Until a history refers to it, it is kept for a while after it was last brought (`engine.form_drafts.retention`).
    Raises FileTooLarge, TooManyPending.
    """
    name = usable_name(name)
    if len(content) > MAX_SIZE:
        raise FileTooLarge(name=name, size=len(content), limit=MAX_SIZE)
    sha256 = hashlib.sha256(content).hexdigest()
    there = select(files.c.stored_at).where(files.c.sha256 == sha256).with_for_update(read=True, key_share=True)
    since = connection.execute(there).scalar_one_or_none()
    if since is not None and since < at - RENEWED:
        unrecorded = ~exists().where(recorded_files.c.sha256 == sha256)
        connection.execute(update(files).where(files.c.sha256 == sha256, unrecorded).values(stored_at=at))
    if since is None:
        if _pending(connection, actor) + len(content) > MAX_PENDING:
            raise TooManyPending(name=name, limit=MAX_PENDING // 1024**2)
        row = {"sha256": sha256, "size": len(content), "content": content, "stored_by": actor, "stored_at": to_text(at)}
        if connection.execute(_ADD, row).rowcount:  # else somebody else brought the same meanwhile
            record.stored(connection, sha256, len(content), actor=actor, at=at)
    return {"name": name, "sha256": sha256, "size": len(content)}


def _pending(connection: Connection, actor: str) -> int:
    """The bytes of what `actor` brought and no history refers to."""
    unrecorded = ~exists().where(recorded_files.c.sha256 == files.c.sha256)
    brought = select(func.coalesce(func.sum(files.c.size), 0)).where(files.c.stored_by == actor, unrecorded)
    return int(connection.execute(brought).scalar_one())


def content(connection: Connection, sha256: str) -> bytes:
    """The bytes of a stored file. Raises NotFound (kind ``file``)."""
    row = connection.execute(select(files.c.content).where(files.c.sha256 == sha256)).first()
    if row is None:
        raise NotFound(kind="file", id=sha256)
    return bytes(row.content)


def missing(connection: Connection, hashes: Collection[str], *, hold: bool = False) -> set[str]:
    """Those of `hashes` that no stored file has. `hold`: nobody removes the others before this transaction ends."""
    if not hashes:
        return set()
    return set(hashes) - {row[0] for row in (_HELD if hold else _KNOWN).run(connection, sorted(hashes))}
