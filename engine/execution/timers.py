"""Timers that never read a clock: they wait until execution fires them.

The value of a timer is read when it begins to wait and is part of the step (`runner.TimerSet`). When it is due and that
it fired are decided by the engine and recorded in the history.

A cycle on the boundary of an activity that it does not interrupt goes on as another visit to the event, beside the one
that has fired; anywhere else a cycle fires once.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import EvaluationError, parse_expression
from bpmn.messages import lazy_gettext
from bpmn.timing import Timing, TooOften, read_timing
from engine.execution.corrections import mixed
from engine.execution.guiding import NeedsValues, guide
from engine.execution.merging import written

KINDS = {
    TimeDateEventDefinition: "date",
    DurationTimerEventDefinition: "duration",
    CycleTimerEventDefinition: "cycle",
}


class Timer(TimerEventDefinition):  # type: ignore[misc]
    """A timer of one of the three `kind`s. `text` is what stands in the diagram."""

    def __init__(self, name: str, kind: str, text: str) -> None:
        super().__init__(name, text)
        self.kind = kind
        self.text = text.strip()

    def has_fired(self, token: Any) -> bool:
        if "timer" not in token.internal_data:
            token.internal_data["timer"] = self._value(token)
        return bool(token.internal_data.get("event_fired", False))

    def timing(self, token: Any) -> Timing:
        """What the timer at which `token` waits says."""
        return read_timing(self.kind, token.internal_data["timer"])

    def _value(self, token: Any) -> str:
        """What the timer says now: its text as it stands, or what that yields as an expression."""
        try:
            read_timing(self.kind, self.text)
        except ValueError:
            value = self._stand_in(token) if guide() is not None else parse_expression(self.text).evaluate(token.data)
        else:
            return self.text
        try:
            read_timing(self.kind, str(value))
        except TooOften as error:
            text = lazy_gettext("The timer says “{value}”, which is more than once a minute.", value=str(value)[:40])
            raise EvaluationError(text) from error
        except ValueError as error:
            example = _EXAMPLES[self.kind]
            raise EvaluationError(
                lazy_gettext(
                    "The timer says “{value}”; it needs something like {example}.",
                    value=str(value)[:40],
                    example=example,
                )
            ) from error
        return str(value)

    def _stand_in(self, token: Any) -> str:
        """What stands for a value that was disposed of: any will do, except where it says how often."""
        if self.kind == "cycle":
            raise NeedsValues(token.task_spec.bpmn_id)
        return _EXAMPLES[self.kind]


class RepeatingBoundaryTimer:
    """A boundary event that may happen again while its activity goes on."""

    def _on_complete_hook(self, token: Any) -> None:
        super()._on_complete_hook(token)  # type: ignore[misc]
        number = token.internal_data.get("repetition", 1)
        repetitions = self.event_definition.timing(token).repetitions  # type: ignore[attr-defined]
        if repetitions is not None and number >= repetitions:
            return
        following = token.parent._add_child(self, TaskState.FUTURE)
        following.triggered = True
        following.data, following.written = dict(token.data), written(token)
        following.internal_data.update(timer=token.internal_data["timer"], repetition=number + 1)
        following.task_spec._predict(following, mask=TaskState.NOT_FINISHED_MASK)
        following.task_spec._update(following)


def install_timers(workflow_spec: Any) -> None:
    """Replace the timers of a parsed process, which read the clock, by ours."""
    for spec in workflow_spec.task_specs.values():
        definition: Any = getattr(spec, "event_definition", None)
        kind = KINDS.get(type(definition))
        if kind is None or not isinstance(spec, CatchingEvent):
            continue
        spec.event_definition = Timer(definition.name, kind, definition.expression or "")
        if kind == "cycle" and isinstance(spec, BoundaryEvent) and not spec.cancel_activity:
            spec.__class__ = mixed(RepeatingBoundaryTimer, spec.__class__)


def is_waiting(token: Any) -> bool:
    """Whether `token` waits at a timer."""
    return token.state == TaskState.WAITING and isinstance(getattr(token.task_spec, "event_definition", None), Timer)


_EXAMPLES = {"date": "2026-03-04T10:00", "duration": "P3D", "cycle": "R3/PT1H"}
