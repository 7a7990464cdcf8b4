"""What SpiffWorkflow evaluates, handed to `expressions`."""

from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from .expressions import evaluate, holds, run_script


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


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """Conditions and scripts for SpiffWorkflow, whose own engine is plain `eval` and `exec`."""

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Any:
        return (holds if isinstance(expression, Condition) else evaluate)(expression, task.data)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        task.data.update(run_script(script, task.data))
        return True
