"""Links to work that is done from outside: when there is one, what it opens, and when it opens nothing any more."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from engine.client_access.links import State
from engine.client_access.models import client_links as links_table
from engine.client_access.tokens import digest
from engine.clock import to_text
from engine.errors import NotAllowed, NotFound, TaskAlreadyCompleted
from engine.instances import client_links
from engine.instances.client_links import LinkClosed, NotInvited
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from tests.engine.client_access.proposal import (
    CONTACT,
    EMAIL,
    NO,
    YES,
    answer,
    later,
    letters,
    make,
    offered,
    refused,
    reviewed,
    revoke,
    sent,
    to_be_sent,
    token_of,
    types,
)
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_activity_7_makes_a_link_and_tells_whom_it_is_for_until_when_but_not_the_token(company: Company) -> None:
    folio = to_be_sent(company)
    before = len(company.history(folio))
    company.do(folio, "enviar_cliente")
    event = company.history(folio)[-1]
    assert types(company, folio, before) == [
        "user_task_completed", "user_task_enabled", "timer_set", "client_link_made",
    ]  # fmt: skip
    token = token_of(company, folio)
    assert (event.actor, event.element, event.round) == ("comercial", "revisar_propuesta", 1)
    assert event.payload == {
        "link": event.payload["link"],
        "key": digest(token),
        "role": "cliente",
        "email": EMAIL,
        "person": CONTACT,
        "expires_at": "2026-03-21T06:00:00.000000Z",  # the end of the last day of the offer, in Mexico City
    }


def test_the_token_is_kept_nowhere(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    with company.database.reading() as connection:
        stored = [row.data for row in connection.execute(text("SELECT data FROM events"))]
        stored += [row.payload for row in connection.execute(text("SELECT payload FROM outbox"))]
        stored += [str(tuple(row)) for row in connection.execute(select(links_table))]
        assert connection.execute(select(links_table.c.key)).scalars().all() == [digest(token)]
    assert len(stored) > 20
    assert not [each for each in stored if token in each]


def test_a_process_started_later_gives_the_same_link(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    another = replace(company, runtime=Runtime(company.runtime.calendar))
    assert token_of(another, folio) == token
    assert reviewed(another, token).state is State.OPEN


@pytest.mark.parametrize("by", ["entrega_fisica", "plataforma_licitacion"])
def test_what_is_delivered_another_way_sends_no_link_and_one_can_still_be_made(company: Company, by: str) -> None:
    folio = to_be_sent(company)
    company.do(folio, "enviar_cliente", {"medio_envio": by})
    assert letters(company, folio) == []
    (offer,) = offered(company, folio)
    assert offer.link is None
    link = make(company, offer.item.id)
    assert link.email == EMAIL and len(letters(company, folio)) == 1


def test_the_client_is_written_what_the_role_is_told_and_how_long_the_link_lasts(company: Company) -> None:
    (letter,) = letters(company, sent(company))
    assert letter.to == (EMAIL,)
    assert letter.subject == "Propuesta para su revisión: SOC 24x7"
    assert letter.body.startswith("Mensaje al cliente: Información de ejemplo")
    assert (
        "Propuesta técnica y económica: «SOC 24x7»\nMonto: $1.00 MXN, sin IVA\nVigencia: viernes 20 de marzo"
        in letter.body
    )
    assert "puede responder hasta el viernes 20 de marzo de 2026." in letter.body


def test_a_notice_for_a_role_that_nobody_holds_reaches_who_is_invited_and_is_no_dead_letter(company: Company) -> None:
    folio = to_be_sent(company)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET active = false WHERE id = 'cliente'"))
    before = len(letters(company, folio))
    company.do(folio, "enviar_cliente")
    with company.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM outbox WHERE status = 'dead'")).scalar() == 0
    assert len(letters(company, folio)) == before + 1


def test_without_an_address_there_is_a_link_to_hand_over_and_no_letter(company: Company) -> None:
    folio = to_be_sent(company)
    with company.database.transaction() as connection:
        # A form that does not ask for the address of the contact, as another version may have it.
        data = connection.execute(select(instances.c.snapshot)).scalar_one()
        assert data is not None and EMAIL.encode() in data
        connection.execute(update(instances).values(snapshot=data.replace(EMAIL.encode(), b" " * len(EMAIL))))
    company.do(folio, "enviar_cliente")
    (offer,) = offered(company, folio)
    assert offer.token is not None and offer.link is not None
    assert (offer.link.email, offer.letter, letters(company, folio)) == (None, None, [])


def test_it_opens_the_work_with_its_form_and_its_data(company: Company) -> None:
    folio = sent(company)
    found = reviewed(company, token_of(company, folio))
    assert (found.state, found.work.folio, found.answer) == (State.OPEN, folio, None)
    assert found.work.form is not None and found.work.form.id == "revisar_propuesta"
    assert found.work.data["requerimiento"] == "SOC 24x7"


def test_a_token_that_is_no_links_is_not_found_whatever_is_wrong_with_it(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    changed = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    told = []
    for wrong in (changed, "", "x", "A" * 54, token + "A"):
        with pytest.raises(NotFound) as error:
            reviewed(company, wrong)
        told.append(error.value.details)
    assert told == [{"kind": "client_link", "id": "…"}] * 5


def test_a_token_with_a_good_signature_that_was_never_given_out_is_not_found(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    with company.database.transaction() as connection:
        connection.execute(links_table.delete())
    with refused(NotFound):
        reviewed(company, token)


def test_another_link_ends_the_one_before_and_is_sent_too(company: Company) -> None:
    folio = sent(company)
    first, item = token_of(company, folio), company.task(folio, "revisar_propuesta").item
    before = len(company.history(folio))
    made = make(company, item.id)
    assert types(company, folio, before) == ["client_link_revoked", "client_link_made"]
    assert reviewed(company, first).state is State.REVOKED
    assert reviewed(company, token_of(company, folio)).link == made
    assert len(letters(company, folio)) == 2
    answer(company, token_of(company, folio), YES)
    assert company.tasks(folio)[0].item.visit.element == "notificar_ganada"


def test_another_link_after_the_last_day_lasts_fifteen_days(company: Company) -> None:
    folio = sent(company)
    item, at = company.task(folio, "revisar_propuesta").item, later(company, days=30)
    with company.database.transaction() as connection:
        made = client_links.make(connection, company.runtime, item.id, actor="comercial", at=at)
    assert (at.date().isoformat(), to_text(made.expires_at)) == ("2026-04-01", "2026-04-17T06:00:00.000000Z")


def test_a_revoked_link_opens_nothing_and_can_be_revoked_again(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    link = reviewed(company, token).link
    gone = revoke(company, link.id)
    before = company.history(folio)
    assert before[-1].type == "client_link_revoked"
    assert revoke(company, link.id) == gone
    assert company.history(folio) == before
    assert reviewed(company, token).state is State.REVOKED
    with refused(LinkClosed):
        answer(company, token, YES)
    (offer,) = offered(company, folio)
    assert (offer.token, offer.state) == (None, State.REVOKED)


def test_work_done_by_an_account_closes_the_link(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    company.do(folio, "revisar_propuesta", NO)
    found = reviewed(company, token)
    assert (found.state, found.work.item.closed_by, found.answer) == (State.CLOSED, "cliente", None)
    with refused(TaskAlreadyCompleted):
        answer(company, token, YES)


def test_an_instance_that_was_cancelled_closes_the_link(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    company.command("cancel", folio, "duplicada", actor="comercial")
    assert reviewed(company, token).state is State.CLOSED
    with refused(TaskAlreadyCompleted):
        answer(company, token, YES)
    assert offered(company, folio) == []


def test_links_are_for_those_who_may_start_such_an_instance_and_administrators(company: Company) -> None:
    folio = sent(company)
    item, link = company.task(folio, "revisar_propuesta").item, reviewed(company, token_of(company, folio)).link
    for person in ("comercial", "director_comercial", "administrador"):
        assert len(offered(company, folio, person)) == 1
    for person in ("preventa", "auditor", "cliente"):
        assert offered(company, folio, person) == []
        with refused(NotAllowed):
            make(company, item.id, person)
        with refused(NotAllowed):
            revoke(company, link.id, person)
    with pytest.raises(NotFound) as caught:
        make(company, item.id, "alianzas")
    assert caught.value.details == {"kind": "task", "id": item.id}
    with pytest.raises(NotFound) as caught:
        revoke(company, link.id, "alianzas")
    assert caught.value.details == {"kind": "client_link", "id": link.id}


def test_work_that_nobody_outside_is_invited_to_has_no_link(company: Company) -> None:
    folio = to_be_sent(company)
    assert offered(company, folio) == []
    with refused(NotInvited):
        make(company, company.task(folio, "enviar_cliente").item.id)
    with refused(NotFound):
        revoke(company, "0" * 16)


def test_what_acted_by_a_link_has_a_name(company: Company) -> None:
    folio = sent(company)
    link = reviewed(company, token_of(company, folio)).link
    with company.database.reading() as connection:
        assert client_links.reader(connection, link.actor) == CONTACT
        assert client_links.reader(connection, f"director:{link.id}") is None
        assert client_links.reader(connection, "cliente") is None
