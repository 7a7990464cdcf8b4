"""One's terms in a calendar of one's own: the private address, what it gives, and how it ends."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from engine.history import ledger
from engine.identity import commands as people
from engine.identity.record import PEOPLE
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from tests.web.conftest import Visitor

pytestmark = pytest.mark.both_databases

MINE, ALSO = {"lanes": "no"}, {"lanes": "si"}


@pytest.fixture
def office(company):
    """Two leads at «Validar», which comercial and preventa may do; comercial has taken the second."""
    for client, day in (("Ácme; S. A., «X»", "2026-03-12"), ("Coca-Cola", "2026-03-20")):
        company.do(company.start(), "prospeccion", {"cliente": client, "fecha_entrega": day})
    company.command("claim", "GC-2026-0002.4", actor="comercial")
    return company


@pytest.fixture
def stranger(app):
    """A calendar program: it has the address, and no session."""
    return Visitor(app.test_client()).client


def address_of(page):
    return page.page.xpath("//input[@id='address']/@value")[0].removeprefix("http://localhost")


def events(answer):
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_an_address_gives_what_one_has_to_whoever_has_it(visit, office, stranger):
    page = visit("comercial").post("/calendario/agenda", MINE)
    answer = stranger.get(address_of(page))
    assert answer.status_code == 200 and answer.content_type == "text/calendar; charset=utf-8"
    assert list(events(answer)) == ["GC-2026-0002.4@localhost"]
    event = events(answer)["GC-2026-0002.4@localhost"]
    due = office.task("GC-2026-0002", "validacion").item.due_at
    assert event["dtend"].dt == due and event["summary"] == "Validación administrativa y técnica · Coca-Cola"
    assert event["url"] == "http://localhost/bandeja/GC-2026-0002.4"


def test_with_ones_lanes_it_gives_what_is_free_in_them_and_the_deliveries(visit, office, stranger):
    found = events(stranger.get(address_of(visit("preventa").post("/calendario/agenda", ALSO))))
    assert list(found) == [
        "GC-2026-0001.4@localhost",
        "GC-2026-0001.entrega@localhost",
        "GC-2026-0002.entrega@localhost",
    ]
    assert found["GC-2026-0001.4@localhost"]["summary"] == "Validación administrativa y técnica · Ácme; S. A., «X»"
    assert found["GC-2026-0002.entrega@localhost"]["dtstart"].dt == date(2026, 3, 20)


def test_it_says_nothing_of_what_people_wrote_but_client_and_requirement(visit, office, stranger):
    text = stranger.get(address_of(visit("comercial").post("/calendario/agenda", ALSO))).text.replace("\r\n ", "")
    with office.database.reading() as connection:
        values = queries.data(connection, EVERYTHING, "GC-2026-0001")
    others = [
        value for name, value in (values or {}).items() if name not in ("cliente", "requerimiento", "fecha_entrega")
    ]
    assert [value for value in map(str, others) if len(value) > 4 and value in text] == []


def test_a_program_that_asks_again_is_told_that_nothing_changed(visit, office, stranger):
    address = address_of(visit("comercial").post("/calendario/agenda", MINE))
    first = stranger.get(address)
    office.clock.now = datetime(2026, 3, 2, 20, tzinfo=UTC)
    again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_address_is_shown_once_and_another_ends_it(visit, office, stranger):
    page = visit("comercial")
    first = address_of(page.post("/calendario/agenda", MINE))
    assert page.response.headers["Cache-Control"] == "no-store"
    assert first not in page.get("/calendario/agenda").text() and "Tiene una dirección desde" in page.text()
    second = address_of(page.post("/calendario/agenda", MINE))
    assert stranger.get(first).status_code == 404 and stranger.get(second).status_code == 200


def test_an_address_that_was_ended_gives_nothing_and_both_are_on_record(visit, office, stranger):
    page = visit("comercial")
    address = address_of(page.post("/calendario/agenda", MINE))
    page.post("/calendario/agenda/terminar")
    assert stranger.get(address).status_code == 404 and page.post("/calendario/agenda/terminar").status == 404
    with office.database.reading() as connection:
        said = [(entry.type, entry.actor) for entry in ledger.read(connection, PEOPLE)][-2:]
        kept = [entry.says for entry in ledger.read(connection, PEOPLE)][-2]
    assert said == [("calendar_feed_made", "comercial"), ("calendar_feed_revoked", "comercial")]
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(kept)


def test_the_address_of_whoever_has_left_gives_nothing(visit, office, stranger):
    address = address_of(visit("preventa").post("/calendario/agenda", MINE))
    with office.database.transaction() as connection:
        people.deactivate(connection, "preventa", actor="administrador", at=office.clock())
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["nada", "x" * 400, "%00", "..%2f.."])
def test_an_address_that_nobody_gave_out_is_not_there(office, stranger, secret):
    assert stranger.get(f"/calendario/agenda/{secret}.ics").status_code == 404
