"""A server that neither answers nor goes away."""

import asyncio
import threading
from contextlib import suppress

import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import make_url, text

from engine.clock import system_clock
from engine.db import Database
from engine.errors import StoreUnavailable
from engine.hung import HungWatch
from engine.jobs.distributed import make_app
from engine.settings import Settings
from tests.cable import cable_to
from tests.support import Company

PATIENCE = 30


def test_who_waits_for_it_is_told_that_it_is_lost(postgresql_company: Company) -> None:
    with cable_to(postgresql_company.database.url) as cable:
        cable.plug_in()
        database = Database(cable.url)
        watch = HungWatch(5.0, database)
        asking, told = threading.Event(), list[StoreUnavailable]()
        with database.reading() as connection:  # a connection that is kept for whoever comes next
            connection.execute(text("SELECT 1"))

        def ask() -> None:
            try:
                with database.reading() as connection:
                    asking.set()
                    connection.execute(text("SELECT 1"))
            except StoreUnavailable as error:
                told.append(error)

        cable.squeeze()
        waits = threading.Thread(target=ask)
        waits.start()
        assert asking.wait(PATIENCE)
        now = 0.0
        while waits.is_alive():  # its clock runs ahead of ours: what is waited for is that the statement was sent
            watch.look(now)
            now += 6.0
            waits.join(0.05)
        assert told[0].details["kind"] == "unreachable"
        cable.release()
        database.close()


def test_whoever_does_nothing_with_a_connection_keeps_it(postgresql_company: Company) -> None:
    database = Database(postgresql_company.database.url)
    watch = HungWatch(5.0, database)
    with database.reading() as connection:
        for now in (0.0, 6.0, 12.0):
            connection.execute(text("SELECT 1"))
            watch.look(now)
    database.close()


def test_a_worker_gives_up_a_queue_that_hangs(postgresql_company: Company) -> None:
    with cable_to(postgresql_company.database.url) as cable:
        cable.plug_in()
        database, lost = Database(cable.url), list[BaseException]()
        watch = HungWatch(5.0)
        app = make_app(database, postgresql_company.runtime, Settings(), system_clock, concurrency=1, watch=watch)
        ready = threading.Event()

        async def ask() -> None:
            async with app.open_async():
                await app.connector.execute_query_one_async("SELECT 1 AS one")
                cable.squeeze()
                ready.set()
                try:
                    await app.connector.execute_query_one_async("SELECT 1 AS one")
                except ConnectorException as error:
                    lost.append(error)
                cable.release()

        waits = threading.Thread(target=lambda: asyncio.run(ask()))
        waits.start()
        assert ready.wait(PATIENCE)
        now = 0.0
        while waits.is_alive() and not lost:
            watch.look(now)
            now += 6.0
            waits.join(0.05)
        waits.join(PATIENCE)
        assert lost
        database.close()


def test_it_looks_by_itself_until_it_is_stopped(postgresql_company: Company) -> None:
    HungWatch(5.0, postgresql_company.database).start()()


def test_a_statement_that_takes_too_long_is_ended(postgresql_company: Company) -> None:
    database = Database(postgresql_company.database.url, longest=0.1)
    with pytest.raises(StoreUnavailable) as refused, database.reading() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert refused.value.details["kind"] == "slow"
    database.close()


def test_a_lock_that_somebody_keeps_is_not_waited_for_for_ever(postgresql_company: Company) -> None:
    database = Database(postgresql_company.database.url, longest=0.2)
    lock = text("LOCK TABLE roles")
    with postgresql_company.database.transaction() as holder:
        holder.execute(lock)
        with pytest.raises(StoreUnavailable) as refused, database.transaction() as connection:
            connection.execute(lock)
    assert refused.value.details["kind"] == "slow"
    database.close()


def test_a_server_that_does_not_let_in_is_told_from_one_that_does_not_answer(postgresql_company: Company) -> None:
    url = make_url(postgresql_company.database.url).set(database="nobody_made_this")
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(StoreUnavailable) as refused, database.reading():
        pass
    assert refused.value.details["kind"] == "refused"
    database.close()


def test_what_the_address_says_goes_before(postgresql_company: Company) -> None:
    database = Database(f"{postgresql_company.database.url}&options=-c%20statement_timeout%3D7s", longest=1.0)
    with database.reading() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "7s"
    database.close()


def test_a_cable_that_is_pulled_out_is_told_as_such(postgresql_company: Company) -> None:
    with cable_to(postgresql_company.database.url) as cable:
        cable.plug_in()
        database = Database(cable.url)
        assert answers(database)
        cable.pull_out()
        assert not answers(database)
        cable.plug_in()
        assert answers(database)
        database.close()


def answers(database: Database) -> bool:
    """Whether it does; one try after a connection was lost is for losing it."""
    for _ in range(2):
        with suppress(StoreUnavailable), database.reading() as connection:
            connection.execute(text("SELECT 1"))
            return True
    return False
