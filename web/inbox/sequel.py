"""What comes after a step that was done."""

from dataclasses import dataclass

from engine.db import Connection
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.queries import Instance, OpenTask, Work
from engine.instances.runtime import Runtime
from web.procedure import Wording, wording


@dataclass(frozen=True, slots=True)
class Sequel:
    """The instance now, its open work, and of that what the reader may do."""

    instance: Instance
    wording: Wording
    open: tuple[OpenTask, ...]
    mine: tuple[OpenTask, ...]


def sequel(connection: Connection, runtime: Runtime, work: Work, person: Person) -> Sequel:
    """What came after `work`, seen by `person`."""
    instance = queries.instance(connection, work.folio)
    waiting = tuple(queries.tasks(connection, folio=work.folio))
    mine = tuple(task for task in waiting if person.id in task.candidates)
    return Sequel(instance, wording(connection, runtime, instance), waiting, mine)
