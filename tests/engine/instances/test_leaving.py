"""Somebody leaves: what they had taken goes back to its lane, and they take nothing more."""

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.identity import commands as people
from engine.identity.queries import all_people
from engine.instances import leaving
from tests.engine.instances.test_concurrency import at_once, refusals
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

PERSON = "director_comercial"


@pytest.fixture
def taken(company: Company) -> tuple[str, str]:
    """Two opportunities whose first step the commercial director has taken; the ids of those steps."""
    ids = []
    for _ in range(2):
        id_ = company.task(company.start(), "prospeccion").item.id
        company.command("claim", id_, actor=PERSON)
        ids.append(id_)
    return ids[0], ids[1]


def close(company: Company, actor: str = "administrador", person: str = PERSON) -> list[str]:
    with company.database.transaction() as connection:
        people.deactivate(connection, person, actor=actor, at=START)
    with company.database.transaction() as connection:
        return list(leaving.give_back(connection, company.runtime, person, actor=actor, at=company.clock()))


def another_director(company: Company) -> None:
    with company.database.transaction() as connection:
        people.give_role(connection, "comercial", PERSON, actor="administrador", at=START)


def test_what_they_had_taken_goes_back_to_its_lane_and_the_history_says_by_whom(
    company: Company, taken: tuple[str, str]
) -> None:
    another_director(company)
    assert close(company) == list(taken)
    assert [task.item.assignee for task in company.tasks()] == [None, None]
    last = company.history("GC-2026-0001")[-1]
    assert (last.type, last.actor, last.role) == ("user_task_released", "administrador", "administrador")
    company.complete(taken[0], actor="comercial")


def test_their_name_stays_and_a_second_closing_does_nothing(company: Company, taken: tuple[str, str]) -> None:
    close(company)
    assert close(company) == []
    with company.database.reading() as connection:
        (left,) = [each for each in all_people(connection) if each.id == PERSON]
    assert not left.active and left.name == "Director Comercial" and PERSON in left.roles


def test_of_somebody_who_is_here_nothing_is_given_back_and_only_administrators_give_back(
    company: Company, taken: tuple[str, str]
) -> None:
    with company.database.transaction() as connection:
        assert leaving.give_back(connection, company.runtime, PERSON, actor="administrador", at=START) == []
    with pytest.raises(NotAllowed), company.database.transaction() as connection:
        leaving.give_back(connection, company.runtime, PERSON, actor="comercial", at=START)
    with pytest.raises(NotFound), company.database.transaction() as connection:
        leaving.give_back(connection, company.runtime, "fantasma", actor="administrador", at=START)


def test_a_step_that_was_ended_meanwhile_is_left_alone(company: Company, taken: tuple[str, str]) -> None:
    with company.database.transaction() as connection:
        people.deactivate(connection, PERSON, actor="administrador", at=START)
    company.command("cancel", "GC-2026-0001", "Duplicada", actor="comercial")
    with company.database.transaction() as connection:
        given = leaving.give_back(connection, company.runtime, PERSON, actor="administrador", at=company.clock())
    assert given == [taken[1]]


@pytest.mark.parametrize("round_", range(3))
def test_who_leaves_while_they_take_or_complete_a_step_keeps_none(company: Company, round_: int) -> None:
    another_director(company)
    steps = [company.task(company.start(), "prospeccion").item.id for _ in range(3)]
    company.command("claim", steps[1], actor=PERSON)
    values = company.filled(steps[1], {}, actor=PERSON)

    def take(own: Company) -> None:
        own.command("claim", steps[0], actor=PERSON)

    def complete(own: Company) -> None:
        own.complete(steps[1], values, actor=PERSON, fill=False)

    def give(own: Company) -> None:
        own.command("assign", steps[2], PERSON, actor="administrador")

    outcomes = at_once(company, take, complete, give, lambda own: close(own) and None)
    assert set(refusals(outcomes)) <= {NotFound}, outcomes
    company.clock.now += timedelta(minutes=5)
    assert close(company) == []
    assert {task.item.assignee for task in company.tasks()} == {None}


def test_the_last_administrator_stays_also_where_two_close_each_other_at_the_same_moment(company: Company) -> None:
    with pytest.raises(people.LastAdministrator):
        close(company, person="administrador")
    with company.database.transaction() as connection:
        people.give_role(connection, "comercial", "administrador", actor="administrador", at=START)

    def shut(person: str, actor: str):  # type: ignore[no-untyped-def]
        def act(own: Company) -> None:
            with own.database.transaction() as connection:
                people.deactivate(connection, person, actor=actor, at=START)

        return act

    outcomes = at_once(company, shut("comercial", "administrador"), shut("administrador", "comercial"))
    assert len(refusals(outcomes)) == 1
    with company.database.reading() as connection:
        assert sum(each.active and "administrador" in each.roles for each in all_people(connection)) == 1
