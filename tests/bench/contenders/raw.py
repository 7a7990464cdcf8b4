"""The bound: what Cauce writes at each completion, written by hand with the driver alone.

One transaction a completion, the same reads, exactly the rows that a real run wrote (`recording`), in the fewest
statements: an INSERT for each table, an UPDATE of the columns that changed. The values lie ready; nothing is worked
out, parsed, hashed or checked. Nobody can promise as much as Cauce does at a lower cost than this.
"""

from collections.abc import Sequence
from time import perf_counter

from tests.bench.recording import Recorded
from tests.bench.stores import SQLITE, connect


class Raw:
    """Writes recorded instances into the database at `url`, which is as it was before they were recorded."""

    def __init__(self, url: str, instances: Sequence[Sequence[Recorded]]) -> None:
        self._sqlite = url.startswith(SQLITE)
        self._connection = connect(url)
        self._cursor = self._connection.cursor()
        self._instances = iter(instances)

    def path(self) -> list[float]:
        """Write the next instance; gives the seconds of each completion."""
        seconds = []
        for recorded in next(self._instances):
            begun = perf_counter()
            self._complete(recorded)
            seconds.append(perf_counter() - begun)
        return seconds

    def complete(self) -> None:
        """Write the next instance, which has one completion."""
        (recorded,) = next(self._instances)
        self._complete(recorded)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _complete(self, recorded: Recorded) -> None:
        cursor = self._cursor
        if self._sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for sql, parameters in recorded.reads:
            cursor.execute(sql, parameters)
            cursor.fetchall()
        for write in recorded.writes:
            if len(write.rows) == 1:
                cursor.execute(write.sql, write.rows[0])
            else:
                cursor.executemany(write.sql, write.rows)
        self._connection.commit()
