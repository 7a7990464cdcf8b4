"""Tokens: made by their person, found by their secret, ended by themselves, their person or an administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from engine.errors import NotFound
from engine.history import ledger
from engine.identity import accounts, commands, second_factor, tokens
from engine.identity.models import api_tokens
from engine.identity.past import PeoplePast
from engine.identity.record import PEOPLE
from engine.identity.tokens import (
    BadToken,
    BadTokenLife,
    BadTokenName,
    NoScope,
    Scope,
    ScopeRequired,
    SecondFactorRequired,
    TooManyTokens,
)
from engine.verification.people_checker import people_problems
from tests.support import START

WORK = frozenset({Scope.READ, Scope.WORK})


@pytest.fixture
def make(company):
    """Makes a token of a person's; gives it with its secret."""

    def make_(actor="preventa", name="ERP", scopes=WORK, days=30, at=START):
        with company.database.transaction() as connection:
            return tokens.make(connection, name, scopes, days, actor=actor, at=at)

    return make_


@pytest.fixture
def find(company):
    def find_(secret, at=START):
        with company.database.reading() as connection:
            return tokens.find(connection, secret, at=at)

    return find_


def problems(company):
    """What the ledger of people says is not in order."""
    with company.database.reading() as connection:
        entries = list(ledger.read(connection, PEOPLE))
        return list(people_problems(connection, PEOPLE, entries, PeoplePast()))


@pytest.mark.both_databases
def test_a_token_is_found_by_its_secret_with_the_rights_that_its_person_has(company, make, find):
    made, secret = make()
    found = find(secret)
    assert (found.person.id, found.person.roles, found.scopes) == ("preventa", frozenset({"preventa"}), WORK)
    assert found.token_id == made.id and found.stale and secret.startswith(tokens.BEGINNING)
    with company.database.transaction() as connection:
        tokens.touch(connection, made.id, at=START)
    assert not find(secret).stale
    with company.database.reading() as connection:
        (seen,) = tokens.of_person(connection, "preventa", at=START)
    assert seen.seen_at == START and problems(company) == []


def test_the_secret_is_kept_nowhere(company, make):
    _, secret = make()
    with company.database.reading() as connection:
        assert not [entry for entry in ledger.read(connection, PEOPLE) if secret in entry.data]
        assert all(secret not in str(row) for row in connection.execute(api_tokens.select()))


def test_a_token_is_none_that_nobody_made_or_that_is_over(make, find):
    _, secret = make(days=1)
    for wrong in ("", "cauce_", secret[:-1], secret.swapcase(), "\ud800"):
        with pytest.raises(BadToken):
            find(wrong)
    assert find(secret, START + timedelta(hours=23))
    with pytest.raises(BadToken):
        find(secret, START + timedelta(days=1))


@pytest.mark.both_databases
def test_its_person_ends_it_and_so_does_an_administrator_and_nobody_else(company, make, find):
    (first, secret), (second, other) = make(), make()
    with company.database.transaction() as connection:
        tokens.revoke(connection, first.id, actor="preventa", at=START)
        with pytest.raises(NotFound):
            tokens.revoke(connection, second.id, actor="comercial", at=START)
        with pytest.raises(NotFound):
            tokens.revoke(connection, first.id, actor="preventa", at=START)
    with pytest.raises(BadToken):
        find(secret)
    assert find(other)
    with company.database.transaction() as connection:
        tokens.revoke(connection, second.id, actor="administrador", at=START)
    with pytest.raises(BadToken):
        find(other)
    assert problems(company) == []


@pytest.mark.both_databases
def test_whoever_leaves_has_none_any_more_also_when_they_come_back(company, make, find):
    _, secret = make()
    with company.database.transaction() as connection:
        commands.deactivate(connection, "preventa", actor="administrador", at=START)
        commands.reactivate(connection, "preventa", actor="administrador", at=START)
    with pytest.raises(BadToken):
        find(secret)
    assert problems(company) == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": " "}, BadTokenName),
        ({"name": "a" * 101}, BadTokenName),
        ({"name": "a\u202eb"}, BadTokenName),
        ({"scopes": ()}, NoScope),
        ({"days": 0}, BadTokenLife),
        ({"days": 367}, BadTokenLife),
        ({"actor": "nadie"}, NotFound),
    ],
)
def test_a_token_says_what_it_is_for_and_ends(make, given, error):
    with pytest.raises(error):
        make(**given)


def test_a_person_has_only_so_many_and_those_that_are_over_do_not_count(make):
    for _ in range(tokens.MOST):
        make(days=1)
    with pytest.raises(TooManyTokens):
        make(at=START)
    assert make(at=START + timedelta(days=2))


def test_a_token_is_for_its_scopes_alone(make, find):
    found = find(make()[1])
    found.require(Scope.WORK)
    with pytest.raises(ScopeRequired):
        found.require(Scope.ADMINISTER)


def test_whoever_lacks_the_second_factor_that_a_role_asks_for_does_nothing_by_a_token_either(company, make, find):
    _, secret = make()
    by = {"actor": "administrador", "at": START}
    with company.database.transaction() as connection:
        second_factor.guard_role(connection, "preventa", True, **by)
    assert find(secret)  # who has no password comes in by the company's provider, which has its own
    with company.database.transaction() as connection:
        accounts.set_password(connection, "preventa", "nueve palabras que nadie diría", **by)
    with pytest.raises(SecondFactorRequired):
        find(secret)


@pytest.mark.parametrize("change", [{"scopes": "administer read"}, {"person_id": "administrador"}, {"key": "0" * 64}])
def test_a_row_that_somebody_changed_is_named(company, make, change):
    made, _ = make()
    with company.database.transaction() as connection:
        connection.execute(update(api_tokens).where(api_tokens.c.id == made.id).values(**change))
    (found,) = problems(company)
    assert made.id in found.found


def test_a_row_that_is_gone_can_do_nothing_and_is_no_finding(company, make):
    make()
    with company.database.transaction() as connection:
        connection.execute(delete(api_tokens))
    assert problems(company) == []
