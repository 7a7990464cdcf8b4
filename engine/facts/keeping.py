"""Facts in the database: read as far as the next events need them, and written as folding changed them.

Whoever writes facts has a turn of their own (`take_turn`), the job as well as who rebuilds: one at a time, from where
the last left off.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, and_, delete, select, type_coerce
from sqlalchemy.dialects import postgresql

from bpmn.forms.marks import Chain
from engine import canonical_json
from engine.calendar.past import CalendarPast
from engine.calendar.record import CALENDAR
from engine.db import Moment
from engine.errors import DiagramRejected, EngineFault, NotFound
from engine.facts.folding import Facts, World, facts_of, fold
from engine.facts.models import (
    OPEN,
    VisitKind,
    VisitStatus,
    full_texts,
    instance_facts,
    passage_facts,
    value_facts,
    variants,
    visit_facts,
)
from engine.facts.places import first_of, last_of, place_of
from engine.facts.rows import InstanceFacts, VisitFacts, instance_from, row_of, visit_from, visit_row
from engine.facts.saying import Said
from engine.facts.valuing import Value, Values
from engine.history import ledger, store
from engine.history.chain import Event
from engine.history.problems import BEYOND, UNREADABLE
from engine.instances.runtime import Runtime
from engine.statements import Statement, wait_for

UNFIT = (*BEYOND, NotFound, DiagramRejected, EngineFault)
"""What folding raises of a history that somebody wrote by hand: such an instance has no facts."""


def _upsert(table: Table) -> Statement:
    insert = postgresql.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {column.name: insert.excluded[column.name] for column in table.c if column.name not in keys}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    return Statement(statement, [column.name for column in table.c])


def _add(table: Table) -> Statement:
    insert = postgresql.insert(table).on_conflict_do_nothing()
    return Statement(insert, [column.name for column in table.c])


_SAVE_INSTANCE, _SAVE_VISIT, _SAVE_VALUE = map(_upsert, (instance_facts, visit_facts, value_facts))
_ADD_TEXT, _ADD_VARIANT = map(_add, (full_texts, variants))
_PASSED = postgresql.insert(passage_facts)
_ADD_PASSAGES = Statement(
    _PASSED.on_conflict_do_update(
        index_elements=["instance_id", "process_id", "flow"],
        set_={"count": passage_facts.c["count"] + _PASSED.excluded["count"]},
    ),
    [column.name for column in passage_facts.c],
)


def take_turn(connection: Connection) -> None:
    """Be the only one who writes facts until this transaction ends."""
    wait_for(connection, "facts")


Around = Callable[[Connection, Sequence[int]], AbstractContextManager[None]]
"""What changes with the facts of some instances: entered before they do, and left when they have."""


def alone(connection: Connection, instance_ids: Sequence[int]) -> AbstractContextManager[None]:
    """Nothing changes with the facts: where no totals are kept over them."""
    return nullcontext()


def world(connection: Connection, runtime: Runtime, before: World | None = None) -> World:
    """What folding needs besides events, as it is in this transaction; the calendar as it was `before`, if given."""
    searchable = partial(runtime.library.searchable, connection)
    known: dict[tuple[str, ...], frozenset[Chain]] = {}

    def asked_once(process_ids: Iterable[str]) -> frozenset[Chain]:
        key = tuple(sorted(process_ids))
        if key not in known:
            known[key] = searchable(key)
        return known[key]

    office = _office(connection, runtime) if before is None else before.office
    return World(office, partial(runtime.library.executable, connection), asked_once)


def _office(connection: Connection, runtime: Runtime) -> CalendarPast:
    try:
        return CalendarPast(runtime.calendar, ledger.read(connection, CALENDAR))
    except UNREADABLE:  # somebody wrote into its ledger by hand, which verification says: the law alone counts
        return CalendarPast(runtime.calendar)


@dataclass(slots=True)
class _Kept:
    """An instance as it was read: whether it had ended, and its values."""

    facts: Facts = field(default_factory=Facts)
    ended: bool = False
    values: Values = field(default_factory=dict)


def take_in(connection: Connection, world: World, happened: Mapping[int, Sequence[Event]], around: Around) -> None:
    """Take in the next events of instances, by their ids, in order. Those that were taken in already are passed over;
    where some before them are missing, the whole history is read. The caller has the turn."""
    read, fresh = _read(connection, list(happened)), dict[int, list[Event]]()
    for id_, events in happened.items():
        known = read[id_].facts.whole.events if id_ in read else 0
        if events[-1].seq > known:
            fresh[id_] = [event for event in events if event.seq > known]
    with around(connection, list(fresh)):
        folded: dict[int, _Kept] = {}
        for id_, events in fresh.items():
            kept = read.get(id_) or _Kept()
            try:
                fold(kept.facts, events, world)
            except UNFIT:
                _replace(connection, world, id_, store.read(connection, id_, events[0].folio))
            else:
                folded[id_] = kept
        _write(connection, folded)


def rebuild(
    connection: Connection, world: World, instance_id: int, history: Sequence[Event], around: Around = alone
) -> None:
    """Replace the facts of an instance by what its whole history gives; by nothing where it gives none. The caller has
    the turn."""
    with around(connection, [instance_id]):
        _replace(connection, world, instance_id, history)


def _replace(connection: Connection, world: World, instance_id: int, history: Sequence[Event]) -> None:
    forget(connection, instance_id)
    try:
        found = facts_of(history, world)
    except UNFIT:
        return
    if found.instance is not None:
        _write(connection, {instance_id: _Kept(found)})


def forget(connection: Connection, instance_id: int) -> None:
    """Remove the facts of an instance, and what was said in it."""
    for table in (instance_facts, visit_facts, passage_facts, value_facts):
        connection.execute(delete(table).where(table.c.instance_id == instance_id))
    within = full_texts.c.id.between(first_of(instance_id), last_of(instance_id))
    connection.execute(delete(full_texts).where(within))


def save_values(connection: Connection, instance_id: int, before: Values, after: Values) -> None:
    """Put the values of an instance in the place of those that it had."""
    if before == after:
        return
    gone = before.keys() - after.keys()
    if gone:
        name, part = value_facts.c.variable, value_facts.c.part
        places = [and_(name == variable, part == number) for variable, number in sorted(gone)]
        for place in places:
            connection.execute(delete(value_facts).where(value_facts.c.instance_id == instance_id, place))
    new = {key: value for key, value in after.items() if before.get(key) != value}
    _many(
        connection,
        _SAVE_VALUE,
        [
            {"instance_id": instance_id, "variable": variable, "part": part, **value._asdict()}
            for (variable, part), value in sorted(new.items())
        ],
    )


def values_of(connection: Connection, ids: Sequence[int]) -> dict[int, Values]:
    """The values of instances, by id."""
    found: dict[int, Values] = {}
    query = select(value_facts).where(value_facts.c.instance_id.in_(ids))
    for id_, variable, part, *value in connection.execute(query):
        found.setdefault(id_, {})[variable, part] = Value(*value)
    return found


def instances_of(connection: Connection, ids: Sequence[int]) -> dict[int, InstanceFacts]:
    """The facts of instances, by id."""
    rows = connection.execute(_texts_of(instance_facts).where(instance_facts.c.instance_id.in_(ids))).mappings()
    return {row["instance_id"]: instance_from(cast("Mapping[str, Any]", row)) for row in rows}


@dataclass(frozen=True, slots=True)
class Stored:
    """The facts of one instance as they stand in the database: `people` as the row counts them."""

    instance: InstanceFacts
    people: int
    visits: Mapping[int, VisitFacts]
    passages: Mapping[tuple[str, str], int]
    values: Values
    said: frozenset[Said]


def stored(connection: Connection, instance_id: int) -> Stored | None:
    """All facts of an instance; None where there are none. Raises what rows do that somebody wrote by hand."""
    row = (
        connection.execute(_texts_of(instance_facts).where(instance_facts.c.instance_id == instance_id))
        .mappings()
        .first()
    )
    if row is None:
        return None
    visits = connection.execute(_texts_of(visit_facts).where(visit_facts.c.instance_id == instance_id)).mappings()
    passages = connection.execute(select(passage_facts).where(passage_facts.c.instance_id == instance_id))
    within = full_texts.c.id.between(first_of(instance_id), last_of(instance_id))
    texts = connection.execute(select(full_texts.c.seq, full_texts.c.variable, full_texts.c.text).where(within))
    return Stored(
        instance_from(cast("Mapping[str, Any]", row)),
        row["people"],
        {each["seq"]: visit_from(cast("Mapping[str, Any]", each)) for each in visits},
        {(process_id, flow): count for _, process_id, flow, count in passages},
        values_of(connection, [instance_id]).get(instance_id, {}),
        frozenset(Said(*each) for each in texts),
    )


def _read(connection: Connection, ids: Sequence[int]) -> dict[int, _Kept]:
    found = {
        id_: _Kept(Facts(instance), instance.ended_at is not None)
        for id_, instance in instances_of(connection, ids).items()
    }
    waits = _texts_of(visit_facts).where(visit_facts.c.instance_id.in_(list(found)), OPEN)
    for row in connection.execute(waits).mappings():
        visit = visit_from(cast("Mapping[str, Any]", row))
        found[row["instance_id"]].facts.open[visit.visit] = visit
    for id_, values in values_of(connection, list(found)).items():
        found[id_].facts.values = values
        found[id_].values = dict(values)
    return found


def _write(connection: Connection, folded: Mapping[int, _Kept]) -> None:
    facts = {id_: kept.facts for id_, kept in folded.items()}
    _many(connection, _SAVE_INSTANCE, [{"instance_id": id_, **row_of(each.whole)} for id_, each in facts.items()])
    _many(
        connection,
        _SAVE_VISIT,
        [{"instance_id": id_, **visit_row(visit)} for id_, each in facts.items() for visit in each.visits.values()],
    )
    _many(
        connection,
        _ADD_PASSAGES,
        [
            {"instance_id": id_, "process_id": process_id, "flow": flow, "count": count}
            for id_, each in facts.items()
            for (process_id, flow), count in sorted(each.passages.items())
        ],
    )
    _many(connection, _ADD_TEXT, [row for id_, each in facts.items() for row in _said(id_, each)])
    for id_, kept in folded.items():
        save_values(connection, id_, kept.values, kept.facts.values)
        instance = kept.facts.whole
        if instance.ended_at is not None and not kept.ended:
            steps = canonical_json.dumps(_way(connection, id_))
            row = {"process_id": instance.process_id, "variant": instance.variant, "steps": steps}
            _ADD_VARIANT.run(connection, row)


def _said(instance_id: int, facts: Facts) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    number, seq = 0, 0
    for said in facts.said:
        number, seq = (number + 1 if said.seq == seq else 0), said.seq
        place = place_of(instance_id, seq, number)
        if place is not None:
            rows.append({"id": place, "instance_id": instance_id, **said._asdict()})
    return rows


def _way(connection: Connection, instance_id: int) -> list[list[object]]:
    """The completed user tasks of an instance in their order, as variants have them."""
    visit = visit_facts.c
    done = visit.kind == VisitKind.USER_TASK, visit.status == VisitStatus.COMPLETED
    query = select(visit.process_id, visit.element, visit.name).where(visit.instance_id == instance_id, *done)
    return [list(row) for row in connection.execute(query.order_by(visit.closing_seq))]


def _many(connection: Connection, statement: Statement, rows: list[dict[str, Any]]) -> None:
    if rows:
        statement.run_many(connection, rows)


def _texts_of(table: Table) -> Select[Any]:
    """All columns of a table, moments as the texts that are stored."""
    columns: list[ColumnElement[Any]] = [
        type_coerce(column, Text).label(column.name) if isinstance(column.type, Moment) else column
        for column in table.c
    ]
    return select(*columns)
