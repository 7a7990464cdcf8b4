"""What waits in the outbox and what did not arrive, a page at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from engine.notifications import queries
from engine.notifications.models import outbox
from engine.notifications.queries import Entry, count_dead, page
from tests.engine.notifications.posting import Still, entries, notify, with_webhook
from tests.support import Company

pytestmark = pytest.mark.both_databases

BOTH = ("pending", "dead")


@pytest.fixture
def keys(company: Company) -> list[str]:
    """Of six letters, newest first: dead, waiting, arrived, dead, waiting, arrived."""
    for _ in range(6):
        notify(company)
    found = [each.key for each in entries(company)][::-1]
    with company.database.transaction() as connection:
        for key, status in zip(found, ("dead", "pending", "delivered") * 2, strict=True):
            connection.execute(update(outbox).where(outbox.c.key == key).values(status=status))
        # When they are due has nothing to do with which was written last.
        late = Still(company.clock.now + timedelta(days=9)).now
        connection.execute(update(outbox).where(outbox.c.key == found[4]).values(next_attempt_at=late))
    return found


def pages(company: Company, *statuses: str, limit: int) -> list[list[str]]:
    """All pages of a list."""
    found: list[list[str]] = []
    before = None
    with company.database.reading() as connection:
        while True:
            shown, before = page(connection, statuses, before=before, limit=limit)
            found.append([each.key for each in shown])
            if before is None:
                return found


def test_the_newest_come_first_and_each_page_goes_on_behind_the_one_before(company: Company, keys: list[str]) -> None:
    first, second, third, fourth = keys[0], keys[1], keys[3], keys[4]
    assert pages(company, *BOTH, limit=50) == [[first, second, third, fourth]]
    assert pages(company, *BOTH, limit=2) == [[first, second], [third, fourth]]
    assert pages(company, *BOTH, limit=3) == [[first, second, third], [fourth]]
    assert pages(company, "dead", limit=1) == [[first], [third]]
    assert pages(company, "pending", limit=1) == [[second], [fourth]]
    assert pages(company, "delivered", limit=9) == [[keys[2], keys[5]]]


def test_a_page_stays_what_it_was_when_something_is_written_meanwhile(company: Company, keys: list[str]) -> None:
    with company.database.reading() as connection:
        _, behind = page(connection, BOTH, limit=2)
    notify(company)
    with company.database.reading() as connection:
        shown, behind = page(connection, BOTH, before=behind, limit=2)
    assert ([each.key for each in shown], behind) == ([keys[3], keys[4]], None)


def test_dead_letters_are_counted_up_to_a_bound(company: Company, keys: list[str]) -> None:
    with company.database.reading() as connection:
        assert [count_dead(connection, most=most) for most in (1, 2, 3)] == [1, 2, 2]


def test_a_letter_says_which_opportunity_it_is_of(company: Company) -> None:
    folio = notify(with_webhook(company))
    found = entries(company)
    assert {each.kind for each in found} == {"email", "webhook"}
    assert {each.folio for each in found} == {folio}


@pytest.mark.parametrize("before", [None, 5])
def test_what_arrived_is_not_read_to_find_what_did_not(
    company: Company, monkeypatch: pytest.MonkeyPatch, before: int | None
) -> None:
    sqlite = company.database.engine.dialect.name == "sqlite"
    asked = []
    with company.database.reading() as connection:
        if not sqlite:
            connection.execute(text("SET enable_seqscan = off"))  # it is cheaper for a table with nothing in it
        execute = connection.execute
        monkeypatch.setattr(connection, "execute", lambda query: asked.append(query) or execute(query))
        page(connection, BOTH, before=before, limit=2)
        count_dead(connection, most=9)
        monkeypatch.undo()
        plans = []
        for query in asked:
            sql = query.compile(company.database.engine, compile_kwargs={"literal_binds": True})
            plans.append(str(connection.execute(text(f"EXPLAIN {'QUERY PLAN ' * sqlite}{sql}")).all()))
    of_the_page, of_the_count = plans
    assert "ix_outbox_pending" in of_the_page and "ix_outbox_dead" in of_the_page, of_the_page
    assert "ix_outbox_dead" in of_the_count, of_the_count
    assert not any(found in plan for plan in plans for found in ("SCAN outbox'", "Seq Scan on outbox")), plans


def test_of_nothing_there_is_one_empty_page(company: Company) -> None:
    with company.database.reading() as connection:
        nothing: tuple[list[Entry], None] = ([], None)
        assert page(connection, BOTH, limit=5) == nothing
        assert queries.entries(connection, BOTH, limit=5) == []
