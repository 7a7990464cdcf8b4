"""Where SpiffWorkflow 3.2 is wrong and we make it right, spec by spec.

- `joins`: a join counts the arrivals of earlier rounds again, so inside a loop it fires at the first arrival. BPMN
  (13.4.1): a parallel gateway consumes one token from each incoming flow, and what was consumed is gone.
- `joins`: an inclusive join guesses from what the tree predicts. BPMN (13.4.3): it goes on unless a token elsewhere can
  still reach an incoming flow that has none, and none that has one.
- `merging`: where branches meet, in loops and in instances without an output, the values of one overwrite or mix with
  the other's.
- `loops`: the id of every round is kept; here only how many there were.
- `loops`: a sequential multi-instance stops for ever at an item that is null.
- `events`: after an event-based gateway every timer is due when the first one drawn is, and that one wins.
- `scripting`: a condition over an empty value stops the instance, although a default flow is drawn for when none holds.
- A multi-instance right after a boundary event is taken for a prediction still, and fails.
- An interrupted multi-instance leaves the sub-processes of its instances running without a parent.
- What was cancelled while it was ready runs all the same.

Each is kept as a test, by name: `tests/engine/execution/test_counterexamples.py`.

A correction is a class mixed into the library's own, after parsing: the classes are named all over its parser.
"""

from functools import cache
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import (
    LoopTask,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StandardLoopTask,
)
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.execution.events import CompetingEvent, EventGateway, Holding
from engine.execution.joins import EndJoin, InclusiveJoin, ParallelJoin
from engine.execution.loops import ParallelMultiInstance, SequentialMultiInstance, StandardLoop, SubProcess
from engine.execution.merging import inherit
from engine.execution.scripting import Condition


class Corrected:
    """Mixin of every spec: its tokens record which variables were written, and stop being predictions once reached."""

    def _update(self, token: Any) -> None:
        inherit(token)
        if token.state & TaskState.PREDICTED_MASK:
            self._predict(token)  # type: ignore[attr-defined]
            token._set_state(TaskState.FUTURE)
        try:
            super()._update(token)  # type: ignore[misc]
        except Exception as error:
            # What fails on entering an element is that element's, and not the one's that was left for it.
            if not hasattr(error, "element"):
                error.element = self.bpmn_id  # type: ignore[attr-defined]
            raise


class BoundaryJoin:
    """Cancels the boundary events when the activity completes, and the activity when an interrupting event happens."""

    def _check_threshold_structured(self, token: Any) -> tuple[bool, list[Any]]:
        events, main = [], None
        for each in self._siblings(token):
            if isinstance(each.task_spec, BoundaryEvent):
                events.append(each)
            else:
                main = each
        assert main is not None
        interrupted = any(
            each.task_spec.cancel_activity and each.state & (TaskState.READY | TaskState.COMPLETED) for each in events
        )
        if not interrupted and not main.state & TaskState.FINISHED_MASK:
            return False, []
        ended = [each for each in events if each.state == TaskState.WAITING]
        if interrupted and not main.state & TaskState.FINISHED_MASK:
            ended += [*(each for each in main.children if not each.state & TaskState.FINISHED_MASK), main]
        return True, ended

    def _siblings(self, token: Any) -> list[Any]:
        """The activity and the events on its boundary. What followed an event may hang beside them in a pruned run."""
        split = token.parent.parent
        return [each for each in split.children if each.task_spec.name in split.task_spec._outputs]

    def _do_join(self, token: Any) -> None:
        for sibling in self._siblings(token):
            for each in sibling.children:
                if each.task_spec is self and each is not token and not each.state & TaskState.FINISHED_MASK:
                    each.cancel()


_CORRECTIONS: tuple[tuple[type, type], ...] = (
    (ParallelGateway, ParallelJoin),
    (InclusiveGateway, InclusiveJoin),
    (_EndJoin, EndJoin),
    (StandardLoopTask, StandardLoop),
    (SequentialMultiInstanceTask, SequentialMultiInstance),
    (ParallelMultiInstanceTask, ParallelMultiInstance),
    (SubWorkflowTask, SubProcess),
    (BoundaryEventJoin, BoundaryJoin),
    (BoundaryEventSplit, Holding),
    (EventBasedGateway, EventGateway),
)


def correct(workflow_spec: Any) -> None:
    """Mix the corrections into every spec of a parsed process."""
    for spec in workflow_spec.task_specs.values():
        spec.__class__ = mixed(_correction(spec.__class__), spec.__class__)
        for condition, _ in getattr(spec, "cond_task_specs", ()):
            if condition is not None:
                condition.__class__ = Condition
    for spec in workflow_spec.task_specs.values():
        if isinstance(spec, EventGateway):
            for event in spec.give_back():
                event.__class__ = mixed(CompetingEvent, event.__class__)


def connect_loops(workflow_spec: Any) -> None:
    """Connect each loop to the completion of its instances.

    SpiffWorkflow does this at the first run; a spec shared by threads would be connected, and merged, twice.
    """
    for spec in workflow_spec.task_specs.values():
        if isinstance(spec, LoopTask):
            workflow_spec.task_specs[spec.task_spec].completed_event.connect(spec.merge_child)


@cache
def mixed(first: type, second: type) -> type:
    """A class that is `first` before `second`; the same one every time."""
    return type(second.__name__, (first, second), {"__module__": second.__module__})


@cache
def _correction(library: type) -> type:
    for kind, correction in _CORRECTIONS:
        if issubclass(library, kind):
            return mixed(Corrected, correction)
    return Corrected


class Workflow(BpmnWorkflow):  # type: ignore[misc]
    """A run that does not go on with a token that another one has just ended.

    The library gathers what is ready and runs it all, also what was cancelled meanwhile: a script beside an end that
    terminates would run after the end.
    """

    def _do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> bool:
        active = self.get_active_subprocesses()
        for inner in sorted(active, key=lambda each: int(each.depth), reverse=True):
            while self._run_ready(inner, will_complete_task, did_complete_task):
                pass
            token = self.get_task_from_id(inner.parent_task_id)
            token.task_spec._update(token)
        ran = self._run_ready(self, will_complete_task, did_complete_task)
        return ran or len(self.get_active_subprocesses()) > len(active)

    def _run_ready(self, workflow: Any, entering: Any, passed: Any) -> bool:
        ran = False
        for token in workflow.get_tasks(state=TaskState.READY):
            if token.state == TaskState.READY and not token.task_spec.manual:
                ran = True
                if entering is not None:
                    entering(token)
                token.run()
                if passed is not None:
                    passed(token)
        return ran
