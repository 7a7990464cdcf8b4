"""Whoever is signed in finds the manual in the site, a page for each audience."""

import re

import pytest

from tests.docs.licences import ROOT
from web.help import manual

MANUAL = ROOT / "docs" / "manual"


def test_help_lists_a_page_for_each_audience(visit):
    visitor = visit("comercial").get("/ayuda")
    assert visitor.status == 200
    titles = [link.text for link in visitor.page.xpath("//main/ul//h2/a")]
    assert titles == [page.title for page in manual.pages().values()]
    assert "Para auditores" in titles and len(titles) == 4


def test_everybody_is_led_there_from_the_menu_under_their_name_and_from_the_shortcuts(visit):
    page = visit("preventa").get("/bandeja").page
    assert page.xpath("//details[@data-menu]//a[@href='/ayuda']/text()") == ["Ayuda"]
    assert len(page.xpath("//dialog[@id='atajos']//a[@href='/ayuda']")) == 1


@pytest.mark.parametrize("name", manual.AUDIENCES)
def test_a_page_has_its_sections_and_leads_to_each(visit, name):
    visitor = visit("comercial").get(f"/ayuda/{name}")
    heads = [line.removeprefix("## ") for line in (MANUAL / f"{name}.md").read_text().splitlines() if "## " in line]
    assert [head.text for head in visitor.page.xpath("//main//h2")] == heads
    anchors = [link.get("href").removeprefix("#") for link in visitor.page.xpath("//main//nav//a")]
    assert anchors == [head.get("id") for head in visitor.page.xpath("//main//h2")] and len(set(anchors)) == len(heads)


@pytest.mark.parametrize("name", manual.AUDIENCES)
def test_no_mark_of_markdown_is_left_on_a_page(visit, name):
    text = visit("comercial").get(f"/ayuda/{name}").text("//main//*[not(self::code)]")
    assert re.findall(r"\*\*|`|\]\(|^#|!\[", text) == []


@pytest.mark.parametrize("name", manual.AUDIENCES)
def test_every_picture_of_a_page_arrives_and_says_what_it_shows(visit, name):
    visitor = visit("comercial").get(f"/ayuda/{name}")
    pictures = [(picture.get("src"), picture.get("alt")) for picture in visitor.page.xpath("//main//img")]
    assert pictures and all(alt for _, alt in pictures)
    for address, _ in pictures:
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp"), address
        answer.close()


def test_what_is_no_page_of_the_manual_is_not_there(visit):
    assert visit("comercial").get("/ayuda/nada").status == 404
    assert visit("comercial").get("/ayuda/img/..%2Fpersonal.webp").status == 404


def test_who_has_not_come_in_is_led_to_the_entrance(app):
    answer = app.test_client().get("/ayuda/personal")
    assert answer.status_code in (302, 303) and answer.location.startswith("/")


def test_a_reader_of_english_is_told_that_the_manual_is_in_spanish(visit):
    visitor = visit("comercial")
    visitor.client.set_cookie("cauce-language", "en")
    assert "The manual is in Spanish." in visitor.get("/ayuda").text()
    assert visitor.page.xpath("//main/ul/@lang") == ["es"]
