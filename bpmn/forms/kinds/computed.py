"""``expression``: a value that the server works out from the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Self

from bpmn.findings import Severity
from bpmn.forms.feel import Feel
from bpmn.forms.kinds.base import Children, Common, Field, Option, field_properties
from bpmn.forms.kinds.number import MAX_DIGITS, MAX_NUMBER, plain, unit_after, unit_of
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext
from bpmn.value_kinds import ANY, NUMBER, ValueKind

_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Field):
    """The value of `expression`, worked out at each change and when the form is validated; what is posted is ignored.

    A number is rounded (half up, as money is) to `decimal_digits`, where there are any; one that no field
    may hold, larger than `MAX_NUMBER`, is no value. `unit` and `unit_after` are as a number's.
    """

    computed = True

    expression: Feel
    decimal_digits: int | None = None
    unit: tuple[str, str] = ("", "")
    unit_after: Feel | None = None

    @property
    def only_shown(self) -> bool:
        return True

    @property
    def value_kind(self) -> ValueKind:
        return ANY if self.decimal_digits is None else NUMBER

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self | None:
        expression = properties.expression("expression")
        if expression is None and not properties.text("expression"):
            properties.note(
                "form_expression", lazy_gettext("The computed field has no “expression”; write one, such as =a + b.")
            )
        properties.one_of("computeOn", ("change", "presubmit"))
        shared, digits = field_properties(properties, common), properties.integer("decimalDigits", MAX_DIGITS)
        if shared is not None and (shared["required"] or shared["default"] is not None):
            properties.note(
                "form_computed",
                lazy_gettext("A computed field is never asked for: take out “required” and “defaultValue”."),
                Severity.WARNING,
            )
        if shared is None or expression is None:
            return None
        return cls(
            **{**shared, "required": False, "default": None, "example": None},
            expression=expression,
            decimal_digits=digits,
            unit=unit_of(properties),
            unit_after=unit_after(properties),
        )

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            return raw
        if not abs(raw) <= MAX_NUMBER:  # no field may hold it, and it has more digits than can be rounded
            return None
        if self.decimal_digits is None:
            return raw
        return plain(Decimal(str(raw)).quantize(Decimal(1).scaleb(-self.decimal_digits), context=_ROUNDING))
