"""What happened is read in the order in which it was written, and nothing that is committed later is missed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from engine.clock import from_text
from engine.history.models import events
from engine.instances import commands
from engine.instances.models import instances
from engine.instances.reading import Reader
from engine.webhooks import feed
from engine.webhooks.feed import Happened, Page, last, page, place_before, settled
from tests.support import Company

pytestmark = pytest.mark.both_databases


def whole(company: Company) -> list[Happened]:
    return list(page(company.database, 0, 10_000).events)


def last_place(company: Company) -> int:
    with company.database.reading() as connection:
        return last(connection)


def test_everything_that_happened_is_there_once_in_its_order(company: Company) -> None:
    first, second = company.start(), company.start()
    company.do(first, "prospeccion")
    company.do(second, "prospeccion")
    found = whole(company)
    told = [(each.folio, each.seq) for each in found]
    assert len(set(told)) == len(told) == len(company.history(first)) + len(company.history(second))
    assert [each.position for each in found] == sorted({each.position for each in found})
    for folio in (first, second):
        history = company.history(folio)
        mine = [each for each in found if each.folio == folio]
        assert [(each.seq, each.type, each.hash, each.at) for each in mine] == [
            (each.seq, each.type, each.hash, each.at) for each in history
        ]
        assert {each.process_id for each in mine} == {"gestion_comercial"}


def test_pages_follow_one_another_without_a_gap_or_an_overlap(company: Company) -> None:
    for _ in range(3):
        company.do(company.start(), "prospeccion")
    everything, after, found = whole(company), 0, list[Happened]()
    while True:
        next_ = page(company.database, after, 4)
        found += next_.events
        after = next_.after
        if not next_.more:
            break
    assert found == everything
    assert page(company.database, after, 4) == Page((), after, more=False)


def test_whoever_asks_for_what_is_rare_gets_on_all_the_same(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "WINDOW", 2)
    monkeypatch.setattr(feed, "WINDOWS", 3)
    folio = company.start()
    company.do(folio, "prospeccion")
    company.command("cancel", folio, "Se repite", actor="comercial")
    after, found, asked = 0, list[Happened](), 0
    while True:
        next_ = page(company.database, after, 10, events.c.type == "instance_cancelled", instances.c.folio == folio)
        found += next_.events
        assert not next_.more or next_.after > after
        after, asked = next_.after, asked + 1
        if not next_.more:
            break
    assert [each.type for each in found] == ["instance_cancelled"] and asked > 1


def test_who_reads_all_of_one_procedure_is_told_of_that_alone(company: Company) -> None:
    company.start()
    for processes, some in (({"gestion_comercial"}, True), ({"otro"}, False)):
        reader = Reader("auditor", frozenset(), frozenset(processes))
        assert bool(page(company.database, 0, 10, *reader.conditions()).events) is some


def test_a_terminal_does_not_say_who_is_known_at_it(company: Company) -> None:
    there = company.database.by("terminal:maria")
    with there.transaction() as connection:
        commands.start(connection, company.runtime, "gestion_comercial", actor="comercial", at=company.clock())
    (started,) = (each for each in whole(company) if each.type == "instance_started")
    told = started.as_dict("https://cauce.example.com")
    assert started.channel == "terminal:maria" and told["channel"] == "terminal"
    assert told["url"] == f"https://cauce.example.com/oportunidades/{started.folio}"
    assert "url" not in started.as_dict(None)


def test_no_value_of_anybody_is_told(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Universidad del Centro"})
    told = [each.as_dict(None) for each in whole(company)]
    assert "Universidad" not in str(told) and not any("data" in each for each in told)


def test_a_moment_has_a_place_behind_which_all_stands_that_happened_since(company: Company) -> None:
    folios = [company.start() for _ in range(8)]
    moments = {folio: company.history(folio)[0] for folio in folios}
    with company.database.reading() as connection:
        for folio in folios:
            since = place_before(connection, company.clock.now - timedelta(days=1))
            assert since == 0
            from_ = place_before(connection, from_text(moments[folio].at))
            behind = [each for each in whole(company) if each.position > from_]
            assert {each.folio for each in behind} >= set(folios[folios.index(folio) :])
        assert place_before(connection, company.clock.now + timedelta(days=1)) == last(connection)
        assert place_before(connection, from_text(moments[folios[-1]].at)) > 0


def test_before_there_was_time_nothing_happened(company: Company) -> None:
    company.start()
    with company.database.reading() as connection:
        assert place_before(connection, datetime.min.replace(tzinfo=UTC)) == 0
        assert place_before(connection, datetime.max.replace(tzinfo=UTC)) == last(connection)


def test_a_place_that_nobody_took_holds_nothing_up(company: Company) -> None:
    before = last_place(company)
    with suppress(ConnectionError), company.database.transaction() as connection:
        commands.start(connection, company.runtime, "gestion_comercial", actor="comercial", at=company.clock())
        raise ConnectionError("the line was cut")
    company.start()
    end = settled(company.database, before, 100)
    assert end == last_place(company) > before


@contextmanager
def writing_meanwhile(company: Company) -> Iterator[Connection]:
    """A start that has written its events and is not committed before the block ends."""
    with company.database.transaction() as connection:
        commands.start(connection, company.runtime, "gestion_comercial", actor="comercial", at=company.clock())
        yield connection


def test_whoever_commits_later_with_an_earlier_place_is_not_missed(postgresql_company: Company) -> None:
    company = postgresql_company
    before = last_place(company)
    waits: list[float] = []
    with writing_meanwhile(company) as connection:
        connection.execute(text("SELECT 1"))
        late = threading.Thread(
            target=company.start, kwargs={"process_id": "alianzas_estrategicas", "actor": "alianzas"}
        )
        late.start()
        late.join()
        assert last_place(company) > before
        assert settled(company.database, before, 100, pause=waits.append) == before  # the first of all is missing
        assert page(company.database, before, 100).events == ()
    assert len(waits) == feed.PATIENCE - 1
    found = page(company.database, before, 100)
    assert [each.position for each in found.events] == sorted(each.position for each in found.events)
    assert len({each.folio for each in found.events}) == 2 and found.after == last_place(company)


def test_what_stands_before_somebody_who_still_writes_is_given(postgresql_company: Company) -> None:
    company = postgresql_company
    before = last_place(company)
    first = company.start()
    seen = last_place(company)
    with writing_meanwhile(company):
        late = threading.Thread(
            target=company.start, kwargs={"process_id": "alianzas_estrategicas", "actor": "alianzas"}
        )
        late.start()
        late.join()
        assert settled(company.database, before, 100, pause=lambda _: None) == seen
        assert {each.folio for each in page(company.database, before, 100).events} == {first}


def test_who_writes_is_waited_for(postgresql_company: Company) -> None:
    company = postgresql_company
    before, goes = last_place(company), threading.Event()

    def write() -> None:
        with writing_meanwhile(company):
            written.set()
            goes.wait(10)

    written = threading.Event()
    writer = threading.Thread(target=write)
    writer.start()
    written.wait(10)
    company_start = threading.Thread(
        target=company.start, kwargs={"process_id": "alianzas_estrategicas", "actor": "alianzas"}
    )
    company_start.start()
    company_start.join()

    def ends(_seconds: float) -> None:
        goes.set()
        writer.join()

    end = settled(company.database, before, 100, pause=ends)
    assert end == last_place(company) and len({each.folio for each in page(company.database, before, 100).events}) == 2
