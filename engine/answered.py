"""What was answered already: the same command sent twice is done once, and answered as the first time.

A browser sends a form twice when somebody presses twice, a proxy when an answer did not come, a script when it was not
sure. Whoever sends a command names it by a key; its digest is entered by the command's own transaction, first of all.
Whoever sends the same while that runs waits for it (as the database waits for the same row), and is then told what it
answered; where it rolled back, nothing was entered and the second one is the first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import Column, Connection, Table, Text, bindparam, delete, select, text, update

from engine.clock import to_text
from engine.db import Database, Moment, metadata
from engine.statements import Statement

Done = TypeVar("Done")
KEPT = timedelta(days=3)
"""How long the same is known for the same: longer than a page stays open over a weekend."""
answered = Table(
    "answered",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)
_ENTER = Statement(
    text("INSERT INTO answered (digest, answer, at) VALUES (:digest, :answer, :at) ON CONFLICT (digest) DO NOTHING")
)
_ANSWER = Statement(update(answered).where(answered.c.digest == bindparam("key")), ["answer"])


class AlreadyAnswered(Exception):
    """The same command was done before. `answer` is what it answered. No error: nobody is refused anything."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


def digest_of(*parts: str) -> str:
    """The digest of a command: of its key and of everything else that makes it that command, who gives it included."""
    told = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        told.update(len(data).to_bytes(8, "big") + data)
    return told.hexdigest()


def answer_to(connection: Connection, digest: str) -> str | None:
    """What the command with that digest was answered; None where it was not done."""
    found: str | None = connection.scalar(select(answered.c.answer).where(answered.c.digest == digest))
    return found


def enter(connection: Connection, digest: str, answer: str, *, at: datetime) -> None:
    """Enter a command that this transaction is about to do, with what it will be answered.

    Waits for another transaction that does the same. Raises AlreadyAnswered.
    """
    if not _ENTER.changed(connection, {"digest": digest, "answer": answer, "at": to_text(at)}):
        raise AlreadyAnswered(answer_to(connection, digest) or "")


def answer_with(connection: Connection, digest: str, answer: str) -> None:
    """Say what a command is answered that was entered before that was known."""
    _ANSWER.run(connection, {"key": digest, "answer": answer})


def take_back(connection: Connection, digest: str) -> None:
    """Enter a command no more that this transaction did not do after all."""
    connection.execute(delete(answered).where(answered.c.digest == digest))


def once(
    connection: Connection,
    digest: str,
    do: Callable[[Connection], Done],
    answer_of: Callable[[Done], str | None],
    *,
    at: datetime,
) -> Done:
    """Do a command with that digest, which is answered by what `answer_of` makes of what it gives: None where it was
    not done after all. Raises AlreadyAnswered, and what `do` raises."""
    enter(connection, digest, "", at=at)
    done = do(connection)
    answer = answer_of(done)
    if answer is None:
        take_back(connection, digest)
    else:
        answer_with(connection, digest, answer)
    return done


def forget(database: Database, *, at: datetime) -> int:
    """Forget what was answered long before `at` (`KEPT`); how many. Raises StoreUnavailable."""
    with database.transaction() as connection:
        return connection.execute(delete(answered).where(answered.c.at < at - KEPT)).rowcount
