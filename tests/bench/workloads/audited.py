"""The facts of the crowd (`crowd`): what auditors ask of, without the histories that they would follow from.

Each instance takes one of a few ways, which are those of golden histories, folded; days pass between its steps, for one
more than for another, and one of `crowd.UNDER_WAY` stands still in the middle. Amounts, words and people are made up.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.calendar.past import CalendarPast
from engine.db import Database
from engine.execution.compiler import compile_process
from engine.facts import following, keeping
from engine.facts.folding import Facts, World, facts_of
from engine.facts.models import (
    VisitKind,
    VisitStatus,
    fact_progress,
    full_texts,
    instance_facts,
    passage_facts,
    value_facts,
    variants,
    visit_facts,
)
from engine.facts.places import place_of
from engine.facts.rows import InstanceFacts, VisitFacts, row_of, visit_row
from engine.facts.saying import words_of
from engine.facts.valuing import SCALE
from engine.indicators import totals
from engine.instances.runtime import Runtime
from tests.bench.procedure import PROCESS, ZONE
from tests.bench.stores import fill
from tests.golden.files import FOLDER, Golden

WAYS = (
    "won",
    "no_go",
    "corrected_twice_and_lost_on_price",
    "business_case_validated_again",
    "three_areas_at_once",
    "lost_by_the_clients_link",
    "handed_over_and_cancelled",
)
SELDOM = 997
"""Of so many one goes the last of these ways."""
CUT = 18
"""After so many events the instances under way stand still."""
SHORTEST, SPREAD = 5, 60
"""Days from start to end: at least, and how many different ones."""
KINDS = ("servicio", "servicio_administrado", "compra")
TALK = [
    "el",
    "cliente",
    "pide",
    "que",
    "la",
    "propuesta",
    "incluya",
    "garantía",
    "soporte",
    "y",
    "capacitación",
    "en",
    "sitio",
    "antes",
    "de",
    "la",
    "entrega",
]
MINUTES = 540
VERSION = 4
SHIPPED = Path(__file__).parents[3] / "bpmn" / "processes"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what folding its history gave, and the number of its last event."""

    instance: InstanceFacts
    visits: Sequence[VisitFacts]
    passages: Sequence[tuple[str, str, int]]
    last: int


@lru_cache
def ways() -> tuple[Sequence[Way], Way]:
    """The ways of instances that are over, and that of one under way."""
    shipped = compile_process(PROCESS, [path.read_bytes() for path in sorted(SHIPPED.glob("*/*.bpmn"))])
    office = CalendarPast(OfficeCalendar(ZONE))
    world = World(office, lambda process_id, versions: shipped, lambda ids: frozenset())
    histories = [Golden.read((FOLDER / f"{route}.json").read_text()).history() for route in WAYS]
    return [_way(facts_of(each, world)) for each in histories], _way(facts_of(histories[2][:CUT], world))


def _way(facts: Facts) -> Way:
    passages = [(process_id, flow, count) for (process_id, flow), count in sorted(facts.passages.items())]
    return Way(facts.whole, list(facts.visits.values()), passages, facts.whole.events)


def way_of(number: int, under_way: int) -> Way:
    """The way of the so manieth instance, of which one of `under_way` is under way."""
    (*over, cancelled), stands = ways()
    if number % under_way == 0:
        return stands
    return cancelled if number % SELDOM == 1 else over[number * 31 % len(over)]


def ended_as(number: int, under_way: int) -> tuple[str, str | None]:
    """The status of the so manieth, and the end event to which it came, if it did."""
    found = way_of(number, under_way).instance
    return found.status, found.outcome if found.status == "completed" else None


def days_of(number: int) -> int:
    """How many days the so manieth took, where it is over."""
    return SHORTEST + number * 7919 % SPREAD


def told(connection: Any, kind: str, count: int, first: int, under_way: int, started: Callable[[int], Any]) -> None:
    """Write the facts of `count` instances from the id `first` on, which `started` when that says."""

    def rows(make: Callable[[int, Way, date], Iterator[dict[str, Any]]], table: Table) -> None:
        columns = [column.name for column in table.c]
        numbers = ((number, way_of(number, under_way), started(number).date()) for number in range(count))
        made = (tuple(row[name] for name in columns) for each in numbers for row in make(*each))
        fill(connection, kind, table.name, columns, made)

    rows(partial_row(_instance, first), instance_facts)
    rows(partial_row(_visits, first), visit_facts)
    rows(partial_row(_passages, first), passage_facts)
    rows(partial_row(_values, first), value_facts)
    rows(partial_row(_texts, first), full_texts)
    found = {(each.instance.variant, canonical_json.dumps(_steps(each))) for each in ways()[0]}
    fill(connection, kind, variants.name, ("process_id", "variant", "steps"), ((PROCESS, *each) for each in found))


