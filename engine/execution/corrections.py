"""Where SpiffWorkflow 3.2 is wrong and we make it right, spec by spec.

- A join counts the arrivals of earlier rounds again, so inside a loop it fires at the first arrival. BPMN (13.4.1): a
  parallel gateway consumes one token from each incoming flow, and what was consumed is gone. Here an arrival waits as
  itself until it is consumed, wherever the gateway stands; nothing above it in the tree is looked at.
- An inclusive join guesses from what the tree predicts. BPMN (13.4.3): it goes on unless a token elsewhere can still
  reach an incoming flow that has none, and none that has one.
- Where branches meet, in loops and in instances without an output, the values of one overwrite or mix with the other's
  (see `merging`).
- Loops keep the id of every round; here only how many there were.
- A sequential multi-instance stops for ever at an item that is null.
- A multi-instance right after a boundary event is taken for a prediction still, and fails.
- An interrupted multi-instance leaves the sub-processes of its instances running without a parent.

A correction is a class mixed into the library's own, after parsing: the classes are named all over its parser.
"""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
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

from engine.execution.determinism import tick
from engine.execution.merging import adopt, inherit, note, unite, written


class Corrected:
    """What every spec gets: its tokens know which variables were written, and are no predictions once reached."""

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


class Join:
    """A gateway, or the end of a process, with several incoming flows."""

    name: str
    _inputs: list[str]

    def _update_hook(self, token: Any) -> bool:
        arriving = token.state != TaskState.WAITING
        if arriving:
            # Its place in the order of arrival, and the flow it came by, are all that is asked of it later.
            token._inherit_data()
            token._set_state(TaskState.WAITING)
            token.arrived, token.came_from = tick(), token.parent.task_spec.name
        return self._goes_on(token, arriving)

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        raise NotImplementedError

    def _waiting(self, token: Any) -> list[Any]:
        """What has arrived and not been consumed, in order of arrival."""
        found = [each for each in _unfinished(token) if each.task_spec is self and each.state == TaskState.WAITING]
        return sorted(found, key=lambda each: int(each.arrived))

    def _first_of_each(self, token: Any) -> dict[str, Any]:
        """The token that each incoming flow would give, for those that have one."""
        found: dict[str, Any] = {}
        for each in self._waiting(token):
            found.setdefault(each.came_from, each)
        return found


def _unfinished(token: Any) -> list[Any]:
    """The tokens of the scope of `token` that may be unfinished. A run that keeps the finished ones has an index."""
    tasks = token.workflow.tasks
    found: list[Any] = tasks.unfinished() if hasattr(tasks, "unfinished") else list(tasks.values())
    return found


def _consume(token: Any, others: Iterator[Any] | list[Any]) -> None:
    spent = [other for other in others if other is not token]
    unite(token, spent)
    for other in spent:
        other.cancel()


class ParallelJoin(Join):
    """Goes on with one token from each incoming flow; others stay where they are (13.4.1)."""

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        first = self._first_of_each(token)
        if len(first) < len(set(self._inputs)) or token not in first.values():
            return False
        _consume(token, list(first.values()))
        return True

    def _run_hook(self, token: Any) -> bool:
        return True


class InclusiveJoin(Join):
    """Goes on when no more tokens can come that it should wait for (13.4.3)."""

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        if arriving and len(self._inputs) > 1:
            # The siblings that the same split made are not all in their places yet; whoever completes asks again.
            return False
        first = self._first_of_each(token)
        if token is not max(first.values(), key=lambda each: int(each.arrived)) or self._more_come(token, first):
            return False
        _consume(token, list(first.values()))
        return True

    def _more_come(self, token: Any, arrived: dict[str, Any]) -> bool:
        for other in _unfinished(token):
            if other.task_spec is self or not other.state & _REACHED:
                continue
            reached = {name for name, upstream in self._upstream().items() if other.task_spec.name in upstream}
            if reached and not reached & arrived.keys():
                return True
        return False

    def _upstream(self) -> dict[str, set[str]]:
        """For each incoming flow, by its source, the specs from which it can be reached without passing here."""
        found: dict[str, set[str]] | None = self.__dict__.get("_upstream_of")
        if found is None:
            found = {name: self._before(name) for name in self._inputs}
            self.__dict__["_upstream_of"] = found
        return found

    def _before(self, name: str) -> set[str]:
        specs = self._wf_spec.task_specs  # type: ignore[attr-defined]
        seen, ahead = set[str](), [name]
        while ahead:
            current = ahead.pop()
            if current not in seen and current != self.name:
                seen.add(current)
                ahead += specs[current]._inputs
        return seen

    def _run_hook(self, token: Any) -> bool:
        matches, defaults = self._get_matching_outputs(token)  # type: ignore[attr-defined]
        if not matches and not defaults:
            raise WorkflowTaskException("No conditions satisfied on gateway", task=token)
        token._sync_children(matches or defaults, TaskState.FUTURE)
        for child in token.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


