"""A step that ended by mistake begins once more, and history says who gave it back and why."""

from datetime import date

import pytest

from engine.errors import ClaimedByAnother, NotACandidate, NotFound
from engine.identity.substitutions import acting
from engine.instances import execution_queries, queries, returning
from engine.instances.reading import EVERYTHING
from engine.instances.returning import NotReturnable, Return, ReturnReasonRequired
from engine.verification.instance_verifier import verify
from tests.engine.instances.again import assert_rebuilds
from tests.engine.instances.test_in_place_of import stand_in
from tests.engine.instances.test_routes import SERVICE
from tests.engine.instances.test_timers import started, timed
from tests.support import Company

pytestmark = pytest.mark.both_databases

WHY = "Faltó el alcance"


def give_back(company: Company, id: str, actor: str, reason: str = WHY) -> None:
    with company.database.transaction() as connection:
        returning.give_back(connection, company.runtime, id, reason, actor=actor, at=company.clock())


def previewed(company: Company, id: str, person: str) -> Return | None:
    with company.database.reading() as connection:
        item, row = queries.task(connection, EVERYTHING, id)
        who = acting(connection, person, company.clock())
        return returning.preview(connection, company.runtime, item, company.history(row.folio), who)


def validating(company: Company) -> tuple[str, str]:
    """An opportunity at the step after the prospecting, and the id of that step."""
    folio = company.start()
    company.do(folio, "prospeccion")
    return folio, company.task(folio, "validacion").item.id


def in_order(company: Company, folio: str) -> bool:
    with company.database.reading() as connection:
        report = verify(connection, company.runtime, folio)
    assert report.problems == ()
    assert_rebuilds(company, folio)
    return report.method == "plain"


def test_the_step_before_waits_once_more_with_what_was_answered(company: Company) -> None:
    folio, id_ = validating(company)
    found = previewed(company, id_, "preventa")
    assert found is not None and (found.before.element, found.completed_by) == ("prospeccion", "director_comercial")
    answered = company.history(folio)[2].payload
    give_back(company, id_, "preventa")
    (task,) = company.tasks(folio)
    assert (task.item.visit.element, task.item.visit.round) == ("prospeccion", 2)
    last = company.history(folio)[-3:]
    assert [(each.type, each.actor, each.element) for each in last] == [
        ("instance_returned", "preventa", None),
        ("user_task_withdrawn", None, "validacion"),
        ("user_task_enabled", None, "prospeccion"),
    ]
    assert last[0].role == "preventa" and last[0].payload["reason"] == WHY
    with company.database.reading() as connection:
        work = execution_queries.work(connection, company.runtime, EVERYTHING, task.item.id)
    assert work.data.items() >= answered.items()
    assert in_order(company, folio)


def test_it_goes_on_as_ever_and_can_be_given_back_again(company: Company) -> None:
    folio, id_ = validating(company)
    give_back(company, id_, "preventa")
    company.do(folio, "prospeccion")
    again = company.task(folio, "validacion").item
    assert again.visit.round == 2
    give_back(company, again.id, "comercial")
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", SERVICE)
    assert in_order(company, folio)


def test_who_completed_it_takes_it_back_as_long_as_nobody_else_has_the_next(company: Company) -> None:
    folio, id_ = validating(company)
    company.command("claim", id_, actor="preventa")
    assert previewed(company, id_, "director_comercial") is None
    with pytest.raises(ClaimedByAnother):
        give_back(company, id_, "director_comercial")
    company.command("release", id_, actor="preventa")
    give_back(company, id_, "director_comercial")
    assert company.history(folio)[-3].role == "director_comercial"
    assert in_order(company, folio)


def test_whoever_may_do_neither_is_refused_and_who_sees_nothing_is_told_nothing(company: Company) -> None:
    folio, id_ = validating(company)
    company.reads("cumplimiento")
    with pytest.raises(NotACandidate):
        give_back(company, id_, "cumplimiento")
    with pytest.raises(NotFound):
        give_back(company, id_, "soc_noc")
    assert previewed(company, id_, "cumplimiento") is None
    assert len(company.history(folio)) == 4


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1001])
def test_a_reason_is_asked_for_in_words(company: Company, reason: str) -> None:
    with pytest.raises(ReturnReasonRequired):
        give_back(company, validating(company)[1], "preventa", reason)


def test_the_first_step_has_none_before_it(company: Company) -> None:
    folio = company.start()
    id_ = company.task(folio, "prospeccion").item.id
    assert previewed(company, id_, "director_comercial") is None
    with pytest.raises(NotReturnable):
        give_back(company, id_, "director_comercial")


def test_where_ways_part_nothing_is_given_back(company: Company) -> None:
    folio = started(company, timed("start > a > fork > b > join > end\nfork > c > join", {}))
    company.do(folio, "a")
    with pytest.raises(NotReturnable):
        give_back(company, company.task(folio, "b").item.id, "comercial")


def test_a_substitute_gives_back_what_somebody_who_is_away_has(company: Company) -> None:
    stand_in(company, "preventa", date(2026, 3, 2), date(2026, 3, 2), by="alianzas")
    folio, id_ = validating(company)
    company.command("claim", id_, actor="preventa")
    give_back(company, id_, "alianzas")
    cause = company.history(folio)[-3]
    assert (cause.actor, cause.role, cause.in_place_of) == ("alianzas", "preventa", "preventa")
    assert in_order(company, folio)


def test_the_other_branch_waits_on_while_one_goes_back(company: Company) -> None:
    folio = started(company, timed("start > fork > a > b > join > end\nfork > c > join", {}))
    company.command("claim", company.task(folio, "c").item.id, actor="comercial")
    company.do(folio, "a")
    other = company.task(folio, "c").item
    give_back(company, company.task(folio, "b").item.id, "comercial")
    assert company.task(folio, "c").item.id == other.id and company.task(folio, "c").item.assignee == "comercial"
    for element in ("a", "c", "b"):
        company.do(folio, element)
    assert in_order(company, folio)


def test_the_term_of_what_goes_back_ends_and_that_of_the_step_before_begins_anew(company: Company) -> None:
    timers = {"on": ("timeDuration", "PT1H")}
    folio = started(company, timed("start > a > b > end\non > c > end", timers))
    company.do(folio, "a")
    give_back(company, company.task(folio, "b").item.id, "comercial")
    assert [each.type for each in company.history(folio)[-4:]] == [
        "instance_returned",
        "user_task_withdrawn",
        "user_task_enabled",
        "timer_set",
    ]
    assert in_order(company, folio)
