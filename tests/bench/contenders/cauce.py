"""Cauce: `engine.instances.commands.complete`, each in a transaction of its own, on a state loaded from the store."""

from collections.abc import Sequence
from time import perf_counter

from engine.db import Database
from engine.instances import commands
from engine.instances.projection import Projection
from engine.instances.runtime import Runtime
from tests.bench.procedure import Step, moment


class Cauce:
    """Drives `folios`, which have been started in `database`, along `steps`."""

    def __init__(self, database: Database, runtime: Runtime, folios: Sequence[str], steps: Sequence[Step]) -> None:
        self._database = database
        self._runtime = runtime
        self._steps = steps
        self._folios = iter(enumerate(folios, 1))

    def path(self) -> list[float]:
        """Drive the next instance to its end; gives the seconds of each completion."""
        number, folio = next(self._folios)
        return [
            complete(self._database, self._runtime, folio + step.suffix, step, number, position)[0]
            for position, step in enumerate(self._steps)
        ]

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def complete(
    database: Database, runtime: Runtime, id: str, step: Step, number: int, position: int
) -> tuple[float, Projection]:
    """One durable completion; gives its seconds, and what became of the work."""
    at = moment(number, position)
    begun = perf_counter()
    with database.transaction() as connection:
        became = commands.complete(connection, runtime, id, step.values, actor=step.actor, at=at)
    return perf_counter() - begun, became
