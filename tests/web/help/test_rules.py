"""Each rule has a page that an owner opens from a finding: why, what to do, and an example drawn wrong and right."""

import pytest

from bpmn.examples import FileExplanation
from bpmn.explanations import explanations
from bpmn.lint import explained
from tests.web.conftest import Visitor


def test_the_help_leads_to_the_list_and_the_list_to_every_rule(visit):
    visitor = visit("comercial").get("/ayuda")
    assert visitor.page.xpath("//main//a[@href='/ayuda/reglas']")
    listed = visitor.get("/ayuda/reglas").page.xpath("//main//section//li/a/@href")
    assert sorted(listed) == sorted(f"/ayuda/reglas/{code}" for code in explanations())


@pytest.mark.parametrize("code", sorted(explained()))
def test_a_page_shows_what_is_found_and_both_examples(visit, code):
    visitor = visit("comercial").get(f"/ayuda/reglas/{code}")
    assert visitor.status == 200
    pictures = visitor.page.xpath("//main//figure")
    assert len(pictures) == 2 and visitor.page.xpath("//main//ul[@class='findings']/li")
    if explained()[code].in_the_file:
        assert all(each.xpath(".//pre/code/text()") for each in pictures)
        return
    wrong, right = pictures
    assert right.xpath(".//svg/desc/text()") and not right.xpath(".//*[contains(@class, 'badge')]")
    if wrong.xpath(".//svg") and not explained()[code].wrong.part:
        assert wrong.xpath(".//*[contains(@class, 'badge')]"), "what is wrong has its sign"
        assert "Señalado: " in wrong.xpath(".//svg/desc/text()")[0] or code in OF_ALL


OF_ALL: frozenset[str] = frozenset()
"""Rules that find something of the whole procedure, not of a step."""


@pytest.mark.parametrize(
    ("code", "each"), [pair for pair in explanations().items() if isinstance(pair[1], FileExplanation)]
)
def test_what_no_rule_finds_has_its_page_too_with_the_lines_that_show_it(visit, code, each):
    visitor = visit("comercial").get(f"/ayuda/reglas/{code}")
    assert visitor.status == 200 and all(visitor.text(f"//main//section[@aria-labelledby='{at}']/p") for at in PARTS)
    shown = visitor.page.xpath("//main//figure//pre/code/text()")
    assert shown == ([] if each.wrong is None else [each.wrong.lines, each.right.lines])
    assert bool(visitor.page.xpath("//main//ul[@class='findings']/li")) is bool(shown)


PARTS = ("porque", "hacer")


def test_a_page_speaks_the_readers_language_in_its_drawing_too(visit):
    visitor: Visitor = visit("comercial").get("/ayuda/reglas/deadlock")
    assert "Una compuerta espera un camino que puede no llegar nunca." in visitor.text("//main//h1")
    assert "Ambas hechas" in visitor.text("//main//figure//desc")
    visitor.client.set_cookie("cauce-language", "en")
    visitor.get("/ayuda/reglas/deadlock")
    assert "A gateway waits" in visitor.text("//main//h1") and "Both done" in visitor.text("//main//figure//desc")


def test_no_drawing_brings_a_style_or_a_script_that_the_content_policy_forbids(visit):
    visitor = visit("comercial").get("/ayuda/reglas/deadlock")
    assert visitor.page.xpath("//figure//@style | //figure//style | //figure//script") == []


def test_a_rule_that_does_not_exist_has_no_page(visit):
    assert visit("comercial").get("/ayuda/reglas/nada").status == 404
