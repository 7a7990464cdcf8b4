"""One evaluation of an expression under way."""

from collections.abc import Callable, Mapping
from typing import Any

from bpmn.expressions.bounds import Run
from bpmn.forms.feel.environment import Environment
from bpmn.forms.feel.values import measure


class FeelRun(Run):
    """The variables an expression sees, the effort it has left, and the names that its loops and filters bind.

    `frames` are those names, the innermost last; an item of a list that a filter is at is one of them.
    """

    __slots__ = ("environment", "frames")

    def __init__(self, variables: Mapping[str, object], effort: int, environment: Environment | None) -> None:
        self.variables = variables
        self.effort = effort
        self.environment = environment
        self.frames: tuple[Mapping[str, object], ...] = ()

    def lookup(self, name: str) -> object:
        """The value of a name within a loop or a filter."""
        for frame in reversed(self.frames):
            if name in frame:
                return frame[name]
        return self.variables.get(name)

    def touch(self, value: Any) -> None:
        kind = type(value)
        if kind is str:
            self.spend(len(value) >> 3)
        elif kind is list or kind is tuple or kind is dict:
            self.spend(measure(value, self.effort))


Code = Callable[[FeelRun], Any]
"""An expression read: what evaluates it."""
