"""Políticas: how many stand how with each policy, and where each count leads; and how each opportunity stands."""

import json

import pytest

from engine.policies import keeping
from tests.engine.policies.test_keeping import ENDS, follow
from tests.web.cli.conftest import Terminal

pytestmark = pytest.mark.both_databases

PAGE = "/auditoria/politicas"


@pytest.fixture
def both(company):
    """One that ended with No Go, and one that has just begun."""
    folio, other = company.start(), company.start()
    company.drive(folio, ENDS)
    follow(company)
    return folio, other


def counts(page, name):
    (row,) = page.page.xpath(f"//table//tr[.//b='{name}']")
    return [" ".join(cell.text_content().split()) for cell in row.xpath("./td")[1:]]


def test_each_policy_says_how_many_stand_how(visit, both):
    page = visit("auditor").get(PAGE)
    heads = [" ".join(each.text_content().split()) for each in page.page.xpath("//table//th")]
    assert heads == ["Política", "Incumplida", "No se puede decidir", "Cumplida", "No aplica", "Total"]
    assert len(page.page.xpath("//table/tbody/tr")) == 9
    assert counts(page, "Business case generado y validado") == ["0", "1", "1", "0", "2"]
    assert counts(page, "Aviso inmediato de la adjudicación") == ["0", "1", "0", "1", "2"]
    assert "business_case" not in page.page.xpath("//main")[0].text_content()


def test_a_count_leads_to_its_opportunities_in_the_register(visit, both):
    folio, other = both
    page = visit("auditor").get(PAGE)
    (row,) = page.page.xpath("//tr[@id='business_case']")
    addresses = row.xpath("./td//a/@href")
    found = [page.get(address).page.xpath("//td//a[contains(@class, 'folio')]/text()") for address in addresses]
    assert found == [[other], [folio]]


def test_months_leave_out_what_began_in_others(visit, both):
    page = visit("auditor").get(f"{PAGE}?desde=2026-03&hasta=2026-03")
    assert counts(page, "Business case generado y validado")[-1] == "2"
    page.get(f"{PAGE}?desde=2026-04")
    assert counts(page, "Business case generado y validado")[-1] == "0"


def test_a_draft_judges_the_newest_when_asked(visit, both):
    folio, _ = both
    visit("director_comercial").post("/procesos/gestion_comercial/borrador")
    page = visit("auditor").get(f"{PAGE}?segun=borrador")
    assert "primero las más nuevas: 2 de 2." in page.page.xpath("//p[@class='notice']")[0].text_content()
    (row,) = page.page.xpath("//tr[@id='business_case']")
    assert row.xpath(".//a[@class='folio']/text()")[-1] == folio


def test_who_owns_the_procedure_sees_its_policies_and_others_do_not(visit, both):
    names = visit("director_comercial").get(PAGE).page.xpath("//select[@name='proceso']/option/text()")
    assert "Gestión Comercial" in names
    assert visit("preventa").get(PAGE).status == 403


def test_an_auditor_reads_in_the_opportunity_and_its_replay_what_shows_it(visit, both, company):
    folio, other = both
    page = visit("auditor")
    for address in (f"/auditoria/{folio}", f"/oportunidades/{folio}"):
        page.get(address)
        (line,) = page.page.xpath("//li[@class='compliant'][contains(., 'Business case generado')]")
        assert line.xpath("./span/a/@href")[0].startswith(f"/auditoria/{folio}?paso=")
    page.get(f"/oportunidades/{other}")
    (line,) = page.page.xpath("//li[@class='not_decidable'][contains(., 'Business case generado')]")
    assert "«Generar el business case» no se ha hecho todavía." in line.text_content()
    assert not visit("comercial").get(f"/oportunidades/{folio}").page.xpath("//h2[@id='politicas']")


def test_the_terminal_says_the_same(both, company):
    folio, other = both
    run = Terminal(company.database.url).run
    told = json.loads(run("policies", "--json").stdout)
    assert {(each["folio"], each["state"]) for each in told if each["policy"] == "business_case"} == {
        (folio, "compliant"),
        (other, "not_decidable"),
    }
    assert all(set(each) == {"folio", "policy", "state", "events"} for each in told) and len(told) == 18
    words = run("policies", other).output
    assert "Business case generado y validado: No se puede decidir" in words
    assert "«Generar el business case» no se ha hecho todavía." in words


def test_what_the_job_did_not_look_at_yet_is_judged_when_asked(both, company):
    folio = company.start()
    with company.database.reading() as connection:
        assert not keeping.up_to_date(connection)
    told = json.loads(Terminal(company.database.url).run("policies", "--json").stdout)
    assert len([each for each in told if each["folio"] == folio]) == 9
