"""Avisos: what one was told, that one has read it, when one wants e-mail, and the texts of a procedure's owner."""

import pytest

from engine.history import ledger
from engine.history.problems import Kind
from engine.telling.kinds import Channel, NoticeKind
from engine.telling.record import TELLING
from engine.verification.ledger_checks import ledger_checks
from tests.engine.attention.noticing import follow, wants, write_letters
from tests.engine.notifications.posting import entries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def folio(company):
    """An opportunity that waits for Preventa and Comercial, who were told."""
    found = company.start()
    company.do(found, "prospeccion", {"cliente": "Banco del Bajío", "requerimiento": "SOC 24x7"})
    follow(company)
    return found


def subjects(page):
    return [" ".join(each.text_content().split()) for each in page.page.xpath("//ol[@class='told']//button")]


def count(page):
    return page.page.xpath("string(//a[@id='campana']/span)")


def test_one_is_told_in_the_site_goes_there_and_has_read_it(visit, folio):
    page = visit("preventa").get("/avisos")
    assert subjects(page) == ["Sin leer: Le toca: Validación administrativa y técnica, Banco del Bajío"]
    assert "espera por usted" in page.text("//main") and "Vence" in page.text("//main")
    assert count(page) == "1"
    page.post(page.page.xpath("//ol[@class='told']//form/@action")[0], {})
    assert page.path.startswith("/bandeja/")
    page.get("/avisos")
    assert subjects(page) == ["Le toca: Validación administrativa y técnica, Banco del Bajío"] and count(page) == ""
    assert "Ya leyó todo." in page.get("/avisos?ver=nuevos").text("//main")


def test_one_reads_no_notice_of_somebody_else(visit, folio):
    action = visit("preventa").get("/avisos").page.xpath("//ol[@class='told']//form/@action")[0]
    assert visit("alianzas").post(action, {}).status == 404
    assert subjects(visit("alianzas").get("/avisos")) == []
    assert "Todavía no hay avisos" in visit("alianzas").get("/avisos").text("//main")


def test_all_are_read_at_once(visit, folio):
    page = visit("comercial").get("/avisos")
    page.post("/avisos/leidos", {"upto": page.page.xpath("//input[@name='upto']/@value")[0]})
    assert page.path == "/avisos" and count(page) == ""


def test_what_one_does_not_see_any_more_is_not_listed(visit, company, folio):
    with company.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM person_roles WHERE person_id = 'preventa'")
    assert subjects(visit("preventa").get("/avisos")) == []


def test_one_chooses_when_one_wants_e_mail(visit, company, folio):
    page = visit("preventa").get("/avisos/preferencias")
    chosen = page.page.xpath("//input[@type='radio' and @checked]/@value")
    assert set(chosen) == {"at_once"} and len(chosen) == len(page.page.xpath("//*[@role='radiogroup']"))
    page.post("/avisos/preferencias", {"work_arrived": "nothing", "overdue": "mañana"})
    assert "se guardaron" in page.text("//main")
    assert page.page.xpath("//input[@name='work_arrived' and @checked]/@value") == ["nothing"]
    assert page.page.xpath("//input[@name='overdue' and @checked]/@value") == ["at_once"]
    write_letters(company)
    assert [each.to for each in entries(company)] == [("comercial@example.com",)]


def test_the_owner_of_a_procedure_writes_a_text_sees_it_and_goes_back(visit, company, folio):
    page = visit("director_comercial").get("/procesos/gestion_comercial/avisos")
    assert "propio" not in page.text("//main")
    address = "/procesos/gestion_comercial/avisos/work_arrived"
    mine = {"subject": "¡{paso}! {cliente}", "body": "Hola: {oportunidad}\nMotivo: {motivo_que_no_hay}"}
    page.post(address, {**mine, "act": "preview"})
    assert page.status == 422 and "motivo_que_no_hay" in page.text("//main")
    assert page.page.xpath("string(//textarea)").strip().startswith("Hola")
    mine["body"] = "Hola, {oportunidad}\nMotivo: {motivo}"
    page.post(address, {**mine, "act": "preview"})
    assert "Validación administrativa y técnica! Banco del Norte" in page.text("//article")
    page.post(address, {**mine, "act": "save"})
    assert page.path.endswith("/avisos") and "propio" in page.text("//main")
    seen = visit("preventa").get("/avisos")
    assert subjects(seen) == ["Sin leer: ¡Validación administrativa y técnica! Banco del Bajío"]
    assert "Motivo" not in seen.text("//main")  # of which nothing is known
    page.post(f"{address}/restablecer", {})
    assert subjects(visit("preventa").get("/avisos"))[0].startswith("Sin leer: Le toca")


def test_nobody_else_writes_the_texts_of_a_procedure(visit, folio):
    assert visit("preventa").get("/procesos/gestion_comercial/avisos").status == 403
    assert visit("director_comercial").get("/procesos/gestion_comercial/avisos/substitution").status == 404
    assert visit("director_comercial").get("/procesos/ninguno/avisos").status == 404


def test_what_is_chosen_and_written_stands_on_the_ledger(company, folio):
    wants(company, "preventa", NoticeKind.OVERDUE, Channel.DIGEST)
    wants(company, "preventa", NoticeKind.OVERDUE, Channel.DIGEST)  # as it was
    with company.database.reading() as connection:
        (entry,) = ledger.read(connection, TELLING)
        assert (entry.subject, entry.says) == ("preventa", {"kind": "overdue", "channel": "digest"})
        (check,) = ledger_checks(connection, [TELLING])
        assert check.problems == ()
    with company.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE notice_channels SET channel = 'nothing'")
        (check,) = ledger_checks(connection, [TELLING])
        assert [each.kind for each in check.problems] == [Kind.ROW_CHANGED]
