"""The page of substitutions: one's own, those of one's people, and what is wrong comes back."""

import pytest

from engine.identity import heads, substitutions
from tests.support import START

WEEK = {"substitute": "comercial", "from": "2026-03-03", "until": "2026-03-06"}


def rows(page):
    found = page.page.xpath("//table[contains(@class, 'substitutions')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in found]


def test_one_sets_one_s_own_both_see_it_and_it_is_ended(visit):
    page = visit("preventa").get("/suplencias")
    assert "Nadie le suple a usted ni a su gente" in page.text("//main")
    page.post("/suplencias", {"person": "preventa", **WEEK})
    assert page.path == "/suplencias"
    (row,) = rows(page)
    assert row[:2] == ["Preventa", "Comercial"] and row[2] == "mar 3 mar 2026 al vie 6 mar 2026 por empezar"
    assert row[3].startswith("Preventa") and row[4] == "Quitar"
    (seen,) = rows(visit("comercial").get("/suplencias"))
    assert seen[:2] == ["Preventa", "Comercial"] and seen[4] == ""
    assert rows(visit("soc_noc").get("/suplencias")) == []
    end = page.page.xpath("//form[contains(@action, '/terminar')]/@action")[0]
    assert visit("comercial").post(end, {}).status == 403
    page.post(end, {})
    assert rows(page) == []


def test_a_head_sets_those_of_their_people_and_administrators_everybody_s(visit, company):
    with company.database.transaction() as connection:
        heads.set_heads(connection, "preventa", ["director_comercial"], actor="administrador", at=START)
    assert visit("soc_noc").post("/suplencias", {"person": "preventa", **WEEK}).status == 403
    page = visit("director_comercial").get("/suplencias")
    offered = page.page.xpath("//select[@id='person']/option/@value")
    assert offered[0] == "director_comercial" and "preventa" in offered and "soc_noc" not in offered
    page.post("/suplencias", {"person": "preventa", **WEEK})
    assert rows(page)[0][3].startswith("Director Comercial")
    others = {"person": "soc_noc", **WEEK}
    assert rows(visit("administrador").get("/suplencias").post("/suplencias", others))[1][0] == "SOC/NOC"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"from": "2026-03-01"}, "Del 2026-03-01 al 2026-03-06 no es un periodo"),
        ({"until": "2026-03-02"}, "no es un periodo"),
        ({"from": "mañana"}, "Del mañana al 2026-03-06 no es un periodo"),
        ({"substitute": "preventa"}, "Nadie se suple a sí mismo"),
        ({"substitute": "nadie"}, "nadie"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_written(visit, wrong, said):
    page = visit("preventa").get("/suplencias").post("/suplencias", {"person": "preventa", **WEEK, **wrong})
    assert page.status in (404, 422) and said in page.text("//*[@role='alert']")
    assert page.page.xpath("//input[@id='from']/@value") == [{**WEEK, **wrong}["from"]]
    assert page.page.xpath("//input[@id='until']/@value") == [{**WEEK, **wrong}["until"]]


def test_two_at_once_are_refused(visit, company):
    page = visit("preventa").get("/suplencias").post("/suplencias", {"person": "preventa", **WEEK})
    page.post("/suplencias", {"person": "preventa", **WEEK, "substitute": "soc_noc"})
    assert page.status == 409 and "Comercial ya suple a Preventa del 2026-03-03 al 2026-03-06" in page.text(
        "//*[@role='alert']"
    )
    with company.database.reading() as connection:
        assert len(substitutions.all_substitutions(connection, at=START)) == 1
