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
    return bool(person.rights_over(process.id) & REPAIRING) or repairing_role(person, process) is not None


def repairing_role(person: Person, process: Process) -> str | None:
    """The role by which a person may repair; None where they hold none that lets them."""
    return min(person.roles & {ADMINISTRATOR, process.document.owner}, default=None)


def starters(executable: Executable) -> frozenset[str]:
    """The roles that staff the lane in which the process starts; empty when it has no lanes: then anybody may."""
    process = executable.processes[executable.process_id]
    for node in process.nodes:
        if isinstance(node, Event) and node.kind == "startEvent" and node.parent == process.id and node.lane:
            return frozenset(process.lane(node.lane).roles)
    return frozenset()


def require_starter(person: Person, executable: Executable) -> str | None:
    """The role by which the person may start such an instance; None where anybody may. Raises NotAllowed."""
    roles = starters(executable)
    if roles and not person.roles & roles:
        raise NotAllowed(actor=person.id, roles=sorted(roles))
    return min(person.roles & roles, default=None)


def require_open(item: WorkItem) -> None:
    """Raises TaskAlreadyCompleted when the work is not open any more."""
    if not item.is_open:
        raise TaskAlreadyCompleted(id=item.id, element=item.name, status=item.status, by=item.closed_by)


def require_role(person: Person, item: WorkItem) -> str:
    """The role by which the person may do the work, the first of several. Raises NotACandidate where there is none."""
    roles = person.roles.intersection(item.roles)
    if not roles:
        raise NotACandidate(actor=person.id, element=item.name, roles=sorted(item.roles))
    return min(roles)


def require_candidate(person: Person, item: WorkItem) -> str:
    """As `require_role`; raises ClaimedByAnother when somebody else has taken the work."""
    role = require_role(person, item)
    if item.assignee not in (None, person.id):
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)
    return role


def require_assignee(person: Person, item: WorkItem) -> str | None:
    """The role by which the person may give the work back: that by which they have it, None where they have lost it
    since; or that of an administrator. Raises ClaimedByAnother."""
    if item.assignee == person.id:
        return min(person.roles.intersection(item.roles), default=None)
    if ADMINISTRATOR not in person.roles:
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)
    return ADMINISTRATOR
