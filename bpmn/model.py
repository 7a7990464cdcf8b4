"""What a diagram says, in the words of BPMN 2.0 (OMG formal/2011-01-03; clause numbers below refer to it).

Frozen, pure data. `bpmn.reader` makes it from bytes. Every element carries the id the diagram gives it and the line
of its own tag, so that whatever is said about it can be found again in the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Anything with an id (BaseElement, 8.2.1). `line` counts from 1."""

    id: str
    name: str | None = None
    documentation: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Element):
    """A role that people hold (Resource, 8.3.11); its id is the role's id in the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PotentialOwner(Element):
    """Who may do an activity (PotentialOwner, 10.2.1): a role by id, or an expression that yields role ids."""

    role: str | None = None
    expression: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of the procedure that an activity leaves (column «Registro»), e.g. F-COM-003."""

    code: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When an activity is due, in business days: so many after it is enabled, or before the date in a variable."""

    business_days: int
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A message to people that leaves when its element completes.

    `to`: role ids; `to_expression`: an expression over the data that yields role ids (both may be given).
    `subject` and `body` may hold ``{variable}`` places, and ``{variable:2}`` for a number with so many decimals.
    """

    to: tuple[str, ...] = ()
    to_expression: str | None = None
    subject: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopCharacteristics:
    """How an activity repeats (10.2.8): `kind` is ``standard``, ``parallel`` or ``sequential`` (multi-instance).

    `maximum` and `test_before` belong to the standard loop. `scripts_on_instances`: the activity's scripts run once
    for each instance, not once for all of them.
    """

    kind: str
    maximum: int | None = None
    test_before: bool = False
    scripts_on_instances: bool = False
    collection: str | None = None
    cardinality: str | None = None
    input_item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    condition: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode(Element):
    """A node of the flow (8.3.8). `kind` is the tag's local name, e.g. ``exclusiveGateway``.

    `lane` is the id of the innermost lane that holds it; `parent` the id of the process or sub-process it stands in;
    `incoming` and `outgoing` are sequence flow ids in document order.
    """

    kind: str
    parent: str
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    notifications: tuple[Notification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(FlowNode):
    """A task, sub-process or call activity (10.2) with what the procedure's table says of it.

    `number` and `responsible` are the columns «No.» and «Responsable»; `form` names the form (user tasks);
    `returnable`: whoever has the step after it may give the work back to it (`bpmn.returning`);
    `called_element` the process (call activities); `script` the script (script tasks); `message` the id of the
    message that a send or receive task names; `default` a sequence flow id.
    """

    number: str | None = None
    responsible: str | None = None
    records: tuple[Record, ...] = ()
    form: str | None = None
    returnable: bool = True
    due: Due | None = None
    potential_owners: tuple[PotentialOwner, ...] = ()
    loop: LoopCharacteristics | None = None
    called_element: str | None = None
    message: str | None = None
    script: str | None = None
    pre_script: str | None = None
    post_script: str | None = None
    default: str | None = None
    for_compensation: bool = False
    triggered_by_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """What an event waits for or throws (10.4.5). `kind`: timer, message, signal, error, terminate, link …

    `ref` is the id of the referenced message, signal, error or escalation; `expression` a timer's or condition's text.
    """

    kind: str
    ref: str | None = None
    expression: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(FlowNode):
    """A start, intermediate, boundary or end event (10.4). `attached_to` and `cancel_activity` are a boundary's.

    `due` says when a timer is due in business days; what stands in its definition is then for other tools. `outcome` is
    what it means to end there, ``won``, ``lost`` or ``noGo``: who took part is told.
    """

    definitions: tuple[EventDefinition, ...] = ()
    due: Due | None = None
    attached_to: str | None = None
    cancel_activity: bool = True
    interrupting: bool = True
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(FlowNode):
    """A gateway (10.5). `default` is the id of the flow taken when no condition holds."""

    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlow(Element):
    """A sequence flow (8.3.13) from `source` to `target`, with its condition if it has one."""

    source: str
    target: str
    condition: str | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who outside the company does a lane's work, by a link and without an account.

    `email`, `person` and `until` name variables: the address that the link is sent to, what its reader is called, the
    last day on which it can be used. `when` is a condition over the data: where it does not hold, no link is sent.
    `subject` and `text` are the e-mail's own, with places for variables and ``{expires}`` for the day and time at which
    the link ends.
    """

    email: str
    person: str | None = None
    until: str | None = None
    when: str | None = None
    subject: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Element):
    """A lane (10.7). `roles` staff it; a lane that names none is staffed by the role with the lane's own id."""

    parent: str | None = None
    staffing: tuple[str, ...] = ()
    invitation: Invitation | None = None
    responsibilities: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of the roles whose holders do this lane's work."""
        return self.staffing or (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A definition of section 3 of the procedure document."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition of a requirement: that a step was done (`step`), or that what was answered in `field` passes `test`,
    one of `bpmn.policies.blocks.TESTS`, with `value` where the test compares."""

    step: str | None = None
    field: str | None = None
    test: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One block of a check: what must be seen in a history for the check to be kept. `bpmn.policies.blocks` says which
    blocks there are (`what`) and what each needs of these.

    `steps` and `others` are ids of elements, `roles` of roles; `field` and `date` are names of variables. `moment` of
    the steps and `of_moment` of `of` are ``completed`` or ``enabled``. `by` is how something was delivered: ``email``
    or ``crm``. `to` is the variable that holds the roles which it must have reached. `when`: it is asked only where all
    of these hold.
    """

    what: str
    steps: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    moment: str | None = None
    of: tuple[str, ...] = ()
    of_moment: str | None = None
    date: str | None = None
    days: int | None = None
    roles: tuple[str, ...] = ()
    by: str | None = None
    to: str | None = None
    field: str | None = None
    test: str | None = None
    value: str | None = None
    when: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What shows in a history whether a policy was kept. `key` is what programs and tables call it, in every version;
    `name` is for people."""

    key: str
    name: str
    requires: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy of section 4, the ids of the elements in which the diagram makes it visible, and its checks."""

    text: str
    elements: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row of the version table: version, date (ISO 8601) and what changed."""

    version: str
    date: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedDocument:
    """A row of section 8."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The document control header of a procedure, and the sections that are not the flow."""

    code: str | None = None
    title: str | None = None
    folio_prefix: str | None = None
    prepared_by: str | None = None
    reviewed_by: str | None = None
    approved_by: str | None = None
    owner: str | None = None
    retention: str | None = None
    disposition: str | None = None
    objective: str | None = None
    scope: str | None = None
    terms: tuple[Term, ...] = ()
    policies: tuple[Policy, ...] = ()
    changes: tuple[Change, ...] = ()
    related: tuple[RelatedDocument, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of all policies, in their order."""
        return tuple(check for policy in self.policies for check in policy.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Element):
    """A process (10.1). Nodes, flows and lanes of embedded sub-processes are included, told apart by `parent`."""

    executable: bool = False
    lanes: tuple[Lane, ...] = ()
    nodes: tuple[FlowNode, ...] = ()
    flows: tuple[SequenceFlow, ...] = ()
    document: Document = Document()

    def node(self, id: str) -> FlowNode:
        """The flow node with that id; raises KeyError when the process has none."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)

    def activities(self) -> Iterator[Activity]:
        """Its activities, in document order."""
        return (node for node in self.nodes if isinstance(node, Activity))

    def lane(self, id: str) -> Lane:
        """The lane with that id; raises KeyError when the process has none."""
        for lane in self.lanes:
            if lane.id == id:
                return lane
        raise KeyError(id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A whole file (Definitions, 8.1): its processes and the root elements that they refer to."""

    processes: tuple[Process, ...] = ()
    resources: tuple[Resource, ...] = ()
    messages: tuple[Element, ...] = ()
    signals: tuple[Element, ...] = ()
    errors: tuple[Element, ...] = ()
    escalations: tuple[Element, ...] = ()
    target_namespace: str | None = None
