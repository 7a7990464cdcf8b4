"""Checks every ledger, and the tables that follow from it."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection

from engine.calendar.record import CALENDAR
from engine.definitions.trail import DOCUMENTS
from engine.definitions.trail_check import document_problems, trails
from engine.history import ledger, ledger_check
from engine.history.entry_types import kind_of
from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.identity.record import PEOPLE
from engine.instances.starts import REGISTER
from engine.notifications.record import DELIVERIES
from engine.verification.calendar_checker import calendar_problems
from engine.verification.delivery_checker import delivery_problems
from engine.verification.people_checker import people_problems
from engine.verification.register_checker import register_problems, registers
from engine.verification.store_checks import Check

Projection = Callable[[Connection, str, Sequence[Entry], PeoplePast], Iterator[Problem]]
"""Compares the tables that follow from a ledger with its entries, and what its actors did with what they might."""
PROJECTIONS: dict[str, Projection] = {
    PEOPLE: people_problems,
    CALENDAR: calendar_problems,
    DOCUMENTS: document_problems,
    DELIVERIES: delivery_problems,
    REGISTER: register_problems,
}
"""By the kind of the ledger."""


def ledger_checks(connection: Connection) -> list[Check]:
    """Check every ledger, each with the tables that follow from it. Whatever is wrong is told, nothing raised."""
    people = PeoplePast(ledger_check.readable(ledger.read(connection, PEOPLE)))
    # A ledger of which no entry is left is missed where it must be.
    names = {head.ledger for head in ledger.heads(connection)} | {PEOPLE, CALENDAR, DELIVERIES}
    names |= registers(connection) | trails(connection)
    return [_check(connection, name, people) for name in sorted(names)]


def _check(connection: Connection, name: str, people: PeoplePast) -> Check:
    entries = ledger.read(connection, name)
    projection = PROJECTIONS.get(kind_of(name))
    found = projection(connection, name, ledger_check.readable(entries), people) if projection is not None else ()
    problems = ledger_check.with_others(entries, found)
    subject = name if kind_of(name) == REGISTER else f"ledger:{name}"
    return Check(subject, tuple(problems))
