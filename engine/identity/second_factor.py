"""The second factor: codes that a person's device makes from a secret and the time (TOTP, RFC 6238), and recovery codes
for when it is lost.

The secret has to be read by whoever checks a code, so it stands in the database, and who holds the database's password
holds it too: against them it is no factor. What it is for is a password that became known. A code is taken once,
however many ask at the same moment: the time step of the last one is kept, and only a later one is taken.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import Connection, delete, func, insert, select, update

from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.identity import sessions
from engine.identity.commands import require_administrator
from engine.identity.models import people, person_roles, recovery_codes, roles, second_factors
from engine.identity.record import ROLE_GUARDED, ChangeType
from engine.identity.record import record as note

STEP = 30
"""Seconds that a code is for."""
AROUND = (0, -1, 1)
"""Steps that are tried, from the one of now: a device's clock may be half a minute off."""
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


class WrongCode(NotAllowed):
    """The code is not the one of now, was taken before, or is no recovery code that is left."""

    code = "wrong_code"


class SecondFactorThere(Conflict):
    """The person has a second factor already."""

    code = "second_factor_there"


class BadSecret(Invalid):
    """A secret that no device can have been given."""

    code = "bad_secret"


@dataclass(frozen=True, slots=True)
class Status:
    """What a person has: since when a second factor, None for none, and how many recovery codes are `left`.

    `wanted`: the names of the roles they hold that ask for one.
    """

    since: datetime | None
    left: int
    wanted: tuple[str, ...]


def new_secret() -> str:
    """A secret to give to a device: 160 random bits in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, person_id: str, issuer: str) -> str:
    """The address (``otpauth://``) that a device reads from a picture; `issuer` is the name it shows beside."""
    return pyotp.TOTP(secret).provisioning_uri(name=person_id, issuer_name=issuer)


def digest(person_id: str, secret: str) -> str:
    """What the ledger of people knows of a secret."""
    return hashlib.sha256(f"{person_id}:{secret}".encode()).hexdigest()


def status(connection: Connection, person_id: str) -> Status:
    """What a person has."""
    since = connection.execute(select(second_factors.c.set_at).where(second_factors.c.person_id == person_id)).scalar()
    left = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.person_id == person_id)
    wanting = (
        select(roles.c.name)
        .join(person_roles, person_roles.c.role_id == roles.c.id)
        .where(person_roles.c.person_id == person_id, roles.c.second_factor)
        .order_by(roles.c.name)
    )
    return Status(since, connection.execute(left).scalar_one(), tuple(connection.execute(wanting).scalars()))


def is_set(connection: Connection, person_id: str) -> bool:
    """Whether a person has one."""
    query = select(second_factors.c.person_id).where(second_factors.c.person_id == person_id)
    return connection.execute(query).first() is not None


def with_factor(connection: Connection) -> frozenset[str]:
    """The ids of the people who have one."""
    return frozenset(connection.execute(select(second_factors.c.person_id)).scalars())


def guarded(connection: Connection) -> frozenset[str]:
    """The ids of the roles whose holders must come in with one."""
    return frozenset(connection.execute(select(roles.c.id).where(roles.c.second_factor)).scalars())


