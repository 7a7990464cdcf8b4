"""The page of a rule, and the findings that lead to it."""

import pytest

from bpmn.examples import examples


def test_the_help_leads_to_every_rule_that_has_a_page(visit):
    visitor = visit("comercial").get("/ayuda/reglas")
    links = visitor.page.xpath("//main//a[starts-with(@href, '/ayuda/reglas/')]/@href")
    assert links == [f"/ayuda/reglas/{code}" for code in examples()]


@pytest.mark.parametrize("code", examples())
def test_a_rule_has_its_reason_its_finding_and_two_pictures(visit, code):
    visitor = visit("comercial").get(f"/ayuda/reglas/{code}")
    assert visitor.status == 200
    assert visitor.page.xpath("//main//h2/text()") == ["Mal dibujado", "Bien dibujado"]
    assert len(visitor.page.xpath("//main//*[local-name()='svg'][@role='img'][@aria-label]")) == 2
    assert visitor.page.xpath("//main//li")


def test_a_rule_without_a_page_is_not_found(visit):
    assert visit("comercial").get("/ayuda/reglas/nada").status == 404
