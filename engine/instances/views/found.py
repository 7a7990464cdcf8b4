"""What instances have in common, as conditions and as what is looked up."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SelectBase

from engine.instances.models import instances

Ids = SelectBase
"""A query for ids of instances."""


@dataclass(frozen=True, slots=True)
class Found:
    """What holds for instances: `conditions` are asked of each row; `among` are queries for ids, each of which is
    looked up first, `few` instances at the most: None where nothing is.

    `often` are pairs of a condition, which is among the conditions, and a query for the same: of what many have.
    """

    conditions: tuple[ColumnElement[bool], ...] = ()
    among: tuple[Ids, ...] = ()
    few: int | None = None
    often: tuple[tuple[ColumnElement[bool], Ids], ...] = ()

    def __and__(self, other: "Found") -> "Found":
        counts = [each for each in (self.few, other.few) if each is not None]
        return Found(
            self.conditions + other.conditions,
            self.among + other.among,
            min(counts, default=None),
            self.often + other.often,
        )

    @property
    def whole(self) -> tuple[ColumnElement[bool], ...]:
        """The same, to be asked of very many rows at once: what many have is not looked up for each of them."""
        asked_at_once = {id(condition): ids for condition, ids in self.often}
        return tuple(
            instances.c.id.in_(asked_at_once[id(condition)]) if id(condition) in asked_at_once else condition
            for condition in self.all
        )

    @property
    def all(self) -> tuple[ColumnElement[bool], ...]:
        """Everything, as conditions on a row of `instances`."""
        return *self.conditions, *(instances.c.id.in_(ids) for ids in self.among)
