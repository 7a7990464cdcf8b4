"""Turns a step of execution into the events of a history, in the order in which they follow from each other.

Who may complete a work item and when it is due are decided here, once, and recorded: replaying a history needs no
people and no calendar.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from bpmn.expressions import EvaluationError, parse_expression
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Event, FlowNode, Notification
from bpmn.timing import read_timing
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text, to_text
from engine.definitions.staffing import fixed_roles
from engine.errors import ExecutionFailed
from engine.execution.compiler import Executable
from engine.execution.moving import Moved
from engine.execution.runner import Enabled, Passage, Step, TimerSet
from engine.history.chain import NewEvent, event_at
from engine.history.event_types import (
    INSTANCE_COMPLETED,
    MESSAGE_SENT,
    TIMER_MOVED,
    TIMER_SET,
    TIMER_WITHDRAWN,
    USER_TASK_ENABLED,
    USER_TASK_MOVED,
    USER_TASK_WITHDRAWN,
    passage_type,
)
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.projection import WorkItem
from engine.notifications.outbox import StepNotification

ROLE_ID = re.compile(r"[\w.-]{1,100}")


class RecordedStep(NamedTuple):
    """The events of a step and the notifications they send."""

    events: tuple[NewEvent, ...]
    notifications: tuple[StepNotification, ...]


@dataclass(frozen=True, slots=True)
class EventRecorder:
    """Records the steps of one executable. `directory` tells who holds the roles that work is for."""

    executable: Executable
    calendar: OfficeCalendar
    directory: Directory

    def record_step(
        self, cause: NewEvent, node: FlowNode | None, data: Mapping[str, object], step: Step, at: datetime
    ) -> RecordedStep:
        """The events of `step`, caused by `cause` at `node` (None at the start of the instance), which left `data`.

        Raises ExecutionFailed when work would wait for nobody, not even an administrator.
        """
        return self._record([cause], self._sent(0, node, data) if node is not None else [], step, at)

    def record_move(
        self, cause: NewEvent, old: Executable, moved: Moved, items: Mapping[Visit, WorkItem], at: datetime
    ) -> RecordedStep:
        """The events of a move from the versions of `old`, caused by `cause`. `items` are the work items before it.

        Who may do the work that goes on is what the new version says; its term stays as it was given, unless the new
        version gives another: that counts from when the work began to wait. A replay, which knows no terms, gives none.
        """
        events = [cause]
        work = [(carried, carried.now) for carried in moved.work]
        nodes = [self._activity(now) for _, now in work]
        roles = [self._roles(now, node) for (_, now), node in zip(work, nodes, strict=True)]
        self.directory.load([*chain(*roles), ADMINISTRATOR])
        for (carried, now), node, able in zip(work, nodes, roles, strict=True):
            due_at = self._term(old, carried.process_id, now, node, items.get(carried.visit), at)
            payload = {"from": str(carried.visit), **self._described(now, node, able, due_at)}
            events.append(event_at(USER_TASK_MOVED, now.visit, payload=payload))
        for timer in moved.timers:
            payload = {"from": str(timer.visit), "process": timer.now.process_id}
            events.append(event_at(TIMER_MOVED, timer.now.visit, payload=payload))
        return self._record(events, [], moved.step, at)

    def _term(
        self, old: Executable, process_id: str, now: Enabled, node: Activity, item: WorkItem | None, at: datetime
    ) -> datetime | None:
        before = None if item is None else old.node(process_id, item.visit.element)
        if item is not None and isinstance(before, Activity) and before.due == node.due:
            return item.due_at
        return self.calendar.due_at(node.due, at if item is None else item.enabled_at, now.data) if node.due else None

    def _record(self, events: list[NewEvent], sent: list[StepNotification], step: Step, at: datetime) -> RecordedStep:
        cause = events[0]
        for passage in step.passages:
            node = self.executable.node(passage.process_id, passage.visit.element)
            sent += self._sent(len(events), node, passage.data)
            events.append(self._passed(passage, node))
        events += [event_at(USER_TASK_WITHDRAWN, visit) for visit in step.withdrawn]
        events += [event_at(TIMER_WITHDRAWN, visit) for visit in step.timers_withdrawn]
        work = [(enabled, self._activity(enabled)) for enabled in step.enabled]
        roles = [self._roles(enabled, node) for enabled, node in work]
        # Everybody this command can concern, in one look.
        self.directory.load([*chain(*roles), ADMINISTRATOR, *chain.from_iterable(each.roles for each in sent)])
        events += [self._enabled(*each, able, at) for each, able in zip(work, roles, strict=True)]
        events += [self._timer_set(timer, cause, at) for timer in step.timers_set]
        if step.completed:
            events.append(NewEvent(INSTANCE_COMPLETED.name, element=step.end))
        return RecordedStep(tuple(events), tuple(sent))

    def _passed(self, passage: Passage, node: FlowNode) -> NewEvent:
        data: dict[str, object] = {}
        if passage.flows:
            names = self.executable.flow_names
            data = {"flows": [*passage.flows], "names": [names[passage.process_id, flow] for flow in passage.flows]}
        type_ = passage_type(passage.kind)
        if isinstance(node, Event) and any(definition.kind == "message" for definition in node.definitions):
            type_ = MESSAGE_SENT
        return event_at(type_, passage.visit, payload=data)

    def _enabled(self, enabled: Enabled, node: Activity, roles: tuple[str, ...], at: datetime) -> NewEvent:
        due_at = self.calendar.due_at(node.due, at, enabled.data) if node.due else None
        return event_at(USER_TASK_ENABLED, enabled.visit, payload=self._described(enabled, node, roles, due_at))

    def _described(
        self, enabled: Enabled, node: Activity, roles: tuple[str, ...], due_at: datetime | None
    ) -> dict[str, object]:
        return {
            "process": enabled.process_id,
            "name": node.name or node.id,
            "lane": node.lane,
            "roles": list(self._somebody(node, roles)),
            "area": enabled.item if isinstance(enabled.item, str) else None,
            "due_at": None if due_at is None else to_text(due_at),
        }

    def _somebody(self, node: Activity, roles: tuple[str, ...]) -> tuple[str, ...]:
        if not any(map(self.directory.anybody, roles)):
            # Somebody must see it: work that waits for no one is found by no one.
            roles = (*roles, ADMINISTRATOR)
            if not self.directory.anybody(ADMINISTRATOR):
                reason = lazy_gettext(
                    "Nobody holds a role that may do this ({roles}), and there is no administrator to give it to.",
                    roles=", ".join(roles),
                )
                raise ExecutionFailed(element=node.id, reason=reason, cause="nobody")
        return roles

    def _timer_set(self, timer: TimerSet, cause: NewEvent, at: datetime) -> NewEvent:
        """The event of a timer. A cycle counts on from when it was due, not from when a worker fired it."""
        due_at = cause.payload.get("due_at") if timer.repetition > 1 else None
        try:
            due = self._due(timer, at, None if due_at is None else from_text(str(due_at)))
        except (OverflowError, ValueError) as error:
            reason = lazy_gettext("The timer says “{value}”, which is beyond any calendar.", value=timer.value[:40])
            raise ExecutionFailed(element=timer.visit.element, reason=reason, cause="timer") from error
        payload = {
            "process": timer.process_id,
            "kind": timer.kind,
            "value": timer.value,
            "repetition": timer.repetition,
        }
        return event_at(TIMER_SET, timer.visit, payload={**payload, "due_at": to_text(due)})

    def _due(self, timer: TimerSet, at: datetime, was_due: datetime | None) -> datetime:
        node = self.executable.node(timer.process_id, timer.visit.element)
        if not isinstance(node, Event) or node.due is None:
            timing = read_timing(timer.kind, timer.value)
            zone = self.calendar.zone
            return timing.due(at, zone) if was_due is None else timing.again(was_due, at, zone)
        due = self.calendar.due_at(node.due, at if was_due is None else was_due, timer.data)
        if due is None:
            reason = lazy_gettext(
                "The variable “{name}” holds no date, and the timer counts from it.", name=node.due.before
            )
            raise ExecutionFailed(element=node.id, reason=reason, cause="no_date")
        return due

    def _roles(self, enabled: Enabled, node: Activity) -> tuple[str, ...]:
        roles = list(fixed_roles(self.executable.processes[enabled.process_id], node))
        for owner in node.potential_owners:
            if owner.expression is not None:
                roles += role_ids(owner.expression, enabled.data)
        return tuple(dict.fromkeys(roles))

    def _activity(self, enabled: Enabled) -> Activity:
        node = self.executable.node(enabled.process_id, enabled.visit.element)
        assert isinstance(node, Activity)
        return node

    def _sent(self, position: int, node: FlowNode, data: Mapping[str, object]) -> list[StepNotification]:
        return [
            StepNotification(position, notification, self._recipients(notification, data), data)
            for notification in node.notifications
        ]

    def _recipients(self, notification: Notification, data: Mapping[str, object]) -> tuple[str, ...]:
        roles = list(notification.to)
        if notification.to_expression is not None:
            roles += role_ids(notification.to_expression, data)
        return tuple(dict.fromkeys(roles))


def role_ids(expression: str, data: Mapping[str, object]) -> list[str]:
    """The role ids that an expression yields over `data`: an id or a list of ids; none for anything else."""
    try:
        value = parse_expression(expression).evaluate(data)
    except EvaluationError:
        return []
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str) and ROLE_ID.fullmatch(item)]
