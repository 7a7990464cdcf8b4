"""People in the order in which the procedures need them: lane by lane, then those who keep watch."""

from collections.abc import Iterable
from dataclasses import dataclass

from bpmn.model import Process
from engine.definitions.staffing import fixed_roles
from engine.identity.queries import Person


@dataclass(frozen=True, slots=True)
class Group:
    """People under the name of their lane and its process; no names: those whom no lane needs."""

    lane: str | None
    process: str | None
    people: tuple[Person, ...]


def grouped(people: Iterable[Person], processes: Iterable[Process]) -> list[Group]:
    """The active `people`, each once, under the first lane in which a role of theirs has work."""
    left = [person for person in people if person.active]
    groups = []
    for process in processes:
        for lane in process.lanes:
            roles = set(lane.roles)
            for activity in process.activities():
                if activity.lane == lane.id:
                    roles.update(fixed_roles(process, activity))
            here = tuple(person for person in left if person.roles & roles)
            if here:
                left = [person for person in left if person not in here]
                groups.append(Group(lane.name or lane.id, process.document.title or process.name, here))
    if left:
        groups.append(Group(None, None, tuple(left)))
    return groups
