"""Which opportunities the demonstration's company has behind it and before it: when each begins, and how it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from web.demo.answers import Course, Deal
from web.demo.hours import OPENS, Hours
from web.demo.people import BY_ROLE
from web.demo.trade import CLIENTS, OFFERED, SERVICES

DAYS = 126
"""Working days that the company has behind it."""
MENDED_ON = -12
"""The working day, counted from today, on which the version without the mistake came into force."""
WON, LOST, NO_GO, COMMENTS = Course.WON, Course.LOST, Course.NO_GO, Course.WON_AFTER_COMMENTS
COURSES = (WON, LOST, WON, NO_GO, COMMENTS, WON, LOST, WON, NO_GO, COMMENTS)
CANCELLED = {
    13: "El cliente suspendió la compra hasta el próximo ejercicio.",
    36: "Es la misma oportunidad que se registró ayer.",
}
LATE = 19
"""So many working days ago the last of those began that are over by now, but for those that stay somewhere."""
OVER, ALL = 42, 60
"""How many began before that, and in all."""
OFFERED_AT = "revisar_propuesta"
"""Where the client answers."""
WAITS_FOR_CLIENT = 33
# Where some opportunities stay, with the working days, counted from today, on which they began and of their delivery.
STAYS: Mapping[int, tuple[str, int, int]] = {
    31: ("formalizar_contrato", -38, -22),
    WAITS_FOR_CLIENT: (OFFERED_AT, -24, -8),
    34: (OFFERED_AT, -50, -34),  # until the offer expires
    35: ("participacion", -9, 3),
    37: ("validar_cumplimiento", -15, 1),
    38: ("correcciones", -16, 2),
    39: ("elaborar_propuesta", -14, 0),
    40: ("enviar_cliente", -15, 0),
    41: ("notificar_ganada", -24, -9),
    42: ("validar_business_case", -11, 4),
}
STOPPED, MOVED = 47, 46
"""Those that the mistake of the first version stopped; the second was moved to the version without it."""
COPIED = 36
"""The one that was begun by mistake."""


@dataclass(slots=True)
class Plan:
    """An opportunity: when it begins, the element at which it stays, if it does, and who does what in it, by role.

    `folio` is its own once it has begun; `done` are the elements that somebody completed.
    """

    deal: Deal
    begins: datetime
    stays_at: str | None
    people: Mapping[str, str]
    folio: str = ""
    done: set[str] = field(default_factory=set)


def plans(hours: Hours, draw: Random) -> Iterator[Plan]:
    """All of them, each with what was drawn for it."""
    for number in range(1, ALL + 1):
        yield _plan(number, hours, draw)


def _plan(number: int, hours: Hours, draw: Random) -> Plan:
    element, day, delivery = STAYS.get(number, (None, _begins(number), None))
    begins = hours.at(day, OPENS + 0.25 * draw.randrange(24))
    service = SERVICES[(number * 5) % len(SERVICES)]
    areas = service.areas
    if day < MENDED_ON and len(areas) == 1:  # what the first version could not do
        areas = (*areas, *(each for each in ("consultoria", "soc_noc") if each not in areas))[:2]
    if number in (STOPPED, MOVED):
        service = SERVICES[10 if number == MOVED else 2]
        areas = service.areas
    due = hours.calendar.shift(hours.day(begins), 15) if delivery is None else hours.shifted(delivery)
    people = {role: draw.choice(those) for role, those in BY_ROLE.items()}
    deal = Deal(
        number,
        OFFERED if number == WAITS_FOR_CLIENT else CLIENTS[(number * 7) % len(CLIENTS)],
        service,
        areas,
        10 * round(service.price * draw.uniform(0.07, 0.15)),
        _course(number, element),
        number % 4 == 0 or element == "correcciones",
        people["comercial"],
        people["preventa"],
        due,
        f"CRM-{begins:%y}-{1180 + 7 * number}",
    )
    return Plan(deal, begins, element, people)


def _begins(number: int) -> int:
    """The working day, counted from today, on which an opportunity begins."""
    if number in (STOPPED, MOVED):
        return MENDED_ON - 3
    if number <= OVER:
        return -DAYS + round((DAYS - LATE) * (number - 1) / (OVER - 1))
    return min(0, number - OVER - LATE)


def _course(number: int, element: str | None) -> Course:
    if number in CANCELLED:
        return Course.CANCELLED
    return COURSES[number % len(COURSES)] if element is None else Course.WON
