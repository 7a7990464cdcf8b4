"""The job between histories and notices: each step tells those whom it concerns, once, and nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from engine.instances.comments import comment
from engine.telling.kinds import Channel, NoticeKind
from engine.telling.models import notice_progress
from tests.engine.attention.noticing import follow, told, unread, wants
from tests.engine.client_access.proposal import CONTACT, EMAIL, NO, YES, answer, sent, token_of
from tests.engine.instances.test_routes import FAILS, GO, MEETS, NO_GO, PURCHASE, RETURNED, SERVICE
from tests.support import START, Company

Told = list[tuple[str, str, str | None]]
LEAD = {"cliente": "Banco del Bajío Norte", "contacto": CONTACT, "correo": EMAIL, "requerimiento": "SOC 24x7"}
COMMENTS = {"cumple_tecnicamente": False, "acepta_comentarios": True, "comentarios_cliente": "Falta el horario."}
UNTIL, LATER = {"vigencia_propuesta": "2026-03-20"}, {"vigencia_propuesta": "2026-03-25"}
BY_LINK = "by link"
WHOLE: list[tuple[str, dict[str, object], Told]] = [
    (
        "prospeccion",
        LEAD,
        [("comercial", "work_arrived", "validacion"), ("preventa", "work_arrived", "validacion")],
    ),
    # The areas are not asked while Alianzas works.
    ("validacion", PURCHASE, [("alianzas", "work_arrived", "cotizar_soluciones")]),
    ("cotizar_soluciones", {"requiere_alianza": False}, [("consultoria", "work_arrived", "participacion")]),
    (
        "participacion",
        {},
        [("comercial", "work_arrived", "dimensionamiento"), ("preventa", "work_arrived", "dimensionamiento")],
    ),
    ("dimensionamiento", {}, [("director_comercial", "work_arrived", "business_case")]),
    ("business_case", {}, [("direccion_general", "work_arrived", "validar_business_case")]),
    ("validar_business_case", RETURNED, [("director_comercial", "work_returned", "business_case")]),
    ("business_case", {}, [("direccion_general", "work_returned", "validar_business_case")]),
    (
        "validar_business_case",
        GO,
        [("comercial", "work_arrived", "elaborar_propuesta"), ("preventa", "work_arrived", "elaborar_propuesta")],
    ),
    ("elaborar_propuesta", UNTIL, [("cumplimiento", "work_arrived", "validar_cumplimiento")]),
    (
        "validar_cumplimiento",
        FAILS,
        [("comercial", "work_returned", "correcciones"), ("director_comercial", "work_returned", "correcciones")],
    ),
    ("correcciones", {}, [("cumplimiento", "work_returned", "validar_cumplimiento")]),
    (
        "validar_cumplimiento",
        MEETS,
        [("comercial", "work_arrived", "enviar_cliente"), ("director_comercial", "work_arrived", "enviar_cliente")],
    ),
    # The client has a letter of their own; who records what clients say on paper is told by the procedure's.
    ("enviar_cliente", {}, [("cliente", "announced", None)]),
    (
        BY_LINK,
        COMMENTS,
        [
            ("comercial", "client_answered", "actualizar_propuesta"),
            ("director_comercial", "client_answered", "actualizar_propuesta"),
        ],
    ),
    ("actualizar_propuesta", LATER, [("cliente", "announced", None)]),
    (
        BY_LINK,
        YES,
        [
            ("comercial", "client_answered", "notificar_ganada"),
            ("director_comercial", "client_answered", "notificar_ganada"),
        ],
    ),
    (
        "notificar_ganada",
        {},
        [
            ("alianzas", "won", None),
            ("consultoria", "won", None),
            ("cumplimiento", "won", None),
            ("cumplimiento", "work_arrived", "formalizar_contrato"),
            ("preventa", "won", None),
        ],
    ),
    # Who took part and was not told yet; nobody is told twice.
    ("formalizar_contrato", {}, [("direccion_general", "won", None)]),
]


def after(company: Company, act: Callable[[], object]) -> Told:
    """What was told of what `act` does, in order of people."""
    before = len(told(company))
    act()
    follow(company)
    return sorted(told(company)[before:], key=str)


@pytest.mark.both_databases
def test_each_step_of_an_opportunity_tells_those_whom_it_concerns(company: Company) -> None:
    folio = company.start(actor="comercial")
    follow(company)
    assert told(company) == [("director_comercial", "work_arrived", "prospeccion")]  # not who began it
    for element, values, expected in WHOLE:

        def act(element: str = element, values: dict[str, object] = values) -> object:
            if element == BY_LINK:
                return answer(company, token_of(company, folio), values)
            return company.do(folio, element, values)

        assert (element, after(company, act)) == (element, expected)
    assert follow(company) == 0


def test_looking_again_at_what_happened_tells_nobody_anew(company: Company) -> None:
    company.do(company.start(), "prospeccion")
    follow(company)
    before = told(company)
    with company.database.transaction() as connection:
        connection.execute(update(notice_progress).values(after=0))
    assert (follow(company), told(company)) == (0, before)


def test_of_what_happened_long_ago_only_what_still_waits_is_told(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", SERVICE)
    follow(company)
    assert {(person, element) for person, _, element in told(company)} == {("soc_noc", "participacion")}


def test_work_that_is_done_need_not_be_read_about(company: Company) -> None:
    folio = company.start()
    follow(company)
    assert unread(company, "director_comercial") == 1
    company.do(folio, "prospeccion")
    follow(company)
    assert unread(company, "director_comercial") == 0


def test_a_no_go_is_told_to_who_took_part_when_it_is_over(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", SERVICE)
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", NO_GO)
    follow(company)
    found = after(company, lambda: company.do(folio, "justificar_no_go"))
    assert {kind for _, kind, _ in found} == {"no_go"}
    assert {person for person, _, _ in found} == {"director_comercial", "soc_noc", "direccion_general"}


def test_a_refusal_of_the_client_is_told_as_one_and_the_loss_not_again(company: Company) -> None:
    folio = sent(company)
    follow(company)
    found = after(company, lambda: answer(company, token_of(company, folio), NO))
    assert found == [
        ("comercial", "client_refused", "notificar_perdida"),
        ("director_comercial", "client_refused", "notificar_perdida"),
    ]
    found = after(company, lambda: company.do(folio, "notificar_perdida"))
    assert {kind for _, kind, _ in found} == {"lost"}
    assert "comercial" not in {person for person, _, _ in found}


def test_who_is_given_a_step_is_told_and_who_takes_it_is_not(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    item = company.task(folio, "validacion").item.id
    follow(company)
    found = after(company, lambda: company.command("assign", item, "preventa", actor="comercial"))
    assert found == [("preventa", "work_assigned", "validacion")]
    assert after(company, lambda: company.command("release", item, actor="preventa")) == []
    assert after(company, lambda: company.command("claim", item, actor="comercial")) == []


def test_who_loses_a_step_and_who_is_asked_for_one_is_told(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    item = company.task(folio, "validacion").item.id
    company.command("claim", item, actor="preventa")
    follow(company)
    found = after(company, lambda: company.command("ask_for", item, "¿La sueltas?", actor="comercial"))
    assert found == [("preventa", "work_asked_for", "validacion")]
    found = after(company, lambda: company.command("take_over", item, "Está de vacaciones.", actor="comercial"))
    assert found == [("preventa", "work_taken_over", None)]


def test_who_is_mentioned_is_told(company: Company) -> None:
    folio = company.start()
    follow(company)

    def mention() -> None:
        with company.database.transaction() as connection:
            comment(connection, company.runtime, folio, "@Director Comercial ¿la ve?", actor="comercial", at=START)

    assert after(company, mention) == [("director_comercial", "mentioned", None)]


def test_a_cancellation_is_told_to_who_took_part_and_to_who_had_work(company: Company) -> None:
    folio = company.start(actor="director_comercial")
    company.do(folio, "prospeccion")
    item = company.task(folio, "validacion").item.id
    company.command("claim", item, actor="preventa")
    follow(company)
    found = after(company, lambda: company.command("cancel", folio, "Duplicada", actor="comercial"))
    assert set(found) == {("director_comercial", "cancelled", None), ("preventa", "cancelled", None)} | {
        each for each in found if each[0] not in ("director_comercial", "preventa")
    }
    assert "comercial" not in {person for person, _, _ in found}


def test_who_wants_the_step_sooner_than_the_answer_is_told_of_the_step(company: Company) -> None:
    folio = sent(company)
    follow(company)
    wants(company, "comercial", NoticeKind.CLIENT_ANSWERED, Channel.NOTHING)
    found = after(company, lambda: answer(company, token_of(company, folio), YES))
    assert found == [
        ("comercial", "work_arrived", "notificar_ganada"),
        ("director_comercial", "client_answered", "notificar_ganada"),
    ]
