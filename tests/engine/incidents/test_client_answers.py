"""A client's answer that cannot go on: kept, whatever becomes of the link, and sent by the client or on the client's
behalf, which history tells."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.client_access.links import State
from engine.clock import from_text
from engine.definitions.inspection import Source
from engine.errors import NotAllowed, NotFound
from engine.form_drafts import commands as drafting
from engine.form_drafts.commands import Writer
from engine.form_drafts.queries import MAIN, SENT, Drafts, drafts
from engine.identity.models import people
from engine.incidents.client_answers import AnswerOutgrown
from engine.incidents.commands import StoppedByIncident
from engine.instances.projection import Projection
from tests.engine.client_access.proposal import CONTACT, EMAIL, reviewed, revoke, token_of
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.client_stopping import answer, asking, begun, forward, kept, renew, stopped
from tests.engine.incidents.stopping import NONE, REASON, RIGHT, found, letters, told
from tests.engine.migration.moving import assert_in_order, migrate
from tests.support import Company

pytestmark = pytest.mark.both_databases

LATER = timedelta(days=30)
"""Longer than a link can be used."""


def repair(company: Company, folio: str) -> None:
    publish(company, asking(RIGHT))
    migrate(company, folio, reason=REASON)


def written(company: Company, token: str) -> Drafts:
    """What the holder of a link finds on its page."""
    found = reviewed(company, token)
    with company.database.reading() as connection:
        return drafts(connection, found.work.item, found.link.actor)


def test_it_is_kept_and_who_repairs_is_told_whose_it_was(company: Company) -> None:
    folio, token = stopped(company)
    link = reviewed(company, token).link
    answered = kept(company, folio)
    assert answered is not None
    assert (answered.values, answered.link.id, answered.sent_at) == (
        NONE,
        link.id,
        from_text(company.history(folio)[-1].at),
    )
    (it,) = found(company)
    assert it.incident.raised_by == link.actor
    assert reviewed(company, token).state is State.OPEN
    draft = written(company, token).main
    assert draft is not None and draft.values == NONE
    assert written(company, token).copies == ()
    assert_in_order(company, folio)


def test_after_the_repair_the_client_is_told_and_sends_it_with_one_press(company: Company) -> None:
    folio, token = stopped(company)
    repair(company, folio)
    letter = letters(company, folio)[-1]
    assert (letter.to, letter.subject) == ((EMAIL,), f"{folio}: «Contar las piezas» can be sent now")
    draft = written(company, token).main
    assert draft is not None
    assert isinstance(answer(company, token, draft.values), Projection)
    assert found(company) == [] and "client_answer_forwarded" not in told(company, folio)
    assert_in_order(company, folio)


def test_what_the_client_changes_afterwards_is_not_what_was_sent(company: Company) -> None:
    folio, token = stopped(company)
    review = reviewed(company, token)
    draft = written(company, token).main
    assert draft is not None
    with company.database.transaction() as connection:
        given = connection, review.work.item.id, review.link.actor, {"piezas": 9}, Writer("page", 1, draft.stamp)
        drafting.save(*given, at=company.clock())
        for page in (MAIN, SENT):
            drafting.discard(connection, review.work.item.id, review.link.actor, page)
        drafting.save(*given, at=company.clock())
    answered = kept(company, folio)
    assert answered is not None and answered.values == NONE
    draft = written(company, token).main
    assert draft is not None and draft.values == {"piezas": 9}


@pytest.mark.parametrize("how", ["expired", "revoked", "replaced", "open"])
def test_whatever_became_of_the_link_staff_sends_it_on_and_history_says_so(company: Company, how: str) -> None:
    folio, token = stopped(company)
    link = reviewed(company, token).link
    match how:
        case "expired":
            company.clock.now += LATER
        case "revoked":
            revoke(company, link.id)
        case "replaced":
            renew(company, folio)
    repair(company, folio)
    assert isinstance(forward(company, folio), Projection)
    forwarded = next(event for event in company.history(folio) if event.type == "client_answer_forwarded")
    completed = next(event for event in company.history(folio) if event.type == "user_task_completed")
    assert (forwarded.actor, forwarded.payload) == ("comercial", {"link": link.id})
    assert (completed.actor, completed.payload, completed.at) == ("comercial", NONE, forwarded.at)
    assert found(company) == []
    review = reviewed(company, token)
    assert (review.state, review.answer) == (State.ANSWERED, NONE)
    assert_in_order(company, folio)


@pytest.mark.parametrize("how", ["expired", "revoked", "replaced"])
def test_another_link_of_the_same_client_goes_on_from_what_was_written(company: Company, how: str) -> None:
    folio, token = stopped(company)
    if how == "expired":
        company.clock.now += LATER
    if how == "revoked":
        revoke(company, reviewed(company, token).link.id)
    another = renew(company, folio)
    draft = written(company, another).main
    assert draft is not None and draft.values == NONE and draft.was_sent
    repair(company, folio)
    letter = letters(company, folio)[-1]
    assert (letter.to, letter.subject) == ((EMAIL,), f"{folio}: «Contar las piezas» can be sent now")
    assert isinstance(answer(company, another, draft.values), Projection)
    assert_in_order(company, folio)


def test_another_link_goes_on_from_what_was_not_sent_yet_either(company: Company) -> None:
    folio, token = begun(company)
    review = reviewed(company, token)
    with company.database.transaction() as connection:
        given = connection, review.work.item.id, review.link.actor, {"piezas": 9}, Writer("page", 1)
        drafting.save(*given, at=company.clock())
    draft = written(company, renew(company, folio)).main
    assert draft is not None and draft.values == {"piezas": 9}
    assert kept(company, folio) is None


def test_a_move_that_makes_another_link_takes_what_was_written_along(company: Company) -> None:
    folio, token = stopped(company)
    right = asking(RIGHT)
    invitation = b"<cauce:invitation"
    renamed = right.diagram.replace(invitation, b'<cauce:staffing role="preventa"/>' + invitation)
    publish(company, Source(right.file, renamed, right.forms))
    migrate(company, folio, reason=REASON)
    assert reviewed(company, token).state is State.REVOKED
    another = token_of(company, folio)
    draft = written(company, another).main
    assert draft is not None and draft.values == NONE
    assert isinstance(answer(company, another, draft.values), Projection)
    assert_in_order(company, folio)


def test_a_link_that_cannot_be_used_is_no_way_to_tell_the_client_so_who_makes_links_is_told(company: Company) -> None:
    with company.database.transaction() as connection:
        connection.execute(update(people).where(people.c.id == "comercial").values(email="comercial@empresa.mx"))
    folio, _ = stopped(company)
    company.clock.now += LATER
    repair(company, folio)
    letter = letters(company, folio)[-1]
    assert letter.to == ("comercial@empresa.mx",)
    assert letter.subject == f"{folio}: what {CONTACT} answered can be sent on"


def test_only_who_may_make_links_sends_it_on(company: Company) -> None:
    folio, _ = stopped(company)
    repair(company, folio)
    with pytest.raises(NotAllowed):
        forward(company, folio, "control_documentos")
    with pytest.raises(NotFound):
        forward(company, folio, "preventa")
    assert isinstance(forward(company, folio, "administrador"), Projection)


def test_where_nothing_was_sent_there_is_nothing_to_send_on(company: Company) -> None:
    folio, _ = begun(company)
    with pytest.raises(NotFound):
        forward(company, folio)


def test_sent_on_before_the_repair_it_stops_as_before_and_is_kept(company: Company) -> None:
    folio, token = stopped(company)
    assert isinstance(forward(company, folio), StoppedByIncident)
    answered = kept(company, folio)
    assert answered is not None and answered.values == NONE
    assert len(found(company)) == 1 and reviewed(company, token).state is State.OPEN
    assert_in_order(company, folio)
    repair(company, folio)
    assert isinstance(forward(company, folio), Projection)
    assert_in_order(company, folio)


def test_a_form_that_asks_for_more_since_is_for_the_client_to_answer(company: Company) -> None:
    folio, token = stopped(company)
    right = asking(RIGHT)
    asks = right.forms["conteo"].replace(
        b'"label": "Nota"', b'"label": "Nota", "validate": {"required": true, "minLength": 90}'
    )
    publish(company, Source(right.file, right.diagram, {"conteo": asks}))
    migrate(company, folio, reason=REASON)
    before = told(company, folio)
    with pytest.raises(AnswerOutgrown):
        forward(company, folio)
    assert told(company, folio) == before
    assert isinstance(answer(company, token, {**NONE, "nota": "x" * 90}), Projection)
