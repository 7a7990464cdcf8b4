"""Checks every ledger, and the tables that follow from it."""

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import Connection

from engine.audits.record import AUDITS
from engine.calendar.record import CALENDAR
from engine.definitions.trail import DOCUMENTS
from engine.definitions.trail_check import document_problems, trails
from engine.documents.record import FILES
from engine.history import ledger, ledger_check, log
from engine.history.entry_types import kind_of
from engine.history.ledger import Entry
from engine.history.problems import BEYOND, Kind, Problem, unreadable
from engine.identity.past import PeoplePast
from engine.identity.record import PEOPLE
from engine.instances.starts import REGISTER
from engine.notifications.record import DELIVERIES
from engine.records.record import TEMPLATES
from engine.sampling.record import SAMPLES
from engine.telling.record import TELLING
from engine.verification.audit_checker import audit_problems
from engine.verification.calendar_checker import calendar_problems
from engine.verification.delivery_checker import delivery_problems
from engine.verification.file_checker import file_problems
from engine.verification.people_checker import people_problems
from engine.verification.register_checker import register_problems, registers
from engine.verification.sample_checker import sample_problems
from engine.verification.sealed_heads import SealedHeads
from engine.verification.store_checks import Check
from engine.verification.telling_checker import telling_problems
from engine.verification.template_checker import template_problems
from engine.verification.verdicts import VERDICTS, verdict_problems
from engine.verification.webhook_checker import webhook_problems
from engine.webhooks.record import WEBHOOKS

Projection = Callable[[Connection, str, Sequence[Entry], PeoplePast], Iterator[Problem]]
"""Compares the tables that follow from a ledger with its entries, and what its actors did with what they might."""
PROJECTIONS: dict[str, Projection] = {
    PEOPLE: people_problems,
    CALENDAR: calendar_problems,
    DOCUMENTS: document_problems,
    DELIVERIES: delivery_problems,
    FILES: file_problems,
    VERDICTS: verdict_problems,
    REGISTER: register_problems,
    TEMPLATES: template_problems,
    WEBHOOKS: webhook_problems,
    TELLING: telling_problems,
    SAMPLES: sample_problems,
    AUDITS: audit_problems,
}
"""By the kind of the ledger."""

LEDGER = "ledger"
"""What stands before the name of a ledger in the subject of its check; a register is called by its own."""
LEDGERS = frozenset({LEDGER, REGISTER})
"""What the subjects of the checks here begin with."""
_ALWAYS = (PEOPLE, CALENDAR, DELIVERIES, FILES, TEMPLATES, VERDICTS, WEBHOOKS, TELLING, SAMPLES, AUDITS)
"""The ledgers of which there is one."""


def ledger_checks(connection: Connection, only: Collection[str] | None = None) -> list[Check]:
    """Check every ledger, or `only` these, each with the tables that follow from it and with what was sealed of it.

    Whatever is wrong is told, nothing raised.
    """
    people = PeoplePast(ledger_check.readable(ledger.read(connection, PEOPLE)))
    sealed = SealedHeads(connection)
    names = set(only) if only is not None else _names(connection)
    return [_guarded(connection, name, people, sealed) for name in sorted(names)]


def _names(connection: Connection) -> set[str]:
    """Every ledger. One of which no entry is left is missed where it must be."""
    there = {head.ledger for head in ledger.heads(connection)}
    must = set(_ALWAYS) | registers(connection) | trails(connection)
    # What is no text is no name: what was called so is missed where it was.
    return {name for name in there | must | log.ledgers(connection) if isinstance(name, str)}


def _guarded(connection: Connection, name: str, people: PeoplePast, sealed: SealedHeads) -> Check:
    try:
        return _check(connection, name, people, sealed)
    except BEYOND as error:
        return Check(subject_of(name), (unreadable(Kind.ENTRY_CHANGED, error),))


def _check(connection: Connection, name: str, people: PeoplePast, sealed: SealedHeads) -> Check:
    entries = ledger.read(connection, name)
    projection = PROJECTIONS.get(kind_of(name))
    found = projection(connection, name, ledger_check.readable(entries), people) if projection is not None else ()
    problems = ledger_check.with_others(entries, found)
    whole = not ledger_check.problems(entries)
    missed = sealed.problem(connection, name, entries if whole else None)
    return Check(subject_of(name), (*problems, *([] if missed is None else [missed])))


def subject_of(name: str) -> str:
    """What the check of a ledger is called."""
    return name if kind_of(name) == REGISTER else f"{LEDGER}:{name}"
