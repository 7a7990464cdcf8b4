"""What tests of the engine speak in: a company whose clock stands still unless a command is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.db import Database
from engine.history.chain import Event
from engine.identity.commands import ensure_right
from engine.identity.rights import Right
from engine.instances import commands, queries, samples
from engine.instances.projection import Projection
from engine.instances.queries import OpenTask
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, nine in the morning in Mexico City


def no_clock_moves() -> datetime:
    """The same moment, always."""
    return START


class FixedClock:
    """A minute passes at each look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class Company:
    """The demo's people and procedures; each method is one command in a transaction of its own."""

    database: Database
    runtime: Runtime
    clock: FixedClock

    def start(self, process_id: str = "gestion_comercial", actor: str = "comercial") -> str:
        with self.database.transaction() as connection:
            return commands.start(connection, self.runtime, process_id, actor=actor, at=self.clock())[0]

    def complete(
        self, id: str, values: Mapping[str, object] | None = None, *, actor: str, fill: bool = True
    ) -> Projection:
        with self.database.transaction() as connection:
            at = self.clock()
            given = dict(values or {})
            if fill:
                given = samples.filled(connection, self.runtime, id, given, actor=actor, at=at)
            return commands.complete(connection, self.runtime, id, given, actor=actor, at=at)

    def filled(self, id: str, values: Mapping[str, object], *, actor: str) -> dict[str, object]:
        """`values` with samples for what else is required."""
        with self.database.transaction() as connection:
            return samples.filled(connection, self.runtime, id, values, actor=actor, at=self.clock())

    def command(self, name: str, *args: Any, actor: str) -> Any:
        """Give the command of that name from `engine.instances.commands`."""
        with self.database.transaction() as connection:
            return getattr(commands, name)(connection, self.runtime, *args, actor=actor, at=self.clock())

    def reads(self, person: str) -> None:
        """Give a person the right to read everything."""
        with self.database.transaction() as connection:
            ensure_right(connection, person, Right.READ, actor=None, at=self.clock())

    def tasks(self, folio: str | None = None, person: str | None = None) -> list[OpenTask]:
        with self.database.reading() as connection:
            return queries.tasks(connection, EVERYTHING, folio=folio, person=person)

    def task(self, folio: str, element: str) -> OpenTask:
        found = [task for task in self.tasks(folio) if task.item.visit.element == element]
        assert len(found) == 1, [task.item.visit for task in self.tasks(folio)]
        return found[0]

    def do(self, folio: str, element: str, values: Mapping[str, object] | None = None) -> Projection:
        """Complete the one open task at `element` as the first person who may."""
        task = self.task(folio, element)
        return self.complete(task.item.id, values, actor=task.candidates[0])

    def drive(self, folio: str, answers: Mapping[str, list[Mapping[str, object]]]) -> Projection:
        """Complete whatever is open, oldest first, giving each element its next answers, until the instance ends."""
        left = {element: list(values) for element, values in answers.items()}
        while True:
            task = self.tasks(folio)[0]
            given = left.get(task.item.visit.element, [])
            values = given.pop(0) if given else {}
            became = self.complete(task.item.id, values, actor=task.candidates[0])
            if became.status != "running":
                assert not any(left.values()), left
                return became

    def history(self, folio: str) -> list[Event]:
        with self.database.reading() as connection:
            return queries.history(connection, EVERYTHING, folio)

    def visited(self, folio: str) -> list[str]:
        """The elements of the user tasks completed, in order."""
        return [event.element or "" for event in self.history(folio) if event.type == "user_task_completed"]
