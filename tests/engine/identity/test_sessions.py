"""Sessions: who acts, until when."""

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.identity import accounts, commands, record, sessions
from engine.identity.sessions import IDLE, LIFETIME, SEEN, Acting, Came
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

A_MOMENT = timedelta(seconds=1)


def begin(company: Company, person: str = "comercial") -> str:
    with company.database.transaction() as connection:
        return sessions.begin(connection, person, at=START)


def acting(company: Company, token: str, after: timedelta = timedelta()) -> Acting | None:
    with company.database.reading() as connection:
        return sessions.find(connection, token, at=START + after)


def test_a_token_is_its_person_with_the_rights_of_now(company: Company) -> None:
    token = begin(company)
    with company.database.transaction() as connection:
        commands.give_role(connection, "comercial", "auditor", actor="administrador", at=START)
    found = acting(company, token)
    assert found is not None and found.person.id == "comercial" and found.person.roles == {"comercial", "auditor"}
    assert acting(company, token + "x") is None and acting(company, "") is None


def test_an_unused_session_ends(company: Company) -> None:
    token = begin(company)
    assert acting(company, token, IDLE) is not None
    assert acting(company, token, IDLE + A_MOMENT) is None


def test_use_prolongs_it_to_the_end_of_a_day_at_work_and_no_further(company: Company) -> None:
    token = begin(company)
    at = timedelta()
    while at + IDLE <= LIFETIME:
        at += IDLE
        found = acting(company, token, at)
        assert found is not None and found.stale
        with company.database.transaction() as connection:
            sessions.touch(connection, token, at=START + at)
    assert acting(company, token, LIFETIME) is not None
    assert acting(company, token, LIFETIME + A_MOMENT) is None


def test_use_is_noted_now_and_then_only(company: Company) -> None:
    token = begin(company)
    for after, stale in ((SEEN, False), (SEEN + A_MOMENT, True)):
        found = acting(company, token, after)
        assert found is not None and found.stale is stale


def test_a_session_that_was_ended_stays_ended_and_another_goes_on(company: Company) -> None:
    token, other = begin(company), begin(company)
    with company.database.transaction() as connection:
        sessions.end(connection, token)
        sessions.end(connection, token)
    assert acting(company, token) is None and acting(company, other) is not None
    with company.database.transaction() as connection:
        sessions.end_all(connection, "comercial")
    assert acting(company, other) is None


def test_one_ends_one_s_own_an_administrator_others_and_it_is_on_record(company: Company) -> None:
    tokens = [begin(company) for _ in range(4)]
    other = begin(company, "preventa")

    def end(actor: str, person: str = "comercial", **which: str) -> int:
        with company.database.transaction() as connection:
            return accounts.end_sessions(connection, person, actor=actor, at=START, **which)

    assert end("comercial", key=sessions.key_of(tokens[0])) == 1
    assert end("comercial", key=sessions.key_of(tokens[0])) == end("comercial", key=sessions.key_of(other)) == 0
    assert end("comercial", but=tokens[1]) == 2
    assert [acting(company, token) is not None for token in tokens] == [False, True, False, False]
    with pytest.raises(NotAllowed):
        end("preventa")
    with pytest.raises(NotFound):
        end("administrador", "fantasma")
    assert end("administrador") == 1 and acting(company, tokens[1]) is None and acting(company, other) is not None
    with company.database.reading() as connection:
        found = record.changes(connection, person_id="comercial", limit=3)
    assert [(each.type, each.actor) for each in found] == [
        ("sessions_ended", "administrador"),
        ("sessions_ended", "comercial"),
        ("sessions_ended", "comercial"),
    ]


def test_sessions_are_listed_as_long_as_they_go_on_the_one_used_last_first(company: Company) -> None:
    with company.database.transaction() as connection:
        first = sessions.begin(connection, "comercial", at=START, came=Came("10.0.0.1", "Firefox"))
        sessions.begin(connection, "comercial", at=START + A_MOMENT, came=Came("10.0.0.2", "Chrome"))
        sessions.begin(connection, "comercial", at=START, half=True)
        sessions.touch(connection, first, at=START + IDLE)
        listed = sessions.open_of(connection, "comercial", at=START + IDLE)
        assert [(each.agent, each.address) for each in listed] == [("Firefox", "10.0.0.1"), ("Chrome", "10.0.0.2")]
        later = sessions.open_of(connection, "comercial", at=START + IDLE + 2 * A_MOMENT)
        assert [each.agent for each in later] == ["Firefox"]
        assert sessions.open_of(connection, "comercial", at=START + LIFETIME + 2 * A_MOMENT) == []
