"""The routes of the golden histories: what people, clients and timers do, from the start to the last event."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from engine.instances import comments, hand_offs, returning, terms
from engine.instances.commands import cancel, start
from tests.engine.attention.noticing import remind
from tests.engine.client_access.proposal import COMMENTS, NO, answer, make, sent, token_of
from tests.engine.incidents import client_stopping
from tests.engine.incidents.stopping import RIGHT, complete
from tests.engine.instances.test_routes import (
    ACCEPTED,
    FAILS,
    GO,
    LOST_ON_PRICE,
    MEETS,
    NO_GO,
    PURCHASE,
    RETURNED,
    SERVICE,
)
from tests.engine.instances.test_timers import OWNER, fire, started, timed
from tests.engine.migration.moving import migrate, publish
from tests.engine.verification.won import won
from tests.support import START, Company

MANAGED = {
    "tipo_requerimiento": "servicio_administrado",
    "requiere_ti": False,
    "areas": ["soc_noc", "ciberinteligencia", "consultoria"],
}


def _driven(answers: Mapping[str, list[Mapping[str, object]]]) -> Callable[[Company], str]:
    def drive(company: Company) -> str:
        folio = company.start()
        company.drive(folio, answers)
        return folio

    return drive


def lost_by_the_clients_link(company: Company) -> str:
    """Comments by a link, another link made by hand in the place of the next, then no."""
    folio = sent(company)
    answer(company, token_of(company, folio), COMMENTS)
    company.do(folio, "actualizar_propuesta", {"vigencia_propuesta": "2026-03-25"})
    make(company, company.task(folio, "revisar_propuesta").item.id)
    answer(company, token_of(company, folio), NO)
    company.do(folio, "notificar_perdida")
    return folio


def handed_over_and_cancelled(company: Company) -> str:
    folio = company.start()
    company.do(folio, "prospeccion")
    item = company.task(folio, "validacion").item.id
    company.command("claim", item, actor="preventa")
    company.command("release", item, actor="preventa")
    company.command("assign", item, "comercial", actor="administrador")
    comment(company, folio, "@Preventa: el cliente pregunta por el alcance.")
    company.command("ask_for", item, "¿Me lo deja? Hoy hablo con el cliente.", actor="preventa")
    company.command("take_over", item, "Comercial está de viaje.", actor="preventa")
    company.command("assign", item, "comercial", "Preventa tiene otros dos.", actor="director_comercial")
    company.command("cancel", folio, "El cliente canceló la licitación.", actor="comercial")
    comment(company, folio, "Vuelve a licitar en enero.")
    return folio


def delivered_later(company: Company) -> str:
    """The delivery changes while the areas take part side by side, and again when a term counts from it."""
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-27"})
    company.do(folio, "validacion", {**MANAGED, "areas": ["soc_noc", "ciberinteligencia"]})
    change_date(company, folio, "2026-04-08")
    for task in company.tasks(folio):
        company.complete(task.item.id, actor=task.candidates[0])
    change_date(company, folio, "2026-04-10")
    with company.database.transaction() as connection:
        hand_offs.confirm(connection, company.runtime, folio, actor="comercial", at=company.clock())
    company.drive(folio, {"validar_business_case": [NO_GO]})
    return folio


def change_date(company: Company, folio: str, day: str) -> None:
    with company.database.transaction() as connection:
        where = connection, company.runtime, folio, "fecha_entrega", day, "El cliente pidió más tiempo."
        terms.change_date(*where, actor="comercial", at=company.clock())


def begun_with_who_and_what(company: Company) -> str:
    """Who asks and what for is said before it begins; the first step begins with it, and it was a mistake."""
    said = {"cliente": "Banco del Bajío", "contacto": "Ana Ruiz, Compras", "requerimiento": "Centro de operaciones"}
    with company.database.transaction() as connection:
        at = company.clock()
        folio, _ = start(connection, company.runtime, "gestion_comercial", said, actor="comercial", at=at)
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:
        at = company.clock()
        cancel(connection, company.runtime, folio, "Ya estaba.", actor="comercial", at=at, mistake=True)
    return folio


def comment(company: Company, folio: str, text: str) -> None:
    with company.database.transaction() as connection:
        comments.comment(connection, company.runtime, folio, text, actor="comercial", at=company.clock())


def reminded_and_escalated(company: Company) -> str:
    """A term of an area: called to mind on the day before and after it, then told to who heads the area."""
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-13"})
    company.do(folio, "validacion", {**SERVICE, "fecha_respuesta_areas": "2026-03-06"})
    for days, hours in ((3, 1), (4, 10), (7, 10)):
        remind(company, START + timedelta(days=days, hours=hours))
    company.do(folio, "participacion")
    company.command("cancel", folio, "El cliente canceló la licitación.", actor="comercial")
    return folio


def _fire(company: Company, hours: int) -> None:
    company.clock.now = START + timedelta(hours=hours)
    fire(company, company.clock.now)


def timers(company: Company) -> str:
    """A reminder that comes twice beside an activity, an hour to wait in the flow, a term that takes work away."""
    source = timed(
        "start > b > wait > a > end\nbeside > c > end2\non_time > end3",
        {
            "wait": ("timeDuration", "PT1H"),
            "beside": ("timeCycle", "R2/P1D"),
            "on_time": ("timeDuration", "P3D"),
        },
    )
    folio = started(company, source)
    company.do(folio, "b")
    for hours in (2, 30, 54, 80):
        _fire(company, hours)
    company.drive(folio, {})
    return folio


def event_based_gateway(company: Company) -> str:
    """The timer that is due first goes on, the other is withdrawn."""
    source = timed(
        "start > a > choice0 > first > soon > b > end\nfirst > late > c > end_late",
        {"soon": ("timeDuration", "PT1H"), "late": ("timeDuration", "PT3H")},
    )
    folio = started(company, source)
    company.do(folio, "a")
    _fire(company, hours=2)
    company.do(folio, "b")
    return folio


def moved_to_other_versions(company: Company) -> str:
    """By itself, with its term and whoever has taken the step; then from a step that is gone to another."""
    beside = {"beside": ("timeDuration", "PT1H")}
    folio = started(company, timed("start > a > b > end\nbeside > c > end2", beside))
    company.command("claim", company.task(folio, "a").item.id, actor="comercial")
    publish(company, timed("start > c > a > b > end\nbeside > b2 > end2", beside, {"b2": OWNER}))
    migrate(company, folio)
    company.do(folio, "a")
    publish(company, timed("start > a > c > end", {}))
    migrate(company, folio, {"b": "c"}, reason="El paso se quitó del procedimiento.")
    company.drive(folio, {})
    return folio


def stopped_and_repaired(company: Company) -> str:
    """A step that cannot be completed on two versions, until the instance is moved to one that is right."""

    def source(days: str, then: str) -> bytes:
        flows = f"start > a > script > choice [1/days<1] > b > end\nchoice [else] > {then}"
        script = f"<bpmn:script>days = {days}</bpmn:script>"
        return timed(flows, {"wait": ("timeDuration", "PT1H")}, {"script": script}, {"end2": "endEvent"})

    folio = started(company, source("0", "wait > end2"))
    complete(company, folio, {}, element="a")
    publish(company, source("1 - 1", "wait > end2"))
    migrate(company, folio)
    complete(company, folio, {}, element="a")
    publish(company, source("1", "wait > end2"))
    migrate(company, folio)
    complete(company, folio, {}, element="a")
    company.clock.now = START + timedelta(hours=9)
    fire(company, company.clock.now)
    return folio


def sent_on_for_the_client(company: Company) -> str:
    """A client's answer from which the flow cannot go on; repaired, it is sent on by who may make links."""
    folio, token = client_stopping.begun(company, client_stopping.asking_nothing())
    client_stopping.answer(company, token, {})
    client_stopping.renew(company, folio)
    publish(company, client_stopping.asking_nothing(RIGHT))
    migrate(company, folio)
    client_stopping.forward(company, folio)
    company.drive(folio, {})
    return folio


