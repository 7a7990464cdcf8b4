"""A company in which something of every kind waits, and what goes on of it after a backup was restored."""

from datetime import timedelta
from pathlib import Path

from engine import answered
from engine.documents.store import store
from engine.form_drafts import commands as form_drafts
from engine.form_drafts.commands import Writer
from engine.history.keys import read_keys
from engine.identity import os_users
from engine.identity.accounts import make_link, set_password
from engine.jobs.quoting import index
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.verification import runs
from engine.verification.ledger_checks import ledger_checks
from engine.verification.log_checker import whole
from engine.verification.trust import policy_of
from tests.engine.client_access.proposal import YES, answer, sent, token_of
from tests.engine.instances.test_timers import fire, started, stored, timed
from tests.engine.notifications.posting import LEASE, Scripted, deliver, entries
from tests.engine.verification.opportunity import seal, sealed
from tests.support import Company

PASSWORD = "una frase larga de verdad"


def busy(company: Company, folder: Path) -> "Settings":
    """Fill the company; gives the settings of its machine, whose key and kept checkpoint lie in `folder`."""
    folio, keys = sealed(company, folder)
    assert folio == "GC-2026-0001"
    sent(company)
    started(company, timed("start > a > end\nbeside > b > end2", {"beside": ("timeDuration", "PT1H")}))
    [item] = [each.item.id for each in company.tasks("GC-2026-0001")]
    at = company.clock()
    with company.database.transaction() as connection:
        set_password(connection, "comercial", PASSWORD, actor="comercial", at=at)
        make_link(connection, "preventa", actor="administrador", at=at)
        os_users.give(connection, "comercial", "operador", actor="administrador", at=at)
        answered.enter(connection, answered.digest_of("una", "pulsación"), "/bandeja", at=at)
        record = store(connection, "borrador.pdf", b"%PDF-1.7 \x00\xff", actor="comercial", at=at)
        values = {"mensaje_cliente": "¿Ñandú? «𝔘»", "anexo": [record]}
        form_drafts.save(connection, item, "comercial", values, Writer("mesa", 1), at=at)
    while index(company.database):  # what people find it by is brought along
        pass
    seal(company, keys)
    return Settings(seal_key=keys.path)


def waiting(company: Company) -> list[str]:
    """The keys of the letters that wait, in order."""
    return sorted(each.key for each in entries(company) if each.status is LetterStatus.PENDING)


def in_order(company: Company, settings: Settings) -> bool:
    """Whether every history, every ledger and the log verify."""
    with company.database.reading() as connection:
        checks = [*ledger_checks(connection), *whole(connection, policy_of(settings))]
        folios = runs.folios(connection)
    reports = list(runs.verify_sequential(company.database, company.runtime, folios))
    return len(reports) >= 3 and all(each.ok for each in [*checks, *reports])


def goes_on(company: Company, settings: Settings) -> None:
    """Work goes on: a step, a client's answer, a timer, a new instance, the letters (each once), and sealing."""
    company.clock.now += timedelta(minutes=10)
    company.do("GC-2026-0001", "enviar_cliente")
    assert answer(company, token_of(company, "GC-2026-0002"), YES).status == "running"
    assert ("beside#1", "waiting") in stored(company)  # beside the terms of proposals
    assert fire(company, company.clock() + timedelta(hours=2)) == 1
    company.clock.now += timedelta(hours=3)
    assert company.start() == "GC-2026-0003"
    channel, letters = Scripted(), waiting(company)
    tools = company.database, {"email": channel, "webhook": channel}, company.clock
    while deliver(*tools, LEASE):
        pass
    assert sorted(each.key for each in channel.sent) == letters and len(letters) > 2
    assert settings.seal_key is not None
    seal(company, read_keys(settings.seal_key))
    assert in_order(company, settings)
