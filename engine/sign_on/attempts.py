"""A sign-on from its beginning to its end: what it is begun with, and that it ends once.

The browser that begins one keeps a ticket, signed by us, and nobody else has it: whoever is sent our address with
somebody else's code has no ticket for it. Nonce and verifier are worked out from the state with a key of the site, so
they stand nowhere. What came back is remembered for as long as the ticket could be shown again.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select

from engine.sign_on.errors import SignOnRefused
from engine.sign_on.models import used_sign_ons
from engine.sign_on.provider import Asked
from engine.statements import wait_for

LASTS = timedelta(minutes=10)
"""How long somebody may take to tell the provider who they are."""


@dataclass(frozen=True)
class Ticket:
    """What the browser keeps of a sign-on that it began: `wanted` is the path of the page that was asked for."""

    state: str
    begun: int
    wanted: str

    def is_good(self, at: datetime) -> bool:
        """Whether it may come back still."""
        return timedelta(0) <= at - datetime.fromtimestamp(self.begun, UTC) < LASTS


def begin(wanted: str, *, at: datetime) -> Ticket:
    """A new sign-on."""
    return Ticket(secrets.token_urlsafe(24), int(at.timestamp()), wanted)


def asked(ticket: Ticket, key: bytes) -> Asked:
    """What the provider is asked with. `key` is a secret of the site."""
    return Asked(ticket.state, _derived(key, "nonce", ticket.state), _derived(key, "verifier", ticket.state))


def use(connection: Connection, ticket: Ticket, *, at: datetime) -> None:
    """Use a ticket up, before anything is asked: of two who bring the same only one goes on.

    Raises SignOnRefused (kinds ``late``, ``used``).
    """
    if not ticket.is_good(at):
        raise SignOnRefused(kind="late")
    wait_for(connection, "cauce sign-ons")
    connection.execute(delete(used_sign_ons).where(used_sign_ons.c.at < at - 2 * LASTS))
    key = hashlib.sha256(ticket.state.encode()).hexdigest()
    if connection.execute(select(used_sign_ons.c.key).where(used_sign_ons.c.key == key)).first() is not None:
        raise SignOnRefused(kind="used")
    connection.execute(used_sign_ons.insert(), {"key": key, "at": at})


def _derived(key: bytes, purpose: str, state: str) -> str:
    """A text of 43 characters, as a verifier may have them (RFC 7636, 4.1)."""
    digest = hmac.digest(key, f"cauce sign-on {purpose} {state}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
