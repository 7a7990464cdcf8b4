"""Checkpoints: what the log was each time that something was appended to it, as signed notes (`engine.history.notes`).

The last one is kept outside the database too, in a file beside the key: whoever rewrites the database cannot reach it.
The log is never signed unless it is the one of that file, or has grown from it.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from engine.clock import to_text
from engine.errors import EngineFault
from engine.history import notes
from engine.history.keys import Signer
from engine.history.models import checkpoints, cosignatures
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
    """The note with what witnesses signed of it."""
    query = select(cosignatures.c.line).where(cosignatures.c.size == stored.size).order_by(cosignatures.c.name)
    return stored.note + "".join(f"{line}\n" for line in connection.execute(query).scalars())


def last(connection: Connection) -> Stored | None:
    """The newest checkpoint; None where there is none."""
    row = connection.execute(select(*_COLUMNS).order_by(checkpoints.c.number.desc()).limit(1)).first()
    return None if row is None else Stored(*row)


def everything(connection: Connection) -> list[Stored]:
    """Every checkpoint, in order."""
    return [Stored(*row) for row in connection.execute(select(*_COLUMNS).order_by(checkpoints.c.number))]


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
