"""Sends checkpoints to a witness (C2SP ``tlog-witness``) and keeps what it signs of them."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from sqlalchemy import Connection, func, insert, select

from engine.db import Database
from engine.errors import EngineError
from engine.history import checkpoints, log, notes
from engine.history.checkpoints import Stored
from engine.history.models import cosignatures
from engine.history.notes import BadNote
from engine.history.problems import Kind, Problem
from engine.history.witness import write_request
from engine.settings import WitnessAddress
from engine.verification.store_checks import Check

WITNESS = "witness"
MOST = 64 * 1024


class WitnessFailed(EngineError):
    """The witness cannot be reached, or does not answer as one. Details: `url`, `reason`."""

    code = "witness_failed"


def ask(database: Database, witness: WitnessAddress, timeout: float) -> Check:
    """Let the witness co-sign the last checkpoint, unless it has; the check says what it has seen otherwise.

    Raises WitnessFailed, StoreUnavailable.
    """
    with database.reading() as connection:
        last, old = checkpoints.last(connection), seen(connection, witness)
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


def seen(connection: Connection, witness: WitnessAddress) -> int:
    """The size of the last checkpoint that it signed; 0 where it signed none."""
    query = select(func.max(cosignatures.c.size)).where(cosignatures.c.name == witness.key.name)
    return int(connection.execute(query).scalar() or 0)


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
        row = {"size": last.size, "name": witness.key.name, "line": str(lines[0])}
        connection.execute(insert(cosignatures), row)


def _post(witness: WitnessAddress, body: bytes, timeout: float) -> tuple[int, str]:
    opener = OpenerDirector()  # no redirects: the setting says where
    for handler in (HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    try:
        with opener.open(Request(f"{witness.url}/add-checkpoint", body, method="POST"), timeout=timeout) as answer:
            return 200, answer.read(MOST).decode()
    except HTTPError as error:
        with error:
            return error.code, error.read(MOST).decode(errors="replace")
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        raise WitnessFailed(url=witness.url, reason=f"{type(error).__name__}: {error}") from error
