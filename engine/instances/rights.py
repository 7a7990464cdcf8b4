"""Rights over instances. Each check raises where the person may not."""

from bpmn.model import Event, Process
from engine.errors import ClaimedByAnother, NotACandidate, NotAllowed, TaskAlreadyCompleted
from engine.execution.compiler import Executable
from engine.identity.queries import Person
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.projection import WorkItem

REPAIRING = frozenset({Right.PREPARE, Right.CONTROL})
"""Who answers for what a procedure says: its authors, and document control."""


def may_repair(person: Person, process: Process) -> bool:
    """Whether a person mends what a procedure does wrong in its instances: its authors, document control,
    administrators, and who holds the role that its document names as its owner by the role's id."""
    return bool(person.rights_over(process.id) & REPAIRING) or not person.roles.isdisjoint(
        {ADMINISTRATOR, process.document.owner}
    )


def starters(executable: Executable) -> frozenset[str]:
    """The roles that staff the lane in which the process starts; empty when it has no lanes: then anybody may."""
    process = executable.processes[executable.process_id]
    for node in process.nodes:
        if isinstance(node, Event) and node.kind == "startEvent" and node.parent == process.id and node.lane:
            return frozenset(process.lane(node.lane).roles)
    return frozenset()


def require_starter(person: Person, executable: Executable) -> None:
    """Raises NotAllowed unless the person may start such an instance."""
    roles = starters(executable)
    if roles and not person.roles & roles:
        raise NotAllowed(actor=person.id, roles=sorted(roles))


def require_open(item: WorkItem) -> None:
    """Raises TaskAlreadyCompleted when the work is not open any more."""
    if not item.is_open:
        raise TaskAlreadyCompleted(id=item.id, element=item.name, status=item.status, by=item.closed_by)


def require_role(person: Person, item: WorkItem) -> None:
    """Raises NotACandidate unless the person holds a role that may do the work."""
    if not person.roles & set(item.roles):
        raise NotACandidate(actor=person.id, element=item.name, roles=sorted(item.roles))


def require_candidate(person: Person, item: WorkItem) -> None:
    """Raises NotACandidate as `require_role`, and ClaimedByAnother when somebody else has taken the work."""
    require_role(person, item)
    if item.assignee not in (None, person.id):
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)


def require_assignee(person: Person, item: WorkItem) -> None:
    """Raises ClaimedByAnother unless the person has the work or is an administrator."""
    if item.assignee != person.id and ADMINISTRATOR not in person.roles:
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)
