"""What was decided once and recorded, written otherwise: roles, terms, when timers are due; every hash behind it and
all that is stored of the instance made again.

Each attack takes a connection and a folio, and gives the number of the event that must be named; `UPON_DECISIONS` says
to which history it is done, and how it is named.
"""

import re
from collections.abc import Callable

from sqlalchemy import Connection

from engine.history.problems import Kind
from tests.engine.verification.attacks import history
from tests.engine.verification.attacks_on_actors import History, forge, launder, opportunity
from tests.golden.routes import ROUTES

Attack = Callable[[Connection, str], int]
UPON_DECISIONS: dict[Attack, tuple[History, Kind]] = {}
DUE = re.compile('"due_at":"[^"]+"')


def upon(made: History, kind: Kind) -> Callable[[Attack], Attack]:
    def decorate(attack: Attack) -> Attack:
        UPON_DECISIONS[attack] = made, kind
        return attack

    return decorate


def changed(connection: Connection, folio: str, type_: str, pattern: str, to: str) -> int:
    """Another text in the first event of a type that has it; gives its number."""
    event = next(each for each in history(connection, folio) if each.type == type_ and re.search(pattern, each.data))
    data = re.sub(pattern, to, event.data, count=1)
    assert data != event.data
    return forge(connection, folio, lambda each: each.seq == event.seq, data=data)


@upon(opportunity, Kind.TERM_CHANGED)
def work_has_a_later_term(connection: Connection, folio: str) -> int:
    return changed(connection, folio, "user_task_enabled", DUE.pattern, '"due_at":"2027-03-02T00:00:00.000000Z"')


@upon(opportunity, Kind.TERM_CHANGED)
def work_has_no_term(connection: Connection, folio: str) -> int:
    return changed(connection, folio, "user_task_enabled", DUE.pattern, '"due_at":null')


@upon(ROUTES["timers"], Kind.TERM_CHANGED)
def work_without_a_term_has_one(connection: Connection, folio: str) -> int:
    said = '"due_at":"2027-03-02T00:00:00.000000Z"'
    return changed(connection, folio, "user_task_enabled", '"due_at":null', said)


@upon(ROUTES["moved_to_other_versions"], Kind.TERM_CHANGED)
def work_that_moved_has_another_term(connection: Connection, folio: str) -> int:
    said = '"due_at":"2027-03-02T00:00:00.000000Z"'
    return changed(connection, folio, "user_task_moved", '"due_at":(null|"[^"]+")', said)


@upon(ROUTES["timers"], Kind.TERM_CHANGED)
def a_timer_is_due_earlier(connection: Connection, folio: str) -> int:
    """And fires as if it had been."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.type == "timer_set")
    wrong, said = found[place], "2026-03-02T15:30:00.000000Z"
    due = DUE.search(wrong.data)
    assert due is not None
    told = [
        event._replace(data=event.data.replace(due[0], f'"due_at":"{said}"'))
        if event.element == wrong.element and (event.type == "timer_set") == (event is wrong)
        else event
        for event in found
    ]
    launder(connection, folio, told)
    return wrong.seq


@upon(ROUTES["timers"], Kind.TERM_CHANGED)
def a_timer_says_that_it_was_due_at_another_time(connection: Connection, folio: str) -> int:
    return changed(connection, folio, "timer_fired", DUE.pattern, '"due_at":"2026-03-02T15:30:00.000000Z"')


@upon(opportunity, Kind.ROLES_CHANGED)
def the_administrator_stands_in_where_somebody_could(connection: Connection, folio: str) -> int:
    return changed(connection, folio, "user_task_enabled", r'"roles":\[([^\]]+)\]', r'"roles":[\1,"administrador"]')


@upon(opportunity, Kind.EXECUTION_DIVERGED)
def work_is_for_another_role(connection: Connection, folio: str) -> int:
    return changed(connection, folio, "user_task_enabled", r'"roles":\[[^\]]+\]', '"roles":["auditor"]')
