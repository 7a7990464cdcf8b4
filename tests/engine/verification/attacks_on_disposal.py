"""Values taken away as if they had been disposed of, and a disposal changed: by somebody who owns the database, has the
instance's key, and knows how.

Each attack takes a connection and a folio, and gives the number of the event that must be named, None for none; `FOUND`
says upon what it is done, and what both verifiers call it. Where an evidence cannot tell, it stands in
`NOT_IN_EVIDENCE`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import Connection, delete, update

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.history import store
from engine.history.chain import Event, NewEvent, head_of, link, opened
from engine.history.models import events
from engine.history.problems import Kind
from engine.instances import read_model
from engine.instances.models import instances, overviews
from engine.instances.runtime import Runtime
from tests.engine.verification.attacks import chained, history, instance_id, key_in, rewrite, set_head
from tests.engine.verification.attacks_on_decisions import (
    the_administrator_stands_in_where_somebody_could,
    work_is_for_another_role,
)

Attack = Callable[[Connection, str], int | None]
NEW_KEY = bytes(range(32, 64))


class Upon(StrEnum):
    """What an attack is done upon."""

    RUNNING = "an instance under way"
    OVER = "one that is over, and sealed"
    OPEN = "one that is over, and not sealed yet"
    DISPOSED = "one whose values were disposed of, and sealed"


def put(connection: Connection, folio: str, seq: int, **values: object) -> int:
    mine = (events.c.instance_id == instance_id(connection, folio)) & (events.c.seq == seq)
    connection.execute(update(events).where(mine).values(**values))
    return seq


def first(connection: Connection, folio: str, type_: str, behind: int = 0) -> Event:
    return next(each for each in history(connection, folio) if each.type == type_ and each.seq > behind)


def follow(connection: Connection, folio: str) -> None:
    """Make what follows from the history follow."""
    set_head(connection, folio)
    runtime = Runtime(OfficeCalendar("America/Mexico_City"))
    executables = partial(runtime.library.executable, connection)
    read_model.rebuild(connection, executables, instance_id(connection, folio), folio, history(connection, folio))


def dispose_as_the_program_does(
    connection: Connection, folio: str, actor: str | None = "control_documentos", rule: object = "Ley"
) -> int:
    """Behind whatever history there is."""
    before, id_, key = history(connection, folio), instance_id(connection, folio), key_in(connection, folio)
    at: datetime = from_text(before[-1].at) + timedelta(minutes=1)
    new = [NewEvent("values_disposed", actor=actor, payload={"rule": rule})]
    store.append(connection, id_, link(folio, NEW_KEY, head_of(before), at, new, channel="site"))
    for each in before:
        left = opened(each, key)
        put(connection, folio, each.seq, data=left.data, opening=left.opening)
    connection.execute(update(instances).where(instances.c.id == id_).values(key=NEW_KEY.hex()))
    follow(connection, folio)
    return before[-1].seq + 1


def empty_an_answer(connection: Connection, folio: str) -> int:
    return put(connection, folio, first(connection, folio, "user_task_completed").seq, data="{}")


def take_the_values_of_one_answer_away(connection: Connection, folio: str) -> int:
    """As a disposal would, without the event that says so."""
    event = opened(first(connection, folio, "user_task_completed"), key_in(connection, folio))
    return put(connection, folio, event.seq, data=event.data, opening=event.opening)


def change_what_is_left(connection: Connection, folio: str) -> int:
    event = first(connection, folio, "user_task_enabled")
    return put(connection, folio, event.seq, data=event.data.replace("director_comercial", "preventa"))


def put_other_values_back(connection: Connection, folio: str) -> int:
    return put(connection, folio, first(connection, folio, "user_task_completed").seq, data='{"monto":1}')


def put_another_way_in_the_place_of_the_one_taken(connection: Connection, folio: str) -> int:
    event = first(connection, folio, "gateway_passed")
    return put(connection, folio, event.seq, data=canonical_json.dumps({"flows": ["otro"], "names": [None]}))


def change_an_opening(connection: Connection, folio: str) -> int:
    """So that what is left would be what was committed to in another way."""
    event = first(connection, folio, "user_task_completed")
    assert event.opening is not None
    return put(
        connection, folio, event.seq, opening=event.opening[:-2] + ("00" if event.opening[-2:] != "00" else "ff")
    )


def change_the_rule(connection: Connection, folio: str) -> int:
    return put(connection, folio, history(connection, folio)[-1].seq, data='{"rule":"Otra"}')


def say_that_somebody_else_disposed(connection: Connection, folio: str) -> int:
    return put(connection, folio, history(connection, folio)[-1].seq, actor="administrador")


def change_the_key_that_is_left(connection: Connection, folio: str) -> int:
    connection.execute(update(instances).where(instances.c.folio == folio).values(key="f" * 64))
    return history(connection, folio)[-1].seq


def put_the_client_back_into_the_lists(connection: Connection, folio: str) -> None:
    mine = overviews.c.instance_id == instance_id(connection, folio)
    connection.execute(update(overviews).where(mine).values(client="Aseguradora del Golfo"))


def put_a_state_back(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(snapshot=b"{}"))


def dispose_in_the_name_of_who_might_not(connection: Connection, folio: str) -> int:
    return dispose_as_the_program_does(connection, folio, "administrador")


def dispose_in_nobody_s_name(connection: Connection, folio: str) -> int:
    return dispose_as_the_program_does(connection, folio, None)


def dispose_under_no_rule(connection: Connection, folio: str) -> int:
    return dispose_as_the_program_does(connection, folio, rule=" ")


def dispose_of_what_is_not_over(connection: Connection, folio: str) -> int:
    return dispose_as_the_program_does(connection, folio)


def dispose_twice(connection: Connection, folio: str) -> int:
    return dispose_as_the_program_does(connection, folio) - 1


def take_the_disposal_back(connection: Connection, folio: str) -> None:
    """The event that says so is removed; the values are not there."""
    found = history(connection, folio)
    mine = events.c.instance_id == instance_id(connection, folio)
    connection.execute(delete(events).where(mine, events.c.seq == found[-1].seq))
    set_head(connection, folio)


def go_another_way_and_dispose(connection: Connection, folio: str) -> int:
    """Another way written into the record, all of it chained again, and then disposed of, so that nobody can tell."""
    found = history(connection, folio)
    place = next(n for n, each in enumerate(found) if each.type == "gateway_passed")
    flows = canonical_json.dumps({"flows": ["flujo_que_no_hay"], "names": [None]})
    found[place] = found[place]._replace(data=flows)
    rewrite(connection, folio, chained(key_in(connection, folio), found))
    set_head(connection, folio)
    dispose_as_the_program_does(connection, folio)
    return found[place].seq


def give_work_to_another_role_and_dispose(connection: Connection, folio: str) -> int:
    """To a role that the diagram does not name for it."""
    seq = work_is_for_another_role(connection, folio)
    dispose_as_the_program_does(connection, folio)
    return seq


def let_the_administrator_stand_in_and_dispose(connection: Connection, folio: str) -> int:
    seq = the_administrator_stands_in_where_somebody_could(connection, folio)
    dispose_as_the_program_does(connection, folio)
    return seq


FOUND: dict[Attack, tuple[Upon, Kind]] = {
    empty_an_answer: (Upon.OVER, Kind.EVENT_CHANGED),
    take_the_values_of_one_answer_away: (Upon.OVER, Kind.VALUES_REMOVED),
    change_what_is_left: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    put_other_values_back: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    put_another_way_in_the_place_of_the_one_taken: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    change_an_opening: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    change_the_rule: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    say_that_somebody_else_disposed: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    change_the_key_that_is_left: (Upon.DISPOSED, Kind.EVENT_CHANGED),
    put_the_client_back_into_the_lists: (Upon.DISPOSED, Kind.SEARCH_CHANGED),
    put_a_state_back: (Upon.DISPOSED, Kind.SNAPSHOT_CHANGED),
    dispose_twice: (Upon.DISPOSED, Kind.EXECUTION_DIVERGED),
    dispose_of_what_is_not_over: (Upon.RUNNING, Kind.EXECUTION_DIVERGED),
    dispose_in_the_name_of_who_might_not: (Upon.OVER, Kind.ACTOR_NOT_ENTITLED),
    dispose_in_nobody_s_name: (Upon.OVER, Kind.EXECUTION_DIVERGED),
    dispose_under_no_rule: (Upon.OVER, Kind.EXECUTION_DIVERGED),
    go_another_way_and_dispose: (Upon.OPEN, Kind.EXECUTION_DIVERGED),
    give_work_to_another_role_and_dispose: (Upon.OPEN, Kind.EXECUTION_DIVERGED),
    let_the_administrator_stand_in_and_dispose: (Upon.OPEN, Kind.ROLES_CHANGED),
}
NOT_IN_EVIDENCE = (
    put_the_client_back_into_the_lists,
    dispose_in_the_name_of_who_might_not,
    let_the_administrator_stand_in_and_dispose,
)
"""What an evidence does not hold: lists, and who held which right."""
