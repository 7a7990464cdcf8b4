"""A site with accounts, where Comercial and the administrator have passwords."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask

from engine.identity import accounts, passwords
from engine.settings import Settings
from tests.support import START, Company
from tests.web.conftest import Visitor
from web.app import create_app

PASSWORD = "cuatro palabras de más"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs next to nothing."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def still(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still between its moves: codes are of half a minute, tries of a quarter of an hour."""
    monkeypatch.setattr(type(company.clock), "__call__", lambda clock: clock.now)


@pytest.fixture
def app(company: Company) -> Flask:
    with company.database.transaction() as connection:
        for person in ("comercial", "administrador"):
            accounts.set_password(connection, person, PASSWORD, actor=person, at=START)
    return create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """A browser in which a person has come in with their password."""

    def come_in(person: str, password: str = PASSWORD) -> Visitor:
        return Visitor(app.test_client()).post("/entrar", {"person": person, "current-password": password})

    return come_in
