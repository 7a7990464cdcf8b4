"""What is asked of the facts of histories (`engine.facts`), as queries for the ids of instances.

Facts follow events by a moment: what the register shows of an instance and asks of its own row is what is stored now,
and only what no row says of itself is asked here.
"""

import operator
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    false,
    literal,
    literal_column,
    or_,
    select,
)

from engine.clock import to_text
from engine.definitions.models import process_versions
from engine.facts.finding import said
from engine.facts.models import fact_progress, instance_facts, value_facts, visit_facts
from engine.facts.valuing import SCALE
from engine.history.models import events
from engine.instances.models import instances
from engine.instances.views.finding import NOTHING, counted
from engine.instances.views.found import Found
from engine.instances.views.paging import CLIENT, STARTED
from engine.instances.views.quotes import Quotable
from engine.instances.views.search import LAST, normal
from engine.policies.models import policy_states
from engine.replay.wanted import ValueWanted, Wanted
from engine.statements import is_there

FEW = {STARTED: 5_000, CLIENT: 50_000}
"""So many instances are looked up for one page, by the order of the list: rows of facts are short."""
LAG = 1_000
IN_PERIOD = 20_000
"""So many instances of a period are looked up: they stand together, and mostly far from the beginning of a list."""


def asked(connection: Connection, wanted: Wanted) -> Found:
    """What of `wanted` is asked of facts: each thing looked up where it holds for few, and otherwise for each row."""
    found = Found()
    if wanted.said and wanted.quotable is not None:
        found &= said(connection, wanted.order, wanted.said, wanted.quotable)
    for ids in _asked(wanted):
        found &= _looked_up(connection, wanted.order, ids)
    return found


def not_taken_in(connection: Connection, wanted: Wanted) -> int:
    """How many events the facts that are asked for do not know yet, counted up to `LAG`; 0 where none are asked for."""
    if not (wanted.said or next(_asked(wanted), None) is not None):
        return 0
    after = connection.execute(select(fact_progress.c.after)).scalar() or 0
    return counted(connection, select(events.c.position).where(events.c.position > after), LAG - 1)


def in_period(connection: Connection, at: Column[Any], since: datetime | None, until: datetime | None) -> Found:
    """That a moment of the instance's own row is in a period, which is looked up by the index of that moment where it
    holds for few."""
    bounds = [(operator.ge, since), (operator.lt, until)]
    asked = [(compare, bound) for compare, bound in bounds if bound is not None]
    if not asked:
        return Found()
    each = instances.alias()
    ids = select(each.c.id).where(*(compare(each.c[at.name], bound) for compare, bound in asked))
    if at.name == instances.c.ended_at.name:
        ids = ids.where(each.c.outcome != NOTHING)  # the index has no others
    count = counted(connection, ids, IN_PERIOD)
    if count <= IN_PERIOD:
        return Found(among=(ids,), few=count)
    return Found(tuple(compare(at, bound) for compare, bound in asked))


def happened_between(wanted: Wanted) -> ColumnElement[bool] | None:
    """That any event of a history is of the period that is asked for; None where none is."""
    if wanted.event_since is None and wanted.event_until is None:
        return None
    of_it = [events.c.instance_id == instances.c.id]
    own: list[ColumnElement[bool]] = []
    if wanted.event_until is not None:  # it had begun by then
        of_it.append(events.c.at < to_text(wanted.event_until))
        own.append(instances.c.started_at < wanted.event_until)
    if wanted.event_since is None:
        return own[0]
    of_it.append(events.c.at >= to_text(wanted.event_since))
    own.append(instances.c.head_at >= to_text(wanted.event_since))
    if wanted.event_until is None:
        return own[0]
    # Most of them began in the period, or had their last event in it: their events need not be looked at.
    began = instances.c.started_at >= wanted.event_since
    last = instances.c.head_at < to_text(wanted.event_until)
    return and_(*own, or_(began, last, is_there(select(events.c.position).where(*of_it))))


