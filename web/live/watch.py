"""Looks whether something happened, for all pages that are open at this process, and tells those whom it concerns.

One statement each half second, and none where no page is open (decision 0034).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic

from engine.db import Database
from engine.errors import EngineError
from engine.instances.reading import Reader
from engine.live import news
from engine.live.news import News, Place

log = logging.getLogger(__name__)
EVERY = 0.5
"""Seconds between two looks: with what it takes to fetch the page, people see within two seconds what others did."""
LINGERS = 600.0
"""Seconds after which nothing is looked at any more where no page is open; until then new pages know what they saw."""


@dataclass(slots=True, eq=False)
class Listener:
    """An open page.

    `reader` looks at it, at the instance `folio`, or at all they see where that is None. `tell` is called with a place
    and whether something of it has changed up to there: once as soon as the place is known, then for each change.
    `after`: the place that the page has seen, None where it knows none.
    """

    reader: Reader
    folio: str | None
    tell: Callable[[Place, bool], None]
    after: Place | None
    known: bool = False


class Watch:
    """One for each process; its thread begins with the first page. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._condition = Condition()
        self._thread: Thread | None = None
        self._stopped = False
        self._left_at = 0.0
        self.place: Place | None = None
        """What is read from now on has seen all up to there; None while nothing is looked at."""

    def add(self, listener: Listener) -> Callable[[], None]:
        """Have a page told from now on; gives what ends that."""
        with self._condition:
            self._listeners.add(listener)
            if self._thread is None and not self._stopped:
                self._thread = Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
            elif len(self._listeners) == 1:
                self._condition.notify()
        return lambda: self._remove(listener)

    def stop(self) -> None:
        """Look no more, and wait until that is so."""
        with self._condition:
            self._stopped = True
            self._condition.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _remove(self, listener: Listener) -> None:
        with self._condition:
            self._listeners.discard(listener)
            self._left_at = monotonic()

    def _run(self) -> None:
        while (listeners := self._wait()) is not None:
            try:
                self.look(listeners)
            except EngineError as error:  # the database does not answer: what happens meanwhile is told when it does
                log.warning("live: %s", error)
            except Exception:
                log.exception("live: a look failed")

    def _wait(self) -> list[Listener] | None:
        """Who is to be told, after a while; None where the thread has nothing to do any more."""
        with self._condition:
            self._condition.wait(EVERY)
            while not self._listeners and not self._stopped:
                left = self._left_at + LINGERS - monotonic()
                if left <= 0:
                    self._thread = self.place = None
                    return None
                self._condition.wait(left)
            return None if self._stopped else list(self._listeners)

    def look(self, listeners: list[Listener]) -> None:
        """Look once, and tell those of `listeners` whom it concerns. Raises StoreUnavailable."""
        here = news.place(self._database) if self.place is None else self.place
        found = {here: news.since(self._database, here)}
        for each in listeners:
            after = here if each.after is None else each.after
            if after not in found:
                found[after] = news.since(self._database, after)
            each.after = after
        changed = self._concerned(listeners, found)
        for each in listeners:
            assert each.after is not None
            each.after = found[each.after].place
            if each in changed or not each.known:
                each.known = True
                each.tell(each.after, each in changed)
        self.place = found[here].place

    def _concerned(self, listeners: list[Listener], found: dict[Place, News]) -> set[Listener]:
        moved = [(each, each.after) for each in listeners if each.after and found[each.after].is_something]
        if not moved:
            return set()
        known: dict[tuple[Reader, str | None, Place], bool] = {}
        with self._database.reading() as connection:
            for each, after in moved:
                about = each.reader, each.folio, after
                if about not in known:
                    known[about] = found[after].concern(connection, each.reader, each.folio)
        return {each for each, after in moved if known[each.reader, each.folio, after]}
