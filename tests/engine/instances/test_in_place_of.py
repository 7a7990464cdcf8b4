"""Whoever stands in for somebody does their work while that lasts, and history says in whose place."""

from datetime import date, timedelta

import pytest

from engine.errors import ClaimedByAnother, NotACandidate, NotAllowed
from engine.history.chain import Event, event_at
from engine.history.event_types import USER_TASK_HANDED_BACK
from engine.identity import substituting
from engine.identity.commands import register_person, take_role
from engine.identity.substitutions import acting
from engine.instances import execution_queries, queries
from engine.instances.reading import EVERYTHING, reader_of
from engine.instances.session import InstanceSession
from engine.verification.instance_verifier import verify
from tests.engine.attention.noticing import follow, hand_back, told
from tests.support import Company

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 3, 2)
WEEK = timedelta(days=7)


@pytest.fixture
def eva(company: Company) -> str:
    """Somebody who holds no role, and stands in for Preventa this week and for the director the next."""
    by = {"actor": "administrador", "at": company.clock()}
    with company.database.transaction() as connection:
        register_person(connection, "eva", "Eva Luna", [], email="eva@example.com", **by)  # type: ignore[arg-type]
    stand_in(company, "preventa", TODAY, TODAY + timedelta(days=4))
    stand_in(company, "director_comercial", TODAY + WEEK, TODAY + WEEK)
    return "eva"


def stand_in(company: Company, person: str, first: date, last: date, by: str = "eva") -> int:
    with company.database.transaction() as connection:
        when = {"zone": company.runtime.calendar.zone, "actor": person, "at": company.clock()}
        return substituting.set_substitute(connection, person, by, first, last, **when).id  # type: ignore[arg-type]


def validating(company: Company) -> tuple[str, str]:
    """An opportunity at the step that Preventa does, and the id of that step."""
    folio = company.start()
    company.do(folio, "prospeccion")
    return folio, company.task(folio, "validacion").item.id


def by(events: list[Event]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(each.type, each.actor, each.role, each.in_place_of) for each in events if each.actor is not None]


def in_order(company: Company, folio: str) -> bool:
    with company.database.reading() as connection:
        return verify(connection, company.runtime, folio).problems == ()


def test_a_substitute_takes_and_does_a_step_in_the_place_of_who_is_away(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor=eva)
    company.complete(id_, actor=eva)
    assert by(company.history(folio))[-2:] == [
        ("user_task_claimed", "eva", "preventa", "preventa"),
        ("user_task_completed", "eva", "preventa", "preventa"),
    ]
    assert {each.in_place_of for each in company.history(folio) if each.actor is None} == {None}
    assert company.history(folio)[-1].as_dict().keys() == company.history(folio)[0].as_dict().keys()
    assert in_order(company, folio)


def test_what_somebody_who_is_away_has_is_their_substitutes_to_do_and_to_give_back(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor="preventa")
    company.command("release", id_, actor=eva)
    company.command("claim", id_, actor="preventa")
    company.complete(id_, actor=eva)
    assert by(company.history(folio))[-3:] == [
        ("user_task_released", "eva", "preventa", "preventa"),
        ("user_task_claimed", "preventa", "preventa", None),
        ("user_task_completed", "eva", "preventa", "preventa"),
    ]
    assert in_order(company, folio)


def test_who_is_away_keeps_the_right_to_work_and_a_colleague_s_step_stays_theirs(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor=eva)
    with pytest.raises(ClaimedByAnother):
        company.complete(id_, actor="preventa")
    company.command("release", id_, actor=eva)
    company.complete(id_, actor="preventa")
    assert by(company.history(folio))[-1] == ("user_task_completed", "preventa", "preventa", None)
    assert in_order(company, folio)


def test_one_with_the_role_says_in_whose_place_only_for_what_that_one_had(company: Company, eva: str) -> None:
    with company.database.transaction() as connection:
        given = {"actor": "administrador", "at": company.clock()}
        register_person(connection, "ana", "Ana", ["preventa"], email=None, **given)  # type: ignore[arg-type]
    stand_in(company, "ana", TODAY, TODAY, by="preventa")
    folio, id_ = validating(company)
    company.command("claim", id_, actor="ana")
    company.complete(id_, actor="preventa")
    other, free = validating(company)
    company.complete(free, actor="preventa")
    assert by(company.history(folio))[-1] == ("user_task_completed", "preventa", "preventa", "ana")
    assert by(company.history(other))[-1] == ("user_task_completed", "preventa", "preventa", None)
    assert in_order(company, folio) and in_order(company, other)


