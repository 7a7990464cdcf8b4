"""What leaves the house: letters and hand-offs bring nothing that is confidential, to nobody."""

import logging

import pytest
from sqlalchemy import select

from engine import canonical_json
from engine.history.event_types import REGISTRY
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances.runtime import Runtime
from engine.notifications.models import outbox
from engine.notifications.outbox import EMAIL, WEBHOOK
from tests.confidential.planted import CONFIDENTIAL, PERSONAL, captured, words_in
from tests.confidential.planted import EMAIL as CLIENT_ADDRESS
from tests.engine.attention import noticing
from tests.engine.client_access.proposal import answer, token_of
from tests.engine.webhooks.hooks import follow
from tests.receiver import receiving
from tests.support import Company


@pytest.fixture
def company(company: Company) -> Company:
    """One that hands events off."""
    company.runtime = Runtime(company.runtime.calendar, webhook=True)
    return company


def rows(company: Company, kind: str) -> list[str]:
    with company.database.reading() as connection:
        query = select(outbox.c.payload).where(outbox.c.kind == kind).order_by(outbox.c.id)
        return list(connection.execute(query).scalars())


def gone_on(company: Company) -> str:
    """The instance with every letter that it sends: decided, answered by the client, and stopped by an incident whose
    reason is a confidential value."""
    planted = captured(company)
    company.do(planted.folio, "decidir", {"respuesta": "De acuerdo"})
    answer(company, token_of(company, planted.folio), {"piezas": 0, "comentario": "Sí"})
    item = company.task(planted.folio, "cerrar").item
    with company.database.transaction() as connection:
        values = {"piezas": 0, "comentario": "Ya"}
        became = incidents.complete(connection, company.runtime, item.id, values, actor="comercial", at=company.clock())
    assert isinstance(became, StoppedByIncident)
    assert words_in(str(became.details), CONFIDENTIAL) == set()
    return planted.folio


@pytest.mark.both_databases
def test_no_letter_brings_what_is_confidential(company: Company) -> None:
    gone_on(company)
    noticing.follow(company)
    noticing.write_letters(company)
    letters = rows(company, EMAIL)
    assert len(letters) >= 5  # to those inside, to the client, about the incident, and to whom it concerns
    assert any('"foot":"/avisos/preferencias"' in letter for letter in letters)
    for letter in letters:
        assert words_in(letter, CONFIDENTIAL) == set(), letter
    (first, *_) = [letter for letter in letters if "Aviso Banco Abierto" in letter]
    assert canonical_json.loads(first)["subject"] == "Aviso Banco Abierto — — {'concepto': 'Renta'}"
    assert any(CLIENT_ADDRESS in letter for letter in letters)  # whom a letter is for is in it


def test_no_hand_off_brings_what_is_confidential_or_personal(company: Company) -> None:
    gone_on(company)
    handed = rows(company, WEBHOOK)
    assert len(handed) >= 5
    for each in handed:
        assert words_in(each, CONFIDENTIAL | PERSONAL) == set(), each
    captured_ = next(each for each in handed if '"element":"capturar"' in each)
    assert canonical_json.loads(captured_)["event"]["data"]["filas"] == [{"concepto": "Renta"}]


def test_no_webhook_is_told_any_value_at_all(company: Company) -> None:
    with receiving() as to:
        found = follow(company, to, sorted(REGISTRY))
        folio = gone_on(company)
        found.clock.now = company.clock.now
        found.go_on()
        told = b" ".join(each.body for each in to.posted)
        assert {each.headers["webhook-id"] for each in to.posted} >= {
            f"{folio}:{event.seq}" for event in company.history(folio)
        }
    assert words_in(told, CONFIDENTIAL | PERSONAL) == set() and b"Renta" not in told and b"Banco" not in told


def test_no_log_says_what_is_confidential(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    gone_on(company)
    assert "«Cerrar» could not be completed" in caplog.text
    assert words_in(caplog.text, CONFIDENTIAL | PERSONAL) == set()


def test_what_no_letter_brings_is_in_the_history_all_the_same(company: Company) -> None:
    folio = gone_on(company)
    assert words_in(" ".join(event.data for event in company.history(folio)), PERSONAL) == PERSONAL.keys()
    there = words_in(" ".join(event.data for event in company.history(folio)), CONFIDENTIAL)
    assert there == CONFIDENTIAL.keys() - {"written", "long_date", "label", "content"}  # as pages write them
