"""What comes after a step that was done."""

from dataclasses import dataclass

from engine.db import Connection
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.execution_queries import Work
from engine.instances.queries import Instance, OpenTask
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from web.texts.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The instance now, its open work, and of that what the reader may do."""

    instance: Instance
    wording: Wording
    open: tuple[OpenTask, ...]
    mine: tuple[OpenTask, ...]


def next_steps(connection: Connection, runtime: Runtime, reader: Reader, work: Work, person: Person) -> NextSteps:
    """What came after `work`, seen by `person`, who is `reader`."""
    instance = queries.instance(connection, reader, work.folio)
    waiting = tuple(queries.tasks(connection, reader, folio=work.folio))
    mine = tuple(task for task in waiting if person.id in task.candidates)
    return NextSteps(instance, wording(connection, runtime, reader, instance), waiting, mine)
