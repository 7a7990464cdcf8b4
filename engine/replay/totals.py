"""How many histories a question finds, and what they amount to, by what came of them."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, case, func, literal, select

from engine.facts.amounts import AMOUNTS, amount_columns
from engine.facts.valuing import SCALE
from engine.instances.models import instances
from engine.instances.reading import Reader
from engine.instances.views.found import Found
from engine.instances.views.quotes import Quotable
from engine.replay import register
from engine.replay.wanted import Wanted
from engine.verification.models import verifications


@dataclass(frozen=True, slots=True)
class Total:
    """How many histories of a procedure have an outcome."""

    process_id: str
    outcome: str
    count: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What `count` histories of a procedure with one outcome amount to together, in one currency; "" for one that
    nobody said."""

    process_id: str
    outcome: str
    currency: str
    count: int
    total: Decimal


def totals(connection: Connection, reader: Reader, wanted: Wanted, found: Found | None = None) -> list[Total]:
    """How many histories are wanted that `reader` sees, by procedure and outcome: one pass over all of them. `found` is
    what `register.look` gave, for whoever has it."""
    found = register.look(connection, reader, wanted) if found is None else found
    kind = instances.c.process_id, instances.c.outcome
    query = select(*kind, func.count())
    if wanted.proof:
        query = query.outerjoin(verifications, verifications.c.instance_id == instances.c.id)
    counted = query.where(*found.whole).group_by(*kind).order_by(*kind)
    return [Total(*row) for row in connection.execute(counted)]


def sums(connection: Connection, reader: Reader, wanted: Wanted, looks: Quotable) -> list[Sum]:
    """What they amount to, by procedure, outcome and currency: never added up across currencies, and nothing of what
    is confidential to whom it is told, as `looks` says. It asks several values of each history."""
    columns = amount_columns()
    read = [
        pair
        for pair, names in zip(zip(columns[::2], columns[1::2], strict=True), AMOUNTS, strict=True)
        if looks.withheld.isdisjoint(names)
    ]
    if not read:
        return []
    found = register.ids(connection, reader, wanted).with_only_columns(
        *(instances.c.process_id, instances.c.outcome),
        *(
            column.label(f"{name}_{place}")
            for place, pair in enumerate(read)
            for name, column in zip("nc", pair, strict=True)
        ),
    )
    each = found.subquery()
    numbers = [each.c[f"n_{place}"] for place in range(len(read))]
    number = func.coalesce(*numbers, None)
    currency = case(*((it.is_not(None), each.c[f"c_{place}"]) for place, it in enumerate(numbers)), else_=literal(""))
    kind = each.c.process_id, each.c.outcome, func.coalesce(currency, "").label("currency")
    # Added up in two parts: many large amounts in ten-thousandths are more than the databases count to.
    whole, rest = func.sum(number // SCALE), func.sum(number % SCALE)
    query = select(*kind, func.count(), whole, rest).where(number.is_not(None)).group_by(*kind).order_by(*kind)
    return [
        Sum(process_id, outcome, currency.upper(), count, Decimal(int(whole)) + Decimal(int(rest)) / SCALE)
        for process_id, outcome, currency, count, whole, rest in connection.execute(query)
    ]
