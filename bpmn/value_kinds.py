"""Of which kind the values of a variable are, as far as the diagram and its forms tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueKind:
    """`name` is ``boolean``, ``number``, ``text``, ``date`` (a text that holds one), ``list``, ``object`` or ``any``.

    `values` are all that there can be, or all that a list can hold, where they are few and known; `labels` are what
    people read for them. A number lies between `least` and `most`, where it has bounds.
    """

    name: str
    values: tuple[object, ...] | None = None
    labels: tuple[str, ...] = ()
    least: int | float | None = None
    most: int | float | None = None

    @property
    def json(self) -> str:
        """The kind of the value itself: a date is a text."""
        return "text" if self.name == "date" else self.name


ANY = ValueKind("any")
BOOLEAN = ValueKind("boolean", (True, False))
NUMBER = ValueKind("number")
TEXT = ValueKind("text")
DATE = ValueKind("date")
LIST = ValueKind("list")
OBJECT = ValueKind("object")


def kind_of(value: object) -> ValueKind:
    """The kind of a JSON value; that of None is any."""
    if isinstance(value, bool):
        return BOOLEAN
    for types, kind in (((int, float), NUMBER), (str, TEXT), ((list, tuple), LIST), (dict, OBJECT)):
        if isinstance(value, types):
            return kind
    return ANY
