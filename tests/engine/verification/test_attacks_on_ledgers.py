"""Whoever owns the database and touches a ledger, or what follows from it, is found there and nowhere else."""

import re
from datetime import date

import pytest
from sqlalchemy import Connection

from bpmn.model import Notification
from engine.calendar import commands as calendar
from engine.documents.store import store
from engine.history import ledger
from engine.history.problems import Kind
from engine.identity import accounts, commands
from engine.identity.rights import Right
from engine.identity.substituting import set_substitute
from engine.notifications import outbox
from engine.notifications.delivery import DeliveryFailed
from engine.notifications.outbox import Outgoing
from engine.verification import runs
from engine.verification.ledger_checks import ledger_checks
from engine.verification.store_checks import Check
from engine.webhooks import commands as webhooks
from tests.engine.definitions.publishing import publish
from tests.engine.definitions.test_commands import changed
from tests.engine.notifications.posting import Scripted, Still, post
from tests.engine.verification.attacks import drop_triggers
from tests.engine.verification.attacks_on_ledgers import DOCUMENTS, EVE, FOUND, NEW_YEAR, Attack, Found
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def after(attack: Attack, company: Company) -> Company:
    """The company before an attack: after a version was published where it is on that, or else busy."""
    on_documents = any(subject == DOCUMENTS for subject, _, _ in FOUND[attack])
    return published(company) if on_documents else busy(company)


def busy(company: Company) -> Company:
    """The company after some decisions about people and days, and three starts."""
    by = {"actor": "administrador"}
    with company.database.transaction() as connection:
        away = date(2026, 3, 2), date(2026, 3, 6)
        zone = company.runtime.calendar.zone
        set_substitute(connection, "preventa", "director_comercial", *away, zone=zone, **by, at=company.clock())
        commands.register_person(connection, "lucia", "Lucía", ["comercial"], email=None, **by, at=company.clock())
        commands.register_person(connection, "luis", "Luis", [], email=None, **by, at=company.clock())
        commands.give_right(connection, "lucia", Right.REVIEW, **by, at=company.clock())
        commands.give_right(connection, "luis", Right.PREPARE, "alianzas_estrategicas", **by, at=company.clock())
        accounts.set_password(connection, "lucia", "cuatro palabras de más", **by, at=company.clock())
        commands.amend(connection, "lucia", name="Lucía Ramos", email=None, **by, at=company.clock())
        commands.deactivate(connection, "luis", **by, at=company.clock())
        commands.give_role(connection, "luis", "preventa", **by, at=company.clock())
        calendar.decide(connection, EVE, works=False, name="Nochebuena", **by, at=company.clock())
        calendar.decide(connection, NEW_YEAR, works=False, name="Fin de año", **by, at=company.clock())
        webhooks.add(connection, "n8n", "https://n8n.example.com/x", networks=(), **by, at=company.clock())
    for _ in range(3):
        company.start()
    with company.database.transaction() as connection:
        store(connection, "acta.pdf", b"acta", actor="comercial", at=company.clock())
    verify_all(company)
    write_to(company, "uno", "dos")
    post(company, Still(company.clock()), email=Scripted(None, DeliveryFailed("550 no", permanent=True)))
    return company


def published(company: Company) -> Company:
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    return company


def verify_all(company: Company) -> None:
    """Verify every instance, and keep what is found."""
    with company.database.reading() as connection:
        wanted = runs.folios(connection)
    reports = list(runs.verify_sequential(company.database, company.runtime, wanted))
    with company.database.transaction() as connection:
        runs.record(connection, reports, at=company.clock())


def write_to(company: Company, *keys: str) -> None:
    """Letters about nothing in particular."""
    about = Notification(subject="Aviso", body="Hola")
    letters = [Outgoing(key, about, (), {}, to=("preventa@example.com",)) for key in keys]
    with company.database.transaction() as connection:
        outbox.send(connection, None, letters, lambda _: [], at=company.clock())


def entries(connection: Connection) -> dict[tuple[str, int], str]:
    """What each entry is about, by ledger and number."""
    names = [head.ledger for head in ledger.heads(connection)]
    return {
        (each.ledger, each.seq): f"{each.type} {each.subject}"
        for name in names
        for each in ledger.read(connection, name)
    }


def found(checks: list[Check], known: dict[tuple[str, int], str]) -> list[Found]:
    """What checks found, entries named by what they were about; numbers of substitutions are those of entries."""
    told: list[Found] = []
    for check in checks:
        for each in check.problems:
            at = each.subject if each.seq is None else known[check.subject.removeprefix("ledger:"), each.seq]
            told.append((check.subject, each.kind, re.sub(r"(?<=substitution )\d+$", "#", str(at))))
    return told


def test_what_nobody_touched_is_in_order(company: Company) -> None:
    published(busy(company))
    with company.database.reading() as connection:
        checks = ledger_checks(connection)
    assert {each.subject for each in checks} >= {"ledger:people", "ledger:calendar"}
    assert [each for each in checks if not each.ok] == []


@pytest.mark.parametrize("attack", FOUND, ids=lambda attack: attack.__name__)
def test_an_attack_is_found_where_it_was_made_and_nobody_else_is_named(after: Company, attack: Attack) -> None:
    with after.database.transaction() as connection:
        before = entries(connection)
        drop_triggers(connection)
        attack(connection)
        left = entries(connection)
        checks = ledger_checks(connection)
    removed = {kind for _, kind, _ in FOUND[attack]} & {Kind.ENTRY_REMOVED}
    assert sorted(map(str, found(checks, before if removed else left))) == sorted(map(str, FOUND[attack]))