_REACHED = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class EndJoin(Join):
    """The end of a process or sub-process: waits until nothing else is under way in it.

    What arrives is united at once, so that a branch that ends a thousand times leaves one token and not a thousand.
    """

    def _goes_on(self, token: Any, arriving: bool) -> bool:
        if arriving:
            _consume(token, self._waiting(token))
        return not any(
            each.state & TaskState.NOT_FINISHED_MASK
            for each in _unfinished(token)
            if each is not token and each.task_spec.name != "End"
        )

    def _run_hook(self, token: Any) -> bool:
        token.workflow.data.update(token.data)
        return True


class Loop:
    """An activity that repeats: counts its rounds."""

    def _merged_children(self, token: Any) -> range:
        return range(token.internal_data.get("rounds", 0))

    def _count(self, token: Any) -> None:
        token.internal_data["rounds"] = token.internal_data.get("rounds", 0) + 1


class StandardLoop(Loop):
    """A standard loop: the next round begins with what the round before it left."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        token = child.parent
        token.data, token.written = dict(child.data), written(child)
        self._count(token)
        if self.loop_complete(token):
            token._set_state(TaskState.READY)
        else:
            self.create_child(token)  # type: ignore[attr-defined]

    def loop_complete(self, token: Any) -> bool:
        spec: Any = self
        if spec.maximum is not None and len(self._merged_children(token)) >= spec.maximum:
            return True
        return spec.condition is not None and not token.workflow.script_engine.evaluate(token, spec.condition)


class MultiInstance(Loop):
    """Several instances over a collection or a number."""

    def _update_hook(self, token: Any) -> Any:
        done = super()._update_hook(token)  # type: ignore[misc]
        if self.data_output is not None:  # type: ignore[attr-defined]
            note(token, [self.data_output.bpmn_id])  # type: ignore[attr-defined]
        return done

    def _take(self, token: Any, child: Any) -> None:
        """Take over what an instance left."""
        spec: Any = self
        if spec.data_output is None or spec.output_item is None:
            if spec.input_item is not None:
                note(child, [spec.input_item.bpmn_id])
            unite(token, [child])
        else:
            if not spec.output_item.exists(child):
                spec.raise_data_exception("Expected an output item", child)
            name, item = spec.data_output.bpmn_id, spec.output_item.get(child)
            in_place = spec.data_input is not None and spec.data_input.bpmn_id == name
            output = token.data[name] = copy.copy(token.data[name])
            key = child.internal_data.get("key_or_index")
            if key is not None and (isinstance(output, dict) or in_place):
                output[key] = item
            else:
                output.append(item)
            note(token, [name])
        self._count(token)

    def _enough(self, token: Any, child: Any) -> bool:
        condition = self.condition  # type: ignore[attr-defined]
        return condition is not None and bool(token.workflow.script_engine.evaluate(child, condition))


class SequentialMultiInstance(MultiInstance):
    """One instance after the other."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        token = child.parent
        self._take(token, child)
        if self.children_complete(token) or self._enough(token, child):  # type: ignore[attr-defined]
            token._set_state(TaskState.READY)
        else:
            self.add_next_child(token)

    def add_next_child(self, token: Any) -> None:
        spec: Any = self
        following = spec.get_next_input_item if spec.data_input is not None else spec.get_next_index
        key_or_index, item = following(token)
        spec.create_child(token, item, key_or_index)


class ParallelMultiInstance(MultiInstance):
    """All instances at once."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        token = child.parent
        self._take(token, child)
        if self._enough(token, child):
            for other in self._instances(token):  # type: ignore[attr-defined]
                other.cancel()
            token._set_state(TaskState.READY)
        elif self.children_complete(token):  # type: ignore[attr-defined]
            token._set_state(TaskState.READY)


class SubProcess:
    """An embedded sub-process or a called process: gives back what it changed."""

    def copy_data(self, token: Any, subworkflow: Any) -> None:
        subworkflow.task_tree.data.update(token.data)

    def update_data(self, token: Any, subworkflow: Any) -> None:
        adopt(token, subworkflow.last_task.data)


class BoundaryJoin:
    """Ends the activity or the events on its boundary when the other has happened."""

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
)


def correct(workflow_spec: Any) -> None:
    """Put the corrections into every spec of a parsed process."""
    for spec in workflow_spec.task_specs.values():
        spec.__class__ = mixed(_correction(spec.__class__), spec.__class__)


def connect_loops(workflow_spec: Any) -> None:
    """Tell each loop when its instances complete.

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
