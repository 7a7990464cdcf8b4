"""Filling the places of a notification: its text is the diagram's, in Spanish, and so is what is put into it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

PLACE = re.compile(r"\{(\w+)(?::(\d))?\}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?")
_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def fill(text: str, data: Mapping[str, object]) -> str:
    """Put values into the ``{variable}`` places of `text`; an unknown variable leaves a dash. ``{variable:2}`` writes a
    number with so many decimals.

    Not `str.format`: the text comes from a diagram, and format would reach into attributes.
    """
    return PLACE.sub(lambda match: _filled(data.get(match[1]), match[2]), text)


def named(*texts: str) -> frozenset[str]:
    """The variables that texts have places for."""
    return frozenset(found[1] for text in texts for found in PLACE.finditer(text))


def _filled(value: object, digits: str | None) -> str:
    if digits is None or isinstance(value, bool) or not isinstance(value, int | float):
        return words(value)
    return f"{Decimal(str(value)):,.{digits}f}"


def words(value: object) -> str:
    """A value as a letter writes it: dates in full, numbers with separators, lists one after another."""
    match value:
        case None | "" | []:
            return "—"
        case list():
            return ", ".join(map(words, value))
        case bool():
            return "sí" if value else "no"
        case int() | float():
            return f"{int(value) if value == int(value) else value:,}"
        case str() if _MOMENT.fullmatch(value):
            return _moment(value)
    return str(value)


def day(value: date) -> str:
    """A date in full, e.g. ``lunes 28 de septiembre de 2026``."""
    return f"{_DAYS[value.weekday()]} {value.day} de {_MONTHS[value.month - 1]} de {value.year}"


def _moment(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:  # it only looks like one
        return text
    return f"{day(found)}, {found:%H:%M}" if "T" in text else day(found)
