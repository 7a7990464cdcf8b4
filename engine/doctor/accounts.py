"""Accounts: whether a password alone is enough to administer, and whose passwords are being guessed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from bpmn.messages import lazy_gettext
from engine.doctor.findings import Finding, good, warning
from engine.identity.models import passwords, people, person_roles, second_factors, sign_in_attempts
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.throttle import DAY
from engine.settings import Settings

ACCOUNTS = "accounts"
MANY = 100
"""Wrong passwords for one person within a day that nobody types by mistake."""


def guarded(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Who administers with a password alone, and for whom many wrong passwords were tried."""
    if not settings.local_accounts:
        return
    lacking = (
        select(people.c.name)
        .join(passwords, passwords.c.person_id == people.c.id)
        .join(person_roles, person_roles.c.person_id == people.c.id)
        .outerjoin(second_factors, second_factors.c.person_id == people.c.id)
        .where(people.c.active, person_roles.c.role_id == ADMINISTRATOR, second_factors.c.person_id.is_(None))
        .order_by(people.c.name)
    )
    names = list(connection.execute(lacking).scalars())
    if names:
        yield warning(
            ACCOUNTS,
            lazy_gettext("They administer with a password alone: {names}.", names=", ".join(names)),
            lazy_gettext(
                "Ask a second factor of the role: cauce people second-factor {role} --role --as PERSON",
                role=ADMINISTRATOR,
            ),
        )
    else:
        yield good(ACCOUNTS, lazy_gettext("Nobody administers with a password alone."))
    guessed = (
        select(people.c.name)
        .join(sign_in_attempts, sign_in_attempts.c.person_id == people.c.id)
        .where(sign_in_attempts.c.at > now - DAY)
        .group_by(people.c.id, people.c.name)
        .having(func.count() >= MANY)
        .order_by(people.c.name)
    )
    whose = list(connection.execute(guessed).scalars())
    if whose:
        yield warning(
            ACCOUNTS,
            lazy_gettext("Somebody guesses the passwords of: {names}.", names=", ".join(whose)),
            lazy_gettext(
                "They come in all the same where they came in before. Let them have a second factor; the proxy's log "
                "says from where it comes."
            ),
        )
