"""Signing in with a password, with a limit on attempts."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, text, update

from engine.db import Database
from engine.errors import EngineError, NotAllowed
from engine.identity import passwords, sessions
from engine.identity.models import passwords as stored
from engine.identity.models import people, sign_in_attempts
from engine.identity.record import ChangeType, record
from engine.identity.throttle import WINDOW, wait

PER_PERSON = 10
PER_ADDRESS = 40
"""Wrong passwords allowed within `WINDOW` from one network address, which a whole office may share."""


class BadCredentials(NotAllowed):
    """There is no such person, or the password is wrong; the error does not say which."""

    code = "bad_credentials"


class TooManyAttempts(EngineError):
    """Too many wrong passwords for this person or from this address. Details: `minutes`, `seconds` until the next."""

    code = "too_many_attempts"


def sign_in(database: Database, person_id: str, password: str, *, address: str, at: datetime) -> str:
    """Begin a session for whoever knows the password, and give its token. `address` is where the request comes from.

    Takes the database and not a connection: the hash is computed between two transactions, for it takes long, and an
    attempt counts whatever becomes of it. Raises BadCredentials, TooManyAttempts.
    """
    check(database, person_id, password, address=address, at=at)
    with database.transaction() as connection:
        return sessions.begin(connection, person_id, at=at)


def check(database: Database, person_id: str, password: str, *, address: str, at: datetime) -> None:
    """Raise BadCredentials unless it is the person's password, TooManyAttempts when it may not be tried."""
    with database.transaction() as connection:
        attempt = _admit(connection, person_id[:100], address, at)
        query = (
            select(stored.c.hash)
            .join(people, people.c.id == stored.c.person_id)
            .where(people.c.id == person_id, people.c.active)
        )
        hash_ = connection.execute(query).scalar()
    if not passwords.matches(hash_, password) or hash_ is None:
        raise BadCredentials()
    with database.transaction() as connection:
        # The others stay: who knows one password must not get fresh tries at it for somebody else.
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.id == attempt))
        if passwords.is_outdated(hash_):
            renewed = update(stored).where(stored.c.person_id == person_id, stored.c.hash == hash_)
            stronger = passwords.hashed(password)
            if connection.execute(renewed.values(hash=stronger)).rowcount:
                known = {"digest": passwords.digest(stronger)}
                record(connection, ChangeType.PASSWORD_STRENGTHENED, person_id, known, actor=person_id, at=at)


def _admit(connection: Connection, person_id: str, address: str, at: datetime) -> int:
    """Count an attempt before it is made, so that simultaneous attempts are limited as sequential ones are."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE sign_in_attempts IN SHARE ROW EXCLUSIVE MODE"))
    connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at <= at - WINDOW))
    for column, value, most in (
        (sign_in_attempts.c.person_id, person_id, PER_PERSON),
        (sign_in_attempts.c.address, address, PER_ADDRESS),
    ):
        left = wait(connection, sign_in_attempts.c.at, column == value, most, at=at)
        if left is not None:
            raise TooManyAttempts(**left)
    made = connection.execute(insert(sign_in_attempts).values(person_id=person_id, address=address, at=at))
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])
