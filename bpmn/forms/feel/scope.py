"""What the expressions of a component see: the data, the row they stand in, today's date and the office's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.forms.feel.environment import Environment
from bpmn.forms.feel.expression import Feel

SPECIAL = frozenset(f"{mark}{name}{mark}" for mark in ("", "_") for name in ("this", "parent", "i"))
"""The names by which expressions see the row they are in."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables of an expression: all data, and of the row it stands in ``this``, ``parent`` and ``i``."""

    data: Mapping[str, object]
    environment: Environment
    this: object
    parent: object = None
    i: tuple[int, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, object], environment: Environment) -> "Scope":
        """The scope of what stands in no row: ``this`` is the data themselves."""
        return cls(data, environment, data)

    def row(self, row: object, number: int) -> "Scope":
        """The scope of a row; `number` from 0, while ``i`` counts from 1."""
        return Scope(self.data, self.environment, row, self.this, (*self.i, number + 1))

    def names(self) -> dict[str, object]:
        """The variables, those of the data before the special ones, which are also there between underscores."""
        special = {"this": self.this, "parent": self.parent, "i": list(self.i)}
        return {**special, **self.data, **{f"_{name}_": value for name, value in special.items()}}

    def evaluate(self, expression: Feel) -> object:
        """The value of an expression here."""
        return expression.evaluate(self.names(), self.environment)

    def holds(self, condition: Feel) -> bool:
        """Whether a condition that hides or locks holds here."""
        return condition.holds(self.names(), self.environment)
