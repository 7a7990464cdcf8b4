"""Runs conditions and scripts in the bounded evaluator; SpiffWorkflow's own engine is plain `eval` and `exec`."""

from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import _BpmnCondition

from bpmn.expressions import parse_expression, parse_script
from engine.execution.guiding import NeedsValues, guide
from engine.execution.merging import note


class BoundedScriptEngine(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates over a token's data. Raises ExpressionError and EvaluationError; the runner adds the element."""

    def validate(self, expression: str) -> None:
        parse_expression(expression)

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> object:
        if guide() is not None:
            raise NeedsValues(task.task_spec.bpmn_id)
        return parse_expression(expression).evaluate(task.data)

    def holds(self, task: Any, condition: str) -> bool:
        """Whether a condition holds: one over a value that is not there does not (10.5.2: the default is for that)."""
        if guide() is not None:
            raise NeedsValues(task.task_spec.bpmn_id)
        return parse_expression(condition).holds(task.data)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        if guide() is not None:
            return True
        assigned = parse_script(script).run(task.data)
        task.data.update(assigned)
        note(task, assigned)
        return True


class Condition(_BpmnCondition):  # type: ignore[misc]
    """The condition of a sequence flow. SpiffWorkflow takes an empty value for a failure of the instance."""

    def _matches(self, task: Any) -> bool:
        by = guide()
        if by is not None:
            target = next(name for each, name in task.task_spec.cond_task_specs if each is self)
            return by.takes(task, target)
        return ENGINE.holds(task, self.args[0])


ENGINE = BoundedScriptEngine()
