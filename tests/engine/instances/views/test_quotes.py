"""What people quote finds an instance, as far as whoever looks may read it, and says where it stands."""

import pytest
from sqlalchemy import select

from engine.documents.store import store
from engine.identity.queries import person
from engine.instances import comments
from engine.instances.models import quoted_words
from engine.instances.reading import reader_of
from engine.instances.views import listing, quotes
from engine.instances.views.listing import Wanted
from engine.jobs.quoting import index
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import rebuild
from tests.engine.disposal.disposing import disposed
from tests.support import Company

pytestmark = pytest.mark.both_databases

FIRST = {
    "cliente": "Aceros del Norte",
    "requerimiento": "Renovación del SOC",
    "contacto": "Laura Méndez",
    "correo": "laura@aceros.example",
    "folio_crm": "CRM-88213",
    "origen_requerimiento": "rfp",
}


@pytest.fixture
def folio(company: Company) -> str:
    """An opportunity with a file and a comment, and another beside it."""
    company.do(company.start(), "prospeccion", {"cliente": "Otro"})
    folio = company.start()
    with company.database.transaction() as connection:
        file = store(connection, "Bases Licitación 44.pdf", b"%PDF-1.7", actor="comercial", at=company.clock())
    company.do(folio, "prospeccion", {**FIRST, "documento_cliente": [file]})
    with company.database.transaction() as connection:
        comments.comment(
            connection, company.runtime, folio, "Preguntó por Zabbix", actor="preventa", at=company.clock()
        )
    while index(company.database):
        pass
    return folio


def finds(company: Company, text: str, who: str = "comercial") -> list[str]:
    with company.database.reading() as connection:
        reader = reader_of(connection, company.runtime, person(connection, who))
        quotable = quotes.quotable(connection, company.runtime, reader)
        return [line.folio for line in listing.page(connection, reader, Wanted(text, quotable=quotable))[0]]


def places(company: Company, folio: str, word: str, who: str = "comercial") -> list[tuple[str, int]]:
    with company.database.reading() as connection:
        reader = reader_of(connection, company.runtime, person(connection, who))
        quotable = quotes.quotable(connection, company.runtime, reader)
        found = quotes.quotes(connection, [folio], [word], quotable)
        return [(each.variable, each.event.seq) for each in found.get(folio, [])]


@pytest.mark.parametrize("text", ["crm-88213", "88213", "CRM-88", "licitacion 44", "bases", "zabb", "aceros zabbix"])
def test_it_is_found_by_what_people_quote(company: Company, folio: str, text: str) -> None:
    assert finds(company, text) == [folio]


def test_it_says_where(company: Company, folio: str) -> None:
    comment = company.history(folio)[-1].seq
    assert places(company, folio, "zabbix") == [(quotes.COMMENT, comment)]
    assert [variable for variable, _ in places(company, folio, "licitacion")] == ["documento_cliente"]
    assert [variable for variable, _ in places(company, folio, "crm")] == ["folio_crm"]


def test_of_personal_data_whole_words_alone_find(company: Company, folio: str) -> None:
    assert finds(company, "mendez") == [folio] and finds(company, "laura mendez") == [folio]
    assert finds(company, "mend") == [] and finds(company, "laur") == []


def test_choices_dates_and_currencies_find_nothing(company: Company, folio: str) -> None:
    assert finds(company, "rfp") == finds(company, "mxn") == []
    with company.database.reading() as connection:
        kept = set(connection.execute(select(quoted_words.c.variable)).scalars())
    assert not kept & {"moneda", "fecha_entrega", "origen_lead", "cliente", "requerimiento"}


def test_who_does_not_see_it_does_not_find_it(company: Company, folio: str) -> None:
    assert finds(company, "zabbix", "preventa") == [folio] and finds(company, "zabbix", "cumplimiento") == []


def test_what_is_confidential_finds_it_for_who_reads_it_alone(company: Company) -> None:
    folio = company.start()
    answers = {"validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}}
    while (task := company.tasks(folio)[0]).item.visit.element != "validar_business_case":
        given = dict(answers.get(task.item.visit.element, {}))
        if task.item.visit.element == "business_case":
            given |= {"costos": [{"costo_concepto": "Licencias Xyzzy", "costo_tipo": "licencias", "costo_monto": 10}]}
        company.complete(task.item.id, given, actor=task.candidates[0])
    while index(company.database):
        pass
    assert finds(company, "xyzzy", "director_comercial") == [folio] and finds(company, "xyzzy", "auditor") == [folio]
    assert finds(company, "xyzzy", "comercial") == [] and places(company, folio, "xyzzy") == []


def test_it_can_be_made_again_from_the_history(company: Company, folio: str) -> None:
    def kept() -> set[tuple[object, ...]]:
        with company.database.reading() as connection:
            return {tuple(row) for row in connection.execute(select(quoted_words))}

    before = kept()
    with company.database.transaction() as connection:
        connection.execute(quoted_words.delete())
        for each in ("GC-2026-0001", folio):
            rebuild(connection, InstanceVerifier(connection, company.runtime), each)
    assert kept() == before != set()


def test_what_was_disposed_of_finds_nothing_and_the_job_brings_nothing_back(company: Company, folio: str) -> None:
    company.command("cancel", folio, "Ya no", actor="comercial")
    disposed(company, folio)
    while index(company.database):
        pass
    assert finds(company, "zabbix") == [] == finds(company, "88213")


def test_the_job_goes_on_from_where_it_was(company: Company, folio: str) -> None:
    assert index(company.database) == 0
    with company.database.transaction() as connection:
        comments.comment(connection, company.runtime, folio, "Nagios", actor="preventa", at=company.clock())
    assert finds(company, "nagios") == []
    assert index(company.database) == 1 and finds(company, "nagios") == [folio]
