"""Sends checkpoints to a witness (C2SP ``tlog-witness``) and keeps what it signs of them."""

from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from engine.db import Database
from engine.errors import EngineError, Invalid
from engine.history import checkpoints, log, notes
from engine.history.checkpoints import Stored
from engine.history.models import cosignatures
from engine.history.notes import BadNote, VerifierKey
from engine.history.problems import Kind, Problem
from engine.history.witness import write_request
from engine.notifications.http import straight
from engine.setting_parts.sealing import WitnessAddress
from engine.verification import vouching
from engine.verification.store_checks import Check
from engine.verification.subjects import WITNESS

MOST = 64 * 1024


class WitnessFailed(EngineError):
    """The witness cannot be reached, or does not answer as one. Details: `url`, `reason`."""

    code = "witness_failed"


class NotCosigned(Invalid):
    """No line is the co-signature by a known witness of a checkpoint that is here. Details: `known`, their names."""

    code = "not_cosigned"


def ask(database: Database, witness: WitnessAddress, timeout: float) -> Check:
    """Let the witness co-sign the last checkpoint, unless it has; the check says what it has seen otherwise.

    Raises WitnessFailed, StoreUnavailable.
    """
    with database.reading() as connection:
        last, old = checkpoints.last(connection), seen(connection, witness.key)
    if last is None or old == last.size:
        return Check(WITNESS)
    for _ in range(2):
        with database.reading() as connection:
            asked = request(connection, old, last)
        status, answer = _post(witness, asked, timeout)
        if status == 409 and answer.strip().isdecimal():
            old = int(answer)
            if old > last.size:
                return Check(WITNESS, (Problem(Kind.LOG_ROLLED_BACK, old, str(old), str(last.size)),))
            continue
        if status == 422:
            return Check(WITNESS, (Problem(Kind.LOG_FORKED, last.size, str(old), last.checkpoint.root),))
        if status != 200:
            raise WitnessFailed(url=witness.url, reason=f"HTTP {status} {answer.strip()[:200]}")
        _keep(database, witness, last, answer)
        return Check(WITNESS)
    raise WitnessFailed(url=witness.url, reason="HTTP 409")


def seen(connection: Connection, key: VerifierKey) -> int:
    """The size of the last checkpoint that it signed; 0 where it signed none. A line that it did not sign is none,
    whatever name stands beside it."""
    for size, name, line in checkpoints.cosigned(connection, newest=True, limit=vouching.MOST):
        stored = checkpoints.of_size(connection, size) if name == key.name else None
        if stored is not None and vouching.seen_by(key, line, stored) is not None:
            return size
    return 0


def take_in(database: Database, witnesses: Sequence[VerifierKey], answer: str) -> tuple[Stored, VerifierKey]:
    """Keep what a witness answered elsewhere; gives the checkpoint that it co-signed, and by which key.

    Raises NotCosigned, BadNote, StoreUnavailable.
    """
    lines = notes.read_signatures(answer)
    with database.transaction() as connection:
        for stored in reversed(checkpoints.everything(connection)):  # most often the last
            for key in witnesses:
                for line in lines:
                    if vouching.seen_by(key, str(line), stored) is not None:
                        _store(connection, stored, key, str(line))
                        return stored, key
    raise NotCosigned(known=", ".join(key.name for key in witnesses))


def request(connection: Connection, old: int, last: Stored) -> bytes:
    """What a witness that has seen the log at size `old` is asked (`engine.history.witness`). Raises NodeMissing."""
    proof = [bytes.fromhex(each) for each in log.consistency(connection, old, last.size)] if old else []
    return write_request(old, proof, last.checkpoint)


def _keep(database: Database, witness: WitnessAddress, last: Stored, answer: str) -> None:
    try:
        lines = [line for line in notes.read_signatures(answer) if line.name == witness.key.name]
    except BadNote as error:
        raise WitnessFailed(url=witness.url, reason=str(error.details["reason"])) from error
    if last.checkpoint.with_signatures(lines).seen_at(witness.key) is None:
        raise WitnessFailed(url=witness.url, reason="another key")
    with database.transaction() as connection:
        _store(connection, last, witness.key, str(lines[0]))


def _store(connection: Connection, stored: Stored, key: VerifierKey, line: str) -> None:
    """Unless there is one by that name: two may have asked at the same moment. One that somebody put there is named by
    verification, and stays: it shows what was done."""
    row = {"size": stored.size, "name": key.name, "line": line}
    connection.execute(postgresql.insert(cosignatures).values(row).on_conflict_do_nothing())


def _post(witness: WitnessAddress, body: bytes, timeout: float) -> tuple[int, str]:
    try:
        asked = Request(f"{witness.url}/add-checkpoint", body, method="POST")
        with straight().open(asked, timeout=timeout) as answer:
            return 200, answer.read(MOST).decode()
    except HTTPError as error:
        with error:
            return error.code, error.read(MOST).decode(errors="replace")
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        raise WitnessFailed(url=witness.url, reason=f"{type(error).__name__}: {error}") from error
