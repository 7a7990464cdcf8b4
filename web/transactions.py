"""One request, one moment: what a page reads, it reads in one transaction; what is sent, one transaction writes.

A page is put together from many places: who is here, what people and lanes are called, the query of the view. Were each
to read for itself, a page could show an opportunity before somebody's command and its steps after it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from flask import Flask, g

from engine.db import Connection, Database, ReadTransaction
from engine.errors import StoreUnavailable
from web import sent_twice
from web.site import of_this_request, site

Known = TypeVar("Known")


class _Moment:
    """What one request reads until it writes, and what it learned meanwhile (`once`)."""

    def __init__(self, database: Database) -> None:
        self.transaction = ReadTransaction(database)
        self.known: dict[str, object] = {}


def install(app: Flask) -> None:
    """End what requests of `app` began to read. What is sent is whole by then, so nobody's network holds it open."""

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        with suppress(StoreUnavailable):  # the page is made
            end_reading()


@contextmanager
def reading() -> Iterator[Connection]:
    """The read transaction of this request; inside `writing`, that transaction. Raises StoreUnavailable."""
    if (connection := g.get("write_transaction")) is not None:
        yield connection
        return
    with _moment().transaction.reading() as connection:
        yield connection


@contextmanager
def writing(then: str | None = None) -> Iterator[Connection]:
    """A transaction for a command, which decides rights by what it reads itself; commits when the block ends.

    What was read before is over: whatever the page reads afterwards is what the command left, or whoever was faster.
    `then` is the page to which the browser is sent once it is done; whoever sends the same form again is sent there and
    nothing is done (`web.sent_twice`), by AlreadyAnswered. Raises StoreUnavailable.
    """
    with apart().transaction() as connection:
        g.write_transaction = connection
        try:
            if then is not None:
                sent_twice.enter(connection, then)
            yield connection
        finally:
            del g.write_transaction


def apart() -> Database:
    """The database, for what has transactions of its own; what was read before is over."""
    end_reading()
    channel: str | None = g.get("channel")
    return site().database if channel is None else site().database.by(channel)


def come_by(channel: str) -> None:
    """Say by which way (`engine.history.channels`) this request came, where that is not the site's own."""
    g.channel = channel


def end_reading() -> None:
    """Let go of what was read: whoever reads next sees the database as it is then."""
    moment = g.pop("moment", None)
    if moment is not None:
        moment.transaction.end()


def once(name: str, read: Callable[[Connection], Known]) -> Known:
    """What `read` gives, read at most once for each moment."""
    here = of_this_request().__dict__
    if "write_transaction" in here:  # it changes things: nothing learned on the way holds for long
        return read(here["write_transaction"])
    known = (here.get("moment") or _moment()).known
    if name not in known:
        with reading() as connection:
            known[name] = read(connection)
    return known[name]  # type: ignore[return-value]


def _moment() -> _Moment:
    if "moment" not in g:
        g.moment = _Moment(site().database)
    moment: _Moment = g.moment
    return moment
