"""The two ways in which an expression fails: when it is read, and when it meets its data."""

from bpmn.messages import Message


class ExpressionError(Exception):
    """The text is not an expression or script that a diagram may hold; `line` counts from 1 within that text."""

    def __init__(self, message: Message, line: int) -> None:
        super().__init__(str(message))
        self.message = message
        self.line = line


class EvaluationError(Exception):
    """The expression is sound, but not with these data: unknown variable, kinds that do not go together, a limit."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message
