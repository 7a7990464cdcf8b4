"""What is drawn, as tables: each number with what leads to its instances. The browser draws what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpmn.messages import Message

Lead = Mapping[str, str]
"""The address of the register at which the instances of a number stand."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table: `value` is None where there is none; `words` say it to people; `also` is said behind it."""

    value: float | None
    words: str
    lead: Lead | None = None
    also: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `key` is what the drawing orders it by, `label` what people read; `about` are further words of it."""

    key: str
    label: str
    numbers: Sequence[Number]
    lead: Lead | None = None
    about: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: `tint` is its colour, None for one that is not drawn."""

    label: Message | str
    tint: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A table that is drawn as `kind`: ``stack`` (bars by row, columns upon one another), ``across`` (the same, lying),
    ``lines`` (a line for each column), ``ranges`` (from the first column to the last). `unit` stands at its axis."""

    id: str
    kind: str
    title: Message
    head: Message
    columns: Sequence[Column]
    rows: Sequence[Row]
    unit: Message | str = ""
    text: Message | str = ""
    parts: Sequence[str] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(number.value for row in self.rows for number in row.numbers)
