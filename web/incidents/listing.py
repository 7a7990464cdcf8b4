"""The incidents as the list shows them: by procedure, since it is a procedure that is repaired, for all that it hit."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.db import Connection
from engine.definitions import control, drafts
from engine.definitions import queries as definitions
from engine.identity.queries import Person
from engine.incidents import queries
from engine.incidents.queries import Status, Stopped
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure and its incidents.

    `author` prepares its next version, None where nobody does; `drafted`: the reader may open that. `in_force` is the
    number of the version in force, None where there is none.
    """

    process_id: str
    title: str
    author: str | None
    drafted: bool
    in_force: int | None
    incidents: Sequence[Stopped]

    def movable(self, each: Stopped) -> bool:
        """Whether an instance stands still on another version than the one in force."""
        return each.status is Status.STOPPED and self.in_force is not None and each.runs_on != self.in_force

    @property
    def unrepaired(self) -> bool:
        """Whether something stands still on the version in force: another has to come."""
        return any(each.status is Status.STOPPED and not self.movable(each) for each in self.incidents)

    @property
    def behind(self) -> int:
        """How many stand still that could go on in the version in force."""
        return sum(map(self.movable, self.incidents))


MOST = 200
"""How many incidents a page shows: the oldest."""


def hit(
    connection: Connection, runtime: Runtime, reader: Reader, person: Person, *, every: bool, most: int = MOST
) -> tuple[list[Hit], bool]:
    """The procedures with incidents that `person`, who is `reader`, repairs; with `every`, also those that were
    resolved. And whether there are more than the `most` that were looked at."""
    by_process: dict[str, list[Stopped]] = {}
    stopped = queries.found(connection, runtime, reader, every=every, limit=most + 1)
    for each in stopped[:most]:
        if queries.may_see_of(connection, runtime, person, each):
            by_process.setdefault(each.top, []).append(each)
    in_force = definitions.in_force(connection)
    found = []
    for process_id, incidents in by_process.items():
        draft, version = drafts.open_draft(connection, process_id), in_force.get(process_id)
        executable = runtime.library.executable(connection, process_id, incidents[0].versions)
        found.append(
            Hit(
                process_id,
                title(executable.processes[process_id]),
                None if draft is None else draft.author,
                draft is not None and control.may_read(person, process_id),
                None if version is None else version.number,
                incidents,
            )
        )
    return found, len(stopped) > most
