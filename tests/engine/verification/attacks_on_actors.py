"""Somebody in an event who could not do that: the event rewritten, then every hash behind it and all that is stored of
the instance made again, as somebody does who owns the database and knows how.

Each attack takes a connection and a folio, and gives the number of the event that must be named; `UPON` says to which
history it is done.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.history.chain import Event
from engine.identity import commands, substituting
from engine.instances import read_model, returning
from engine.instances.runtime import Runtime
from tests.engine.verification.attacks import chained, drop_triggers, history, instance_id, key_in, rewrite, set_head
from tests.engine.verification.opportunity import go_on, under_way
from tests.golden.routes import ROUTES
from tests.support import Company

History = Callable[[Company], str]
Attack = Callable[[Connection, str], int]
Match = Callable[[Event], bool]

UPON: dict[Attack, History] = {}


def upon(made: History) -> Callable[[Attack], Attack]:
    """To which history the attack that follows is done."""

    def decorate(attack: Attack) -> Attack:
        UPON[attack] = made
        return attack

    return decorate


def launder(connection: Connection, folio: str, changed: list[Event]) -> None:
    """Put these events in the place of a history, with good hashes, and make what follows from them follow."""
    rewrite(connection, folio, chained(key_in(connection, folio), changed))
    set_head(connection, folio)
    runtime = Runtime(OfficeCalendar("America/Mexico_City"))
    executables = partial(runtime.library.executable, connection)
    read_model.rebuild(connection, executables, instance_id(connection, folio), folio, history(connection, folio))


def forge(connection: Connection, folio: str, which: Match, **values: object) -> int:
    """Other values in the last event that matches, and its number."""
    found = history(connection, folio)
    place = max(number for number, event in enumerate(found) if which(event))
    found[place] = found[place]._replace(**values)  # type: ignore[arg-type]
    launder(connection, folio, found)
    return found[place].seq


def done(element: str) -> Match:
    return lambda event: (event.type, event.element) == ("user_task_completed", element)


def of(type_: str) -> Match:
    return lambda event: event.type == type_


def opportunity(company: Company) -> str:
    """Under way; Comercial has taken the step that it waits at."""
    folio = under_way(company)
    go_on(company, folio)
    return folio


def people(company: Company, command: str, *given: object) -> None:
    """One decision about a person, by the administrator."""
    with company.database.transaction() as connection:
        getattr(commands, command)(connection, *given, actor="administrador", at=company.clock())


def register(company: Company, id: str, roles: Iterable[str]) -> None:
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        commands.register_person(connection, id, id.title(), list(roles), email=None, **by)  # type: ignore[arg-type]


def among_others(company: Company) -> str:
    """An opportunity while people come and go: Irma has left before it, Rosa has lost her role before it and Nora comes
    to it after it."""
    for id in ("irma", "rosa"):
        register(company, id, ["direccion_general", "preventa"])
    register(company, "nora", ["auditor"])
    people(company, "deactivate", "irma")
    people(company, "take_role", "rosa", "direccion_general")
    for _ in range(5):
        company.clock()
    folio = opportunity(company)
    for _ in range(5):
        company.clock()
    people(company, "give_role", "nora", "direccion_general")
    people(company, "reactivate", "irma")
    register(company, "olga", ["direccion_general"])
    return folio


VALIDATED = done("validar_business_case")


@upon(opportunity)
def validated_by_nobody_who_exists(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="licenciado_perez")


@upon(opportunity)
def validated_by_no_one(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor=None, role=None)


@upon(opportunity)
def validated_without_a_role(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, role=None)


@upon(opportunity)
def validated_by_a_role_that_its_holder_has_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="preventa")


@upon(opportunity)
def validated_by_a_role_that_the_step_does_not_ask(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="preventa", role="preventa")


@upon(opportunity)
def validated_by_the_administrator(connection: Connection, folio: str) -> int:
    """Who stands in only where nobody else can."""
    return forge(connection, folio, VALIDATED, actor="administrador", role="administrador")


@upon(among_others)
def validated_by_somebody_who_had_left(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="irma")


@upon(among_others)
def validated_by_somebody_who_had_lost_the_role(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="rosa")


@upon(among_others)
def validated_by_somebody_who_got_the_role_afterwards(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="nora")


@upon(among_others)
def validated_by_somebody_who_came_afterwards(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="olga")


@upon(opportunity)
def started_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_started"), actor="cumplimiento", role="cumplimiento")


@upon(opportunity)
def started_by_nobody_who_exists(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_started"), actor="licenciado_perez")


@upon(opportunity)
def taken_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("user_task_claimed"), actor="auditor", role="auditor")


@upon(ROUTES["won"])
def taken_by_another_than_who_did_it(connection: Connection, folio: str) -> int:
    """And given to them by somebody who may: what somebody has taken nobody else can do."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.element == "dimensionamiento")
    assert found[place].type == "user_task_enabled" and found[place + 1].type == "user_task_completed"
    item, did = found[place], found[place + 1]
    claim = did._replace(type="user_task_claimed", actor="preventa", role="preventa", data="{}")
    assert set(canonical_json.loads(item.data)["roles"]) >= {"comercial", "preventa"}  # type: ignore[index,call-overload]
    launder(connection, folio, [*found[: place + 1], claim, *found[place + 1 :]])
    return did.seq + 1