def finished(database: Database, runtime: Runtime) -> None:
    """Take in what there is besides the crowd, and work the totals out: the job goes on behind that."""
    with database.reading() as connection:
        basis = following.searchable_now(connection, keeping.world(connection, runtime))
    with database.transaction() as connection:
        connection.execute(fact_progress.delete())
        connection.execute(fact_progress.insert().values(id=1, after=0, searchable=basis, again_after=None))
    while following.step(database, runtime):
        pass
    with database.transaction() as connection:
        totals.rebuild(connection)


def partial_row(
    make: Callable[[int, int, Way, date], Iterator[dict[str, Any]]], first: int
) -> Callable[[int, Way, date], Iterator[dict[str, Any]]]:
    """The same for instances whose ids begin with `first`."""
    return lambda number, way, day: make(first, number, way, day)


@lru_cache(maxsize=8192)
def _day(day: date) -> str:
    return day.isoformat()


def _at(number: int, way: Way, day: date, seq: int, moment: str) -> str:
    """A moment of an event of the way, on the day on which that happened here."""
    return _day(day + timedelta(days=seq * days_of(number) // way.last)) + moment[10:]


def _instance(first: int, number: int, way: Way, day: date) -> Iterator[dict[str, Any]]:
    over = way.instance.ended_at is not None
    end = _at(number, way, day, way.last, way.instance.ended_at or "") if over else None
    days = days_of(number)
    yield {
        **row_of(way.instance),
        "instance_id": first + number,
        "started_at": _at(number, way, day, 0, way.instance.started_at),
        "start_month": _day(day)[:7],
        "ended_at": end,
        "end_month": (end or "")[:7],
        "elapsed_minutes": days * 1440 if over else None,
        "working_minutes": days * 5 // 7 * MINUTES if over else None,
        "missed": int(number % 4 == 0),
        "missed_minutes": number % 5 * MINUTES + 30 if number % 4 == 0 else 0,
        "migrated": number % 10 == 0,
        "version": VERSION,
        "first_version": 1 + number % VERSION,
    }


def _visits(first: int, number: int, way: Way, day: date) -> Iterator[dict[str, Any]]:
    for visit in way.visits:
        work = visit.kind is VisitKind.USER_TASK
        closing = visit.closing_seq or 0
        enabled = _at(number, way, day, visit.seq, visit.enabled_at)
        closed = _at(number, way, day, closing, visit.closed_at) if visit.closed_at else None
        passed = (closing - visit.seq) * days_of(number) // way.last * MINUTES
        late = work and number % 4 == 0 and visit.seq % 3 == 0
        yield {
            **visit_row(visit),
            "instance_id": first + number,
            "version": VERSION,
            "enabled_at": enabled,
            "taken_at": enabled if work else None,
            "closed_at": closed,
            "closed_month": (closed or "")[:7],
            "due_at": enabled if work and visit.due_at else None,
            "missed_minutes": (30 if late else 0) if work and visit.status is not VisitStatus.OPEN else None,
            "waited_minutes": passed // 2 if work and closed else None,
            "working_minutes": passed if work and closed else None,
        }


def _passages(first: int, number: int, way: Way, day: date) -> Iterator[dict[str, Any]]:
    for process_id, flow, count in way.passages:
        yield {"instance_id": first + number, "process_id": process_id, "flow": flow, "count": count}


def _values(first: int, number: int, way: Way, day: date) -> Iterator[dict[str, Any]]:
    amount = (1 + number * 7919 % 5_000) * 1_000 * SCALE
    texts = {
        "tipo_requerimiento": KINDS[number % 3],
        "moneda": "mxn",
        "moneda_propuesta": ("mxn", "usd")[number % 9 == 0],
    }
    delivery = day + timedelta(days=30)
    blank = {"instance_id": first + number, "part": "", "given": "x#1", "text_key": None, "number": None, "day": None}
    for variable, text in texts.items():
        yield {**blank, "variable": variable, "text_key": text}
    for variable in ("monto_estimado", "monto_propuesta"):
        yield {**blank, "variable": variable, "number": amount}
    yield {**blank, "variable": "fecha_entrega", "text_key": _day(delivery), "day": _day(delivery)}


def _texts(first: int, number: int, way: Way, day: date) -> Iterator[dict[str, Any]]:
    turned = TALK[number % len(TALK) :] + TALK[: number % len(TALK)]
    said = {
        "": " ".join(words_of(" ".join(turned[:9]))),
        "documento_cliente": f"bases licitacion {number % 5_000} pdf",
        "folio_crm": f"crm {number:07}",
        "justificacion": " ".join(words_of(" ".join(turned))),
    }
    for place, (variable, text) in enumerate(said.items()):
        seq = 2 + place
        about = {"instance_id": first + number, "seq": seq, "variable": variable, "text": text}
        yield {"id": place_of(first + number, seq, 0), **about}


def _steps(way: Way) -> list[list[object]]:
    done = [
        visit for visit in way.visits if visit.kind is VisitKind.USER_TASK and visit.status is VisitStatus.COMPLETED
    ]
    ordered = sorted(done, key=lambda visit: visit.closing_seq or 0)
    return [[visit.process_id, visit.visit.element, visit.name] for visit in ordered]
