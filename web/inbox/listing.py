"""The list of a person's open work, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from engine.db import Connection
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.queries import OpenTask
from engine.instances.runtime import Runtime

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page, counted from 1, of a longer list."""

    items: tuple[T, ...]
    number: int
    total: int

    @property
    def before(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number * PER_PAGE < self.total else None


def cut(items: Sequence[T], page: int) -> Slice[T]:
    """The page of that number, the nearest there is when there is none."""
    number = min(max(page, 1), max(1, -(-len(items) // PER_PAGE)))
    return Slice(tuple(items[(number - 1) * PER_PAGE : number * PER_PAGE]), number, len(items))


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of work in the list, with the client it is for where the instance names one."""

    task: OpenTask
    client: str | None


NEVER = datetime.max.replace(tzinfo=UTC)


def inbox_of(connection: Connection, runtime: Runtime, person: Person, *, page: int) -> Slice[Entry]:
    """What `person` may do now, what is due first at the top."""
    tasks = sorted(queries.tasks(connection, person=person.id), key=lambda task: task.item.due_at or NEVER)
    found = cut(tasks, page)
    # The state of an instance is read for the client's name: a millisecond each (measured), for one page of them.
    clients = {folio: client_of(connection, runtime, folio) for folio in {task.folio for task in found.items}}
    return Slice(tuple(Entry(task, clients[task.folio]) for task in found.items), found.number, found.total)


def client_of(connection: Connection, runtime: Runtime, folio: str) -> str | None:
    """The client an instance is for, where its data name one."""
    client = queries.data(connection, runtime, folio).get("cliente")
    return client if isinstance(client, str) and client else None
