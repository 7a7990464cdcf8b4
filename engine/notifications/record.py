"""The ledger of deliveries: what was really sent, to whom, which server accepted it and with which words, and what did
not arrive. A letter's own row goes after a while (`engine.notifications.retention`); what is entered here stays."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

DELIVERIES = "deliveries"


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
    SHA-256 of what was handed over.
    """

    to: tuple[str, ...]
    server: str
    reply: str
    digest: str


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
