"""What an auditor can choose from in the filters of instances (`web.pages.wanted`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Process
from engine.db import Connection
from engine.identity.queries import Person, all_people
from engine.instances.runtime import Runtime
from engine.replay import register
from web.pages.procedures import procedures_in_force
from web.pages.wanted import Filters
from web.texts.wording import title

Option = tuple[str, str]
"""What stands in the address, and what people read."""


@dataclass(frozen=True, slots=True)
class Choices:
    """`titles` are the names of the procedures by id; `activities` come under the name of their procedure, and so do
    the `earlier` ones, which only versions had that are no longer in force.

    What an address asks for and nobody can choose any more, such as somebody who has left, is offered as it is written,
    so that a link goes on saying what it finds.
    """

    titles: Mapping[str, str]
    activities: Sequence[tuple[str, Sequence[Option]]]
    earlier: Sequence[tuple[str, Sequence[Option]]]
    people: Sequence[Option]
    versions: Sequence[tuple[str, str, int]]


def choices(connection: Connection, runtime: Runtime, filters: Filters) -> Choices:
    """What there is to choose for `filters`."""
    processes = procedures_in_force(connection, runtime)
    titles = {process.id: title(process) for process in processes}
    ran_on = register.versions(connection)
    groups = [(titles[process.id], _human(process)) for process in processes]
    earlier: list[tuple[str, Sequence[Option]]] = []
    known = {id for _, options in groups for id, _ in options}
    for process_id in dict.fromkeys(process_id for process_id, _ in ran_on):
        older = [runtime.library.process(connection, *each) for each in ran_on if each[0] == process_id]
        gone = {id: name for process in reversed(older) for id, name in _human(process) if id not in known}
        if gone:
            earlier.append((titles.get(process_id, process_id), [*gone.items()]))
            known |= gone.keys()
    people = [(person.id, person.name) for person in sorted(all_people(connection), key=_by_name)]
    versions = [(f"{process_id}:{number}", titles.get(process_id, process_id), number) for process_id, number in ran_on]
    if filters.wanted.activity and filters.wanted.activity not in known:
        groups.append(("—", [(filters.wanted.activity, filters.wanted.activity)]))
    if filters.wanted.person and filters.wanted.person not in {id for id, _ in people}:
        people.append((filters.wanted.person, filters.wanted.person))
    return Choices(titles, groups, earlier, people, versions)


def _human(process: Process) -> list[Option]:
    return [(each.id, each.name or each.id) for each in process.activities() if each.kind in HUMAN_TASKS]


def _by_name(person: Person) -> str:
    return person.name.casefold()
