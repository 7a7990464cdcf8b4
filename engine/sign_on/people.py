"""Whose identity it is, here: found, linked or registered, and given the roles of their groups. On the record."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from engine.errors import Conflict, NotFound
from engine.identity import commands, queries, sessions
from engine.identity.models import people, roles
from engine.identity.models import sessions as open_sessions
from engine.identity.queries import Person
from engine.identity.record import PEOPLE, ChangeType, record
from engine.setting_parts.sign_on import SignOn
from engine.sign_on.errors import NobodyHere
from engine.sign_on.identities import LONGEST, Identity
from engine.sign_on.models import identities
from engine.statements import wait_for

SHORT = 100  # characters of a person's id
log = logging.getLogger("cauce.sign_on")


class IdentityTaken(Conflict):
    """The identity is somebody else's here. Details: `person`."""

    code = "identity_taken"


def come_in(connection: Connection, identity: Identity, settings: SignOn, *, at: datetime) -> Person:
    """The person whose identity it is, with the roles that their groups give them now.

    Whoever comes for the first time is registered, if a group of theirs gives a role; or is the one person who has
    their verified address, where the settings say so. Nobody else's account is ever taken over. Raises NobodyHere.
    """
    wait_for(connection, f"cauce ledger {PEOPLE}")  # two who come for the first time at the same moment are one
    given = _roles_here(connection, roles_of(identity, settings.roles))
    person_id = person_of(connection, identity.issuer, identity.subject)
    if person_id is None:
        person_id = _by_email(connection, identity) if settings.links_by_email else None
        if person_id is None:
            person_id = _register(connection, identity, bool(given), at)
        _link(connection, person_id, identity.issuer, identity.subject, None, at)
    found = queries.anybody(connection, person_id)
    if not found.active:
        raise _nobody("left", identity, person_id)
    _govern(connection, found, given, settings.governed, at)
    return queries.person(connection, person_id)


