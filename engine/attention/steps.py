"""Whom a step of an instance concerns: what follows for people from its events. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bpmn.model import Activity
from bpmn.model import Event as EventNode
from engine.client_access.links import is_link
from engine.clock import to_text
from engine.execution.compiler import Executable
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_LINK_MADE,
    INSTANCE_COMPLETED,
    INSTANCE_RETURNED,
    USER_TASK_COMPLETED,
    USER_TASK_ENABLED,
)
from engine.history.visits import Visit, enclosing_scopes, parse_visit
from engine.instances.projection import WorkItem
from engine.telling.kinds import Channel, NoticeKind

OUTCOMES: Mapping[str | None, NoticeKind] = {
    "won": NoticeKind.WON,
    "lost": NoticeKind.LOST,
    "noGo": NoticeKind.NO_GO,
}
"""What an end of the diagram means (`bpmn.model.Event.outcome`), and of what people are told then."""
WORK = (NoticeKind.WORK_ARRIVED, NoticeKind.WORK_RETURNED)
_PROMPT = {Channel.AT_ONCE: 0, Channel.DIGEST: 1, Channel.NOTHING: 2}


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice for `people`, who are told once of its `key`. `told`: a letter of the procedure has told them."""

    kind: NoticeKind
    people: frozenset[str]
    key: str
    item: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    told: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the diagram itself sent with a step: who of the company got it, and what it says."""

    people: frozenset[str]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Circle:
    """An instance as a step left it. `waiting` is its open work by visit, `able` who may do each item of it that still
    waits today, by its id; `done` the elements of the steps that were completed; `took_part` who began it or completed
    one, `sender` whoever of the company did that last before the step."""

    executable: Executable
    waiting: Mapping[Visit, WorkItem]
    able: Mapping[str, frozenset[str]]
    done: frozenset[str]
    took_part: frozenset[str]
    sender: str | None


def drafts_of(step: Sequence[Event], circle: Circle, letters: Sequence[Letter]) -> list[Draft]:
    """The notices of a step, given by its events, the cause first. What says most comes first."""
    cause, outcome = step[0], _outcome(step, circle)
    key, decided = f"{cause.folio}.{cause.seq}", f"{cause.folio}.outcome"
    before = _before(circle, cause)
    arriving = list(_arriving(step, circle))
    found: list[Draft] = []
    if outcome is not None:
        end, kind = outcome
        found += [Draft(kind, each.people, decided, None, {"end": end, "text": each.body}, True) for each in letters]
        if any(event.type == INSTANCE_COMPLETED.name for event in step):
            found.append(Draft(kind, circle.took_part, decided, None, {"end": end}))
    if _by_client(cause, circle):
        people = {circle.sender} if circle.sender else circle.took_part
        people = frozenset(people).union(*(circle.able[item.id] for item in arriving))
        refused = outcome is not None and outcome[1] is NoticeKind.LOST
        kind = NoticeKind.CLIENT_REFUSED if refused else NoticeKind.CLIENT_ANSWERED
        data = {**before, **(_about(arriving[0]) if arriving else {})}
        first = arriving[0].id if arriving else None
        found.append(Draft(kind, people, key if outcome is None else decided, first, data))
    written = frozenset[str]().union(*(letter.people for letter in letters))
    for item in arriving:
        kind = NoticeKind.WORK_RETURNED if comes_back(item, circle) else NoticeKind.WORK_ARRIVED
        draft = Draft(kind, circle.able[item.id] - written, item.id, item.id, {**before, **_about(item)})
        found += [draft, replace(draft, people=circle.able[item.id] & written, told=True)]
    if outcome is None:
        for number, each in enumerate(letters):
            data = {"title": each.subject, "text": each.body}
            found.append(Draft(NoticeKind.ANNOUNCED, each.people, f"{key}.letter{number}", None, data, True))
    return found


def once_each(
    drafts: Sequence[Draft],
    known: Mapping[str, Collection[str]],
    channels: Mapping[str, Mapping[NoticeKind, Channel]],
) -> list[Draft]:
    """The same, so that nobody is told twice of one thing: each person in the first that concerns them and whose key
    they do not know yet (`known`, people by key), and in each step that waits for them besides.

    Who wants what says more of a step less promptly than the step itself is told of the step.
    """
    had: dict[str, set[str]] = {}
    found = []
    for draft in drafts:
        people = frozenset(
            person
            for person in draft.people - set(known.get(draft.key, ()))
            if not _covers(had.get(person, ()), draft) and not _rather(person, draft, drafts, channels)
        )
        for person in people:
            had.setdefault(person, set()).add(draft.item or "")
        if people:
            found.append(replace(draft, people=people))
    return found


def _covers(had: Collection[str], draft: Draft) -> bool:
    """Whether who was told of `had`, the items of a step and "" for what is about none, needs no more of a draft."""
    return draft.item in had if draft.kind in WORK else bool(had)


def _rather(
    person: str, draft: Draft, drafts: Iterable[Draft], channels: Mapping[str, Mapping[NoticeKind, Channel]]
) -> bool:
    """Whether somebody is told of the step that a draft is about by another draft, since they want that sooner."""
    if draft.kind in WORK or draft.item is None:
        return False
    wants = channels.get(person, {})

    def late(kind: NoticeKind) -> int:
        return _PROMPT[wants.get(kind, Channel.AT_ONCE)]

    of_step = (each for each in drafts if each.kind in WORK and each.item == draft.item and person in each.people)
    return any(late(each.kind) < late(draft.kind) for each in of_step)


def comes_back(item: WorkItem, circle: Circle) -> bool:
    """Whether work comes back: it is done once more, or leads only to steps that were done already, as corrections
    do."""
    following = next_steps(circle.executable, item.process_id, item.visit.element)
    return item.visit.round > 1 or (bool(following) and following <= circle.done)


def next_steps(executable: Executable, process_id: str, element: str) -> set[str]:
    """The user tasks, sub-processes and called processes that a node leads to with none between."""
    found, pending, seen = set[str](), [element], {element}
    while pending:
        for _, target in executable.flows.get((process_id, pending.pop()), ()):
            if target not in seen:
                seen.add(target)
                node = executable.node(process_id, target)
                stops = isinstance(node, Activity) and node.kind in ("userTask", "callActivity", "subProcess")
                (found.add if stops else pending.append)(target)
    return found


def _arriving(step: Sequence[Event], circle: Circle) -> Iterator[WorkItem]:
    """The work that a step enabled and that still waits; what a client has a link for is theirs."""
    linked = {visit_of(event) for event in step if event.type == CLIENT_LINK_MADE.name}
    for event in step:
        if event.type == USER_TASK_ENABLED.name and visit_of(event) not in linked:
            item = circle.waiting.get(visit_of(event))
            if item is not None and item.id in circle.able:
                yield item


def _about(item: WorkItem) -> dict[str, object]:
    return {"step": item.name, "due_at": None if item.due_at is None else to_text(item.due_at)}


def _before(circle: Circle, cause: Event) -> dict[str, object]:
    """The step that a cause completed, or why it gave one back, as a notice says it."""
    if cause.type == INSTANCE_RETURNED.name:
        return {"reason": cause.payload.get("reason")}
    if cause.type != USER_TASK_COMPLETED.name:
        return {}
    found = (node.name for (_, element), node in circle.executable.nodes.items() if element == cause.element)
    known: dict[str, object] = {"before": next(found, None) or cause.element}
    return known


def _by_client(cause: Event, circle: Circle) -> bool:
    """Whether a cause is the answer of somebody outside: by a link, or recorded for them by somebody here."""
    if cause.type != USER_TASK_COMPLETED.name:
        return False
    if is_link(cause.actor):
        return True
    for process in circle.executable.processes.values():
        for node in process.nodes:
            if node.id == cause.element and node.lane is not None:
                return process.lane(node.lane).invitation is not None
    return False


def _outcome(step: Sequence[Event], circle: Circle) -> tuple[str, NoticeKind] | None:
    """How an instance ends, by the name of that end and what it means, once nothing can change it any more; None while
    it is open, and where the diagram does not say what the end means."""
    executable = circle.executable
    ended = {event.element for event in step if event.type == INSTANCE_COMPLETED.name}
    ends: set[str] = {end for end in ended if end is not None}
    if not ends and step[0].type == USER_TASK_COMPLETED.name:
        ends = set().union(*(executable.ends.get(_outermost(visit), frozenset()) for visit in circle.waiting))
    nodes = [executable.node(executable.process_id, end) for end in sorted(ends)]
    kinds = {OUTCOMES.get(node.outcome) if isinstance(node, EventNode) else None for node in nodes}
    kind = kinds.pop() if len(kinds) == 1 else None
    return None if kind is None else (nodes[0].name or "", kind)


def _outermost(visit: Visit) -> str:
    return parse_visit(next(enclosing_scopes(visit.scope), str(visit))).element
