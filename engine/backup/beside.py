"""What a machine has outside the database, the key and the kept checkpoint, when a backup comes back to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from engine.backup import archive
from engine.backup.archive import Reader
from engine.backup.errors import BackupOfAnotherLog, BackupRolledBack
from engine.history import checkpoints, keys, notes
from engine.history.problems import Kind, Problem
from engine.settings import Settings
from engine.verification.log_checker import standing
from engine.verification.trust import TrustPolicy, kept_path, policy_of

Key = Literal["there", "restored", "new", "unknown", "missing"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine has: the paths, as far as settings give any, and what is to be believed by them."""

    key: Path | None
    kept: Path | None
    policy: TrustPolicy


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of comparing the log with the machine's kept checkpoint: whether there was one, and whether it is of
    after the backup."""

    done: bool
    rolled_back: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What became of the files. `key`: the one of the machine serves on, came out of the backup, or is a new one;
    ``unknown``: it serves on, and does not know the keys that signed the log; ``missing``: there is none, and none was
    made: the backup does not say which keys signed, and a new one would make every seal look forged; None where
    settings name none. `kept`: the same of the kept checkpoint; one put aside lies at `aside`."""

    key: Key | None
    kept: Literal["compared", "restored"] | None
    aside: Path | None = None


def of_machine(settings: Settings) -> Machine:
    """What the machine has. Raises BadSealKey."""
    policy = replace(policy_of(settings), missing=None)  # where none is kept, the backup's is put
    key = settings.seal_key
    return Machine(key, None if key is None else kept_path(settings, key), policy)


def compare(connection: Connection, machine: Machine, source: Reader, *, rollback: bool) -> Compared:
    """Hold the log that was restored against the kept checkpoint of the machine, or else that of the backup.

    Raises BackupRolledBack, unless `rollback` allows it, and BackupOfAnotherLog. What is wrong with the log by itself
    was so when the backup was made: the verification tells it.
    """
    theirs = frozenset(_public_keys(source))
    found = _disagreement(connection, machine.policy, machine.policy.trusted or theirs, machine.policy.kept)
    later = [each for each in found if each.kind is Kind.LOG_ROLLED_BACK]
    where = str(machine.kept)
    if found and not later:
        raise BackupOfAnotherLog(path=where, problems=[str(each.kind) for each in found])
    if later and not rollback:
        raise BackupRolledBack(path=where, kept=later[0].expected, found=later[0].found)
    kept = _kept_of(source)
    if not machine.policy.kept and kept is not None:  # whether the backup agrees with itself
        found = _disagreement(connection, machine.policy, machine.policy.trusted | theirs, [kept])
        if found:
            raise BackupOfAnotherLog(path=str(source.path), problems=[str(each.kind) for each in found])
    return Compared(bool(machine.policy.kept), bool(later))


def _disagreement(
    connection: Connection, policy: TrustPolicy, trusted: frozenset[str], kept: Sequence[notes.Checkpoint]
) -> list[Problem]:
    """What is wrong with the log because of these kept checkpoints, and not without them."""
    alone = replace(policy, trusted=trusted, kept=())
    known = set(_problems(connection, alone))
    return [each for each in _problems(connection, alone.keeping(kept)) if each not in known]


def put(connection: Connection, settings: Settings, machine: Machine, source: Reader, compared: Compared) -> Beside:
    """Put the files in their places, none over another. Raises BadSealKey, KeptUnreadable."""
    if machine.key is None or machine.kept is None:
        return Beside(None, None)
    last, aside = checkpoints.last(connection), None
    key = _put_key(machine, machine.key, source, sealed=last is not None)
    if compared.rolled_back:
        aside = _aside(machine.kept)
    if last is None or (compared.done and not compared.rolled_back):
        return Beside(key, "compared" if compared.done else None)
    machine.kept.parent.mkdir(parents=True, exist_ok=True)
    checkpoints.keep(machine.kept, last.note)
    return Beside(key, "restored", aside)


def _put_key(machine: Machine, path: Path, source: Reader, *, sealed: bool) -> Key:
    """Where there is none, the key of the backup; or a new one, with the public keys of those that signed before.

    One that is there stays as it is: that keys of the backup are good is for its owner to say.
    """
    if path.exists():
        return "there" if machine.policy.trusted >= set(_public_keys(source)) else "unknown"
    private = source.text(archive.PRIVATE_KEY)
    if private is not None:
        keys.save_key(path, private)
        return "restored"
    former = _public_keys(source)
    if sealed and not former:
        return "missing"
    keys.new_key(path, former=former)
    return "new"


def _aside(kept: Path) -> Path:
    """Give the kept checkpoint another name, which nothing has."""
    number = 1
    while (target := kept.with_name(f"{kept.name}.before-restore-{number}")).exists():
        number += 1
    try:
        kept.rename(target)
    except OSError as error:
        raise checkpoints.KeptUnreadable(path=str(kept), reason=str(error)) from error
    return target


def _problems(connection: Connection, policy: TrustPolicy) -> list[Problem]:
    return [problem for check in standing(connection, policy) for problem in check.problems]


def _public_keys(source: Reader) -> list[str]:
    return keys.read_public(source.text(archive.KEYS) or b"")


def _kept_of(source: Reader) -> notes.Checkpoint | None:
    content = source.text(archive.KEPT)
    return None if content is None else notes.read_copy(content)