def roles_of(identity: Identity, given_by: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The roles that somebody's groups give, each with the group that gives it, the first by name."""
    found: dict[str, str] = {}
    for group in sorted((identity.groups or frozenset()) & given_by.keys()):
        for role in sorted(given_by[group]):
            found.setdefault(role, group)
    return found


def person_of(connection: Connection, issuer: str, subject: str) -> str | None:
    """The id of the person whose identity it is; None where it is nobody's."""
    query = select(identities.c.person_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def identities_of(connection: Connection, person_id: str) -> list[tuple[str, str]]:
    """Issuer and subject of every identity of a person."""
    query = select(identities.c.issuer, identities.c.subject).where(identities.c.person_id == person_id)
    return [(row.issuer, row.subject) for row in connection.execute(query.order_by(identities.c.issuer))]


def with_identity(connection: Connection) -> frozenset[str]:
    """The ids of the people who have one."""
    return frozenset(connection.execute(select(identities.c.person_id)).scalars())


def end_sessions(connection: Connection, issuer: str, subject: str) -> int:
    """End the sessions into which somebody came by the provider, where theirs has ended; gives how many."""
    whose = select(identities.c.person_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
    theirs = delete(open_sessions).where(
        open_sessions.c.way == sessions.Way.OIDC, open_sessions.c.person_id.in_(whose.scalar_subquery())
    )
    return connection.execute(theirs).rowcount


def link(connection: Connection, person_id: str, issuer: str, subject: str, *, actor: str, at: datetime) -> None:
    """Say whose identity it is, as an administrator; nothing happens where it is theirs already.

    Raises NotAllowed, NotFound (kind ``person``), IdentityTaken, NotFound (kind ``identity``) for what is none.
    """
    commands.require_administrator(connection, actor)
    queries.anybody(connection, person_id)
    if not all(0 < len(part) <= LONGEST and part.isprintable() for part in (issuer, subject)):
        raise NotFound(kind="identity", id=subject)
    wait_for(connection, f"cauce ledger {PEOPLE}")
    theirs = person_of(connection, issuer, subject)
    if theirs is not None and theirs != person_id:
        raise IdentityTaken(person=theirs)
    if theirs is None:
        _link(connection, person_id, issuer, subject, actor, at)


def unlink(connection: Connection, person_id: str, issuer: str, subject: str, *, actor: str, at: datetime) -> None:
    """Take an identity from a person, as an administrator; their sessions end. Nothing happens where it is not theirs.

    Raises NotAllowed, NotFound (kind ``person``).
    """
    commands.require_administrator(connection, actor)
    queries.anybody(connection, person_id)
    ours = identities.c.person_id == person_id, identities.c.issuer == issuer, identities.c.subject == subject
    if connection.execute(delete(identities).where(*ours)).rowcount:
        says = {"issuer": issuer, "subject": subject}
        record(connection, ChangeType.IDENTITY_UNLINKED, person_id, says, actor=actor, at=at)
        sessions.end_all(connection, person_id)


def _link(connection: Connection, person_id: str, issuer: str, subject: str, actor: str | None, at: datetime) -> None:
    says = {"issuer": issuer, "subject": subject}
    entry = record(connection, ChangeType.IDENTITY_LINKED, person_id, says, actor=actor, at=at)
    connection.execute(insert(identities), {**says, "person_id": person_id, "linked_at": entry.moment})


def _by_email(connection: Connection, identity: Identity) -> str | None:
    """The one person with that verified address. Raises NobodyHere where it is not clear whose it is."""
    if identity.email is None:
        return None
    query = select(people.c.id).where(func.lower(people.c.email) == func.lower(identity.email)).limit(2)
    found = list(connection.execute(query).scalars())
    if not found:
        return None
    linked = any(issuer == identity.issuer for issuer, _ in identities_of(connection, found[0]))
    if len(found) > 1 or linked:  # an address that was somebody else's before, or is of several
        raise _nobody("taken", identity, found[0])
    return str(found[0])


def _register(connection: Connection, identity: Identity, has_role: bool, at: datetime) -> str:
    """Register somebody who comes for the first time; gives their id. Raises NobodyHere."""
    id_ = id_for(identity)
    same = func.lower(people.c.id) == func.lower(id_)
    if identity.email is not None:
        same |= func.lower(people.c.email) == func.lower(identity.email)
    if connection.execute(select(people.c.id).where(same).limit(1)).first() is not None:
        raise _nobody("taken", identity, id_)
    if not has_role:
        raise _nobody("unknown", identity, id_)
    email = identity.email
    try:
        commands.require_usable(id_, identity.name or id_, email)
    except commands.BadEmail:  # an address that our letters cannot be sent to
        email = None
    commands.ensure_person(connection, id_, identity.name or id_, (), email=email, at=at)
    return id_


def id_for(identity: Identity) -> str:
    """What somebody is called here who comes for the first time: what the provider calls them, of what ids may have."""
    wanted = re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFKC", identity.username or "")).strip("-")[:SHORT]
    if wanted:
        return wanted
    return "p-" + hashlib.sha256(f"{identity.issuer} {identity.subject}".encode()).hexdigest()[:12]


def _roles_here(connection: Connection, given: Mapping[str, str]) -> dict[str, str]:
    """Those that there are: a role of the settings that no diagram named yet gives nothing."""
    there = set(connection.execute(select(roles.c.id)).scalars())
    for role in given.keys() - there:
        log.warning("the group %r gives a role that is not there: %s", given[role], role)
    return {role: group for role, group in given.items() if role in there}


def _govern(
    connection: Connection, person: Person, given: Mapping[str, str], governed: frozenset[str], at: datetime
) -> None:
    """Give and take the roles that groups decide; those that they do not are the administrators'."""
    for role in sorted(given.keys() - person.roles):
        commands.ensure_role_held(connection, person.id, role, actor=None, at=at, group=given[role])
    for role in sorted((person.roles & governed) - given.keys()):
        try:
            commands.ensure_role_taken(connection, person.id, role, actor=None, at=at)
        except commands.LastAdministrator:  # or nobody could mend what took it
            log.warning(
                "%s keeps the role %s, which no group of theirs gives: nobody else administers", person.id, role
            )


def _nobody(kind: str, identity: Identity, id_: str) -> NobodyHere:
    return NobodyHere(kind=kind, issuer=identity.issuer, subject=identity.subject, id=id_)
