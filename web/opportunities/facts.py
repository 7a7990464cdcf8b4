"""The facts of an opportunity that everybody asks for first: how much, until when, who has it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.forms.kinds import Component, Number
from bpmn.hidden import is_withheld
from engine.facts.amounts import AMOUNTS
from web.texts.formatting import Presenter, Shown

DELIVERY = "fecha_entrega"
"""The variable that says until when the client is to be answered."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How much it is about and until when, each with the label that the procedure gives it; None where nobody said."""

    amount: Shown | None
    delivery: Shown | None


def facts(data: Mapping[str, object], fields: Mapping[str, Component], presenter: Presenter) -> Facts:
    """The facts that the data of an instance hold, as far as they may be read."""
    return Facts(_amount(data, fields, presenter), _shown(DELIVERY, data, fields, presenter))


def _amount(data: Mapping[str, object], fields: Mapping[str, Component], presenter: Presenter) -> Shown | None:
    for name, currency in AMOUNTS:
        shown = _shown(name, data, fields, presenter)
        if shown is None:
            continue
        field = fields.get(name)
        code = data.get(currency)
        if isinstance(field, Number) and isinstance(code, str) and code:
            before, after = field.unit
            number = presenter.number(data[name], field.decimal_digits if before else None)
            text = f"{before}{number} {code}" + (f", {after}" if after else "")
            return Shown(shown.label, (text,))
        return shown
    return None


def _shown(
    name: str, data: Mapping[str, object], fields: Mapping[str, Component], presenter: Presenter
) -> Shown | None:
    value = data.get(name)
    if is_withheld(value):
        return None
    shown = presenter.value(fields.get(name), value, name)
    return None if shown.blank else shown
