"""Standard loops, multi-instances and sub-processes, and the data they leave."""

import copy
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import EvaluationError
from bpmn.messages import lazy_gettext
from bpmn.rules.loop_characteristics import MAX_INSTANCES
from engine.execution.guiding import Guide, guide
from engine.execution.merging import adopt, note, unite, written


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
        by = guide()
        if by is not None:
            return spec.condition is not None and not by.begins(spec.bpmn_id, len(self._merged_children(token)))
        return spec.condition is not None and not token.workflow.script_engine.holds(token, spec.condition)


class MultiInstance(Loop):
    """Several instances over a list, a dictionary or a number."""

    def _update_hook(self, token: Any) -> bool:
        # What every activity does on being entered, without what the library's kinds of multi-instance add.
        super(MultiInstanceTask, self)._update_hook(token)  # type: ignore[misc]
        by = guide()
        amount = self._amount(token) if by is None else self._recorded(token, by)
        if self.data_output is not None:  # type: ignore[attr-defined]
            self._prepare_output(token)
        if not amount:
            return True
        self._begin(token, amount)
        token._set_state(TaskState.STARTED)
        return False

    def _begin(self, token: Any, amount: int) -> None:
        raise NotImplementedError

    def _amount(self, token: Any) -> int:
        """How many instances there will be. Raises EvaluationError for what cannot be repeated over."""
        spec: Any = self
        if spec.data_input is not None:
            items = token.data.get(spec.data_input.bpmn_id)
            if not isinstance(items, (list, dict)):
                raise EvaluationError(
                    lazy_gettext(
                        "“{name}” holds no list here, and the activity repeats over it.", name=spec.data_input.bpmn_id
                    )
                )
            amount = len(items)
        else:
            amount = token.workflow.script_engine.evaluate(token, spec.cardinality)
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= MAX_INSTANCES:
            raise EvaluationError(
                lazy_gettext(
                    "The activity would repeat “{amount}” times; it may be a whole number up to {limit}.",
                    amount=str(amount)[:40],
                    limit=MAX_INSTANCES,
                )
            )
        return amount

    def _recorded(self, token: Any, by: Guide) -> int:
        """How many instances were recorded; what they were over is not there any more."""
        spec: Any = self
        amount = by.amount(spec.bpmn_id)
        if spec.data_input is not None:
            token.data[spec.data_input.bpmn_id] = list(range(amount))
        return amount

    def _prepare_output(self, token: Any) -> None:
        """Make the output anew at each visit, unless it is the input, changed in place, or a dictionary to add to."""
        spec: Any = self
        name = spec.data_output.bpmn_id
        given = token.data.get(spec.data_input.bpmn_id) if spec.data_input is not None else None
        if not self._in_place() and not isinstance(token.data.get(name), dict):
            token.data[name] = {} if isinstance(given, dict) else []
            note(token, [name])

    def _in_place(self) -> bool:
        spec: Any = self
        return spec.data_input is not None and spec.data_input.bpmn_id == spec.data_output.bpmn_id

    def create_child(self, token: Any, item: Any, key_or_index: Any = None) -> None:
        # Its items are an instance's own: what the process knows by these names does not concern it.
        spec: Any = self
        own = [each.bpmn_id for each in (spec.input_item, spec.output_item) if each is not None]
        outer = {name: token.data.pop(name) for name in own if name in token.data}
        super().create_child(token, item, key_or_index)  # type: ignore[misc]
        token.data.update(outer)

    def _take(self, token: Any, child: Any) -> None:
        """Merge the data of a completed instance. Raises EvaluationError where its output has no value."""
        spec: Any = self
        if spec.data_output is None or spec.output_item is None:
            if spec.input_item is not None:
                note(child, [spec.input_item.bpmn_id])
            unite(token, [child])
        else:
            name, left = spec.data_output.bpmn_id, spec.output_item.bpmn_id
            if guide() is not None:
                child.data.setdefault(left, None)
            if left not in child.data:
                raise EvaluationError(lazy_gettext("The variable “{name}” has no value here.", name=left))
            output = token.data[name] = copy.copy(token.data[name])
            key = child.internal_data.get("key_or_index")
            if isinstance(output, dict):
                output[str(key)] = child.data[left]
            elif key is not None and self._in_place():
                output[key] = child.data[left]
            else:
                output.append(child.data[left])
            note(token, [name])
        self._count(token)

    def _enough(self, token: Any, child: Any) -> bool:
        condition, by = self.condition, guide()  # type: ignore[attr-defined]
        if by is not None:
            return condition is not None and by.is_cut(self.bpmn_id)  # type: ignore[attr-defined]
        return condition is not None and bool(token.workflow.script_engine.holds(child, condition))


class SequentialMultiInstance(MultiInstance):
    """One instance after the other."""

    def _begin(self, token: Any, amount: int) -> None:
        spec: Any = self
        if spec.data_input is not None:
            items = spec.data_input.get(token)
            token.internal_data["remaining"] = list(items) if isinstance(items, dict) else list(range(amount))
        else:
            token.internal_data.update(cardinality=amount, current=0)
        self._next(token)

    def merge_child(self, workflow: Any, child: Any) -> None:
        token = child.parent
        self._take(token, child)
        if self.children_complete(token) or self._enough(token, child):  # type: ignore[attr-defined]
            token._set_state(TaskState.READY)
        else:
            self._next(token)

    def _next(self, token: Any) -> None:
        spec: Any = self
        following = spec.get_next_input_item if spec.data_input is not None else spec.get_next_index
        key_or_index, item = following(token)
        self.create_child(token, item, key_or_index)


class ParallelMultiInstance(MultiInstance):
    """All instances at once."""

    def _begin(self, token: Any, amount: int) -> None:
        spec: Any = self
        items = spec.data_input.get(token) if spec.data_input is not None else range(amount)
        for key, item in list(items.items() if isinstance(items, dict) else enumerate(items)):
            self.create_child(token, item, key)

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

    def start_workflow(self, token: Any) -> None:
        # The library looks its first token up by a name that an element may have as well.
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)  # type: ignore[attr-defined]
        inner.completed_event.connect(self._on_subworkflow_completed, token)  # type: ignore[attr-defined]
        self.copy_data(token, inner)
        inner.task_tree.run()

    def update_data(self, token: Any, subworkflow: Any) -> None:
        adopt(token, subworkflow.last_task.data)
