"""The ways in which an expression fails: when it is read, when it meets its data, and for want of data."""

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


class EmptyValueError(EvaluationError):
    """What was to be worked out needs a value that is not there: a variable or an item without one, or an empty one."""
