"""Work that a colleague has: it is asked for, taken over with a reason, or given to somebody else by who heads it."""

import pytest

from engine.errors import ClaimedByAnother, NobodyHasIt, NotACandidate, NotFound, TaskAlreadyCompleted
from engine.form_drafts import queries as drafts
from engine.form_drafts.commands import Writer, save
from engine.history.chain import Event
from engine.identity.commands import ensure_person
from engine.identity.heads import set_heads
from engine.identity.queries import person
from engine.instances.commands import ReasonRequired, cancel
from engine.instances.queries import instance
from engine.instances.reading import reader_of
from engine.verification.instance_verifier import verify
from tests.engine.instances.test_commands import refused
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def folio(company: Company) -> str:
    """An opportunity whose validation Preventa has taken; Comercial and Nora, of Comercial, may do it too."""
    with company.database.transaction() as connection:
        ensure_person(connection, "nora", "Nora", ["comercial"], email=None, at=company.clock())
    found = company.start()
    company.do(found, "prospeccion")
    company.command("claim", company.task(found, "validacion").item.id, actor="preventa")
    return found


def item(company: Company, folio: str) -> str:
    return company.task(folio, "validacion").item.id


def last(company: Company, folio: str) -> Event:
    return company.history(folio)[-1]


def test_who_takes_over_has_it_and_says_why(company: Company, folio: str) -> None:
    id = item(company, folio)
    with refused(company, ReasonRequired):
        company.command("take_over", id, "  ", actor="comercial")
    assert company.command("take_over", id, " Está de viaje ", actor="comercial").assignee == "comercial"
    event = last(company, folio)
    assert (event.type, event.actor, event.role) == ("user_task_taken_over", "comercial", "comercial")
    assert event.payload == {"from": "preventa", "reason": "Está de viaje"}
    company.do(folio, "validacion")


def test_who_asks_gets_nothing_yet_and_it_is_on_record(company: Company, folio: str) -> None:
    id = item(company, folio)
    assert company.command("ask_for", id, actor="comercial").assignee == "preventa"
    assert last(company, folio).payload == {"assignee": "preventa", "message": None}
    company.command("ask_for", id, "¿Cómo va?", actor="nora")
    assert last(company, folio).payload == {"assignee": "preventa", "message": "¿Cómo va?"}


@pytest.mark.parametrize("command", ["take_over", "ask_for"])
def test_only_a_colleague_asks_for_work_that_somebody_else_has(company: Company, folio: str, command: str) -> None:
    id = item(company, folio)
    with refused(company, NobodyHasIt):
        company.command(command, id, "x", actor="preventa")
    with refused(company, NotACandidate):
        company.command(command, id, "x", actor="director_comercial")
    with refused(company, NotFound):
        company.command(command, id, "x", actor="soc_noc")
    company.command("release", id, actor="preventa")
    with refused(company, NobodyHasIt):
        company.command(command, id, "x", actor="comercial")
    company.do(folio, "validacion")
    with refused(company, TaskAlreadyCompleted):
        company.command(command, id, "x", actor="comercial")


def test_a_head_gives_to_another_what_somebody_has_and_says_why(company: Company, folio: str) -> None:
    id = item(company, folio)
    with refused(company, ReasonRequired):
        company.command("assign", id, "nora", actor="director_comercial")
    assert company.command("assign", id, "nora", "Tiene menos", actor="director_comercial").assignee == "nora"
    event = last(company, folio)
    assert (event.role, event.payload) == ("comercial", {"assignee": "nora", "reason": "Tiene menos"})
    with refused(company, NotACandidate):
        company.command("assign", id, "soc_noc", "x", actor="director_comercial")
    with refused(company, ClaimedByAnother):
        company.command("assign", id, "comercial", "x", actor="comercial")


def test_who_is_named_no_more_gives_nothing(company: Company, folio: str) -> None:
    with company.database.transaction() as connection:
        for role in ("comercial", "preventa"):
            set_heads(connection, role, ["alianzas"], actor="administrador", at=company.clock())
    with refused(company, NotACandidate):
        company.command("assign", item(company, folio), "nora", "x", actor="director_comercial")


def test_a_head_sees_what_goes_through_their_lanes(company: Company, folio: str) -> None:
    def sees(who: str) -> bool:
        with company.database.reading() as connection:
            reader = reader_of(connection, company.runtime, person(connection, who))
            try:
                return instance(connection, reader, folio) is not None
            except NotFound:
                return False

    assert not sees("alianzas")
    with company.database.transaction() as connection:
        set_heads(connection, "preventa", ["alianzas"], actor="administrador", at=company.clock())
    assert sees("alianzas")


def test_begun_by_mistake_is_on_record_and_a_head_of_who_may_begin_cancels(company: Company, folio: str) -> None:
    with company.database.transaction() as connection:
        set_heads(connection, "comercial", ["alianzas"], actor="administrador", at=company.clock())
    with company.database.transaction() as connection:
        cancel(connection, company.runtime, folio, "Repetida", actor="alianzas", at=company.clock(), mistake=True)
    event = next(each for each in company.history(folio) if each.type == "instance_cancelled")
    assert (event.role, event.payload) == ("comercial", {"reason": "Repetida", "mistake": True})
    assert verified(company, folio)


def test_what_they_did_is_verified_against_who_they_were_then(company: Company, folio: str) -> None:
    id = item(company, folio)
    company.command("ask_for", id, "¿Me lo deja?", actor="nora")
    company.command("take_over", id, "No contesta", actor="nora")
    company.command("assign", id, "preventa", "Ya volvió", actor="director_comercial")
    assert verified(company, folio)


def verified(company: Company, folio: str) -> bool:
    with company.database.reading() as connection:
        return not verify(connection, company.runtime, folio).problems


def test_what_the_colleague_wrote_is_offered_to_who_goes_on(company: Company, folio: str) -> None:
    task = company.task(folio, "validacion").item
    with company.database.transaction() as connection:
        save(connection, task.id, "preventa", {"viabilidad": "Sí"}, Writer("p", 1), at=company.clock())
    company.command("take_over", task.id, "No contesta", actor="comercial")
    with company.database.reading() as connection:
        offered = drafts.offered_drafts(connection, company.task(folio, "validacion").item, "comercial")
    assert [(each.owner, each.values) for each in offered] == [("preventa", {"viabilidad": "Sí"})]