def set_up(connection: Connection, person_id: str, secret: str, code: str, *, at: datetime) -> list[str]:
    """Give a person the second factor whose `secret` their device has, which `code` proves; gives recovery codes.

    Raises WrongCode, SecondFactorThere, BadSecret, NotFound (kind ``person``) for who has left.
    """
    if len(secret) != len(new_secret()) or not set(secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise BadSecret()
    # Locked: of two windows that show two secrets one gives its own.
    here = select(people.c.id).where(people.c.id == person_id, people.c.active).with_for_update()
    if connection.execute(here).first() is None:
        raise NotFound(kind="person", id=person_id)
    if is_set(connection, person_id):
        raise SecondFactorThere()
    step = _step_of(secret, code, after=0, at=at)
    known = {"digest": digest(person_id, secret)}
    entry = note(connection, ChangeType.SECOND_FACTOR_SET, person_id, known, actor=person_id, at=at)
    row = {"person_id": person_id, "secret": secret, "set_at": entry.moment, "last_step": step}
    connection.execute(insert(second_factors), row)
    return new_codes(connection, person_id, at=at)


def new_codes(connection: Connection, person_id: str, *, at: datetime) -> list[str]:
    """Make the recovery codes of a person anew; only their hashes are stored, so they can be told this once."""
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    keys = sorted(map(_key_of, codes))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    connection.execute(insert(recovery_codes), [{"person_id": person_id, "key": key} for key in keys])
    note(connection, ChangeType.RECOVERY_CODES_MADE, person_id, {"keys": " ".join(keys)}, actor=person_id, at=at)
    return codes


def take(connection: Connection, person_id: str, given: str, *, at: datetime) -> None:
    """Take a code of a person, from their device or one of the recovery codes, which is used up. Raises WrongCode."""
    plain = "".join(given.split()).casefold()
    if not (plain.isascii() and plain.isdigit()):
        _take_recovery(connection, person_id, plain, at)
        return
    query = select(second_factors.c.secret, second_factors.c.last_step).where(second_factors.c.person_id == person_id)
    row = connection.execute(query).first()
    if row is None:
        raise WrongCode()
    step = _step_of(row.secret, plain, after=row.last_step, at=at)
    unused = update(second_factors).where(second_factors.c.person_id == person_id, second_factors.c.last_step < step)
    if not connection.execute(unused.values(last_step=step)).rowcount:  # taken by another request since it was read
        raise WrongCode()


def remove(connection: Connection, person_id: str, *, actor: str, at: datetime) -> None:
    """Take a person's second factor away: they themselves may, and an administrator, who ends their sessions by it.

    Nothing happens where there is none. Raises NotAllowed, NotFound (kind ``person``).
    """
    if actor != person_id:
        require_administrator(connection, actor)
    if connection.execute(select(people.c.id).where(people.c.id == person_id)).first() is None:
        raise NotFound(kind="person", id=person_id)
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    if connection.execute(delete(second_factors).where(second_factors.c.person_id == person_id)).rowcount:
        note(connection, ChangeType.SECOND_FACTOR_REMOVED, person_id, actor=actor, at=at)
        if actor != person_id:
            sessions.end_all(connection, person_id)


def guard_role(connection: Connection, role_id: str, required: bool, *, actor: str, at: datetime) -> None:
    """Ask for a second factor of whoever holds a role, or not any more, as an administrator; who comes in by their
    company's sign-on has the one of that. Nothing happens where it is so already.

    Raises NotAllowed, NotFound (kind ``role``).
    """
    require_administrator(connection, actor)
    if connection.execute(select(roles.c.id).where(roles.c.id == role_id)).first() is None:
        raise NotFound(kind="role", id=role_id)
    change = update(roles).where(roles.c.id == role_id, roles.c.second_factor != required)
    if connection.execute(change.values(second_factor=required)).rowcount:
        note(connection, ROLE_GUARDED, role_id, {"required": required}, actor=actor, at=at)


def _take_recovery(connection: Connection, person_id: str, given: str, at: datetime) -> None:
    key = _key_of(given)
    mine = delete(recovery_codes).where(recovery_codes.c.person_id == person_id, recovery_codes.c.key == key)
    if not connection.execute(mine).rowcount:
        raise WrongCode()
    note(connection, ChangeType.RECOVERY_CODE_USED, person_id, {"key": key}, actor=person_id, at=at)


def _step_of(secret: str, code: str, *, after: int, at: datetime) -> int:
    """The time step that a code is of, later than `after`. Raises WrongCode."""
    made, now = pyotp.TOTP(secret, interval=STEP), int(at.timestamp()) // STEP
    given, found = "".join(code.split()), 0
    for step in sorted(now + each for each in AROUND):
        # All of them, so that how long it takes tells nothing.
        if secrets.compare_digest(made.generate_otp(step).encode(), given.encode()) and step > after:
            found = step
    if not found:
        raise WrongCode()
    return found


def _key_of(code: str) -> str:
    return hashlib.sha256("".join(each for each in code.casefold() if each.isalnum()).encode()).hexdigest()
