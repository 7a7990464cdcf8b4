"""What the expressions of a component see: the data, and the row they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.forms.feel.environment import Environment, Meter
from bpmn.forms.feel.expression import Feel

SPECIAL = frozenset(f"{mark}{name}{mark}" for mark in ("", "_") for name in ("this", "parent", "i"))
"""The names by which expressions see the row they are in."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables of an expression: all data, and of the row it stands in ``this``, ``parent`` and ``i``."""

    data: Mapping[str, object]
    meter: Meter
    this: object
    parent: object = None
    i: tuple[int, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, object], within: Environment | Meter) -> "Scope":
        """The scope of what stands in no row: ``this`` is the data themselves."""
        return cls(data, within if isinstance(within, Meter) else Meter(within), data)

    def row(self, row: object, number: int) -> "Scope":
        """The scope of a row; `number` from 0, while ``i`` counts from 1."""
        return Scope(self.data, self.meter, row, self.this, (*self.i, number + 1))

    def names(self) -> dict[str, object]:
        """The variables, those of the data before the special ones, which are also there between underscores."""
        special = {"this": self.this, "parent": self.parent, "i": list(self.i)}
        return {**special, **self.data, **{f"_{name}_": value for name, value in special.items()}}

    def evaluate(self, expression: Feel) -> object:
        """The value of an expression here."""
        return expression.evaluate(self.names(), self.meter)

    def holds(self, condition: Feel) -> bool:
        """Whether a condition is true here."""
        return condition.holds(self.names(), self.meter)
