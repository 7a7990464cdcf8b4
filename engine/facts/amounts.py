"""How much an opportunity is about: which of its variables say it, and in which currency.

They are the names of Gestión Comercial. Another procedure that calls its amounts so has them too.
"""

from typing import Any

from sqlalchemy import ScalarSelect, select

from engine.facts.models import value_facts
from engine.instances.models import instances

AMOUNTS = (
    ("monto_contrato", "moneda_contrato"),
    ("monto_propuesta", "moneda_propuesta"),
    ("monto_estimado", "moneda"),
)
"""The variables that say how much it is about, with those of its currency: what was agreed before what was offered,
and that before what was guessed."""


def amount_columns() -> list[ScalarSelect[Any]]:
    """Columns beside a row of `instances`: of each of AMOUNTS the number, in ten-thousandths, and the currency; None
    for what was not answered, or is not marked as searchable."""
    found = []
    for amount, currency in AMOUNTS:
        found += [_value(amount, "number"), _value(currency, "text_key")]
    return found


def amount_of(columns: tuple[Any, ...]) -> tuple[int, str] | None:
    """The amount in those columns, in ten-thousandths, and its currency; None where nobody said one."""
    for number, currency in zip(columns[::2], columns[1::2], strict=True):
        if number is not None:
            return int(number), str(currency or "").upper()
    return None


def _value(variable: str, column: str) -> ScalarSelect[Any]:
    values = value_facts.c
    of_it = values.instance_id == instances.c.id, values.variable == variable, values.part == ""
    return select(values[column]).where(*of_it).correlate(instances).scalar_subquery()