def test_it_begins_and_ends_by_itself(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.clock.now += WEEK
    with pytest.raises(NotACandidate):
        company.complete(id_, actor=eva, fill=False)
    with pytest.raises(NotACandidate):
        company.command("assign", id_, eva, actor="comercial")
    begun = company.start()
    company.complete(company.task(begun, "prospeccion").item.id, actor=eva)
    assert by(company.history(begun))[-1] == (
        "user_task_completed",
        "eva",
        "director_comercial",
        "director_comercial",
    )
    assert in_order(company, folio) and in_order(company, begun)


def test_what_a_substitute_took_and_left_goes_back_once_it_is_over(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor=eva)
    company.clock.now += timedelta(days=4)
    assert hand_back(company) == 0, "it is not over yet"
    company.clock.now += timedelta(days=3)
    assert (hand_back(company), hand_back(company)) == (1, 0)
    last = company.history(folio)[-1]
    assert (last.type, last.actor, last.payload) == (
        "user_task_handed_back", None, {"from": "eva", "assignee": "preventa"},
    )  # fmt: skip
    follow(company)
    assert ("preventa", "work_assigned", "validacion") in told(company)
    company.complete(id_, actor="preventa")
    assert in_order(company, folio)


def test_what_was_given_to_a_substitute_goes_back_too(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("assign", id_, eva, actor="administrador")
    company.clock.now += WEEK
    assert hand_back(company) == 1 and company.task(folio, "validacion").item.assignee == "preventa"
    assert in_order(company, folio)


def test_what_they_do_themselves_and_what_that_one_does_no_more_stays(company: Company, eva: str) -> None:
    by_ = {"actor": "administrador", "at": company.clock()}
    with company.database.transaction() as connection:
        register_person(connection, "ana", "Ana", ["preventa"], email=None, **by_)  # type: ignore[arg-type]
    stand_in(company, "comercial", TODAY, TODAY, by="ana")
    folio, own = validating(company)
    company.command("claim", own, actor="ana")
    other, theirs = validating(company)
    company.command("claim", theirs, actor=eva)
    with company.database.transaction() as connection:
        take_role(connection, "preventa", "preventa", **by_)  # type: ignore[arg-type]
    company.clock.now += WEEK
    assert hand_back(company) == 0
    assert company.task(folio, "validacion").item.assignee == "ana"
    assert company.task(other, "validacion").item.assignee == eva


def test_nobody_is_said_to_have_got_back_what_was_not_left_by_their_substitute(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor="preventa")
    with company.database.transaction() as connection:
        session, item = InstanceSession.open_at(connection, company.runtime, id_)
        payload = {"from": "preventa", "assignee": "comercial"}
        session.record([event_at(USER_TASK_HANDED_BACK, item.visit, payload=payload)], at=company.clock(), known=[item])
    with company.database.reading() as connection:
        (problem,) = verify(connection, company.runtime, folio).problems
    assert problem.seq == company.history(folio)[-1].seq


def test_a_step_can_be_given_to_a_substitute(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("assign", id_, eva, actor="administrador")
    company.complete(id_, actor=eva)
    assert by(company.history(folio))[-2:] == [
        ("user_task_assigned", "administrador", "administrador", None),
        ("user_task_completed", "eva", "preventa", "preventa"),
    ]
    assert in_order(company, folio)


def test_an_instance_is_begun_and_cancelled_for_who_is_away_and_read_while_that_lasts(company: Company) -> None:
    stand_in(company, "comercial", TODAY, TODAY, by="preventa")
    with pytest.raises(NotAllowed):
        company.start(actor="soc_noc")
    folio = company.start(actor="preventa")
    mine = company.start()
    company.command("cancel", folio, "duplicada", actor="preventa")
    assert by(company.history(folio)) == [
        ("instance_started", "preventa", "comercial", "comercial"),
        ("instance_cancelled", "preventa", "comercial", "comercial"),
    ]
    assert in_order(company, folio)

    def sees() -> bool:
        with company.database.reading() as connection:
            who = acting(connection, "preventa", company.clock())
            reader = reader_of(connection, company.runtime, who)
            return reader.sees(connection, queries.instance_row(connection, reader, folio)) and mine in {
                each.folio for each in queries.tasks(connection, reader)
            }

    company.do(mine, "prospeccion")
    assert sees()


def test_nobody_administers_for_somebody_else_nor_audits(company: Company) -> None:
    stand_in(company, "administrador", TODAY, TODAY, by="preventa")
    folio, _ = validating(company)
    with company.database.reading() as connection:
        assert acting(connection, "preventa", company.clock()).working_roles == {"preventa"}
    with pytest.raises(NotAllowed):  # seen, since Preventa works on it
        company.command("cancel", folio, "duplicada", actor="preventa")


def test_a_substitute_finds_what_somebody_who_is_away_has_and_reads_its_form(company: Company, eva: str) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor="preventa")
    at = company.clock()
    with company.database.reading() as connection:
        assert [each.item.id for each in queries.tasks(connection, EVERYTHING, person=eva, at=at)] == [id_]
        assert queries.tasks(connection, EVERYTHING, person=eva) == []
        who = acting(connection, eva, at)
        reader = reader_of(connection, company.runtime, who)
        (task,) = queries.tasks(connection, reader, folio=folio)
        assert who.may_do(task.item.roles, task.item.assignee)
        whole = execution_queries.work(connection, company.runtime, EVERYTHING, id_)
        assert execution_queries.work(connection, company.runtime, reader, id_).data == whole.data
