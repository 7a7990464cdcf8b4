"""Tokens: what a program acts with in a person's name, without their password.

A token does what its person may do at that moment, and of that no more than its scopes. It is known here by its
SHA-256, is shown once, ends by itself, and stands in the ledger of people from its making to its end: by the id that is
no secret, which logs and histories name it by.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from engine.clock import from_text, to_text
from engine.errors import EngineError, Invalid, NotAllowed, NotFound
from engine.identity.models import (
    api_tokens,
    passwords,
    people,
    person_rights,
    person_roles,
    roles,
    second_factors,
)
from engine.identity.queries import HEADED, Person, headed_in, person, rights_of
from engine.identity.record import ChangeType, record
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.sessions import SEEN, key_of
from engine.identity.substitutions import stands_in, with_absent
from engine.statements import Query, Statement

BEGINNING = "cauce_"
"""What every token begins with, so that programs that look for secrets where none belong find one."""
LASTS = 90
LONGEST = 366
"""Days: what a token lasts that nobody said more of, and at most."""
MOST = 20
"""Tokens that a person may have at once."""
LONGEST_NAME = 100


class Scope(StrEnum):
    """What a token may be used for, of what its person may."""

    READ = "read"
    """See what its person may see of instances, procedures and people."""
    WORK = "work"
    """Start instances, take, give back, assign and complete work, cancel, bring files, and read personal data for a
    reason."""
    AUDIT = "audit"
    """Replay and verify histories, and take evidence of them."""
    DOCUMENTS = "documents"
    """Write, judge and sign drafts, and decide about versions."""
    ADMINISTER = "administer"
    """Change people, their roles and rights, and who is told of what happens."""


class BadTokenName(Invalid):
    """A token needs a name that says what it is for. Details: `longest` (characters)."""

    code = "bad_token_name"


class NoScope(Invalid):
    """A token for nothing."""

    code = "no_scope"


class BadTokenLife(Invalid):
    """A token lasts a number of days. Details: `longest`."""

    code = "bad_token_life"


class TooManyTokens(Invalid):
    """The person has as many tokens as anybody may. Details: `most`."""

    code = "too_many_tokens"


class ScopeRequired(NotAllowed):
    """The token is not for this, whatever its person may. Details: `scope`."""

    code = "scope_required"


class SecondFactorRequired(NotAllowed):
    """A role of the person asks for a second factor, and they have none: until they do, neither they nor a token of
    theirs can do anything."""

    code = "second_factor_required"


class BadToken(EngineError):
    """There is no such token, or not any more; the error does not say which."""

    code = "bad_token"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its person sees it. `id` is no secret; moments in UTC; `seen_at` is when it was last used, roughly."""

    id: str
    person_id: str
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever acts with a token: its person, with the rights that they have now. `stale`: note that it was used."""

    person: Person
    token_id: str
    scopes: frozenset[Scope]
    expires_at: datetime
    stale: bool

    def require(self, scope: Scope) -> None:
        """Raises ScopeRequired for a token that is not for this."""
        if scope not in self.scopes:
            raise ScopeRequired(scope=str(scope))


_COLUMNS = [api_tokens.c[name] for name in ("id", "person_id", "name", "scopes", "made_at", "expires_at", "seen_at")]
_FIND = Statement(
    select(
        api_tokens.c.id,
        api_tokens.c.scopes,
        api_tokens.c.expires_at,
        api_tokens.c.seen_at,
        people.c.id,
        people.c.name,
        people.c.email,
        person_roles.c.role_id,
        person_rights.c.right_id,
        person_rights.c.process_id,
        roles.c.second_factor,
        second_factors.c.person_id.label("factor_of"),
        passwords.c.person_id.label("password_of"),
        stands_in(people.c.id),
        *HEADED,
    )
    .join(people, people.c.id == api_tokens.c.person_id)
    .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
    .outerjoin(roles, roles.c.id == person_roles.c.role_id)
    .outerjoin(person_rights, person_rights.c.person_id == people.c.id)
    .outerjoin(second_factors, second_factors.c.person_id == people.c.id)
    .outerjoin(passwords, passwords.c.person_id == people.c.id)
    .where(api_tokens.c.key == bindparam("key"), people.c.active)
)
_OF_PERSON = Query(
    select(*_COLUMNS).where(api_tokens.c.person_id == bindparam("person")).order_by(api_tokens.c.made_at.desc())
)


def make(
    connection: Connection, name: str, scopes: Collection[Scope], days: int = LASTS, *, actor: str, at: datetime
) -> tuple[Token, str]:
    """Make a token of the actor's own: what is known of it, and its secret, which cannot be told again.

    Nobody makes one for somebody else. Raises NotFound (kind ``person``), BadTokenName, NoScope, BadTokenLife,
    TooManyTokens.
    """
    person(connection, actor)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadTokenName(longest=LONGEST_NAME)
    if not scopes:
        raise NoScope()
    if not 1 <= days <= LONGEST:
        raise BadTokenLife(longest=LONGEST)
    connection.execute(delete(api_tokens).where(api_tokens.c.person_id == actor, api_tokens.c.expires_at <= at))
    held = select(func.count()).select_from(api_tokens).where(api_tokens.c.person_id == actor)
    if connection.execute(held).scalar_one() >= MOST:
        raise TooManyTokens(most=MOST)
    secret = BEGINNING + secrets.token_urlsafe(32)
    until = at + timedelta(days=days)
    row = {"id": secrets.token_hex(6), "key": key_of(secret), "name": name, "scopes": " ".join(sorted(set(scopes)))}
    data = {"token": row["id"], "key": row["key"], "scopes": row["scopes"], "expires_at": to_text(until)}
    entry = record(connection, ChangeType.TOKEN_MADE, actor, data, actor=actor, at=at)
    connection.execute(
        insert(api_tokens), {**row, "person_id": actor, "made_at": entry.moment, "expires_at": until, "seen_at": None}
    )
    return Token(row["id"], actor, name, frozenset(scopes), entry.moment, until, None), secret


def revoke(connection: Connection, id: str, *, actor: str, at: datetime) -> str:
    """End a token: its person may, and an administrator; gives the id of its person.

    Raises NotFound (kind ``token``), also of somebody else's where the actor does not administer.
    """
    whose = connection.execute(select(api_tokens.c.person_id).where(api_tokens.c.id == id)).scalar()
    if whose is None:
        raise NotFound(kind="token", id=id)
    if whose != actor and ADMINISTRATOR not in person(connection, actor).roles:
        raise NotFound(kind="token", id=id)
    _end(connection, whose, id, actor, at)
    return str(whose)


def revoke_all(connection: Connection, person_id: str, *, actor: str, at: datetime) -> None:
    """End every token of a person, whoever asks."""
    ids = connection.execute(select(api_tokens.c.id).where(api_tokens.c.person_id == person_id)).scalars().all()
    for id_ in sorted(ids):
        _end(connection, person_id, id_, actor, at)


def of_person(connection: Connection, person_id: str, *, at: datetime) -> list[Token]:
    """The tokens of a person that have not ended, the newest first."""
    found = (_token(row) for row in _OF_PERSON.all(connection, person=person_id))
    return [each for each in found if each.expires_at > at]


def find(connection: Connection, secret: str, *, at: datetime) -> Bearer:
    """Who acts with a token. Raises BadToken for one that is none, was revoked or has expired, and for one of whoever
    has left; SecondFactorRequired for one of whoever, by their password alone, could do nothing."""
    rows = _FIND.run(connection, {"key": key_of(secret), "at": to_text(at)}).fetchall()
    if not rows:
        raise BadToken()
    token_id, scopes, expires_at, seen_at, id_, name, email = rows[0][:7]
    until = from_text(expires_at)
    if until <= at:
        raise BadToken()
    factor, password, stands_in_for_somebody, *heads = rows[0][11:]
    if factor is None and password is not None and any(row[10] for row in rows):
        raise SecondFactorRequired()
    held = frozenset(row[7] for row in rows if row[7])
    rights = rights_of((row[8], row[9]) for row in rows)
    stale = seen_at is None or at - from_text(seen_at) > SEEN
    who = Person(id_, name, email, True, held, *rights, heads=headed_in(*heads))
    who = with_absent(connection, who, at) if stands_in_for_somebody else who
    return Bearer(who, token_id, scopes_of(scopes), until, stale)


def touch(connection: Connection, token_id: str, *, at: datetime) -> None:
    """Note that a token was used."""
    connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(seen_at=at))


def scopes_of(text: str) -> frozenset[Scope]:
    """The scopes that a row or an entry holds."""
    return frozenset(map(Scope, text.split()))


def _end(connection: Connection, person_id: str, id: str, actor: str, at: datetime) -> None:
    if connection.execute(delete(api_tokens).where(api_tokens.c.id == id)).rowcount:
        record(connection, ChangeType.TOKEN_REVOKED, person_id, {"token": id}, actor=actor, at=at)


def _token(row: tuple[object, ...]) -> Token:
    id_, person_id, name, scopes, made_at, expires_at, seen_at = row
    return Token(id_, person_id, name, scopes_of(str(scopes)), made_at, expires_at, seen_at)  # type: ignore[arg-type]