@upon(ROUTES["handed_over_and_cancelled"])
def given_back_by_somebody_who_had_it_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("user_task_released"), actor="comercial", role="comercial")


@upon(ROUTES["handed_over_and_cancelled"])
def given_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("user_task_assigned"), actor="auditor", role="auditor")


@upon(ROUTES["handed_over_and_cancelled"])
def given_to_somebody_who_may_not_do_it(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("user_task_assigned"), data='{"assignee":"auditor"}')


@upon(ROUTES["handed_over_and_cancelled"])
def cancelled_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_cancelled"), actor="cumplimiento", role="cumplimiento")


@upon(ROUTES["moved_to_other_versions"])
def moved_by_somebody_without_the_right(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_migrated"), actor="comercial")


@upon(ROUTES["moved_to_other_versions"])
def moved_by_a_role_that_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_migrated"), actor="comercial", role="comercial")


@upon(ROUTES["lost_by_the_clients_link"])
def a_link_made_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("client_link_made"), actor="cumplimiento", role="cumplimiento")


@upon(ROUTES["lost_by_the_clients_link"])
def a_link_ended_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("client_link_revoked"), actor="cumplimiento", role="cumplimiento")


@upon(ROUTES["lost_by_the_clients_link"])
def answered_by_a_link_in_another_role(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("client_link_answered"), role="direccion_general")


@upon(ROUTES["sent_on_for_the_client"])
def sent_on_by_somebody_who_may_not(connection: Connection, folio: str) -> int:
    """Completed by them too, and what was resolved thereby: that follows from it."""
    found = history(connection, folio)
    first = next(number for number, event in enumerate(found) if event.type == "client_answer_forwarded")
    forged = [
        event._replace(actor="cumplimiento", role="cumplimiento")
        if event.actor and event.at == found[first].at
        else event
        for event in found
    ]
    launder(connection, folio, forged)
    return found[first].seq


@upon(ROUTES["sent_on_for_the_client"])
def completed_by_another_than_who_sent_it_on(connection: Connection, folio: str) -> int:
    """In another role, to be exact: in another name it would not execute."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.type == "client_answer_forwarded") + 1
    forged = [
        event._replace(role="administrador") if event.actor and event.at == found[place].at else event
        for event in found
    ]
    forged[place - 1] = found[place - 1]
    launder(connection, folio, forged)
    return found[place].seq


@upon(ROUTES["stopped_and_repaired"])
def stopped_by_somebody_who_may_not_do_the_step(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("incident_raised"), actor="cumplimiento", role="cumplimiento")


@upon(ROUTES["stopped_and_repaired"])
def resolved_in_another_role(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("incident_resolved"), role="administrador")


@upon(ROUTES["timers"])
def a_timer_that_somebody_fired(connection: Connection, folio: str) -> int:
    """A person, and a role of theirs."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.type == "timer_fired")
    found[place] = found[place]._replace(actor="comercial", role="comercial")
    launder(connection, folio, found)
    return found[place].seq


# ── in the place of somebody


