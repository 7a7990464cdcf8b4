"""The page of an opportunity: its facts, what may come next, the answers by step, the history in sentences."""

import pytest
from lxml import etree

from tests.web.test_site import drive_until

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]}
LEAD = {
    "cliente": "Aceros del Norte",
    "requerimiento": "Renovar el SOC",
    "contacto": "Laura Méndez",
    "monto_estimado": 1400000,
    "moneda": "MXN",
    "fecha_entrega": "2026-04-13",
}


@pytest.fixture
def folio(company):
    folio = company.start()
    company.do(folio, "prospeccion", LEAD)
    return folio


def steps(page):
    """The numbers and names of the steps with answers, in order."""
    found = page.page.xpath("//section[@aria-labelledby='datos']/details[@id]/summary")
    return [" ".join(each.text_content().split()[:3]) for each in found]


def test_its_facts_come_first(visit, folio):
    page = visit("comercial").get(f"/oportunidades/{folio}")
    head = page.text("//header[contains(@class, 'opportunity-head')]")
    for fact in (
        "Aceros del Norte",
        "Renovar el SOC",
        "$1,400,000.00 MXN, sin IVA",
        "lun 13 abr 2026",
        "Lo tiene Preventa",
    ):
        assert fact in head


def test_what_was_offered_counts_before_what_was_guessed_and_who_took_it_before_the_lane(visit, company, folio):
    drive_until(company, folio, "validar_cumplimiento", {
        "validacion": [SERVICE],
        "validar_business_case": [{"business_case_aprobado": True, "go": True}],
        "elaborar_propuesta": [{"monto_propuesta": 900, "moneda_propuesta": "USD"}],
    })  # fmt: skip
    company.command("claim", company.task(folio, "validar_cumplimiento").item.id, actor="cumplimiento")
    head = visit("comercial").get(f"/oportunidades/{folio}").text("//dl[@class='facts']")
    assert "$900.00 USD" in head and "Lo tiene Cumplimiento y Mejora Continua" in head


def test_it_says_what_may_come_next_and_whose_it_is(visit, company, folio):
    drive_until(company, folio, "validar_cumplimiento", {
        "validacion": [SERVICE], "validar_business_case": [{"business_case_aprobado": True, "go": True}],
    })  # fmt: skip
    then = visit("comercial").get(f"/oportunidades/{folio}").text("//*[@class='then']")
    assert then.startswith("Después puede seguir") and "Realizar correcciones Comercial" in then
    assert "Enviar requerimiento al cliente" in then


def test_answers_stand_by_step_in_the_order_of_the_procedure_with_earlier_rounds_folded(visit, company, folio):
    drive_until(company, folio, "enviar_cliente", {
        "validacion": [SERVICE],
        "validar_business_case": [{"business_case_aprobado": True, "go": True}],
        "validar_cumplimiento": [{"cumple": False, "comentarios_cumplimiento": "Falta la vigencia"}, {"cumple": True}],
    })  # fmt: skip
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert [each.split()[0] for each in steps(page)] == ["1", "2.1", "3", "4.1", "4.2", "4.3", "4.5", "5.1", "6"]
    checked = "//details[@id='paso-validar_cumplimiento']"
    assert "vuelta 2" in page.text(f"{checked}/summary")
    assert "Falta la vigencia" in page.text(f"{checked}/details[@class='earlier']")
    assert "Falta la vigencia" not in page.text(f"{checked}/dl")


def test_each_area_answers_for_itself(visit, company, folio):
    company.do(folio, "validacion", {**SERVICE, "areas": ["soc_noc", "consultoria"]})
    for task in company.tasks(folio):
        company.complete(task.item.id, {"informacion": f"De {task.item.area}"}, actor=task.candidates[0])
    told = visit("comercial").get(f"/oportunidades/{folio}").text("//details[@id='paso-participacion']")
    assert "De soc_noc" in told and "De consultoria" in told and "SOC/NOC" in told


def test_personal_data_are_masked_in_the_answers(visit, folio):
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert "Laura" not in page.response.text and "L••• M•••" in page.text("//section[@aria-labelledby='datos']")


def test_the_history_is_told_in_sentences_and_its_chain_is_folded(visit, company, folio):
    page = visit("auditor").get(f"/oportunidades/{folio}")
    lines = [each.text_content() for each in page.page.xpath("//ol[@class='happened']/li")]
    assert "Director Comercial completó «Prospección y generación de leads»" in lines[0]
    assert "Comercial inició la oportunidad" in lines[-1]
    (chain,) = page.page.xpath("//details[@class='chain']")
    assert chain.get("open") is None
    assert len(chain.xpath(".//tbody/tr")) == len(company.history(folio))


def test_one_that_has_just_begun_says_what_is_missing(visit, company):
    page = visit("comercial").get(f"/oportunidades/{company.start()}")
    assert "Todavía nadie ha escrito nada." in page.text("//section[@aria-labelledby='datos']")
    assert not page.page.xpath("//dl[@class='facts']/div[contains(., 'Monto')]")


def test_who_has_no_script_sees_where_it_stands_on_a_picture(visit, company):
    folio = company.start()
    page = visit("comercial").get(f"/oportunidades/{folio}")
    (source,) = page.page.xpath("//noscript//img/@src")
    answer = page.client.get(source)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    fills = [each.get("fill") for each in etree.fromstring(answer.data).iter("{*}rect")]
    assert fills.count("#dbe8f5") == 1  # the step that waits
    assert page.client.get(source.replace("proceso=", "proceso=nada")).status_code == 404