def asks_of_a_visit(wanted: Wanted) -> bool:
    """Whether the person, the step, the lane and the term that are asked for are those of one visit."""
    beside = bool(wanted.activity) + bool(wanted.person) + (wanted.missed is not None)
    return bool(wanted.lane) or (beside > 1 and bool(wanted.activity or wanted.person))


def _asked(wanted: Wanted) -> Iterator[Select[tuple[int]]]:
    of_instance = list(_of_instance(wanted))
    if of_instance:
        yield select(instance_facts.c.instance_id).where(*of_instance)
    if asks_of_a_visit(wanted):
        yield select(visit_facts.c.instance_id).where(*_of_visit(wanted))
    for figure in wanted.figures:
        yield figure.ids()
    for value in wanted.values:
        yield _with_value(value, wanted.quotable)
    if wanted.policy or wanted.policy_state:
        yield select(policy_states.c.instance_id).where(*_of_policy(wanted))


def _of_instance(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    fact = instance_facts.c
    if wanted.rounds:
        yield fact.rounds >= wanted.rounds
    if wanted.corrections:
        yield fact.corrections >= wanted.corrections
    if wanted.longest is not None:
        yield fact.elapsed_minutes <= wanted.longest
    if wanted.shortest is not None:
        yield fact.elapsed_minutes >= wanted.shortest
    if wanted.missed is not None and not asks_of_a_visit(wanted):
        yield fact.missed_minutes >= max(wanted.missed, 1)
    if wanted.migrated is not None:
        yield fact.migrated if wanted.migrated else ~fact.migrated
    for column, has in ((fact.returned, wanted.returned), (fact.incidents, wanted.incidents)):
        if has is not None:
            yield column > 0 if has else column == 0


def _of_visit(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    visit = visit_facts.c
    if wanted.activity:
        yield visit.element == wanted.activity
    if wanted.lane:
        yield visit.lane == wanted.lane
    if wanted.person:
        yield visit.person == wanted.person
    if wanted.activity and not wanted.person and wanted.missed is None:  # the index of elements begins with processes
        yield visit.process_id.in_(select(process_versions.c.process_id).distinct())
    if wanted.missed is not None:
        yield visit.missed_minutes > literal_column("0")  # written out: the index has no others
        yield visit.missed_minutes >= max(wanted.missed, 1)


def _of_policy(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.policy:
        yield policy_states.c.policy == wanted.policy
    if wanted.policy_state:
        yield policy_states.c.state == wanted.policy_state


def _with_value(value: ValueWanted, reader: Quotable | None) -> Select[tuple[int]]:
    """The instances with such a value, as far as whoever asks may find anything by it: nothing by what is confidential
    to them, and by what is personal only the whole of it, which whoever knows it can write."""
    fact, name = value_facts.c, value.variable.partition(".")[0]
    query = select(fact.instance_id).where(fact.variable == value.variable)
    text, whole = normal(value.text), value.whole
    if reader is None or name in reader.withheld:
        return query.where(false())
    if name in reader.personal:
        whole = True
        if not text:
            return query.where(false())
    if text:
        key = fact.text_key
        query = query.where(key == text if whole else key.between(literal(text, Text), literal(text + LAST, Text)))
    for bound, column in ((value.least, fact.number), (value.first, fact.day)):
        if bound is not None:
            query = query.where(column >= _stored(bound))
    for bound, column in ((value.most, fact.number), (value.last, fact.day)):
        if bound is not None:
            query = query.where(column <= _stored(bound))
    return query


def _stored(bound: Decimal | date) -> Any:
    return int(bound * SCALE) if isinstance(bound, Decimal) else bound.isoformat()


def _looked_up(connection: Connection, order: str, ids: Select[tuple[int]]) -> Found:
    few, column = FEW[order], ids.selected_columns[0]
    count = counted(connection, ids, few)
    if count <= few:
        return Found(among=(ids,), few=count)
    there = is_there(ids.where(column == instances.c.id))
    return Found((there,), often=((there, ids),))
