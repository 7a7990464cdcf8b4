"""Work answered by a link: once, within its time, as the client, and what history keeps of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.client_access.links import State
from engine.clock import to_text
from engine.errors import FormRejected, TaskAlreadyCompleted
from engine.instances.client_links import LinkClosed
from engine.verification.instance_verifier import verify
from tests.engine.client_access.proposal import (
    COMMENTS,
    NO,
    YES,
    answer,
    letters,
    refused,
    reviewed,
    revoke,
    sent,
    token_of,
)
from tests.engine.instances.test_concurrency import at_once
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_the_answer_is_the_clients_and_history_keeps_what_was_shown(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    link = reviewed(company, token).link
    before = len(company.history(folio))
    answer(company, token, NO)
    answered, completed = company.history(folio)[before : before + 2]
    assert (answered.type, completed.type) == ("client_link_answered", "user_task_completed")
    assert answered.actor == completed.actor == link.actor == f"cliente:{link.id}"
    told = answered.payload
    names = ["archivo_propuesta", "mensaje_cliente", "moneda_propuesta", "monto_propuesta", "requerimiento"]
    assert told["variables"] == [*names, "vigencia_propuesta"]
    assert isinstance(told["files"], list) and told["files"][0]["name"] == "archivo_propuesta.pdf"
    assert completed.payload == {**NO, "motivo_rechazo": ""}
    assert company.tasks(folio)[0].item.visit.element == "notificar_perdida"


def test_it_is_good_once(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    answer(company, token, NO)
    found = reviewed(company, token)
    assert (found.state, found.answer) == (State.ANSWERED, {**NO, "motivo_rechazo": ""})
    with refused(TaskAlreadyCompleted):
        answer(company, token, YES)


def test_of_two_answers_at_the_same_moment_one_counts(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)

    def gettext(values: dict[str, object]) -> Callable[[Company], object]:
        return lambda own: answer(own, token, values)

    outcomes = at_once(company, gettext(NO), gettext(YES), gettext(COMMENTS))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Projection", *["TaskAlreadyCompleted"] * 2]
    told = [event.type for event in company.history(folio)]
    assert told.count("client_link_answered") == 1
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok


def test_a_link_is_not_answered_after_it_was_revoked_at_the_same_moment(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    link = reviewed(company, token).link
    outcomes = at_once(company, lambda own: answer(own, token, NO), lambda own: revoke(own, link.id))
    assert {type(outcome).__name__ for outcome in outcomes} in (
        {"Projection", "TaskAlreadyCompleted"},  # the answer was first
        {"LinkClosed", "Link"},
    )
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok


def test_a_form_that_is_not_right_leaves_the_link_as_it_was(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    before = company.history(folio)
    with refused(FormRejected):
        answer(company, token, {"cumple_tecnicamente": True})
    assert company.history(folio) == before
    assert reviewed(company, token).state is State.OPEN


def test_it_ends_with_the_last_day_of_the_offer(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    last = datetime(2026, 3, 21, 5, 59, 59, tzinfo=UTC)
    assert reviewed(company, token, last).state is State.OPEN
    ended = datetime(2026, 3, 21, 6, 0, tzinfo=UTC)
    assert reviewed(company, token, ended).state is State.EXPIRED
    with refused(LinkClosed):
        answer(company, token, YES, ended)


def test_after_comments_and_an_update_there_is_a_new_link_and_the_old_one_stays_answered(company: Company) -> None:
    folio = sent(company)
    first = token_of(company, folio)
    answer(company, first, COMMENTS)
    company.do(folio, "actualizar_propuesta", {"vigencia_propuesta": "2026-04-30"})
    second = token_of(company, folio)
    assert second != first
    assert reviewed(company, first).state is State.ANSWERED
    again = reviewed(company, second)
    assert (again.state, again.work.item.visit.round) == (State.OPEN, 2)
    assert to_text(again.link.expires_at) == "2026-05-01T06:00:00.000000Z"
    assert [letter.subject for letter in letters(company, folio)][1] == "Propuesta actualizada: SOC 24x7"