def stand_in(company: Company, person: str, by: str, first: date, last: date) -> int:
    with company.database.transaction() as connection:
        zone = company.runtime.calendar.zone
        when = {"zone": zone, "actor": "administrador", "at": company.clock()}
        return substituting.set_substitute(connection, person, by, first, last, **when).id  # type: ignore[arg-type]


def among_substitutes(company: Company) -> str:
    """An opportunity that Eva validates for Dirección General; Sara did so before it, and Tere does so from the next
    day on."""
    for id in ("eva", "sara", "tere"):
        register(company, id, [])
    today = date(2026, 3, 2)
    ended = stand_in(company, "direccion_general", "sara", today, today)
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        substituting.end_substitution(connection, ended, **by)  # type: ignore[arg-type]
    stand_in(company, "direccion_general", "tere", today + timedelta(days=1), today + timedelta(days=2))
    stand_in(company, "direccion_general", "eva", today, today)
    for _ in range(5):
        company.clock()
    folio = opportunity(company)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        instead = {"actor": "eva", "in_place_of": "direccion_general"}
        forge(connection, folio, VALIDATED, **instead)
    return folio


@upon(among_substitutes)
def validated_by_the_substitute_in_nobodys_place(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, in_place_of=None)


@upon(among_substitutes)
def validated_by_a_substitute_of_before(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="sara")


@upon(among_substitutes)
def validated_by_a_substitute_of_later(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="tere")


@upon(among_substitutes)
def validated_in_the_place_of_somebody_else(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, in_place_of="comercial")


@upon(among_substitutes)
def validated_in_the_place_of_nobody_who_exists(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, in_place_of="licenciado_perez")


@upon(opportunity)
def validated_in_the_place_of_whom_nobody_stood_in_for(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, actor="preventa", in_place_of="direccion_general")


@upon(opportunity)
def validated_in_one_s_own_place(connection: Connection, folio: str) -> int:
    return forge(connection, folio, VALIDATED, in_place_of="direccion_general")


# ── a step that was given back


def given_back(company: Company) -> str:
    """An opportunity that Preventa gave back to the director, who has prospected once more."""
    folio = company.start()
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:
        by = {"actor": "preventa", "at": company.clock()}
        id_ = company.task(folio, "validacion").item.id
        returning.give_back(connection, company.runtime, id_, "Faltó el alcance", **by)  # type: ignore[arg-type]
    company.do(folio, "prospeccion")
    return folio


@upon(given_back)
def given_back_by_somebody_who_may_do_neither_step(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_returned"), actor="alianzas", role="alianzas")


@upon(given_back)
def given_back_by_a_role_that_its_holder_has_not(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_returned"), actor="alianzas")


@upon(given_back)
def given_back_by_nobody_who_exists(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_returned"), actor="licenciado_perez")


@upon(given_back)
def given_back_by_the_administrator(connection: Connection, folio: str) -> int:
    return forge(connection, folio, of("instance_returned"), actor="administrador", role="administrador")


TOLD_BY_HISTORY = {
    given_back_by_somebody_who_may_do_neither_step,
    given_back_by_the_administrator,
    validated_by_a_substitute_of_before,
    validated_by_a_substitute_of_later,
    validated_in_the_place_of_somebody_else,
    validated_in_the_place_of_nobody_who_exists,
    validated_in_the_place_of_whom_nobody_stood_in_for,
    validated_in_one_s_own_place,
    validated_by_no_one,
    validated_without_a_role,
    validated_by_a_role_that_the_step_does_not_ask,
    validated_by_the_administrator,
    taken_by_somebody_who_may_not,
    taken_by_another_than_who_did_it,
    given_back_by_somebody_who_had_it_not,
    given_by_somebody_who_may_not,
    answered_by_a_link_in_another_role,
    completed_by_another_than_who_sent_it_on,
    stopped_by_somebody_who_may_not_do_the_step,
    resolved_in_another_role,
    a_timer_that_somebody_fired,
}
"""Those for which nobody needs to know which people there were: the stand-alone verifier finds them too."""
TOLD_BY_THE_REGISTER = {started_by_somebody_who_may_not, started_by_nobody_who_exists}
"""How an instance begins is registered: of those an evidence shows that they begin otherwise."""
