"""The reader's language."""

import pytest


def test_spanish_unless_one_chooses_and_then_everywhere_until_one_chooses_again(visit):
    page = visit("comercial").get("/bandeja")
    assert page.page.get("lang") == "es" and "Bandeja" in page.text("//nav")
    page.post("/idioma", {"language": "en", "back": "/oportunidades?pagina=1"})
    assert page.path == "/oportunidades" and page.page.get("lang") == "en" and "Inbox" in page.text("//nav")
    page.post("/salir")
    assert page.text("//h1") == "Who are you?"
    page.post("/idioma", {"language": "es", "back": "/"})
    assert page.text("//h1") == "¿Quién es usted?"


def test_an_error_is_told_in_the_reader_s_language(visit):
    page = visit("comercial").post("/idioma", {"language": "en", "back": "/"})
    assert "There is no such page" in page.get("/nada").text()


def test_a_language_that_there_is_not_changes_nothing(visit):
    page = visit("comercial").post("/idioma", {"language": "tlh", "back": "/bandeja"})
    assert page.page.get("lang") == "es"


@pytest.mark.parametrize(
    "back", ["https://otro.example/", "//otro.example", "/\\otro.example", "javascript:1", "", "/\n"]
)
def test_it_leads_nowhere_else(visit, back):
    page = visit("comercial").post("/idioma", {"language": "en", "back": back})
    assert page.response.request.host == "localhost" and page.path == "/"
