"""Makes a backup while everybody works: all of it is read in one transaction, which sees one moment."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, func, select

from engine.backup import archive, tables
from engine.backup.archive import Writer
from engine.clock import to_text
from engine.db import Database
from engine.errors import EngineError
from engine.history import checkpoints, log
from engine.history.checkpoints import KeptUnreadable
from engine.history.keys import BadSealKey, public_pem, read_keys
from engine.history.models import events
from engine.instances.models import instances
from engine.migrations import head
from engine.settings import Settings
from engine.verification.trust import kept_path


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made. `size` is that of the file in bytes; `rows` by table; `log` and `checkpoint` are the size
    of the log and the number of its last checkpoint, None where nothing was sealed; `with_keys`: it says which keys
    signed; `left_out`: why something of what lies beside the database is not in it."""

    size: int
    rows: dict[str, int]
    log: int
    checkpoint: int | None
    with_key: bool
    with_keys: bool
    left_out: tuple[EngineError, ...]


def make(database: Database, settings: Settings, path: Path, *, with_key: bool = False, at: datetime) -> Made:
    """Write a backup of `database` to `path`, which must not be there.

    The key that signs goes along only where `with_key` asks for it: who has a backup could sign a log of their own with
    it, and backups lie in more places than a key should. What cannot be read beside the database is left out and told:
    a night without a backup is the greater loss. Raises BackupUnwritable, BadBackup where what was written cannot be
    read back, BadSealKey for a key that was asked for, StoreUnavailable.
    """
    texts, left_out = _of_the_machine(
        settings, with_key=with_key
    )  # before the database: the kept checkpoint is never ahead
    rows: dict[str, int] = {}
    about: dict[str, object] = {}

    def fill(target: Writer) -> None:
        with database.reading() as connection:
            about.update(_about(connection, at))
            for each in tables.carried():
                rows[each.name] = target.table(each, tables.lines(connection, each))
            last = checkpoints.last(connection)
            if last is not None:
                target.text(archive.CHECKPOINT, checkpoints.with_cosignatures(connection, last).encode())
        for name, content in texts.items():
            target.text(name, content)
        target.manifest(about)

    size = archive.write(path, fill)
    sealed = about["log"]
    assert isinstance(sealed, dict)
    keys = archive.PRIVATE_KEY in texts, archive.KEYS in texts
    return Made(size, rows, sealed["size"], sealed["checkpoint"], *keys, left_out)


def _about(connection: Connection, at: datetime) -> dict[str, object]:
    last = checkpoints.last(connection)
    return {
        "cauce": version("cauce"),
        "schema": head(),
        "made_at": to_text(at),
        "database": connection.dialect.name,
        "instances": connection.execute(select(func.count(instances.c.id))).scalar_one(),
        "last_event_at": connection.execute(select(func.max(events.c.at))).scalar(),
        "log": {
            "size": log.size(connection),
            "checkpoint": None if last is None else last.number,
            "origin": None if last is None else last.note.partition("\n")[0],
        },
    }


def _of_the_machine(settings: Settings, *, with_key: bool) -> tuple[dict[str, bytes], tuple[EngineError, ...]]:
    """What the machine has outside the database: public keys, the kept checkpoint, and the key if it is asked for; and
    what of it cannot be read. Without the keys the checkpoint is of no use."""
    path = settings.seal_key
    if path is None or not _is_there(path):
        return {}, ()
    try:
        found = {archive.KEYS: b"".join(public_pem(each) for each in _in_order(path))}
    except BadSealKey as error:
        if with_key:
            raise
        return {}, (error,)
    if with_key:
        found[archive.PRIVATE_KEY] = path.read_bytes()
    kept = kept_path(settings, path)
    try:
        if checkpoints.read_kept(kept) is not None:  # what is none is told now, and not when the backup is needed
            found[archive.KEPT] = kept.read_bytes()
    except KeptUnreadable as error:
        return found, (error,)
    return found, ()


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:  # in a folder that does not let us in: reading it says so
        return True
    return True


def _in_order(path: Path) -> list[str]:
    """The public keys of a key file, the one that signs first."""
    keys = read_keys(path)
    return [keys.signer.public, *sorted(keys.trusted - {keys.signer.public})]
