"""Signing in with a password, and a code where the person has a second factor, with a limit on attempts.

No limit is on a person as such: whoever guesses wrongly must not keep anybody else out. A try counts for the person at
the place that it comes from, and for that place; and where the person has come in before on the same device, which only
it can show, for them on that device and for nothing else. So who guesses from elsewhere, or from the same office, stops
nobody who has come in there before; and who guesses from many places is stopped at each of them alone, which is what a
password of twelve characters that is not common, and a second factor, are for. They are told of it (`tried`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, select, text, update

from engine.db import Database
from engine.errors import EngineError, NotAllowed
from engine.identity import passwords, second_factor, sessions
from engine.identity.commands import hold
from engine.identity.models import passwords as stored
from engine.identity.models import people, sign_in_attempts
from engine.identity.record import ChangeType, record
from engine.identity.sessions import Came, Way
from engine.identity.throttle import DAY, WINDOW, place_of, wait

PER_PERSON = 10
"""Wrong passwords allowed within `WINDOW` for one person: from one place, or on one device on which they came in."""
PER_PLACE = 40
"""The same from one place, which a whole office may share, for whomever."""
CODES, CODES_A_DAY = 10, 30
"""Wrong codes allowed for one person within `WINDOW` and within a day, on all devices together on which they have not
come in before. Whoever gets there knows the password."""
_CODE = "code"  # the place of tries at a code
_attempts = sign_in_attempts.c


class BadCredentials(NotAllowed):
    """There is no such person, or the password is wrong; the error does not say which."""

    code = "bad_credentials"


class TooManyAttempts(EngineError):
    """Too many wrong passwords or codes from there. Details: `minutes`, `seconds` until the next."""

    code = "too_many_attempts"


class NotComingIn(NotAllowed):
    """Nobody is coming in who has yet to give a code: it took too long, or it was given."""

    code = "not_coming_in"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a password opened: the `token` of a session, which is `half` where a code has to be given yet."""

    token: str
    half: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """Wrong passwords for a person within a day: how many, and from how many `places`."""

    times: int
    places: int


def sign_in(
    database: Database, person_id: str, password: str, *, came: Came, device: str | None, at: datetime
) -> Entered:
    """Begin a session for whoever knows the password. `device` is that on which this person came in before, where the
    request shows one.

    Takes the database and not a connection: the hash is computed between two transactions, for it takes long, and an
    attempt counts whatever becomes of it. Raises BadCredentials, TooManyAttempts.
    """
    hash_ = check(database, person_id, password, address=came.address, device=device, at=at)
    with database.transaction() as connection:
        hold(connection, person_id)
        if connection.execute(_hash_of(person_id)).scalar() != hash_:  # it was changed meanwhile, or they left
            raise BadCredentials()
        half = second_factor.is_set(connection, person_id)
        return Entered(sessions.begin(connection, person_id, way=Way.PASSWORD, came=came, half=half, at=at), half)


def give_code(database: Database, token: str, given: str, *, came: Came, device: str | None, at: datetime) -> str:
    """Begin the session of whoever gave their password, whose half has that `token`, with a code; gives its token.

    Raises NotComingIn, WrongCode, TooManyAttempts.
    """
    with database.transaction() as connection:
        person = sessions.find_half(connection, token, at=at)
        if person is None:
            raise NotComingIn()
        attempt = _admit(connection, person.id, _CODE, device, at)
    with database.transaction() as connection:
        hold(connection, person.id)
        second_factor.take(connection, person.id, given, at=at)
        if not sessions.end(connection, token):  # ended, or used by another request, since it was read
            raise NotComingIn()
        connection.execute(delete(sign_in_attempts).where(_attempts.id == attempt))
        return sessions.begin(connection, person.id, way=Way.PASSWORD, came=came, at=at)


def check(database: Database, person_id: str, password: str, *, address: str, device: str | None, at: datetime) -> str:
    """The stored hash of the person's password, which it is. Raises BadCredentials where it is not, TooManyAttempts
    when it may not be tried."""
    with database.transaction() as connection:
        attempt = _admit(connection, person_id[:100], place_of(address), device, at)
        hash_ = connection.execute(_hash_of(person_id)).scalar()
    if not passwords.matches(hash_, password) or hash_ is None:
        raise BadCredentials()
    with database.transaction() as connection:
        # The others stay: who knows one password must not get fresh tries at it for somebody else.
        connection.execute(delete(sign_in_attempts).where(_attempts.id == attempt))
        if passwords.is_outdated(hash_):
            renewed = update(stored).where(stored.c.person_id == person_id, stored.c.hash == hash_)
            stronger = passwords.hashed(password)
            if connection.execute(renewed.values(hash=stronger)).rowcount:
                known = {"digest": passwords.digest(stronger)}
                record(connection, ChangeType.PASSWORD_STRENGTHENED, person_id, known, actor=person_id, at=at)
                return stronger
    return hash_


def check_code(database: Database, person_id: str, given: str, *, device: str | None, at: datetime) -> None:
    """Take a code of somebody who is in already, before they change what guards them. Raises WrongCode,
    TooManyAttempts."""
    with database.transaction() as connection:
        attempt = _admit(connection, person_id, _CODE, device, at)
    with database.transaction() as connection:
        second_factor.take(connection, person_id, given, at=at)
        connection.execute(delete(sign_in_attempts).where(_attempts.id == attempt))


def tried(connection: Connection, person_id: str, *, at: datetime) -> Tried:
    """The wrong passwords for a person within a day."""
    query = select(func.count(), func.count(_attempts.place.distinct())).where(
        _attempts.person_id == person_id, _attempts.place != _CODE, _attempts.at > at - DAY
    )
    return Tried(*connection.execute(query).one())


def _hash_of(person_id: str) -> Select[str]:
    """Asks for the stored hash of somebody's password who is here."""
    return (
        select(stored.c.hash)
        .join(people, people.c.id == stored.c.person_id)
        .where(people.c.id == person_id, people.c.active)
    )


def _admit(connection: Connection, person_id: str, place: str, device: str | None, at: datetime) -> int:
    """Count an attempt before it is made, so that simultaneous attempts are limited as sequential ones are."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE sign_in_attempts IN SHARE ROW EXCLUSIVE MODE"))
    connection.execute(delete(sign_in_attempts).where(_attempts.at <= at - DAY))
    for whose, most, within in _limits(person_id, place, device):
        left = wait(connection, _attempts.at, whose, most, at=at, within=within)
        if left is not None:
            raise TooManyAttempts(**left)
    row = {"person_id": person_id, "place": place, "device": device, "at": at}
    made = connection.execute(insert(sign_in_attempts).values(row))
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])


def _limits(person_id: str, place: str, device: str | None) -> list[tuple[ColumnElement[bool], int, timedelta]]:
    """What counts for an attempt: whose tries, how many of them, within how long."""
    mine = _attempts.person_id == person_id
    if device is not None:
        return [(and_(mine, _attempts.device == device), PER_PERSON, WINDOW)]
    here, unknown = _attempts.place == place, _attempts.device.is_(None)
    if place == _CODE:
        return [(and_(mine, here, unknown), CODES, WINDOW), (and_(mine, here, unknown), CODES_A_DAY, DAY)]
    return [(and_(mine, here, unknown), PER_PERSON, WINDOW), (and_(here, unknown), PER_PLACE, WINDOW)]
