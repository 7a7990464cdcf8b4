"""What an auditor can choose from in the filters of instances (`web.pages.wanted`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bpmn.kinds import HUMAN_TASKS
from bpmn.messages import Message
from bpmn.model import Process
from engine.db import Connection
from engine.identity.queries import Person, all_people
from engine.instances.runtime import Runtime
from engine.replay import register
from web.pages.outcomes import Outcomes, outcomes
from web.pages.procedures import procedures_in_force
from web.pages.searchable import Searchable, searchable
from web.pages.wanted import PROOF_TEXTS, RESULTS, STATE_TEXTS, STATES, Filters
from web.texts.wording import title

Option = tuple[str, str]
"""What stands in the address, and what people read."""
Group = tuple[str, Sequence[Option]]
"""Options under the name of what they belong to."""


@dataclass(frozen=True, slots=True)
class Choices:
    """`titles` are the names of the procedures by id; `activities`, `lanes` and `policies` come under the name of their
    procedure, and so do the `earlier` activities, which only versions had that are no longer in force.

    What an address asks for and nobody can choose any more, such as somebody who has left, is offered as it is written,
    so that a link goes on saying what it finds.
    """

    titles: Mapping[str, str]
    activities: Sequence[Group]
    earlier: Sequence[Group]
    lanes: Sequence[Group]
    policies: Sequence[Group]
    people: Sequence[Option]
    versions: Sequence[tuple[str, str, int]]
    outcomes: Outcomes
    fields: Sequence[Searchable]

    @property
    def states(self) -> Sequence[tuple[str, Message]]:
        """How a history can stand with a policy."""
        return [(name, STATE_TEXTS[state]) for name, state in STATES.items()]

    @property
    def proofs(self) -> Sequence[tuple[str, Message]]:
        """What can be known of its proof."""
        return [(name, PROOF_TEXTS[proof]) for name, proof in RESULTS.items()]

    def every_activity(self, gettext: Callable[..., str]) -> Sequence[Group]:
        """The activities, and those that only earlier versions had."""
        older = [(gettext("{procedure}, earlier versions", procedure=name), found) for name, found in self.earlier]
        return [*self.activities, *older]

    def name(self, groups: Sequence[Group], id: str) -> str:
        """What an option is called; as it is written where there is none."""
        return next((name for _, options in groups for each, name in options if each == id), id)

    def activity(self, id: str) -> str:
        """What an activity is called."""
        return self.name([*self.activities, *self.earlier], id)

    def person(self, id: str) -> str:
        """What somebody is called."""
        return self.name([("", self.people)], id)


def choices(connection: Connection, runtime: Runtime, filters: Filters) -> Choices:
    """What there is to choose for `filters`."""
    processes = procedures_in_force(connection, runtime)
    titles = {process.id: title(process) for process in processes}
    ran_on = register.versions(connection)
    groups: list[Group] = [(titles[process.id], _human(process)) for process in processes]
    earlier: list[Group] = []
    known = {id for _, options in groups for id, _ in options}
    for process_id in dict.fromkeys(process_id for process_id, _ in ran_on):
        older = [runtime.library.process(connection, *each) for each in ran_on if each[0] == process_id]
        gone = {id: name for process in reversed(older) for id, name in _human(process) if id not in known}
        if gone:
            earlier.append((titles.get(process_id, process_id), [*gone.items()]))
            known |= gone.keys()
    lanes: list[Group] = [
        (titles[each.id], [(lane.id, lane.name or lane.id) for lane in each.lanes]) for each in processes
    ]
    policies: list[Group] = [(titles[each.id], _checks(each)) for each in processes]
    people = [(person.id, person.name) for person in sorted(all_people(connection), key=_by_name)]
    versions = [(f"{process_id}:{number}", titles.get(process_id, process_id), number) for process_id, number in ran_on]
    wanted = filters.wanted
    _offer(groups, wanted.activity, known)
    _offer(lanes, wanted.lane)
    _offer(policies, wanted.policy)
    if wanted.person and wanted.person not in {id for id, _ in people}:
        people.append((wanted.person, wanted.person))
    found = [each for each in groups if each[1]], earlier, [each for each in lanes if each[1]]
    return Choices(titles, *found, [each for each in policies if each[1]], people, versions, outcomes(), searchable())


def _offer(groups: list[Group], wanted: str, known: set[str] | None = None) -> None:
    """Offer what is asked for, as it is written, where nothing offers it."""
    offered = {id for _, options in groups for id, _ in options} if known is None else known
    if wanted and wanted not in offered:
        groups.append(("—", [(wanted, wanted)]))


def _human(process: Process) -> list[Option]:
    return [(each.id, each.name or each.id) for each in process.activities() if each.kind in HUMAN_TASKS]


def _checks(process: Process) -> list[Option]:
    """The checks of its policies, each once."""
    return [*{check.key: check.name for check in process.document.checks}.items()]


def _by_name(person: Person) -> str:
    return person.name.casefold()
