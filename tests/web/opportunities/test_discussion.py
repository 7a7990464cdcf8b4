"""The discussion on the page of an opportunity."""

import pytest


@pytest.fixture
def page(visit, company):
    return visit("comercial").get(f"/oportunidades/{company.start()}")


def test_what_is_said_stands_there_with_whom_it_mentions(page):
    page.submit({"text": "@Director Comercial, ¿va?\nSí <b>o</b> no"}, form="//form[@class='say']")
    assert page.status == 200
    said = page.page.xpath("//ol[@class='discussion']/li")
    assert len(said) == 1 and "Comercial" in page.text("//ol[@class='discussion']")
    assert page.text("//*[@class='mention']") == "@Director Comercial"
    assert "Sí <b>o</b> no" in page.text("//ol[@class='discussion']")


def test_what_is_refused_stays_in_the_field_with_why(page):
    page.submit({"text": "@Nadie Así, revísalo"}, form="//form[@class='say']")
    assert page.status == 422 and page.value("text").strip() == "@Nadie Así, revísalo"
    assert "@Nadie" in page.text("//form[@class='say']//*[@role='alert']")
    assert not page.page.xpath("//ol[@class='discussion']")


def test_sent_twice_it_is_said_once(page):
    form = page.page.xpath("//form[@class='say']")[0]
    data = {**dict(form.form_values()), "text": "Hola"}
    for _ in range(2):
        page._look(page.client.post(form.get("action"), data=data, follow_redirects=True))
    assert len(page.page.xpath("//ol[@class='discussion']/li")) == 1


def test_the_page_names_those_who_can_be_mentioned(page):
    names = page.text("//details[@class='others']")
    assert "@Preventa" not in names and "@Director Comercial" in names and "@Auditor" in names
