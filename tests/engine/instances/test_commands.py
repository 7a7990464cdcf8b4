"""What people do to instances, what they are refused, and that a refusal leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import text

from engine.documents.store import store
from engine.errors import (
    ClaimedByAnother,
    EngineError,
    FormRejected,
    InstanceEnded,
    NotACandidate,
    NotAllowed,
    NotFound,
    TaskAlreadyCompleted,
)
from engine.instances import commands, execution_queries, queries
from engine.instances.commands import EndNotConfirmed, ReasonRequired
from engine.instances.reading import EVERYTHING
from tests.engine.instances.again import assert_rebuilds
from tests.support import Company

pytestmark = pytest.mark.both_databases

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
GO = {"business_case_aprobado": True, "go": True}
FILE = "archivo_f_com_001"


@pytest.fixture
def folio(company: Company) -> str:
    """An opportunity whose first activity waits for the Director Comercial."""
    return company.start()


@contextmanager
def refused(company: Company, error: type[EngineError]) -> Iterator[pytest.ExceptionInfo[EngineError]]:
    """The block is refused with exactly that error, and the whole database stays as it was."""
    before = _everything(company)
    with pytest.raises(error) as caught:
        yield caught
    assert type(caught.value) is error
    assert _everything(company) == before


def _everything(company: Company) -> dict[str, object]:
    tables = ("events", "instances", "work_items", "role_sets", "outbox", "folios")
    with company.database.reading() as connection:
        return {table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all())) for table in tables}


def test_starting_enables_the_first_activity_for_its_role(company: Company, folio: str) -> None:
    task = company.task(folio, "prospeccion")
    assert (task.item.lane, task.candidates, task.item.assignee) == ("comercial", ("director_comercial",), None)
    assert task.item.id == f"{folio}.2"
    assert [event.type for event in company.history(folio)] == ["instance_started", "user_task_enabled"]


def test_folios_are_consecutive_and_tell_the_year(company: Company) -> None:
    assert [company.start() for _ in range(3)] == ["GC-2026-0001", "GC-2026-0002", "GC-2026-0003"]


def test_only_the_lane_in_which_it_starts_may_start_it(company: Company) -> None:
    for person in ("preventa", "cliente", "auditor"):
        with refused(company, NotAllowed):
            company.start(actor=person)
    with refused(company, NotFound):
        company.start(actor="nadie")
    with refused(company, NotFound):
        company.start("no_existe")


def test_a_person_of_another_lane_is_refused_and_nothing_changes(company: Company, folio: str) -> None:
    for person in ("comercial", "auditor", "control_documentos"):
        with refused(company, NotACandidate) as caught:
            company.complete(f"{folio}.2", actor=person)
        assert caught.value.details["roles"] == ["director_comercial"]


def test_who_does_not_see_the_instance_is_told_that_there_is_no_such_step(company: Company, folio: str) -> None:
    for person in ("preventa", "cliente", "administrador"):
        for command in ("claim", "complete"):
            with refused(company, NotFound) as caught:
                company.command(command, f"{folio}.2", *([{}] if command == "complete" else []), actor=person)
            assert caught.value.details == {"kind": "task", "id": f"{folio}.2"}
    with refused(company, NotFound) as caught:
        company.command("cancel", folio, "duplicada", actor="preventa")
    assert caught.value.details == {"kind": "instance", "id": folio}
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {**SERVICE, "areas": ["soc_noc"]})
    with refused(company, NotFound):
        company.command("claim", f"{folio}.2", actor="cumplimiento")


def test_either_comercial_or_preventa_may_validate(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    assert company.task(folio, "validacion").candidates == ("comercial", "preventa")


def test_each_area_takes_part_through_its_own_people(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {**SERVICE, "areas": ["soc_noc", "ciberinteligencia", "consultoria"]})
    found = {task.item.area: task.candidates for task in company.tasks(folio)}
    assert found == {area: (area,) for area in ("soc_noc", "ciberinteligencia", "consultoria")}
    assert {task.item.visit.round for task in company.tasks(folio)} == {1}
    mine = company.tasks(person="consultoria")[0]
    with refused(company, NotACandidate):
        company.complete(mine.item.id, actor="soc_noc")
    company.complete(mine.item.id, actor="consultoria")
    assert {task.item.area for task in company.tasks(folio)} == {"soc_noc", "ciberinteligencia"}


def test_claiming_keeps_others_off_until_it_is_released(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    assert company.command("claim", id, actor="preventa").assignee == "preventa"
    assert company.task(folio, "validacion").candidates == ("preventa",)
    assert company.tasks(person="comercial") == []
    for name, args in (("claim", ()), ("release", ()), ("assign", ("comercial",))):
        with refused(company, ClaimedByAnother):
            company.command(name, id, *args, actor="comercial")
    with refused(company, ClaimedByAnother):
        company.complete(id, SERVICE, actor="comercial")
    company.command("release", id, actor="preventa")
    assert company.complete(id, SERVICE, actor="comercial").status == "running"
    types = [event.type for event in company.history(folio) if event.element == "validacion"]
    assert types == ["user_task_enabled", "user_task_claimed", "user_task_released", "user_task_completed"]
    assert_rebuilds(company, folio)


def test_doing_again_what_is_done_writes_nothing(company: Company, folio: str) -> None:
    id = f"{folio}.2"
    company.command("release", id, actor="director_comercial")
    company.command("claim", id, actor="director_comercial")
    length = len(company.history(folio))
    company.command("claim", id, actor="director_comercial")
    company.command("assign", id, "director_comercial", actor="director_comercial")
    assert len(company.history(folio)) == length


def test_work_is_handed_only_to_those_who_may_do_it(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    with refused(company, NotACandidate):
        company.command("assign", id, "cliente", actor="preventa")
    with refused(company, NotFound):
        company.command("assign", id, "preventa", actor="cliente")
    with refused(company, NotACandidate):
        company.command("assign", id, "preventa", actor="direccion_general")
    assert company.command("assign", id, "comercial", actor="administrador").assignee == "comercial"
    assert company.command("assign", id, "preventa", actor="administrador").assignee == "preventa"
    assert company.command("release", id, actor="administrador").assignee is None
    assert_rebuilds(company, folio)


def test_completed_work_cannot_be_done_again(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    for name in ("claim", "release"):
        with refused(company, TaskAlreadyCompleted):
            company.command(name, f"{folio}.2", actor="director_comercial")
    with refused(company, TaskAlreadyCompleted) as caught:
        company.complete(f"{folio}.2", actor="director_comercial")
    assert caught.value.details["by"] == "director_comercial"


@pytest.mark.parametrize("id", ["", "x", "GC-2026-0001.99", "GC-2026-0009.2", ".2", "GC-2026-0001.2' OR '1'='1"])
def test_work_that_does_not_exist_is_not_found(company: Company, folio: str, id: str) -> None:
    with refused(company, NotFound):
        company.complete(id, actor="director_comercial", fill=False)


def test_bad_data_names_every_field_that_fails(company: Company, folio: str) -> None:
    with refused(company, FormRejected) as caught:
        given = {"fecha_entrega": "pronto", "inventado": 1}
        company.complete(f"{folio}.2", given, actor="director_comercial", fill=False)
    assert isinstance(caught.value, FormRejected)
    fields = {error.field for error in caught.value.errors}
    assert {"fecha_entrega", "inventado", "cliente"} <= fields


def test_a_file_that_was_never_stored_is_refused(company: Company, folio: str) -> None:
    ghost = [{"name": "F-COM-001.pdf", "sha256": "0" * 64, "size": 10}]
    given = {"origen_requerimiento": "visita_presencial", FILE: ghost}
    with refused(company, FormRejected) as caught:
        company.complete(f"{folio}.2", given, actor="director_comercial")
    assert isinstance(caught.value, FormRejected)
    assert [error.field for error in caught.value.errors] == [FILE]


def test_a_stored_file_is_a_record_of_the_history(company: Company, folio: str) -> None:
    with company.database.transaction() as connection:
        record = store(connection, "F-COM-001.pdf", b"%PDF-1.7", actor="director_comercial", at=company.clock())
    given = {"origen_requerimiento": "visita_presencial", FILE: [record]}
    company.complete(f"{folio}.2", given, actor="director_comercial")
    completed = [event for event in company.history(folio) if event.type == "user_task_completed"]
    assert completed[0].payload[FILE] == [record]


def test_compliance_is_due_one_working_day_before_delivery(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-04-06"})  # the Monday after Holy Week
    company.do(folio, "validacion", {**SERVICE, "fecha_respuesta_areas": "2026-03-20"})
    while company.tasks(folio)[0].item.visit.element != "validar_cumplimiento":
        element = company.tasks(folio)[0].item.visit.element
        company.do(folio, element, GO if element == "validar_business_case" else {})
    due = company.task(folio, "validar_cumplimiento").item.due_at
    assert due is not None
    assert due.astimezone(company.runtime.calendar.zone).isoformat() == "2026-04-03T18:00:00-06:00"


def test_a_win_is_told_at_once_to_every_area_involved(company: Company, folio: str) -> None:
    answers = {
        "validacion": [{"tipo_requerimiento": "servicio", "areas": ["soc_noc", "consultoria"]}],
        "validar_business_case": [{"business_case_aprobado": True, "go": True}],
        "validar_cumplimiento": [{"cumple": True}],
        "revisar_propuesta": [{"cumple_tecnicamente": True, "cumple_economicamente": True}],
    }
    company.drive(folio, answers)
    with company.database.reading() as connection:
        sent = queries.sent(connection, EVERYTHING, folio)
    won = [message for message in sent if "ganad" in (message.subject + message.body).lower()]
    assert len(won) == 1
    for role in ("soc_noc", "consultoria", "preventa", "cumplimiento"):
        assert f"{role}@example.com" in won[0].to
    assert "ciberinteligencia@example.com" not in won[0].to
    cause = next(event for event in company.history(folio) if won[0].key.startswith(f"{folio}.{event.seq}."))
    assert (cause.type, cause.element) == ("user_task_completed", "notificar_ganada")


def test_cancelling_withdraws_what_waits_and_keeps_the_reason(company: Company, folio: str) -> None:
    for person in ("control_documentos", "auditor"):
        with refused(company, NotAllowed):
            company.command("cancel", folio, "duplicada", actor=person)
    with refused(company, ReasonRequired):
        company.command("cancel", folio, "  ", actor="comercial")
    became = company.command("cancel", folio, "duplicada", actor="comercial")
    assert (became.status, became.end) == ("cancelled", None)
    assert company.tasks(folio) == []
    last = company.history(folio)[-2:]
    assert [event.type for event in last] == ["instance_cancelled", "user_task_withdrawn"]
    assert last[0].payload == {"reason": "duplicada", "mistake": False}
    with refused(company, InstanceEnded):
        company.command("cancel", folio, "otra vez", actor="comercial")
    with refused(company, TaskAlreadyCompleted):
        company.complete(f"{folio}.2", actor="director_comercial")
    assert_rebuilds(company, folio)


def test_a_dropped_snapshot_is_made_again_from_history(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:
        before = connection.execute(text("SELECT snapshot FROM instances")).scalar_one()
        connection.execute(text("UPDATE instances SET snapshot = NULL"))
    with company.database.reading() as connection:
        assert execution_queries.data(connection, company.runtime, EVERYTHING, folio)["fecha_entrega"]
    company.do(folio, "validacion", SERVICE)
    assert before is not None
    assert_rebuilds(company, folio)


def test_work_for_a_role_that_nobody_holds_goes_to_the_administrator(company: Company, folio: str) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET active = false WHERE id IN ('comercial', 'preventa')"))
    company.do(folio, "prospeccion")
    task = company.task(folio, "validacion")
    assert task.candidates == ("administrador",)
    assert company.complete(task.item.id, SERVICE, actor="administrador").status == "running"


NO_GO = {"business_case_aprobado": True, "go": False}
WON = {"cumple_tecnicamente": True, "cumple_economicamente": True}
LOST = {"cumple_tecnicamente": False, "acepta_comentarios": False}
COMMENTS = {"cumple_tecnicamente": False, "acepta_comentarios": True, "comentarios_cliente": "Falta el horario."}
TO_THE_DECISION = ["prospeccion", "validacion", "participacion", "dimensionamiento", "business_case"]
TO_THE_CLIENT = ["elaborar_propuesta", "validar_cumplimiento", "enviar_cliente"]


def asked_at(company: Company, route: list[tuple[str, dict[str, object]]]) -> list[tuple[str, str]]:
    """Complete the steps of a route; gives those that ask for a second word, each with the end that they name."""
    folio, asked = company.start(), []
    for element, given in route:
        task = company.task(folio, element)
        by = {"actor": task.candidates[0], "at": company.clock()}
        values = company.filled(task.item.id, given, actor=task.candidates[0])
        with company.database.transaction() as connection:
            complete = partial(commands.complete, connection, company.runtime, task.item.id, values, **by)
            try:
                complete(confirmed_end="")
            except EndNotConfirmed as error:
                assert error.details["folio"] == folio and error.details["process_id"] == "gestion_comercial"
                asked.append((element, error.details["end"]))
                complete(confirmed_end=error.details["end"])
    assert company.tasks(folio) == []
    return asked


def steps(*elements: str) -> list[tuple[str, dict[str, object]]]:
    answers = {"validacion": SERVICE, "validar_cumplimiento": {"cumple": True}}
    return [(element, answers.get(element, {})) for element in elements]


def test_the_answers_that_decide_how_an_opportunity_ends_need_a_second_word_and_no_others(company: Company) -> None:
    begun = steps(*TO_THE_DECISION)
    no_go = [*begun, ("validar_business_case", {"business_case_aprobado": False}), *steps("business_case")]
    assert asked_at(company, [*no_go, ("validar_business_case", NO_GO), *steps("justificar_no_go")]) == [
        ("validar_business_case", "fin_no_go")
    ]
    sent = [*begun, ("validar_business_case", GO), *steps(*TO_THE_CLIENT)]
    again = [*sent, ("revisar_propuesta", COMMENTS), *steps("actualizar_propuesta")]
    assert asked_at(company, [*again, ("revisar_propuesta", LOST), *steps("notificar_perdida")]) == [
        ("revisar_propuesta", "fin_no_obtenida")
    ]
    won = [*sent, ("revisar_propuesta", WON), *steps("notificar_ganada", "formalizar_contrato")]
    assert asked_at(company, won) == [("revisar_propuesta", "fin_ganada")]


def test_an_answer_that_was_not_confirmed_leaves_nothing_behind(company: Company, folio: str) -> None:
    for element, values in steps(*TO_THE_DECISION):
        company.do(folio, element, values)
    task = company.task(folio, "validar_business_case")
    values = company.filled(task.item.id, NO_GO, actor=task.candidates[0])
    by = {"actor": task.candidates[0], "at": company.clock(), "confirmed_end": "fin_ganada"}
    with refused(company, EndNotConfirmed), company.database.transaction() as connection:
        commands.complete(connection, company.runtime, task.item.id, values, **by)
