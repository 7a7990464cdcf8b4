"""Substitutions: who does whose work, from which day until which."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from engine.errors import NotAllowed, NotFound
from engine.history import ledger
from engine.history.problems import Problem
from engine.identity import commands, heads, record, substituting, substitutions
from engine.identity.past import PeoplePast
from engine.identity.substituting import AlreadySubstituted, BadDays, OwnSubstitute
from engine.identity.substitutions import Substitution
from engine.verification.people_checker import people_problems
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

MEXICO = ZoneInfo("America/Mexico_City")
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
SATURDAY = datetime(2026, 3, 7, 6, 0, tzinfo=UTC)  # midnight in Mexico City


def stand_in(
    company: Company,
    person: str = "preventa",
    by: str = "comercial",
    first: date = MONDAY,
    last: date = FRIDAY,
    *,
    actor: str | None = None,
    at: datetime = START,
) -> Substitution:
    with company.database.transaction() as connection:
        return substituting.set_substitute(
            connection, person, by, first, last, zone=MEXICO, actor=actor or person, at=at
        )


def stood_in(company: Company, person: str, at: datetime) -> set[str]:
    with company.database.reading() as connection:
        return set(substitutions.standing_in(connection, person, at))


def test_somebody_stands_in_from_the_first_day_to_the_end_of_the_last_as_days_are_in_the_office(
    company: Company,
) -> None:
    made = stand_in(company, first=date(2026, 3, 3))
    tuesday = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert (made.begins_at, made.ends_at) == (tuesday, SATURDAY)
    moment = timedelta(microseconds=1)
    assert [stood_in(company, "comercial", at) for at in (START, tuesday - moment, tuesday)] == [
        set(),
        set(),
        {"preventa"},
    ]
    assert stood_in(company, "comercial", SATURDAY - moment) == {"preventa"}
    assert stood_in(company, "comercial", SATURDAY) == stood_in(company, "preventa", tuesday) == set()
    with company.database.reading() as connection:
        of = substitutions.substitutes_of(connection, ["preventa", "comercial"], tuesday)
        assert of == {"preventa": "comercial"}
        assert substitutions.substitutes_of(connection, [], tuesday) == {}
        assert substitutions.of_person(connection, "preventa", at=START) == [made]
        assert substitutions.for_others(connection, "comercial", at=START) == [made]
        assert substitutions.all_substitutions(connection, at=START) == [made]
        assert substitutions.all_substitutions(connection, at=SATURDAY) == []
        entry = record.changes(connection, person_id="preventa", limit=1)[0]
    assert (entry.type, entry.actor) == ("substitution_set", "preventa")


def test_it_is_ended_earlier_by_whoever_may_set_it(company: Company) -> None:
    made = stand_in(company)
    later = START + timedelta(hours=1)
    with company.database.transaction() as connection:
        with pytest.raises(NotAllowed):
            substituting.end_substitution(connection, made.id, actor="comercial", at=later)
        ended = substituting.end_substitution(connection, made.id, actor="administrador", at=later)
        again = substituting.end_substitution(connection, made.id, actor="preventa", at=later + timedelta(hours=1))
        assert ended.ended_at == again.ended_at == later
        told = [each.type for each in record.changes(connection, person_id="preventa", limit=50)]
        assert told[:2] == ["substitution_ended", "substitution_set"] and told.count("substitution_ended") == 1
        with pytest.raises(NotFound):
            substituting.end_substitution(connection, 999_999, actor="preventa", at=later)
    assert stood_in(company, "comercial", START) == {"preventa"}
    assert stood_in(company, "comercial", later) == set()
    stand_in(company, at=later)  # the days are free again


def test_days_of_two_substitutions_do_not_overlap_and_may_follow_each_other(company: Company) -> None:
    stand_in(company, last=date(2026, 3, 4))
    with pytest.raises(AlreadySubstituted) as caught:
        stand_in(company, by="director_comercial", first=date(2026, 3, 4))
    assert caught.value.details == {
        "person": "preventa",
        "substitute": "comercial",
        "from_day": "2026-03-02",
        "until_day": "2026-03-04",
    }
    stand_in(company, by="director_comercial", first=date(2026, 3, 5))


def test_one_sets_it_for_oneself_an_administrator_for_everybody_and_a_head_for_who_works_for_them_alone(
    company: Company,
) -> None:
    with company.database.transaction() as connection:
        heads.set_heads(connection, "preventa", ["director_comercial"], actor="administrador", at=START)
    with pytest.raises(NotAllowed):
        stand_in(company, actor="comercial")
    for actor in ("administrador", "director_comercial"):
        made = stand_in(company, actor=actor)
        assert made.set_by == actor
        with company.database.transaction() as connection:
            assert people_problems_of(connection) == []
            substituting.end_substitution(connection, made.id, actor=actor, at=START)
    with company.database.transaction() as connection:
        commands.give_role(connection, "preventa", "cumplimiento", actor="administrador", at=START)
    with pytest.raises(NotAllowed):  # another lane's work would be handed out too
        stand_in(company, actor="director_comercial")


def people_problems_of(connection: Connection) -> list[Problem]:
    """What verification says of the ledger of people and of what is stored beside it."""
    entries = ledger.read(connection, "people")
    return list(people_problems(connection, "people", entries, PeoplePast(entries)))


def test_days_that_are_no_period_and_people_who_cannot_be_are_refused(company: Company) -> None:
    for first, last in (
        (FRIDAY, MONDAY),
        (date(2026, 3, 1), FRIDAY),
        (MONDAY, date(2027, 3, 3)),
    ):
        with pytest.raises(BadDays):
            stand_in(company, first=first, last=last)
    stand_in(company, first=MONDAY, last=date(2027, 3, 2))
    for text in ("mañana", "2026-02-30", ""):
        with pytest.raises(BadDays):
            substituting.days(text, "2026-03-06")
    assert substituting.days(" 2026-03-02", "2026-03-06 ") == (MONDAY, FRIDAY)
    with pytest.raises(OwnSubstitute):
        stand_in(company, "comercial", "comercial")
    with pytest.raises(NotFound):
        stand_in(company, "comercial", "nadie")


def test_who_left_stands_in_for_nobody_and_nobody_for_them(company: Company) -> None:
    stand_in(company)
    with company.database.transaction() as connection:
        commands.deactivate(connection, "preventa", actor="administrador", at=START)
        assert substitutions.standing_in(connection, "comercial", START) == frozenset()
        assert substitutions.substitutes_of(connection, ["preventa"], START) == {}
    with company.database.transaction() as connection, pytest.raises(NotFound):
        substituting.set_substitute(
            connection,
            "director_comercial",
            "preventa",
            MONDAY,
            FRIDAY,
            zone=MEXICO,
            actor="administrador",
            at=START,
        )
