"""Full text: instances are found by what people answered, commented and called their files, as far as they may read."""

import pytest
from sqlalchemy import select

from engine.documents.store import store
from engine.facts.finding import Sought, said, tidy
from engine.facts.models import full_texts
from engine.facts.places import first_of, last_of, place_of
from engine.identity.queries import person
from engine.instances import comments
from engine.instances.models import instances
from engine.instances.reading import reader_of
from engine.instances.views import finding, quotes
from engine.instances.views.paging import STARTED
from tests.engine.disposal.disposing import disposed
from tests.engine.facts.test_following import taken_in
from tests.support import Company

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
    company.do(company.start(), "prospeccion", {"cliente": "Otro", "requerimiento": "Renovación de licencias"})
    folio = company.start()
    with company.database.transaction() as connection:
        file = store(connection, "Bases Licitación 44.pdf", b"%PDF-1.7", actor="comercial", at=company.clock())
    company.do(folio, "prospeccion", {**FIRST, "documento_cliente": [file]})
    with company.database.transaction() as connection:
        text = "Preguntó por Zabbix, y si hay plazo hasta el viernes."
        comments.comment(connection, company.runtime, folio, text, actor="preventa", at=company.clock())
    taken_in(company)
    return folio


def finds(company: Company, text: str, who: str = "auditor") -> list[str]:
    with company.database.reading() as connection:
        reader = reader_of(connection, company.runtime, person(connection, who))
        found = said(connection, STARTED, text, quotes.quotable(connection, company.runtime, reader))
        query = select(instances.c.folio).where(*found.all).order_by(instances.c.id)
        return list(connection.execute(query).scalars())


TOGETHER = (
    "crm-88213", "88213 CRM", "licitación 44", "bases", "ZABB viernes", "aceros norte", '"por zabbix"',
    '"del SOC" reno', "plazo hasta", "mendez", "laura mendez",
)  # fmt: skip
APART = (
    "zabbix licitacion", '"zabbix por"', '"por zabb"', "abbix", "xyzzy", "rfp", "mxn", "mend", "laur", '"laura mend"',
)  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("few", [finding.FEW[STARTED], 0])
def test_it_is_found_by_words_that_stand_in_one_text_and_of_personal_data_by_whole_ones(
    company: Company, folio: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether few are looked up, or many looked for."""
    monkeypatch.setitem(finding.FEW, STARTED, few)
    assert {text: finds(company, text) for text in TOGETHER} == {text: [folio] for text in TOGETHER}
    assert {text: finds(company, text) for text in APART} == {text: [] for text in APART}
    assert len(finds(company, "renovacion")) == len(finds(company, ' " ; -')) == len(finds(company, "")) == 2


@pytest.mark.both_databases
def test_what_is_confidential_finds_it_for_who_reads_it_alone(company: Company) -> None:
    folio = company.start()
    answers = {"validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}}
    while (task := company.tasks(folio)[0]).item.visit.element != "validar_business_case":
        given = dict(answers.get(task.item.visit.element, {}))
        if task.item.visit.element == "business_case":
            given |= {"costos": [{"costo_concepto": "Licencias Xyzzy", "costo_tipo": "licencias", "costo_monto": 10}]}
        company.complete(task.item.id, given, actor=task.candidates[0])
    taken_in(company)
    assert finds(company, "xyzzy", "director_comercial") == finds(company, "xyzzy", "auditor") == [folio]
    assert finds(company, "xyzzy", "comercial") == finds(company, '"licencias xyzzy"', "comercial") == []


def test_what_was_disposed_of_is_in_no_index_any_more(sqlite_company: Company) -> None:
    company = sqlite_company
    gone, stays = company.start(), company.start()
    company.do(gone, "prospeccion", {"cliente": "Quetzalcoatl"})
    company.do(stays, "prospeccion", {"cliente": "Tezcatlipoca"})
    taken_in(company)
    company.command("cancel", gone, "Ya no", actor="comercial")
    disposed(company, gone)
    tidy(company.database)
    with company.database.reading() as connection:
        blocks = connection.exec_driver_sql("SELECT block FROM full_text_index_data").scalars()
        held = b"".join(bytes(each) for each in blocks)
        assert b"tezcatlipoca" in held and b"quetzalcoatl" not in held
        texts = set(connection.execute(select(full_texts.c.text)).scalars())
    assert "tezcatlipoca" in texts and "quetzalcoatl" not in texts


@pytest.mark.parametrize(
    ("text", "words", "phrases"),
    [
        ("Coca-Cola  2026", ("coca", "cola", "2026"), ()),
        ('"Servicio de SOC" México', ("mexico",), (("servicio", "de", "soc"),)),
        ('sin cerrar "comillas', ("sin", "cerrar", "comillas"), ()),
        ("a a A", ("a",), ()),
        ("' OR 1=1 -- *", ("or", "1"), ()),
        ("", (), ()),
    ],
)
def test_what_somebody_wrote_is_read(text: str, words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> None:
    assert Sought.of(text) == Sought(words, phrases)


def test_a_place_tells_the_instance_and_keeps_order() -> None:
    first, later = place_of(7, 3, 0), place_of(7, 3, 1)
    assert first is not None and later is not None and first < later < (place_of(7, 4, 0) or 0)
    assert first_of(7) <= first < later <= last_of(7) < first_of(8)
    assert place_of(1, 1 << 20, 0) is None and place_of(1, 1, 1 << 12) is None
