"""The ledger of deliveries: what was really sent, to whom, which server accepted it and with which words, and what did
not arrive. A letter's own row goes after a while (`engine.notifications.retention`); what is entered here stays."""

import hmac
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

DELIVERIES = "deliveries"
_CLIENT = re.compile(r"\b([\w.-]+):[0-9a-f]{16}\b")
"""A client's link, by the name under which it acts (`engine.client_access.links.Link.actor`)."""


class DeliveryType(StrEnum):
    """What became of a letter."""

    DELIVERED = "letter_delivered"
    REACHED = "letter_reached"
    """Some of its recipients have it; the others are tried again or given up."""
    GIVEN_UP = "letter_given_up"
    RETRIED = "letter_retried"
    """Somebody has it tried again."""


define(DELIVERIES, DeliveryType.DELIVERED, ("kind", "to", "server", "reply", "digest"))
define(DELIVERIES, DeliveryType.REACHED, ("kind", "to"))
define(DELIVERIES, DeliveryType.GIVEN_UP, ("kind", "reason"))
define(DELIVERIES, DeliveryType.RETRIED, ("kind",))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side said when it took a letter.

    `to` are those it went to this time, `server` its host and port or its address, `reply` its words, `digest` the
    SHA-256 of what was handed over; where a letter has a salt, the HMAC-SHA256 of that under it is what is entered.
    """

    to: tuple[str, ...]
    server: str
    reply: str
    digest: str


def of_letter(receipt: Receipt, payload: Mapping[str, object]) -> Receipt:
    """What of a receipt is entered, which stays for good: no client's address, nor anything by which a value that a
    letter held could be found out once it was disposed of.

    A client's address becomes the link that they hold, by the name under which it acts; what the history says of that
    link commits to the address. The digest is taken once more with the letter's salt.
    """
    to, salt = tuple(without_clients(each, payload) for each in receipt.to), payload.get("salt")
    reply = without_clients(receipt.reply, payload)
    if salt is None:
        return replace(receipt, to=to, reply=reply)
    keyed = hmac.digest(bytes.fromhex(str(salt)), receipt.digest.encode(), "sha256").hex()
    return replace(receipt, to=to, reply=reply, digest=keyed)


def without_clients(text: str, payload: Mapping[str, object]) -> str:
    """A text with the link that a client holds in the place of their addresses."""
    to, roles, client = payload.get("to"), payload.get("roles"), payload.get("client")
    if client is None or not isinstance(to, list) or not isinstance(roles, list):
        return text
    for address in to:
        text = text.replace(str(address), f"{roles[0]}:{client}")
    return text


def clients_in(text: str) -> list[str]:
    """The roles of the clients that a text of the ledger names by their links."""
    return _CLIENT.findall(text)


def with_clients(text: str, shown: str | None) -> str:
    """A text of the ledger with `shown` in the place of a client's link; their role where that is not known."""
    return _CLIENT.sub(lambda found: shown or found[1], text)


def delivered(connection: Connection, key: str, kind: str, receipt: Receipt, *, at: datetime) -> Entry:
    """Enter that a letter was accepted."""
    data = {"to": list(receipt.to), "server": receipt.server, "reply": receipt.reply, "digest": receipt.digest}
    return _enter(connection, DeliveryType.DELIVERED, key, {"kind": kind, **data}, at=at)


def reached(connection: Connection, key: str, kind: str, to: Collection[str], *, at: datetime) -> Entry:
    """Enter that some of the recipients have a letter, and not all."""
    return _enter(connection, DeliveryType.REACHED, key, {"kind": kind, "to": sorted(to)}, at=at)


def given_up(connection: Connection, key: str, kind: str, reason: str, *, at: datetime) -> Entry:
    """Enter that a letter did not arrive and is not tried again by itself."""
    return _enter(connection, DeliveryType.GIVEN_UP, key, {"kind": kind, "reason": reason}, at=at)


def retried(connection: Connection, letters: Iterable[tuple[str, str]], *, actor: str | None, at: datetime) -> None:
    """Enter that letters, by key and kind, are tried again; no `actor` is the terminal."""
    for key, kind in letters:
        ledger.append(connection, DELIVERIES, DeliveryType.RETRIED, key, {"kind": kind}, actor=actor, at=at)


def _enter(connection: Connection, type_: DeliveryType, key: str, data: dict[str, object], *, at: datetime) -> Entry:
    return ledger.append(connection, DELIVERIES, type_, key, data, actor=None, at=at)
