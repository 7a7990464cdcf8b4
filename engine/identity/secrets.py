"""Secrets that the processes of one site share through its database."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, bindparam, select, text

from engine.clock import to_text
from engine.identity.models import shared_secrets

BYTES = 32

# One statement on both databases; of two processes that start at the same moment one makes it and both use it.
_MAKE = text(
    "INSERT INTO shared_secrets (name, value, made_at) VALUES (:name, :value, :made_at) ON CONFLICT (name) DO NOTHING"
).bindparams(bindparam("value", type_=LargeBinary))


def shared_secret(connection: Connection, name: str, *, at: datetime) -> bytes:
    """The secret of that name: 32 random bytes, made at the first request and constant after it."""
    query = select(shared_secrets.c.value).where(shared_secrets.c.name == name)
    found = connection.execute(query).scalar()
    if found is None:
        made = {"name": name, "value": secrets.token_bytes(BYTES), "made_at": to_text(at)}
        connection.execute(_MAKE, made)
        found = connection.execute(query).scalar_one()
    return bytes(found)
