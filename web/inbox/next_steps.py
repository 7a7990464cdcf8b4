"""What comes after a step that was done."""

from dataclasses import dataclass

from engine.db import Connection
from engine.identity.queries import Person
from engine.instances import queries
from engine.instances.execution_queries import Work
from engine.instances.queries import Instance, OpenTask
from engine.instances.runtime import Runtime
from web.texts.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The instance now, its open work, and of that what the reader may do."""

    instance: Instance
    wording: Wording
    open: tuple[OpenTask, ...]
    mine: tuple[OpenTask, ...]


def next_steps(connection: Connection, runtime: Runtime, work: Work, person: Person) -> NextSteps:
    """What came after `work`, seen by `person`."""
    instance = queries.instance(connection, work.folio)
    waiting = tuple(queries.tasks(connection, folio=work.folio))
    mine = tuple(task for task in waiting if person.id in task.candidates)
    return NextSteps(instance, wording(connection, runtime, instance), waiting, mine)
