"""What a step's page says of what happened before it, and of what doing it brought about."""

from tests.support import Company


def said(page) -> list[str]:
    return [" ".join(line.text_content().split()) for line in page.page.xpath("//ol[@class='lately']/li/span[2]")]


def test_the_newest_stands_first_with_the_way_to_the_whole(company: Company, visit):
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    page = visit("preventa").get(f"/bandeja/{id}")
    assert said(page) == [
        "Director Comercial completó «Prospección y generación de leads»",
        "Comercial inició la oportunidad",
    ]
    assert page.page.xpath(f"//a[@href='/oportunidades/{folio}#historia']")


def test_what_came_of_a_step_stands_on_the_page_after_it_and_no_more_than_is_read_at_a_glance(company, visit):
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "consultoria"]})
    page = visit("preventa").get(f"/bandeja/{id}")
    assert "Decisión en «¿Tipo de requerimiento?»: Servicio" in said(page)
    for task in company.tasks(folio):
        company.complete(task.item.id, actor=task.candidates[0])
    company.do(folio, "dimensionamiento")
    assert len(said(page.get(f"/bandeja/{id}"))) == 6
