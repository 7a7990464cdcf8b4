"""Telling: each is told once of the same, the one who did it is not, and only who was told says that they read it."""

import pytest
from sqlalchemy import select

from engine.errors import NotFound
from engine.telling import commands as telling
from engine.telling.kinds import NoticeKind
from engine.telling.models import notices
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def told(company: Company, *people: str, key: str = "uno", actor: str | None = None) -> int:
    with company.database.transaction() as connection:
        kind = NoticeKind.MENTIONED
        return telling.tell(connection, kind, people, key=key, at=START, folio="GC-2026-0001", actor=actor)


def rows(company: Company) -> dict[str, int]:
    with company.database.reading() as connection:
        found = connection.execute(select(notices).where(notices.c.read_at.is_(None)).order_by(notices.c.id))
        return {row.person_id: row.id for row in found}


def test_each_is_told_once_of_the_same(company: Company) -> None:
    assert told(company, "comercial", "preventa") == 2
    assert told(company, "preventa", "cumplimiento") == 1
    assert told(company, "preventa", key="dos") == 1
    assert set(rows(company)) == {"comercial", "preventa", "cumplimiento"}


def test_who_did_it_is_not_told(company: Company) -> None:
    assert told(company, "comercial", "preventa", actor="comercial") == 1
    assert set(rows(company)) == {"preventa"}


def test_only_who_was_told_says_that_they_read_it(company: Company) -> None:
    told(company, "comercial", "preventa")
    mine = rows(company)["comercial"]
    with pytest.raises(NotFound), company.database.transaction() as connection:
        telling.read(connection, mine, person="preventa", at=START)
    with company.database.transaction() as connection:
        assert telling.read(connection, mine, person="comercial", at=START) == ("GC-2026-0001", None)
    assert set(rows(company)) == {"preventa"}


def test_who_has_read_all_has_read_what_they_saw(company: Company) -> None:
    told(company, "comercial")
    seen = rows(company)["comercial"]
    told(company, "comercial", key="dos")
    with company.database.transaction() as connection:
        assert telling.read_all(connection, person="comercial", upto=seen, at=START) == 1
    assert rows(company)["comercial"] > seen
