"""Rights over instances. Each check raises where the person may not.

A person that a command gives is one with those for whom they stand in
(`engine.instances.session.InstanceSession.acting`, `engine.identity.substitutions.acting`): whoever does the work of
somebody who is away may do what that one may."""

from bpmn.model import Event, Process
from engine.errors import ClaimedByAnother, NobodyHasIt, NotACandidate, NotAllowed, TaskAlreadyCompleted
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
    role = person.role_for(roles)
    if roles and role is None:
        raise NotAllowed(actor=person.id, roles=sorted(roles))
    return role


def is_keeper(person: Person, executable: Executable) -> bool:
    """Whether the person may keep true what such an instance says beside its steps, as `require_keeper`."""
    roles = starters(executable)
    return ADMINISTRATOR in person.roles or not roles or person.role_for(roles) is not None


def require_keeper(person: Person, executable: Executable) -> str | None:
    """The role by which the person may keep true what such an instance says beside its steps (a date, how it stands
    with other systems): that of an administrator, or as `require_starter`."""
    return ADMINISTRATOR if ADMINISTRATOR in person.roles else require_starter(person, executable)


def require_canceller(person: Person, executable: Executable) -> str | None:
    """The role by which the person may cancel such an instance: that of an administrator, one by which they may start
    it, or one of those that they head; None where anybody may. Raises NotAllowed."""
    if ADMINISTRATOR in person.roles:
        return ADMINISTRATOR
    heading = person.heads & starters(executable)
    if heading and not person.roles & heading:
        return min(heading)
    return require_starter(person, executable)


def require_open(item: WorkItem) -> None:
    """Raises TaskAlreadyCompleted when the work is not open any more."""
    if not item.is_open:
        raise TaskAlreadyCompleted(id=item.id, element=item.name, status=item.status, by=item.closed_by)


def require_role(person: Person, item: WorkItem) -> str:
    """The role by which the person may do the work, themselves or as a substitute, the first of several. Raises
    NotACandidate where there is none."""
    role = person.role_for(item.roles)
    if role is None:
        raise NotACandidate(actor=person.id, element=item.name, roles=sorted(item.roles))
    return role


def require_candidate(person: Person, item: WorkItem) -> str:
    """As `require_role`; raises ClaimedByAnother when somebody else has taken the work, for whom the
    person does not stand in."""
    role = require_role(person, item)
    if item.assignee not in (None, *person.work_of):
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)
    return role


def require_assignee(person: Person, item: WorkItem) -> str | None:
    """The role by which the person may give the work back: that by which they have it, None where they have lost it
    since; or that of an administrator. Raises ClaimedByAnother."""
    if item.assignee in person.work_of:
        return person.role_for(item.roles)
    if ADMINISTRATOR not in person.roles:
        raise ClaimedByAnother(actor=person.id, assignee=item.assignee, element=item.name)
    return ADMINISTRATOR


def heading_role(person: Person, item: WorkItem) -> str | None:
    """The role of those for whom work is that the person heads, the first of several; None where they head none."""
    return min(person.heads.intersection(item.roles), default=None)


def require_assigner(person: Person, item: WorkItem) -> str:
    """The role by which the person may give the work to somebody: that of an administrator, one by which they may do it
    while nobody else has it, or one of them that they head. Raises as `require_candidate`."""
    if ADMINISTRATOR in person.roles:
        return ADMINISTRATOR
    heading = heading_role(person, item)
    if heading is not None and (item.assignee not in (None, *person.work_of) or person.role_for(item.roles) is None):
        return heading
    return require_candidate(person, item)


def require_colleague(person: Person, item: WorkItem) -> tuple[str, str]:
    """The role by which the person may do work that somebody else has, and who that is. Raises NotACandidate,
    NobodyHasIt."""
    role = require_role(person, item)
    if item.assignee in (None, *person.work_of):
        raise NobodyHasIt(element=item.name)
    return role, str(item.assignee)
