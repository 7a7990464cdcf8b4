"""What happened behind a place is known, and whom it concerns."""

import pytest

from engine.identity.queries import person
from engine.instances.reading import Reader, reader_of
from engine.live import news
from engine.live.news import News, Place
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind
from tests.support import Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases


def reads(company: Company, who: str) -> Reader:
    with company.database.reading() as connection:
        return reader_of(connection, company.runtime, person(connection, who))


def concerns(company: Company, found: News, who: str, folio: str | None = None) -> bool:
    reader = reads(company, who)
    with company.database.reading() as connection:
        return found.concern(connection, reader, folio)


def test_nothing_happened_until_something_did(company: Company) -> None:
    before = news.place(company.database)
    assert news.since(company.database, before) == News(before)
    folio = company.start()
    found = news.since(company.database, before)
    assert found.is_something and found.place > before
    assert [each.folio for each in found.changed] == [folio]
    assert news.since(company.database, found.place) == News(found.place)
    assert news.place(company.database) == found.place


def test_it_concerns_who_sees_the_opportunity_and_nobody_else(company: Company) -> None:
    before = news.place(company.database)
    company.start()
    found = news.since(company.database, before)
    assert {who for who in ("comercial", "auditor", "soc_noc", "alianzas") if concerns(company, found, who)} == {
        "comercial",
        "auditor",
    }


def test_who_looks_at_one_opportunity_is_not_told_of_another(company: Company) -> None:
    looked_at, before = company.start(), news.place(company.database)
    other = company.start()
    found = news.since(company.database, before)
    assert concerns(company, found, "comercial")
    assert concerns(company, found, "comercial", other)
    assert not concerns(company, found, "comercial", looked_at)


def test_it_concerns_who_was_told_something_and_nobody_else(company: Company) -> None:
    folio, before = company.start(), news.place(company.database)
    with company.database.transaction() as connection:
        tell(connection, NoticeKind.SUBSTITUTION, ["soc_noc"], key="x", at=company.clock())
    found = news.since(company.database, before)
    assert concerns(company, found, "soc_noc") and concerns(company, found, "soc_noc", folio)
    assert not concerns(company, found, "auditor") and not concerns(company, found, "comercial", folio)
    assert not news.since(company.database, found.place).is_something


def test_behind_too_much_and_after_a_restored_database_everybody_is_told(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.start()
    end = news.place(company.database)
    monkeypatch.setattr(news, "MOST", 1)
    for place in (Place(0, 0), end._replace(event=end.event + 10)):
        found = news.since(company.database, place)
        assert found.many and found.place == end
        assert concerns(company, found, "alianzas", "GC-2026-9999")


def test_that_nothing_happened_costs_one_statement(company: Company) -> None:
    place = news.place(company.database)
    with watched(company.database) as sent:
        assert not news.since(company.database, place).is_something
    assert len([sql for sql, _ in sent if not sql.startswith("BEGIN")]) == 1
