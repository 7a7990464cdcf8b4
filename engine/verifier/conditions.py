"""What SpiffWorkflow evaluates, handed to `expressions`."""

from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask, StandardLoopTask

from .disposal import Counted, Left, Recorded
from .events import Diverged, Stop
from .expressions import evaluate, holds, run_script
from .language import say

MOST = 1000
"""So often an activity may be repeated at once: before SpiffWorkflow makes as many tokens as a file says."""


class Condition(str):
    """A text that says whether something holds, and not what something is."""


def mark_conditions(spec: Any) -> None:
    """Tell conditions from other expressions in what SpiffWorkflow has parsed."""
    for each in spec.task_specs.values():
        for condition, _ in getattr(each, "cond_task_specs", ()):
            if condition is not None:
                condition.args = [Condition(condition.args[0])]
        if isinstance(each, LoopTask) and each.condition is not None:
            each.condition = Condition(each.condition)


def count_by_record(spec: Any, engine: "Engine") -> None:
    """Put what was recorded in the place of the lists that something is repeated over."""
    for each in spec.task_specs.values():
        if isinstance(each, MultiInstanceTask) and each.data_input is not None:
            each.data_input = Counted(each.data_input.bpmn_id, engine, each.bpmn_id)
        if isinstance(each, MultiInstanceTask) and each.output_item is not None:
            each.output_item = Left(each.output_item.bpmn_id, MultiInstanceTask)


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """Conditions and scripts for SpiffWorkflow, whose own engine is plain `eval` and `exec`."""

    recorded: Recorded | None = None
    """What stands in for values that were disposed of; None where there are values."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[Any, list[int]] = {}

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Any:
        if self.recorded is not None:
            return self.by_record(task, expression, self.recorded)
        found = (holds if isinstance(expression, Condition) else evaluate)(expression, task.data)
        if getattr(task.task_spec, "cardinality", None) is expression and isinstance(found, int) and found > MOST:
            raise Diverged(f"≤ {MOST}", f"{task.task_spec.bpmn_id} × {found}"[:80])
        return found

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        if self.recorded is None:
            task.data.update(run_script(script, task.data))
        return True

    def by_record(self, task: Any, expression: str, recorded: Recorded) -> Any:
        """What an expression must have given, by what followed."""
        taken = recorded.goes(task, expression)
        if taken is not None:
            return taken
        spec, loop = task.task_spec, None if task.parent is None else task.parent.task_spec
        if isinstance(spec, StandardLoopTask):
            return recorded.begins(spec.bpmn_id, len(task.internal_data.get("merged", [])))
        if isinstance(spec, MultiInstanceTask) and expression is spec.cardinality:
            return recorded.instances(spec.bpmn_id)
        if isinstance(loop, MultiInstanceTask) and expression is loop.condition:
            return recorded.is_cut(loop.bpmn_id)
        raise Stop(say("lo que sigue depende de valores que no están"))
