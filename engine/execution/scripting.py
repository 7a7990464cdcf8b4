"""Runs conditions and scripts in the bounded evaluator; SpiffWorkflow's own engine is plain `eval` and `exec`."""

from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from bpmn.expressions import parse_expression, parse_script
from engine.execution.merging import note


class BoundedScriptEngine(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates over a token's data. Raises ExpressionError and EvaluationError; the runner adds the element."""

    def validate(self, expression: str) -> None:
        parse_expression(expression)

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> object:
        return parse_expression(expression).evaluate(task.data)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        assigned = parse_script(script).run(task.data)
        task.data.update(assigned)
        note(task, assigned)
        return True


ENGINE = BoundedScriptEngine()