def given_back(company: Company) -> str:
    """Preventa gives a step back, does it when it comes again; then it is over."""
    folio = company.start()
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:
        by = {"actor": "preventa", "at": company.clock()}
        id_ = company.task(folio, "validacion").item.id
        returning.give_back(connection, company.runtime, id_, "Falta el alcance", **by)  # type: ignore[arg-type]
    company.do(folio, "prospeccion")
    company.complete(company.task(folio, "validacion").item.id, SERVICE, actor="preventa")
    company.command("cancel", folio, "Duplicada", actor="comercial")
    return folio


ROUTES: dict[str, Callable[[Company], str]] = {
    # Through the alliances (a called procedure), comments and corrections once each, with a file and a claim.
    "won": won,
    "lost_by_the_clients_link": lost_by_the_clients_link,
    "sent_on_for_the_client": sent_on_for_the_client,
    "no_go": _driven({"validacion": [SERVICE], "validar_business_case": [NO_GO]}),
    "corrected_twice_and_lost_on_price": _driven(
        {
            "validacion": [SERVICE],
            "validar_business_case": [GO],
            "validar_cumplimiento": [FAILS, FAILS, MEETS],
            "revisar_propuesta": [LOST_ON_PRICE],
        }
    ),
    "business_case_validated_again": _driven(
        {
            "validacion": [SERVICE],
            "validar_business_case": [RETURNED, GO],
            "validar_cumplimiento": [MEETS],
            "revisar_propuesta": [ACCEPTED],
        }
    ),
    "three_areas_at_once": _driven({"validacion": [MANAGED], "validar_business_case": [NO_GO]}),
    "purchase_through_a_new_alliance": _driven(
        {
            "validacion": [PURCHASE],
            "cotizar_soluciones": [{"requiere_alianza": True}],
            "validar_business_case": [NO_GO],
        }
    ),
    "handed_over_and_cancelled": handed_over_and_cancelled,
    "begun_with_who_and_what": begun_with_who_and_what,
    "reminded_and_escalated": reminded_and_escalated,
    "delivered_later": delivered_later,
    "timers": timers,
    "event_based_gateway": event_based_gateway,
    "moved_to_other_versions": moved_to_other_versions,
    "stopped_and_repaired": stopped_and_repaired,
    "given_back": given_back,
}
