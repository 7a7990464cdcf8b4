"""Checkpoints: what the log was each time that something was appended to it, as signed notes (`engine.history.notes`).

The last one is kept outside the database too, in a file beside the key: whoever rewrites the database cannot reach it.
The log is never signed unless it is the one of that file, or has grown from it.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, union
from sqlalchemy.dialects import postgresql

from engine.clock import to_text
from engine.errors import EngineFault
from engine.history import notes
from engine.history.keys import Signer
from engine.history.models import checkpoints, cosignatures, timestamps
from engine.history.notes import BadNote, Checkpoint


class KeptUnreadable(EngineFault):
    """The file of the kept checkpoint cannot be read or written. Details: `path`, `reason`."""

    code = "kept_unreadable"


@dataclass(frozen=True, slots=True)
class Stored:
    """A checkpoint as the database has it. `number` counts from 1 without gaps; `at` is when it was made, in UTC.

    Both stand in the note's extension line, so that none can be removed or dated otherwise.
    """

    number: int
    size: int
    at: str
    note: str

    @property
    def checkpoint(self) -> Checkpoint:
        """The note, read. Raises BadNote."""
        return notes.read_note(self.note)


_ADD_STAMP = postgresql.insert(timestamps).on_conflict_do_nothing()  # SQLite writes it as PostgreSQL does
_COLUMNS = [checkpoints.c[name] for name in Stored.__dataclass_fields__]


def extension(number: int, at: str) -> str:
    """The extension line of the checkpoint with that number, made at that moment."""
    return f"checkpoint {number} at {at}"


def dated(checkpoint: Checkpoint) -> tuple[int, str] | None:
    """Number and moment as the extension line says them; None where it says none."""
    words = checkpoint.extension[0].split(" ") if len(checkpoint.extension) == 1 else []
    known = len(words) == 4 and words[0] == "checkpoint" and words[2] == "at" and words[1].isdecimal()
    return (int(words[1]), words[3]) if known else None


def make(connection: Connection, origin: str, log: tuple[int, str], signer: Signer, *, at: datetime) -> Stored:
    """Sign the log as it is, `log` being its size and root, and store that."""
    before = last(connection)
    number, moment = 1 if before is None else before.number + 1, to_text(at)
    note = notes.signed(Checkpoint(origin, *log, (extension(number, moment),)), origin, signer)
    made = Stored(number, log[0], moment, str(note))
    connection.execute(insert(checkpoints), {name: getattr(made, name) for name in Stored.__dataclass_fields__})
    return made


def with_cosignatures(connection: Connection, stored: Stored) -> str:
    """The note with what witnesses signed of it; what is no line of a note is left out, or none could read it."""
    lines = (line for _, _, line in cosigned(connection, over=stored.size - 1, to=stored.size))
    return stored.note + "".join(f"{line}\n" for line in lines if notes.is_line(line))


def cosigned(
    connection: Connection, *, over: int = 0, to: int | None = None, newest: bool = False, limit: int | None = None
) -> list[tuple[int, str, str]]:
    """What witnesses signed, each as the size of the checkpoint, the witness's name and its line, by size: of
    checkpoints of more than `over` leaves and, if given, at most `to`."""
    rows = cosignatures.c
    by_size = rows.size.desc() if newest else rows.size
    query = select(rows.size, rows.name, rows.line).where(rows.size > over).order_by(by_size, rows.name).limit(limit)
    if to is not None:
        query = query.where(rows.size <= to)
    return [(size, name, line) for size, name, line in connection.execute(query)]


def stamped(
    connection: Connection, *, over: int = 0, to: int | None = None, newest: bool = False, limit: int | None = None
) -> dict[int, bytes]:
    """The answers of time-stamp authorities by the size of the checkpoint, in that order: of checkpoints as above."""
    rows = timestamps.c
    by_size = rows.size.desc() if newest else rows.size
    query = select(rows.size, rows.answer).where(rows.size > over).order_by(by_size).limit(limit)
    if to is not None:
        query = query.where(rows.size <= to)
    return {size: bytes(answer) for size, answer in connection.execute(query)}


def stamp_of(connection: Connection, size: int) -> bytes | None:
    """What a time-stamp authority answered for a checkpoint; None where nobody has."""
    return stamped(connection, over=size - 1, to=size).get(size)


def stamped_sizes(connection: Connection) -> list[int]:
    """The sizes of checkpoints of which there is a time-stamp, in order."""
    return list(connection.execute(select(timestamps.c.size).order_by(timestamps.c.size)).scalars())


def vouched_sizes(connection: Connection) -> set[int]:
    """The sizes of checkpoints of which there is a time-stamp or a co-signature."""
    found = connection.execute(union(select(timestamps.c.size), select(cosignatures.c.size)))
    return set(found.scalars())


def keep_stamp(connection: Connection, size: int, answer: bytes) -> bytes:
    """Store what a time-stamp authority answered for a checkpoint, unless somebody has done so meanwhile; gives what is
    stored."""
    connection.execute(_ADD_STAMP, {"size": size, "answer": answer})
    kept = stamp_of(connection, size)
    assert kept is not None
    return kept


def of_size(connection: Connection, size: int) -> Stored | None:
    """The checkpoint over that many leaves; None where there is none."""
    row = connection.execute(select(*_COLUMNS).where(checkpoints.c.size == size)).first()
    return None if row is None else Stored(*row)


def last(connection: Connection) -> Stored | None:
    """The newest checkpoint; None where there is none."""
    row = connection.execute(select(*_COLUMNS).order_by(checkpoints.c.number.desc()).limit(1)).first()
    return None if row is None else Stored(*row)


def everything(connection: Connection) -> list[Stored]:
    """Every checkpoint, in order."""
    return [Stored(*row) for row in connection.execute(select(*_COLUMNS).order_by(checkpoints.c.number))]


def moments(connection: Connection) -> list[tuple[int, int, str]]:
    """The number, the size and the moment of every checkpoint, in order."""
    query = select(checkpoints.c.number, checkpoints.c.size, checkpoints.c.at).order_by(checkpoints.c.size)
    return [(number, size, at) for number, size, at in connection.execute(query)]


def page(connection: Connection, *, before: int | None = None, limit: int = 50) -> tuple[list[Stored], int | None]:
    """A page of checkpoints, the newest first, and the number before which the next begins: None after the last."""
    query = select(*_COLUMNS).order_by(checkpoints.c.number.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(checkpoints.c.number < before)
    found = [Stored(*row) for row in connection.execute(query)]
    return found[:limit], found[limit - 1].number if len(found) > limit else None


def covering(connection: Connection, index: int) -> Stored | None:
    """The first checkpoint that has the leaf `index`; None where it is not signed yet."""
    query = select(*_COLUMNS).where(checkpoints.c.size > index).order_by(checkpoints.c.number).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Stored(*row)


def read_kept(path: Path) -> Checkpoint | None:
    """The kept checkpoint; None where there is no such file. Raises KeptUnreadable."""
    try:
        return notes.read_copy(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, BadNote) as error:
        raise KeptUnreadable(path=str(path), reason=str(error)) from error


def keep(path: Path, note: str) -> None:
    """Put a checkpoint in the place of the one that is kept; whoever reads sees the one or the other.

    Raises KeptUnreadable.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise KeptUnreadable(path=str(path), reason=str(error)) from error
